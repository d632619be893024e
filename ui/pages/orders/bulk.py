"""Changing one order or many: what will happen is said first when it is more than one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from services.i18n import NN_, Grouped, _, translate_plural
from services.orders import commands
from services.orders.listing import Chosen, chosen
from services.types import Flag, OrderStatus, RefundStatus
from ui.dialogs.dialog import Dialog, confirm
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


def counted(forms: tuple[str, str], count: int, **more: str) -> str:
    """The form for `count`, filled in."""
    return translate_plural(*forms, count).format(count=Grouped(count), **more)


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

    def release(self, ids: Ids | None = None) -> None:
        """Let held orders go on."""
        self._with(ids, partial(self._ask, _RELEASE_Q, _RELEASE_TO, "", partial(self._work.run, commands.release)))

    def hold(self, ids: Ids | None = None) -> None:
        """Hold the orders, with a reason."""
        self._with(ids, lambda found: self._work.try_out(commands.hold, found, then=partial(self._ask_hold, found)))

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
            ask = partial(self._work.ask, chosen, ids, then=partial(self._confirm_status, status, ids))
            self._work.try_out(commands.set_status, ids, status, then=ask)

    def _confirm_status(self, status: OrderStatus, ids: Ids, found: Chosen) -> Dialog:
        new = status_word(status)
        lines = [
            counted(_STAYS, count, new=new)
            if old is status
            else counted(_FROM_TO, count, old=status_word(old), new=new)
            for old, count in found.by_status
        ]
        return confirm(
            self._work.window(),
            counted(_STATUS_Q, found.count),
            "\n".join(lines),
            _("Change"),
            lambda: self._work.run(commands.set_status, ids, status),
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

    def _ask_hold(self, ids: Ids) -> Dialog:
        dialog = Dialog(self._work.window(), counted(_HOLD, len(ids)), counted(_HOLD_TO, len(ids)), width=440)
        reason = text_field(_("Out of stock, address unclear…"))
        dialog.body.addWidget(FormRow(_("Reason"), reason))
        dialog.add_cancel()
        dialog.add_primary(_("Hold"), "pause")
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
        ask = partial(self._work.ask, chosen, ids, then=partial(self._ask_delete, ids))
        self._work.try_out(commands.delete, ids, then=ask)

    def _ask_delete(self, ids: Ids, found: Chosen) -> Dialog:
        return confirm(
            self._work.window(),
            counted(_DELETE_Q, found.count),
            counted(_DELETE_TO, found.count, example=found.example),
            _("Delete"),
            lambda: self._work.run(commands.delete, ids),
            danger=True,
        )
