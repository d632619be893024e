"""What a page is to the window, and what the window offers a page. Neither knows more of the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget

from ui.widgets.detail_panel import DetailPanel

if TYPE_CHECKING:
    from ui.actions import ActionRegistry
    from ui.dialogs.dialog import Dialog


_PART_OF_A_LIST = frozenset({"view", "search", "filters", "order_ids"})


def another_part(wanted: Mapping[str, Any]) -> bool:
    """Whether another part of the list is `wanted`: what the panel beside it still shows is not what was asked for."""
    return bool(_PART_OF_A_LIST & wanted.keys())


def put_panels_away(shown: QWidget, *, only_seen: bool = False) -> None:
    """Close the panels beside the lists of a page; `only_seen` leaves those of its other sections open."""
    for panel in shown.findChildren(DetailPanel):
        is_open = panel.isVisible() if only_seen else not panel.isHidden()
        if is_open:
            panel.close_panel()


class Page(QWidget):
    """Base of all pages; everything here may be left as it is."""

    def retranslate(self) -> None:
        """The language changed: show every text again."""

    def opened(self, **wanted: Any) -> None:
        """The page came to the front; `wanted` is what `navigate` was given (a filter, an id)."""

    def drop_words(self, _files: Sequence[Path]) -> str:
        """What the page would do with these files if they were dropped now; empty: nothing, they are imported."""
        return ""

    def take_files(self, files: Sequence[Path]) -> None:
        """Do with dropped files what `drop_words` said."""

    def take_scan(self, _code: str) -> bool:
        """A code was scanned while the page is on; True where the page itself did something with it."""
        return False

    def is_whole(self) -> bool:
        """Whether nothing of the page is still to be made: some make what is out of sight piece by piece."""
        return True

    def may_leave(self) -> bool:
        """False keeps the window open: the page has unsaved text and asks about it."""
        return True


class PageContext(Protocol):
    """What a page gets: the shop's link and the services of the window."""

    link: Any
    """The way to commands and queries (``ui.shop_link``)."""

    registry: ActionRegistry
    """Where a page registers its actions, scoped with its key."""

    def toast(self, words: str, *, undo: Callable[[], object] | None = None) -> None:
        """Say shortly what was done, with the way back where there is one."""

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a card over the window."""

    def dialog_parent(self) -> QWidget:
        """The widget to build dialogs over."""

    def navigate(self, page: str, **wanted: Any) -> None:
        """Go to another page and tell it what is wanted."""

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong the way its kind asks for."""

    def open_palette(self, text: str = "") -> None:
        """Open the search over everything."""

    def set_badge(self, page: str, count: int) -> None:
        """Show a count beside a page's name; zero hides it."""

    def ask_files(self, title: str, filters: str, then: Callable[[list[Path]], object]) -> None:
        """Let the person choose files to read."""

    def ask_file(self, title: str, filters: str, then: Callable[[Path], object]) -> None:
        """Let the person choose one file to read."""

    def ask_folder(self, title: str, then: Callable[[Path], object]) -> None:
        """Let the person choose a folder."""

    def ask_save(self, title: str, filters: str, suggested: Path, then: Callable[[Path], object]) -> None:
        """Let the person choose where to write."""


@dataclass(frozen=True)
class PageSpec:
    """One entry of the navigation.

    `title` is marked with `N_`. `section` is ``main`` (Ctrl+1…9 in order) or ``bottom``. The badge
    counts what waits there, in the tone of a pill; `badge_meaning` says in words what is counted.
    """

    key: str
    title: str
    icon: str
    build: Callable[[PageContext], QWidget]
    section: str = "main"
    shortcut: str = ""
    badge_tone: str = "blue"
    badge_meaning: str = ""
