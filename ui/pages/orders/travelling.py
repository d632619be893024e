"""What a person does about parcels: merging, splitting, taking apart, keeping back, sending one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from services.fulfilment import closing, parcels
from services.fulfilment.papers import mask_name
from services.fulfilment.travelling import Divisible, ParcelView, divisible, parcels_of
from services.i18n import NN_, _, join_list
from services.messages import counted
from services.orders.one_order import OrderDetail, detail
from ui.dialogs.dialog import Dialog, confirm
from ui.pages.orders.merge_dialog import MergeDialog, notes_of
from ui.pages.orders.split_dialog import SplitDialog
from ui.pages.orders.work import Ids, Work
from ui.widgets.fields import FormRow, text_field

_MERGE_Q = NN_("Send {count} order in one parcel?", "Send {count} orders in one parcel?")
_MOST_SHOWN = 12


class Travelling:
    """Opens the dialogs about parcels; each change is one undo step."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def suggest(self) -> MergeDialog:
        """What could travel together, with confidence and reasons."""
        dialog = MergeDialog(self._work)
        self._work.context.open_dialog(dialog)
        return dialog

    def merge(self, ids: Ids | None = None) -> None:
        """Put the chosen orders into one parcel, showing every note first."""
        if ids is None:
            self._work.targets(self.merge)
            return
        ask = partial(self._work.ask, _details, ids[:_MOST_SHOWN], then=partial(self._confirm_merge, ids))
        self._work.try_out(parcels.merge, ids, then=ask)

    def _confirm_merge(self, ids: Ids, orders: Sequence[OrderDetail]) -> Dialog:
        lines = []
        for order in orders:
            notes = notes_of(order.buyer_note or "", order.seller_note or "")
            person = order.receiver or order.buyer or ""
            shown = mask_name(person) if order.is_masked else person
            lines.append("\n    ".join([join_list([order.external_no, shown]), *notes]))
        differing = len({(order.receiver, order.phone, order.address) for order in orders}) > 1
        warning = [_("Receiver, phone or address are not the same in all of them. Look before you merge.")]
        return confirm(
            self._work.window(),
            counted(_MERGE_Q, len(ids)),
            "\n".join([*(warning if differing else []), *lines, *(["…"] if len(ids) > len(orders) else [])]),
            _("Merge"),
            lambda: self._work.run(parcels.merge, ids),
        )

    def take_apart(self, ids: Ids | None = None) -> None:
        """Undo merges and splits of the chosen orders, as far as nothing has left."""
        if ids is None:
            self._work.targets(self.take_apart)
        else:
            self._work.ask(parcels_of, ids, then=self._take_apart_found)

    def _take_apart_found(self, found: Sequence[ParcelView]) -> None:
        here = [parcel.id for parcel in found if not parcel.has_left] or [parcel.id for parcel in found]
        if here:
            self._work.run(parcels.take_apart, here)
        else:
            self._work.context.toast(_("These orders are in no parcel: each is sent whole."))

    def take_out(self, order_id: int) -> None:
        """Let one order of a parcel travel alone."""
        self._work.run(parcels.take_out, [order_id])

    def split(self, ids: Ids | None = None) -> None:
        """Send a part of one order first."""
        if ids is None:
            self._work.targets(self.split)
        elif len(ids) != 1:
            self._work.context.toast(_("Choose one order to split."))
        else:
            self._work.ask(divisible, ids[0], then=partial(self._open_split, ids[0]))

    def _open_split(self, order_id: int, lines: Sequence[Divisible]) -> None:
        if sum(line.pieces for line in lines) < 2:
            self._work.context.toast(_("There is only one piece to send, and it cannot be split."))
        else:
            self._work.context.open_dialog(SplitDialog(self._work, order_id, lines))

    def ship(self, parcel: ParcelView) -> None:
        """One parcel has left."""
        self._work.run(parcels.ship, [parcel.id])

    def open_again(self, parcel: ParcelView) -> None:
        """A parcel that was closed on the bench is to be verified anew."""
        self._work.run(closing.open_again, parcel.id)

    def take_parcel_apart(self, parcel: ParcelView) -> None:
        """The pieces of one parcel go back to their orders."""
        self._work.run(parcels.take_apart, [parcel.id])

    def hold(self, parcel: ParcelView) -> None:
        """Keep a parcel back with a reason, or let it go."""
        if parcel.hold_note is not None:
            self._work.run(parcels.hold, [parcel.id], "")
            return
        subtitle = _("It stays off the papers, and nothing in it leaves, until you let it go.")
        dialog = Dialog(self._work.window(), _("Keep the parcel back"), subtitle, width=440)
        reason = text_field(_("Back-ordered, comes on Friday…"))
        dialog.body.addWidget(FormRow(_("Reason"), reason))
        dialog.add_cancel()
        dialog.add_primary(_("Keep back"), "pause")
        dialog.accepted.connect(
            lambda: self._work.run(parcels.hold, [parcel.id], reason.text().strip() or _("kept back"))
        )
        self._work.context.open_dialog(dialog)

    def number(self, parcel: ParcelView) -> None:
        """Enter the tracking number of one parcel."""
        subtitle = _("It goes to this parcel and to the orders that travel in it.")
        dialog = Dialog(self._work.window(), _("Tracking number of the parcel"), subtitle, icon="truck", width=440)
        courier, number = text_field("", parcel.courier or ""), text_field("", parcel.tracking_no or "")
        dialog.body.addWidget(FormRow(_("Tracking no."), number))
        dialog.body.addWidget(FormRow(_("Courier"), courier))
        dialog.add_cancel()
        dialog.add_primary(_("Enter"), "check")
        dialog.accepted.connect(
            lambda: self._work.run(parcels.set_tracking, parcel.id, courier.text().strip() or None, number.text())
        )
        self._work.context.open_dialog(dialog)


def _details(connection: Any, ids: Ids) -> tuple[OrderDetail, ...]:
    """The orders in full, to show what was written on each."""
    return tuple(detail(connection, order_id) for order_id in ids)
