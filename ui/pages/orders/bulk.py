"""Changing one order or many: what will happen is said first when it is more than one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.orders import allowed, commands, gifts
from services.orders.allowed import Allowed, Obstacle
from services.orders.kinds import KIND_LABELS, set_kind
from services.orders.listing import Chosen, chosen
from services.types import Flag, OrderKind, OrderStatus, RefundStatus
from ui.dialogs.dialog import Dialog, confirm
from ui.pages.orders.gift_dialog import GiftDialog
from ui.pages.orders.words import FLAG_NAMES, refund_word, status_word
from ui.pages.orders.work import Ids, Work
from ui.widgets.fields import FormRow, text_field

_STATUS_Q = NN_("Change the status of {count} order?", "Change the status of {count} orders?")
_FROM_TO = NN_(
    "{count} order will change from “{old}” to “{new}”.", "{count} orders will change from “{old}” to “{new}”."
)
_STAYS = NN_("{count} order is “{new}” already.", "{count} orders are “{new}” already.")
_REFUND_Q = NN_("Change the refund of {count} order?", "Change the refund of {count} orders?")
_REFUND_TO = NN_("The refund of {count} order will be “{new}”.", "The refund of {count} orders will be “{new}”.")
_FLAG_Q = NN_("Flag {count} order?", "Flag {count} orders?")
_FLAG_TO = NN_("{count} order will get the flag “{new}”.", "{count} orders will get the flag “{new}”.")
_KIND_Q = NN_("Change the kind of {count} order?", "Change the kind of {count} orders?")
_KIND_TO = NN_("{count} order will be marked as “{new}”.", "{count} orders will be marked as “{new}”.")
_RELEASE_Q = NN_("Release {count} order?", "Release {count} orders?")
_RELEASE_TO = NN_("{count} order can be picked and packed again.", "{count} orders can be picked and packed again.")
_HOLD = NN_("Hold {count} order", "Hold {count} orders")
_HOLD_TO = NN_(
    "It stays off pick lists and packing lists until you release it.",
    "They stay off pick lists and packing lists until you release them.",
)
_NOTE = NN_("Own note of {count} order", "Own note of {count} orders")
_NOTE_TO = NN_("The buyer never sees it.", "It replaces the own note of all {count} orders. The buyers never see it.")
_DELETE_Q = NN_("Delete {count} order?", "Delete {count} orders?")
_DELETE_TO = NN_(
    "Order {example} and its items are removed from this shop. You can undo it. Printed orders cannot be deleted.",
    "{count} orders and their items are removed from this shop. You can undo it. Printed orders cannot be deleted.",
)

_SOME = NN_("{count} of {all} can be changed.", "{count} of {all} can be changed.")
_SOME_DELETED = NN_("{count} of {all} can be deleted.", "{count} of {all} can be deleted.")
_STOPPED = {
    Obstacle.HELD: NN_("{count} cannot: it is on hold.", "{count} cannot: they are on hold."),
    Obstacle.REFUND: NN_(
        "{count} cannot: the buyer asked for the money back.", "{count} cannot: the buyers asked for the money back."
    ),
    Obstacle.STATUS: NN_(
        "{count} cannot: its status does not lead there.", "{count} cannot: their status does not lead there."
    ),
    Obstacle.GONE: NN_(
        "{count} cannot: it has been shipped or closed already.",
        "{count} cannot: they have been shipped or closed already.",
    ),
    Obstacle.PRINTED: NN_("{count} cannot: it is on a printed list.", "{count} cannot: they are on a printed list."),
    Obstacle.KEPT: NN_(
        "{count} cannot: a parcel of it is kept back.", "{count} cannot: parcels of them are kept back."
    ),
    Obstacle.STOCK: NN_(
        "{count} cannot: there is not enough in stock for it.", "{count} cannot: there is not enough in stock for them."
    ),
}
_CHANGE_OTHERS = NN_("Change the other {count}", "Change the other {count}")
_DELETE_OTHERS = NN_("Delete the other {count}", "Delete the other {count}")
_HOLD_OTHERS = NN_("Hold the other {count}", "Hold the other {count}")


def left_out(can: Allowed, some: tuple[str, str] = _SOME) -> list[str]:
    """How many of the orders can go and what stops the others, line by line; nothing where all can."""
    if not can.stopped:
        return []
    first = counted(some, len(can.ids), all=formatting.integer(can.asked))
    return [first, *(counted(_STOPPED[obstacle], count) for obstacle, count in can.stopped)]


class BulkChanges:
    """The changes a person makes to the chosen orders; each is one undo step."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def set_status(self, status: OrderStatus, ids: Ids | None = None) -> None:
        """Move the orders to a status, asking first when they are several."""
        self._with(ids, partial(self._ask_status, status))

    def set_refund(self, status: RefundStatus, ids: Ids | None = None) -> None:
        """Note what became of the buyers' money."""
        word = refund_word(status)
        change = partial(self._run_with, commands.set_refund, status)
        self._with(ids, partial(self._ask, _REFUND_Q, _REFUND_TO, word, change))

    def set_flag(self, flag: Flag, ids: Ids | None = None) -> None:
        """Flag the orders, or take the flag off."""
        word = _(FLAG_NAMES[flag])
        change = partial(self._run_with, commands.set_flag, flag)
        self._with(ids, partial(self._ask, _FLAG_Q, _FLAG_TO, word, change))

    def set_kind(self, kind: OrderKind, ids: Ids | None = None) -> None:
        """Say what kind of orders these are; only sales are counted in the figures."""
        change = partial(self._run_with, set_kind, kind)
        self._with(ids, partial(self._ask, _KIND_Q, _KIND_TO, _(KIND_LABELS[kind]), change))

    def give_gifts(self, ids: Ids | None = None) -> None:
        """Add the gifts these orders deserve by the rules and have not got yet."""
        self._with(ids, partial(self._work.run, gifts.give))

    def add_gift(self, ids: Ids | None = None) -> None:
        """Put a gift into the orders by hand."""
        self._with(ids, lambda found: self._work.context.open_dialog(GiftDialog(self._work.context, found)))

    def release(self, ids: Ids | None = None) -> None:
        """Let held orders go on."""
        self._with(ids, partial(self._ask, _RELEASE_Q, _RELEASE_TO, "", partial(self._work.run, commands.release)))

    def hold(self, ids: Ids | None = None) -> None:
        """Hold the orders, with a reason."""
        self._with(ids, self._try_hold)

    def note(self, ids: Ids | None = None) -> None:
        """Write one note on the orders."""
        self._with(ids, self._ask_note)

    def delete(self, ids: Ids | None = None) -> None:
        """Delete the orders after saying what that means."""
        self._with(ids, self._try_delete)

    def _run_with(self, command: Callable[..., Any], value: object, ids: Ids) -> None:
        self._work.run(command, ids, value)

    # --- asking --------------------------------------------------------------------------

    def _with(self, ids: Ids | None, then: Callable[[Ids], object]) -> None:
        if ids is not None:
            then(ids)
        else:
            self._work.targets(then)

    def _ask_status(self, status: OrderStatus, ids: Ids) -> None:
        if len(ids) == 1:
            self._work.run(commands.set_status, ids, status)
        else:
            then = partial(self._status_sorted, status, ids)
            self._work.ask(allowed.for_status, ids, status, then=then)

    def _status_sorted(self, status: OrderStatus, ids: Ids, can: Allowed) -> None:
        confirming = partial(self._confirm_status, status, can)
        self._go_on(commands.set_status, ids, can, confirming, status)

    def _go_on(
        self, command: Callable[..., Any], ids: Ids, can: Allowed, then: Callable[[Chosen], object], *args: object
    ) -> None:
        """Ask about the orders that can go; with none of them the command itself refuses, naming the orders."""
        going = list(can.ids) or ids
        ask = partial(self._work.ask, chosen, going, then=then)
        self._work.try_out(command, going, *args, then=ask)

    def _confirm_status(self, status: OrderStatus, can: Allowed, found: Chosen) -> Dialog:
        new = status_word(status)
        lines = [
            counted(_STAYS, count, new=new)
            if old is status
            else counted(_FROM_TO, count, old=status_word(old), new=new)
            for old, count in found.by_status
        ]
        # What stands on the button is what is said to be done afterwards: those that are there already do not move.
        moving = sum(count for old, count in found.by_status if old is not status) or found.count
        return confirm(
            self._work.window(),
            counted(_STATUS_Q, moving),
            "\n".join([*left_out(can), *lines]),
            counted(_CHANGE_OTHERS, moving) if can.stopped else _("Change"),
            lambda: self._work.run(commands.set_status, list(can.ids), status),
        )

    def _ask(
        self,
        question: tuple[str, str],
        sentence: tuple[str, str],
        new: str,
        command: Callable[[Ids], object],
        ids: Ids,
    ) -> None:
        if len(ids) == 1:
            command(ids)
            return
        question_text, sentence_text = counted(question, len(ids)), counted(sentence, len(ids), new=new)
        confirm(self._work.window(), question_text, sentence_text, _("Change"), lambda: command(ids))

    def _try_hold(self, ids: Ids) -> None:
        self._work.ask(allowed.for_hold, ids, then=partial(self._hold_sorted, ids))

    def _hold_sorted(self, ids: Ids, can: Allowed) -> None:
        going = list(can.ids) or ids
        self._work.try_out(commands.hold, going, then=partial(self._ask_hold, going, can))

    def _ask_hold(self, ids: Ids, can: Allowed) -> Dialog:
        sentence = "\n".join([*left_out(can), counted(_HOLD_TO, len(ids))])
        dialog = Dialog(self._work.window(), counted(_HOLD, len(ids)), sentence, width=440)
        reason = text_field(_("Out of stock, address unclear…"))
        dialog.body.addWidget(FormRow(_("Reason"), reason))
        dialog.add_cancel()
        dialog.add_primary(counted(_HOLD_OTHERS, len(ids)) if can.stopped else _("Hold"), "pause")
        dialog.accepted.connect(lambda: self._work.run(commands.hold, ids, reason.text()))
        dialog.open()
        return dialog

    def _ask_note(self, ids: Ids) -> Dialog:
        dialog = Dialog(self._work.window(), counted(_NOTE, len(ids)), counted(_NOTE_TO, len(ids)), width=440)
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setFixedHeight(96)
        dialog.body.addWidget(FormRow(_("Own note"), field))
        dialog.add_cancel()
        dialog.add_primary(_("Save"))
        dialog.accepted.connect(lambda: self._work.run(commands.set_note, ids, field.toPlainText()))
        dialog.open()
        return dialog

    def _try_delete(self, ids: Ids) -> None:
        self._work.ask(allowed.for_delete, ids, then=partial(self._delete_sorted, ids))

    def _delete_sorted(self, ids: Ids, can: Allowed) -> None:
        self._go_on(commands.delete, ids, can, partial(self._ask_delete, can))

    def _ask_delete(self, can: Allowed, found: Chosen) -> Dialog:
        sentence = counted(_DELETE_TO, found.count, example=found.example)
        return confirm(
            self._work.window(),
            counted(_DELETE_Q, found.count),
            "\n".join([*left_out(can, _SOME_DELETED), sentence]),
            counted(_DELETE_OTHERS, len(can.ids)) if can.stopped else _("Delete"),
            lambda: self._work.run(commands.delete, list(can.ids)),
            danger=True,
        )
