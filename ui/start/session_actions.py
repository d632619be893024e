"""What the window offers about shop files: new, open, the recent ones, removing the demo, quitting."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from services import paths, window_lock
from services.i18n import N_, _
from ui.actions import ActionSpec
from ui.dialogs.dialog import confirm
from ui.dialogs.files import ask_file

if TYPE_CHECKING:
    from ui.start.session import Session

_GROUP = N_("Shop")


def session_actions(session: Session) -> list[ActionSpec]:
    """The actions of the session, for the palette, the shortcut sheet and the settings page."""
    fixed = [
        ActionSpec("shop.new", N_("New shop…"), session.start_new, "plus", group=_GROUP),
        ActionSpec(
            "shop.open", N_("Open another shop…"), partial(_ask, session), "folder-open", "Ctrl+O", group=_GROUP
        ),
        ActionSpec(
            "shop.remove_demo",
            N_("Remove the demo shop"),
            partial(_ask_remove, session),
            "trash",
            enabled=partial(_is_demo, session),
            group=_GROUP,
        ),
        ActionSpec(
            "shop.lock",
            N_("Lock the window now"),
            session.curtain.lock,
            "lock-key",
            "Ctrl+Shift+L",
            enabled=lambda: window_lock.read() is not None,
            group=_GROUP,
        ),
        ActionSpec("shop.quit", N_("Quit"), partial(_quit, session), "x", "Ctrl+Q", group=_GROUP),
    ]
    return fixed + [_recent(session, path, number) for number, path in enumerate(_others(session))]


def _recent(session: Session, path: Path, number: int) -> ActionSpec:
    return ActionSpec(
        f"shop.recent.{number}",
        N_("Open another shop…"),
        partial(session.open_shop, path),
        "storefront",
        words=partial(_open_words, path),
        group=_GROUP,
    )


def _open_words(path: Path) -> str:
    return _("Open the shop {name}").format(name=path.stem)


def _others(session: Session) -> list[Path]:
    last = session.preferences.last_shop
    return [path for path in session.preferences.recent_shops() if path != last]


def _ask(session: Session) -> None:
    if session.open_window is None:
        return
    start = session.open_window.link.shop.path.parent
    words = _("Shop files (*.shop)")
    dialog = ask_file(session.open_window.window, _("Open another shop…"), words, session.open_shop)
    dialog.setDirectory(str(start if start.is_dir() else paths.documents_dir()))


def _is_demo(session: Session) -> bool:
    return session.open_window is not None and session.open_window.facts.is_demo


def _ask_remove(session: Session) -> None:
    if session.open_window is None:
        return
    confirm(
        session.open_window.window,
        _("Remove the demo shop?"),
        _("The demo file and everything in it is deleted. Your own shops are not touched."),
        _("Remove the demo"),
        session.take_demo_away,
        danger=True,
    )


def _quit(session: Session) -> None:
    if session.open_window is not None:
        session.open_window.window.close()
