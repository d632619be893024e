"""Running commands from a page: one operation, one toast with the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from services.i18n import _
from ui import said
from ui.page import PageContext


def run(
    context: PageContext,
    owner: QWidget,
    command: Callable[..., Any],
    *args: Any,
    then: Callable[[Any], object] | None = None,
    **more: Any,
) -> Any:
    """Run a command; say what was done and offer to undo it. `then` gets its value, errors are shown."""

    def done(outcome: Any) -> None:
        if outcome.changes.rows:
            undo = said.way_back(context.link, outcome.changes)
            context.toast(said.done(outcome.changes), undo=undo)
        else:
            context.toast(_("Nothing had to be changed."))
        if then is not None:
            then(outcome.value)

    return context.link.run(command, *args, owner=owner, **more).then(done).fails(context.show_error)
