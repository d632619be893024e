"""Running commands on orders: one operation, one toast with the way back, errors shown by the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from services.i18n import _
from ui import said
from ui.page import PageContext

Ids = list[int]


class Work:
    """The page's way to change things. `targets` finds the ids an action is meant for."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self.context = context
        self.owner = owner
        self._asked: dict[str, int] = {}
        self.targets: Callable[[Callable[[Ids], object]], object] = lambda then: then([])

    def run(
        self, command: Callable[..., Any], *args: Any, then: Callable[[Any], object] | None = None, **more: Any
    ) -> Any:
        """Run a command; say what was done and offer to undo it. `then` gets the command's value."""

        def done(outcome: Any) -> None:
            if outcome.changes.rows:
                self.say(said.done(outcome.changes), outcome.changes.operation_id)
            else:
                self.context.toast(_("Nothing had to be changed."))
            if then is not None:
                then(outcome.value)

        return self.context.link.run(command, *args, owner=self.owner, **more).then(done).fails(self.context.show_error)

    def try_out(self, command: Callable[..., Any], *args: Any, then: Callable[[], object]) -> Any:
        """Go on only where the command would be allowed: it is run without being kept, and refused out loud."""
        pending = self.context.link.run(command, *args, owner=self.owner, dry_run=True)
        return pending.then(lambda _outcome: then()).fails(self.context.show_error)

    def run_quietly(self, command: Callable[..., Any], *args: Any, then: Callable[[Any], object], **more: Any) -> Any:
        """Run a command without a toast; the caller says what happened."""
        pending = self.context.link.run(command, *args, owner=self.owner, **more)
        return pending.then(lambda outcome: then(outcome.value)).fails(self.context.show_error)

    def ask(
        self,
        query: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object],
        owner: QWidget | None = None,
        **more: Any,
    ) -> Any:
        """Ask a query and hand on its value, unless `owner` (the page) is gone by then."""
        pending = self.context.link.ask(query, *args, owner=owner or self.owner, **more)
        return pending.then(then).fails(self.context.show_error)

    def ask_newest(
        self, place: str, query: Callable[..., Any], *args: Any, then: Callable[[Any], object], **more: Any
    ) -> Any:
        """Ask for what `place` shows; an answer that a newer question has overtaken is dropped."""
        number = self._asked[place] = self._asked.get(place, 0) + 1

        def newest(value: Any) -> None:
            if self._asked[place] == number:
                then(value)

        return self.ask(query, *args, then=newest, **more)

    def say(self, words: str, operation_id: int | None = None) -> None:
        """A toast; with an operation it can be taken back from there."""
        if operation_id is None:
            self.context.toast(words)
        else:
            self.context.toast(words, undo=lambda: self.undo(operation_id))

    def undo(self, operation_id: int) -> None:
        """Take one operation back."""
        self.context.link.undo(operation_id, owner=self.owner).fails(self.context.show_error)

    def window(self) -> QWidget:
        """What dialogs open over."""
        return self.context.dialog_parent()
