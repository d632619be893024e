"""Opening the returns desk over the window, from the keyboard, the palette or the After-sales page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from services.i18n import N_
from ui.actions import ActionSpec
from ui.page import PageContext

if TYPE_CHECKING:
    from ui.desk.desk import ReturnsDesk

ACTION = "window.returns_desk"


def open_desk(context: PageContext, undo: Callable[[], object], code: str = "") -> ReturnsDesk:
    """Show the desk, with a code already scanned where there is one."""
    from ui.desk.desk import ReturnsDesk

    desk = ReturnsDesk(context, undo)
    context.open_dialog(desk)
    if code:
        desk.take(code)
    return desk


def add_desk_action(context: PageContext, undo: Callable[[], object]) -> None:
    """Let Ctrl+Shift+D and the palette open the desk from every page."""
    context.registry.add(
        ActionSpec(
            ACTION, N_("Returns desk"), lambda: open_desk(context, undo), "arrow-u-up-left", "Ctrl+Shift+D",
            enabled=lambda: not context.link.shop.read_only, group=N_("After-sales"),
        )
    )  # fmt: skip
