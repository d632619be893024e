"""Typing into the list itself: own note, flag, courier, tracking number."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from services import text
from services.errors import AppError
from services.i18n import N_, _
from services.messages import Message, message
from services.orders import commands
from services.types import Flag
from ui import said
from ui.pages.orders.words import FLAG_NAMES
from ui.pages.orders.work import Work
from ui.table.paged_model import CellEdit


def flag_named(typed: str) -> Flag | None:
    """The flag of this name, in the language that is on or as the platforms' files have it; empty takes it off."""
    wanted = text.key(typed)
    if not wanted:
        return Flag.NONE
    names = {text.key(_(words)): flag for flag, words in FLAG_NAMES.items()}
    names |= {str(flag): flag for flag in Flag}
    found = {flag for name, flag in names.items() if name.startswith(wanted)}
    return names.get(wanted) or (found.pop() if len(found) == 1 else None)


def check_flag(typed: str) -> Message | None:
    """What is wrong with a flag that is being typed."""
    if flag_named(typed) is not None:
        return None
    known = ", ".join(_(words) for flag, words in FLAG_NAMES.items() if flag is not Flag.NONE)
    return message(N_("there is no such flag; there are {known}"), known=known)


class InlineEdits:
    """Keeps what was typed into a cell, as one step that can be undone; a refusal puts the old value back."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._savers: dict[str, Callable[[int, str], tuple[Any, ...]]] = {
            "seller_note": lambda order_id, typed: (commands.set_note, [order_id], typed),
            "flag": lambda order_id, typed: (commands.set_flag, [order_id], flag_named(typed) or Flag.NONE),
            "courier": lambda order_id, typed: (commands.edit, order_id, {"courier": typed}),
            "tracking_no": _tracking,
        }

    def save(self, edit: CellEdit) -> None:
        """Run the command of the cell's column."""
        command, *arguments = self._savers[edit.key](edit.row_id, edit.text.strip())
        pending = self._work.context.link.run(command, *arguments, owner=self._work.owner)
        pending.then(partial(self._saved, edit)).fails(partial(self._refused, edit))

    def _saved(self, edit: CellEdit, outcome: Any) -> None:
        edit.accept()
        if outcome.changes.rows:
            self._work.say(said.done(outcome.changes), outcome.changes.operation_id)

    def _refused(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(error.message if isinstance(error, AppError) else message(N_("It could not be saved.")))
        self._work.context.show_error(error)


def _tracking(order_id: int, typed: str) -> tuple[Any, ...]:
    if not typed:
        return commands.edit, order_id, {"tracking_no": ""}
    return commands.set_tracking, [(order_id, None, typed)]
