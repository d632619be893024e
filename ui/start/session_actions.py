"""What the window offers about shop files: new, open, the recent ones, removing the demo, quitting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from services import paths, window_lock
from services.i18n import N_, _
from ui.actions import ActionSpec
from ui.dialogs.dialog import confirm
from ui.dialogs.files import ask_file
from ui.preferences import Preferences
from ui.window.shop_window import ShopWindow

_GROUP = N_("Shop")


@dataclass(frozen=True, slots=True)
class ShopCalls:
    """Whoever has the shops open: its `window` where one is, and what it does."""

    window: Callable[[], ShopWindow | None]
    open_shop: Callable[[Path], object]
    start_new: Callable[[], object]
    take_demo_away: Callable[[], object]
    lock: Callable[[], object]
    quit: Callable[[], object]


def session_actions(calls: ShopCalls, preferences: Preferences) -> list[ActionSpec]:
    """The actions about shops, for the palette, the shortcut sheet and the settings page."""
    fixed = [
        ActionSpec("shop.new", N_("New shop…"), calls.start_new, "plus", group=_GROUP),
        ActionSpec("shop.open", N_("Open another shop…"), partial(_ask, calls), "folder-open", "Ctrl+O", group=_GROUP),
        ActionSpec(
            "shop.remove_demo",
            N_("Remove the demo shop"),
            partial(_ask_remove, calls),
            "trash",
            enabled=partial(_is_demo, calls),
            group=_GROUP,
        ),
        ActionSpec(
            "shop.lock",
            N_("Lock the window now"),
            calls.lock,
            "lock-key",
            "Ctrl+Shift+L",
            enabled=lambda: window_lock.read() is not None,
            group=_GROUP,
        ),
        ActionSpec("shop.quit", N_("Quit"), calls.quit, "x", "Ctrl+Q", group=_GROUP),
    ]
    return fixed + [_recent(calls, path, number) for number, path in enumerate(_others(preferences))]


def _recent(calls: ShopCalls, path: Path, number: int) -> ActionSpec:
    return ActionSpec(
        f"shop.recent.{number}",
        N_("Open another shop…"),
        partial(calls.open_shop, path),
        "storefront",
        words=partial(_open_words, path),
        group=_GROUP,
    )


def _open_words(path: Path) -> str:
    return _("Open the shop {name}").format(name=path.stem)


def _others(preferences: Preferences) -> list[Path]:
    last = preferences.last_shop
    return [path for path in preferences.recent_shops() if path != last]


def _ask(calls: ShopCalls) -> None:
    open_window = calls.window()
    if open_window is None:
        return
    start = open_window.link.shop.path.parent
    words = _("Shop files (*.shop)")
    dialog = ask_file(open_window.window, _("Open another shop…"), words, calls.open_shop)
    dialog.setDirectory(str(start if start.is_dir() else paths.documents_dir()))


def _is_demo(calls: ShopCalls) -> bool:
    open_window = calls.window()
    return open_window is not None and open_window.facts.is_demo


def _ask_remove(calls: ShopCalls) -> None:
    open_window = calls.window()
    if open_window is None:
        return
    confirm(
        open_window.window,
        _("Remove the demo shop?"),
        _("The demo file and everything in it is deleted. Your own shops are not touched."),
        _("Remove the demo"),
        calls.take_demo_away,
        danger=True,
    )
