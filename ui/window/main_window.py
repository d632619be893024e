"""The frame: navigation, pages, overlays, window state. It knows no feature, only `PageSpec` values.

Language: the window listens to ``services.i18n.on_language_change``, shows its own texts again
and calls ``retranslate()`` on every page that was built. A page passes that on to its widgets or
builds them again; a page that is only a plain widget is built anew. Text is looked up with `_`
when it is shown, never stored.

Theme: widgets read ``ui.theme.apply.current_theme`` when they paint; nothing passes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMargins, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QMoveEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from services.i18n import _, on_language_change
from ui.actions import ActionRegistry, shown_keys
from ui.dialogs import files
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.dialogs.shortcut_sheet import shortcut_sheet
from ui.manual.opening import ManualSearch, open_manual, topic
from ui.page import Page, PageSpec, another_part, put_panels_away
from ui.palette.palette import Palette, Search
from ui.present import Presenter
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.banner import Banner
from ui.widgets.drop_overlay import DropOverlay, table_problem
from ui.widgets.reading_order import move_focus, reading_order
from ui.widgets.sidebar import Sidebar
from ui.widgets.toast import ToastStack
from ui.widgets.window_state import FRAME, WindowState, least_size
from ui.window.page_stack import PageStack
from ui.window.window_actions import UndoCalls, frame_actions, page_actions, undo_actions

_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """What the shop tile shows."""

    name: str
    remark: str = ""


class MainWindow(QMainWindow):
    """Navigation at the left, one page at the right; is the `PageContext` of its pages.

    While it `awaits_shop` it is the frame alone, until `begin` gives it one.
    """

    files_dropped = Signal(list)
    page_changed = Signal(str)
    closed = Signal()
    drawn = Signal()

    def __init__(
        self,
        pages: Sequence[PageSpec],
        link: Any,
        shop: ShopInfo,
        *,
        undo: UndoCalls | None = None,
        search: Search | None = None,
        settings: QSettings | None = None,
        awaits_shop: bool = False,
    ) -> None:
        super().__init__()
        self.link = link
        self._awaits_shop = awaits_shop
        self._specs = {spec.key: spec for spec in pages}
        self._search = search
        self._wanted, self._is_drawn = "", False
        self._state = WindowState(settings) if settings is not None else None
        self.sidebar, self._stack = Sidebar(), PageStack(pages, self)
        self._banners = QVBoxLayout()
        self._lay_out()
        self.says_already: Callable[[BaseException], bool] = _says_nothing
        self.registry = ActionRegistry(self, blocked=lambda: open_overlay(self) is not None)
        self.toasts = ToastStack(self)
        self.presenter = Presenter(self)
        self._drop = DropOverlay(self, self._files_problem, self._page_offer)
        self._drop.dropped.connect(self.files_dropped)
        self._drop.taken.connect(self._page_takes)
        self._drop.refused.connect(self.toast)
        self._add_pages(pages)
        self.registry.add(*frame_actions(self.open_palette, self._show_topic, self._show_sheet, self._fold))
        self.registry.add(*(undo_actions(undo) if undo is not None else ()))
        self.sidebar.chosen.connect(self.navigate)
        self.set_shop(shop)
        self.retranslate()
        self._stop_listening: Callable[[], None] | None = on_language_change(self.retranslate)
        self._restore()

    def begin(self, link: Any, shop: ShopInfo, undo: UndoCalls, search: Search) -> None:
        """A shop was opened: show it, on the page that was on last or that was chosen meanwhile."""
        self.link, self._search, self._awaits_shop = link, search, False
        self.registry.add(*undo_actions(undo))
        self.set_shop(shop)
        self.navigate(self._wanted)

    def let_go(self) -> None:
        """Hold nothing of the shop that was closed but its link, which answers no page that still asks.

        The frame of the first window was there when the start's own was set aside, and the search for garbage never
        looks at that again: the first shop's pages would stay with it until the end.
        """
        self.hide()  # a page keeps what was seen when it is left, and needs its link for that
        self.registry.clear()
        self.toasts.clear()
        self._stack.let_go()
        self._search = None

    # --- what pages may use (PageContext) ---------------------------------------------------

    def toast(self, words: str, *, undo: Callable[[], object] | None = None) -> None:
        """Say shortly what was done, with the way back where there is one."""
        if undo is None:
            self.toasts.show_toast(words)
        else:
            self.toasts.show_deed(words, undo)

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a card over the window."""
        dialog.open()

    def dialog_parent(self) -> QWidget:
        """The widget to build dialogs over."""
        return self

    def navigate(self, page: str, **wanted: Any) -> None:
        """Go to a page, building it on the first visit, and tell it what is wanted."""
        if self._awaits_shop:
            self._wanted = page
            self.sidebar.set_current(page)
            return
        widget = self._stack.page_or_new(page)
        self.sidebar.set_current(page)
        has_been_in = widget.focusWidget() is not None
        self._stack.setCurrentWidget(widget)
        focus = self.focusWidget()
        if focus is not None and not has_been_in and widget.isAncestorOf(focus):
            focus.clearFocus()  # Qt takes the first field, the search: the keys of a list would be typed into it
        self.registry.set_scope(page)
        if isinstance(widget, Page):
            if another_part(wanted):
                put_panels_away(widget)
            widget.opened(**wanted)
        self.page_changed.emit(page)

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong the way its kind asks for, unless something that is shown all the time says it."""
        if not self.says_already(error):
            self.presenter.show(error)

    def _page_offer(self, files: Sequence[Path]) -> str:
        """What the page on screen would do with files that hang over the window."""
        shown = self._stack.shown()
        return shown.drop_words(files) if shown is not None and open_overlay(self) is None else ""

    def _files_problem(self, files: Sequence[Path]) -> str:
        """Why these files cannot be taken now, or an empty text: no card is opened over another."""
        card = open_overlay(self)
        if card is not None and not card.lets_files_in:
            return _("Close the card that is open, then bring in the files.")
        return table_problem(files)

    def _page_takes(self, files: list[Path]) -> None:
        shown = self._stack.shown()
        if shown is not None:
            shown.take_files(files)

    def show_banner(self, banner: Banner) -> None:
        """Put a notice above the page; it stays until it is closed."""
        self._banners.setContentsMargins(space.XL, space.S, space.XL, 0)
        self._banners.addWidget(banner)
        banner.show()  # the layout does it a turn later, and what comes meanwhile takes it for dismissed
        banner.closed.connect(self._tidy_banners)

    def open_palette(self, text: str = "") -> None:
        """Open the search over everything."""
        palette = Palette(self, self.registry, self._search, ManualSearch(self, self.open_manual))
        palette.closed.connect(palette.deleteLater)
        palette.open_with(text)

    def open_manual(self, target: str = "") -> None:
        """Show the manual at ``page`` or ``page#anchor``."""
        open_manual(self, target, self._show_sheet)

    def set_badge(self, page: str, count: int) -> None:
        """Show a count beside a page's name; zero hides it."""
        self.sidebar.button(page).set_count(count)

    def set_backup_state(self, words: str, state: str = "ok") -> None:
        """Say in the sidebar when the last backup was made (``ok``, ``busy`` or ``problem``)."""
        self.sidebar.backup.set_state(words, state)

    def set_shop(self, shop: ShopInfo) -> None:
        """Show which shop is open."""
        self.sidebar.tile.name.setText(shop.name)
        self.sidebar.tile.remark.setText(shop.remark)
        self.setWindowTitle(shop.name)

    def ask_files(self, title: str, filters: str, then: Callable[[list[Path]], object]) -> None:
        """Let the person choose files to read."""
        files.ask_files(self, title, filters, then)

    def ask_file(self, title: str, filters: str, then: Callable[[Path], object]) -> None:
        """Let the person choose one file to read."""
        files.ask_file(self, title, filters, then)

    def ask_folder(self, title: str, then: Callable[[Path], object]) -> None:
        """Let the person choose a folder."""
        files.ask_folder(self, title, then)

    def ask_save(self, title: str, filters: str, suggested: Path, then: Callable[[Path], object]) -> None:
        """Let the person choose where to write."""
        files.ask_save(self, title, filters, suggested, then)

    # --- the frame ----------------------------------------------------------------------------

    def current_page(self) -> str:
        """Key of the page that is on, or an empty text."""
        return self._stack.shown_key()

    def page(self, key: str) -> QWidget | None:
        """A page that was built already, in the language that is on."""
        return self._stack.page(key)

    def retranslate(self) -> None:
        """The language changed: show every text again, pages out of sight a little later."""
        for key, spec in self._specs.items():
            keys = self.registry.spec(f"go.{key}").shortcut
            button = self.sidebar.button(key)
            button.set_words(_(spec.title), shown_keys(keys) if keys else "", _(spec.badge_meaning))
        self.sidebar.retranslate()
        current = self.current_page()
        self._stack.retranslate()
        if current and self.page(current) is None:
            self.navigate(current)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self, forward) or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys nobody had, after a card or a click on a button: those of a list go to the list on screen.

        Esc that nothing else needs closes the panel beside a list; files copied in a file manager are taken as if
        they were dropped.
        """
        is_lost = self.focusWidget() in (None, self, self.centralWidget()) and open_overlay(self) is None
        shown = self._stack.currentWidget()
        if is_lost and shown is not None and _is_for_a_list(event):
            views = [one for one in reading_order(shown) if isinstance(one, QAbstractItemView)]
            if views:
                views[0].setFocus(Qt.FocusReason.OtherFocusReason)
                QApplication.sendEvent(views[0], event)
                return
        if event.key() == Qt.Key.Key_Escape and open_overlay(self) is None and shown is not None:
            put_panels_away(shown, only_seen=True)
        elif not (event.matches(QKeySequence.StandardKey.Paste) and self._drop.paste()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.fit_window(self.width())

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._fit_screen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_screen()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_drawn:
            self._is_drawn = True
            self.drawn.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._stack.may_leave():
            event.ignore()
            return
        if self._state is not None:
            self._state.save(self, self.current_page() or self._wanted, self.sidebar.is_folded())
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        self.closed.emit()
        event.accept()

    def _lay_out(self) -> None:
        sizes = current_theme().sizes
        self._least = QSize(sizes["window_min_width"], sizes["window_min_height"])
        self._fit_screen()
        self.resize(least_size(QSize(1366, 768), self.screen().availableGeometry(), FRAME))
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._banners.setSpacing(space.XS)
        column.addLayout(self._banners)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(middle)
        middle.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        middle.setFocus()

    def _frame(self) -> QMargins:
        """How wide title bar and edges are; as good as known until the window manager has put them there."""
        handle = self.windowHandle()
        known = handle.frameMargins() if handle is not None else QMargins()
        return FRAME if known.isNull() else known

    def _fit_screen(self) -> None:
        """Never insist on more room than the screen has: what lies beyond its edge cannot be reached."""
        least = least_size(self._least, self.screen().availableGeometry(), self._frame())
        if least != self.minimumSize():
            self.setMinimumSize(least)

    def _add_pages(self, pages: Sequence[PageSpec]) -> None:
        self.registry.add(*page_actions(pages, self.navigate))
        for spec in pages:
            self.sidebar.add_page(spec.key, spec.icon, spec.section, spec.badge_tone)

    def _restore(self) -> None:
        first = next(iter(self._specs), "")
        if self._state is not None:
            self._state.restore(self)
            self.sidebar.set_folded(self._state.folded())
            first = self._state.page() if self._state.page() in self._specs else first
        if first:
            self.navigate(first)

    def _tidy_banners(self) -> None:
        mine = (one for one in self.findChildren(Banner) if self._banners.indexOf(one) >= 0)
        if all(one.isHidden() for one in mine):
            self._banners.setContentsMargins(0, 0, 0, 0)

    def _show_topic(self) -> None:
        section = getattr(self._stack.currentWidget(), "current", "")
        self.open_manual(topic(self, self.current_page(), section))

    def _show_sheet(self) -> None:
        if open_overlay(self) is None:
            shortcut_sheet(self, self.registry, self.open_manual).open()

    def _fold(self) -> None:
        self.sidebar.toggle()


def _is_for_a_list(event: QKeyEvent) -> bool:
    return event.key() in _LIST_KEYS or event.matches(QKeySequence.StandardKey.SelectAll)


def _says_nothing(_error: BaseException) -> bool:
    """Where nothing is shown all the time."""
    return False
