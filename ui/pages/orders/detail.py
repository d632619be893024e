"""The panel with one order whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from services import formatting
from services.errors import NotFound
from services.fulfilment.papers import mask_address, mask_name, mask_phone
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.orders import commands, gifts
from services.orders.kinds import KIND_LABELS, balance_minor
from services.orders.one_order import OrderDetail, TimelineEntry, detail
from services.orders.rules import hold_reason
from services.types import Entity, OrderKind, OrderStatus, RefundStatus
from ui.pages.orders import words
from ui.pages.orders.detail_parts import LineRow, NoteField, WordsBox, address_of, when
from ui.pages.orders.freight_part import freight_rows
from ui.pages.orders.parcel_part import ParcelCalls, ParcelPart
from ui.pages.orders.profit_part import profit_rows
from ui.pages.orders.recipient_dialog import RecipientDialog
from ui.pages.orders.spans import countdown
from ui.pages.orders.work import Work
from ui.widgets.buttons import SECONDARY, IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text
from ui.widgets.timeline import Step, Timeline

_OPEN = (OrderStatus.UNPAID, OrderStatus.PAID)
_ROOM_FOR_NUMBER = 16  # numbers of 19 digits beside the status must not be cut


@dataclass(frozen=True, slots=True)
class PanelCalls:
    """What the buttons of the panel do with the order they stand on."""

    tracking: Callable[[int], object]
    print: Callable[[int], object]
    more: Callable[[int, QWidget], object]
    parcels: ParcelCalls


class OrderPanel(DetailPanel):
    """Lines, money, address (masked until asked for), notes, what happened, and what was printed."""

    def __init__(self, work: Work, calls: PanelCalls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._calls = work, calls
        self._wanted: int | None = None
        self._shown: OrderDetail | None = None
        self._revealed = False
        self._asked = 0
        self.note: NoteField | None = None
        self._track = PrimaryButton(_("Enter tracking no."), "truck")
        self._print = SecondaryButton(_("Print"), "printer")
        self._more = IconButton("dots-three", _("More actions"), look=SECONDARY)
        self._track.clicked.connect(self._track_clicked)
        self._print.clicked.connect(self._print_clicked)
        self._more.clicked.connect(self._more_clicked)
        self.footer.addWidget(self._track, 1)
        self.footer.addWidget(self._print)
        self.footer.addWidget(self._more)
        self.copied.connect(self._say_copied)

    @property
    def order_id(self) -> int | None:
        """The order on the panel, or the one on its way there."""
        return self._wanted

    @property
    def order(self) -> OrderDetail | None:
        """What is shown."""
        return self._shown

    def show_order(self, order_id: int) -> None:
        """Read an order and show it; a note that is being written is saved first."""
        if order_id != self._wanted:
            self.save_note()
            self._revealed = False
        self._wanted = order_id
        self._ask(order_id)

    def refresh(self, changes: ChangeSet | None = None) -> None:
        """Read the order again where the changes may concern it."""
        if self._wanted is None or not self.isVisible():
            return
        rows = changes.rows.get(Entity.ORDER) if changes is not None else None
        if rows is None or self._wanted in rows:
            self._ask(self._wanted)

    def fit_window(self, window_width: int) -> None:
        super().fit_window(window_width)
        self.setFixedWidth(self.width() + _ROOM_FOR_NUMBER)

    def retranslate(self) -> None:
        super().retranslate()
        self._track.setText(_("Enter tracking no."))
        self._print.setText(_("Print"))
        self._more.set_name(_("More actions"))
        if self._shown is not None:
            self._fill(self._shown)

    def close_panel(self) -> None:
        self.save_note()
        super().close_panel()

    # --- reading -------------------------------------------------------------------------

    def _ask(self, order_id: int) -> None:
        self._asked += 1
        number = self._asked
        pending = self._work.context.link.ask(detail, order_id, owner=self)
        pending.then(lambda found: self._arrived(number, found)).fails(lambda error: self._failed(number, error))

    def _arrived(self, number: int, found: OrderDetail) -> None:
        if number == self._asked:
            self._fill(found)

    def _failed(self, number: int, error: Exception) -> None:
        if number != self._asked:
            return
        if isinstance(error, NotFound):
            self._shown = self._wanted = self.note = None
            super().close_panel()
        else:
            self._work.context.show_error(error)

    # --- showing -------------------------------------------------------------------------

    def _fill(self, order: OrderDetail) -> None:
        written = self.note.unsaved() if self.note is not None and self._is_same(order) else None
        self._shown = order
        self.clear_body()
        self._head_of(order)
        for part in (self._stops, self._lines, self._money, self._profit, self._receiver, self._notes, self._parcel,
                     self._progress):  # fmt: skip
            part(order)
        self.body.addStretch(1)
        if written is not None and self.note is not None:
            self.note.go_on(written)

    def _is_same(self, order: OrderDetail) -> bool:
        return self._shown is not None and self._shown.id == order.id

    def _head_of(self, order: OrderDetail) -> None:
        head = _("{channel} · {time}").format(
            channel=order.channel, time=formatting.instant(order.ordered_at, order.zone)
        )
        self.set_head(order.external_no, head)
        is_held = order.hold_code is not None
        word, tone = words.state_pill(order.status, order.refund_status, is_held, order.is_part_shipped)
        self.set_status(word, tone)

    def _stops(self, order: OrderDetail) -> None:
        said = []
        if order.hold_code is not None:
            reason = str(hold_reason(order.hold_code))
            said.append(
                _("{reason}: {note}").format(reason=reason, note=order.hold_note) if order.hold_note else reason
            )
        if order.is_damaged_no:
            said.append(_("The number was cut by Excel. Export the orders again as CSV."))
        if order.refund_status is not RefundStatus.NONE:
            said.append(words.refund_word(order.refund_status))
        if order.close_reason:
            said.append(order.close_reason)
        if not said:
            return
        for sentence in said:
            self.add(WordsBox(sentence, "warning"))
        if order.hold_code is not None:
            release = LinkButton(_("Release"), "play")
            release.clicked.connect(lambda _on=False: self._work.run(commands.release, [order.id]))
            self.add(release)
        self.add_line()

    def _lines(self, order: OrderDetail) -> None:
        if not order.lines:
            self.add(Text(_("The items are not known yet."), "body", "text2", wrap=True))
        for line in order.lines:
            self.add(LineRow(line, order.currency))
            if line.is_gift and not line.is_closed and order.status in _OPEN:
                out = LinkButton(_("Take the gift out"), "x")
                out.clicked.connect(lambda _on=False, line_id=line.id: self._work.run(gifts.take_out, [line_id]))
                self.add(out)
        self.add_line()

    def _money(self, order: OrderDetail) -> None:
        currency = order.currency
        if order.kind is not None:
            self.add(KeyValueRow(_("Kind"), _(KIND_LABELS[order.kind])))
        self.add(KeyValueRow(_("Goods"), formatting.money(order.goods_minor, currency)))
        discounts = ((_("Discount"), order.discount_minor), (_("Platform's discount"), order.platform_discount_minor))
        for label, minor in discounts:
            if minor:
                self.add(KeyValueRow(label, formatting.money(-abs(minor), currency)))
        free = order.freight_minor == 0
        self.add(KeyValueRow(_("Freight"), _("free") if free else formatting.money(order.freight_minor, currency)))
        self.add(KeyValueRow(_("Paid"), formatting.money(order.paid_minor, currency), strong=True))
        if order.kind is OrderKind.PRESALE and order.deposit_minor is not None:
            self.add(KeyValueRow(_("Deposit"), formatting.money(order.deposit_minor, currency)))
            if order.status is not OrderStatus.CLOSED:  # of a closed one nobody pays the rest any more
                rest = balance_minor(order.total_minor, order.deposit_minor)
                self.add(KeyValueRow(_("Balance"), formatting.money(rest, currency)))
        if order.refunded_minor:
            self.add(KeyValueRow(_("Refunded"), formatting.money(order.refunded_minor, currency), tone="neg"))
        self.add_line()

    def _profit(self, order: OrderDetail) -> None:
        rows = profit_rows(order)
        for row in rows:
            self.add(row)
        if rows:
            self.add_line()

    def _receiver(self, order: OrderDetail) -> None:
        address = address_of(order)
        phone = order.phone or order.landline or ""
        name = order.receiver or ""
        is_open = order.status in _OPEN
        if not (address or phone or name or is_open):
            return
        title = SectionTitle(_("Receiver"))
        if is_open:
            self.edit_receiver = LinkButton(_("Edit…"), "pencil-simple")
            self.edit_receiver.clicked.connect(lambda _on=False: self._edit_receiver(order))
            title.add(self.edit_receiver)
        self.reveal = LinkButton(_("Hide") if self._revealed else _("Reveal"), "eye-slash" if self._revealed else "eye")
        self.reveal.clicked.connect(self._toggle_reveal)
        title.add(self.reveal)
        self.reveal.setVisible(order.is_masked and bool(address or phone or name))
        self.add(title)
        is_hidden = order.is_masked and not self._revealed
        if is_hidden:
            name, phone, address = mask_name(name), mask_phone(phone), mask_address(address)
        if name or phone:
            self.add(Text(f"{name}  {phone}".strip(), "body", "text", wrap=True))
        if address:
            self.add(Text(address, "body", "text2", wrap=True))
        if order.pasted and not is_hidden:
            self.add(WordsBox(order.pasted, "chat-circle-text"))
        self.add_line()

    def _notes(self, order: OrderDetail) -> None:
        if order.buyer:
            is_masked = order.is_masked and not self._revealed
            self.add(KeyValueRow(_("Buyer"), words.buyer_shown(order.buyer, order.receiver, masked=is_masked)))
        if order.buyer_note:
            self.add(SectionTitle(_("Buyer's note")))
            self.add(WordsBox(order.buyer_note, "chat-circle-text", role="heading"))
        self.add(SectionTitle(_("Own note")))
        self.note = NoteField(order.seller_note or "")
        self.note.saved.connect(lambda text, order_id=order.id: self._work.run(commands.set_note, [order_id], text))
        self.add(self.note)
        self.add_line()

    def _parcel(self, order: OrderDetail) -> None:
        freight = freight_rows(order)
        if not (order.tracking_no or order.prints or order.parcels or freight):
            return
        self.add(SectionTitle(_("Parcel")))
        for place, parcel in enumerate(order.parcels, start=1):
            self.add(ParcelPart(order, parcel, place, self._calls.parcels))
        if order.tracking_no:
            self.add(KeyValueRow(order.courier or _("Tracking no."), order.tracking_no))
        for kind, number, at in order.prints:
            self.add(KeyValueRow(f"{_(words.PRINT_NAMES[kind])} {number}", when(at, order.zone)))
        for row in freight:
            self.add(row)
        self.add_line()

    def _progress(self, order: OrderDetail) -> None:
        self.add(SectionTitle(_("Progress")))
        self.add(Timeline([Step(str(one.text), time_of(one, order.zone), one.is_done) for one in order.timeline]))

    # --- what buttons do -----------------------------------------------------------------

    def _toggle_reveal(self) -> None:
        self._revealed = not self._revealed
        if self._shown is not None:
            self._fill(self._shown)

    def _edit_receiver(self, order: OrderDetail) -> None:
        self._work.context.open_dialog(RecipientDialog(self._work.context, order))

    def save_note(self) -> None:
        """Hand over a note that is still being written."""
        if self.note is not None:
            self.note.save()

    def _say_copied(self, text: str) -> None:
        self._work.context.toast(_(COPIED).format(what=text))

    def _track_clicked(self) -> None:
        if self._wanted is not None:
            self._calls.tracking(self._wanted)

    def _print_clicked(self) -> None:
        if self._wanted is not None:
            self._calls.print(self._wanted)

    def _more_clicked(self) -> None:
        if self._wanted is not None:
            self._calls.more(self._wanted, self._more)


def time_of(entry: TimelineEntry, zone: str) -> str:
    """When a step was, or how long is left until it has to be."""
    if entry.at is not None:
        return when(entry.at, zone)
    return "" if entry.due is None else countdown(entry.due)[0]


COPIED = N_("{what} is on the clipboard.")
