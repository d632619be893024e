"""One part of a page that has several: its header and body at the left, what it shows whole at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import N_, _
from ui.page import PageContext
from ui.pages.list_export import ask_shown_list
from ui.table.list_panel import ListPanel
from ui.table.table_panel import TableCard
from ui.theme import space
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.page_header import PageHeader
from ui.widgets.section_switch import SectionSwitch


class Section(QWidget):
    """Base of all sections. Put the body into `column`, buttons into `header`; all methods may be left as they are.

    `self.context` and `self.link` are the page's. A section is built when it is first shown.
    `page_title`, marked with `N_`, names the page it is a part of.
    """

    page_title = N_("Inventory")

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.link = context, context.link
        self.header = PageHeader(_(self.page_title))
        self.header.search_opened.connect(context.open_palette)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, space.XL, space.L)
        self.column.setSpacing(0)
        self.column.addWidget(self.header)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.XL, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(self.column, 1)
        self._panel: DetailPanel | None = None

    # --- what a section may do -----------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """The section came to the front; `wanted` is what `context.navigate` was given."""

    def take_scan(self, _code: str) -> bool:
        """A code was scanned while the section is on; True where it did something with it."""
        return False

    def drop_words(self, _files: Sequence[Path]) -> str:
        """What the section would do with these files if they were dropped now; empty: nothing, they are imported."""
        return ""

    def take_files(self, files: Sequence[Path]) -> None:
        """Do with dropped files what `drop_words` said."""

    def may_leave(self) -> bool:
        """False while something that was typed would be lost; the section then asks about it."""
        return True

    def retranslate(self) -> None:
        """Show every text in the language that is on; call it in yours too."""
        self.header.title.setText(_(self.page_title))
        self.header.retranslate()
        self.switch.retranslate()
        if self._panel is not None:
            self._panel.retranslate()
        for listing in self.findChildren(ListPanel):
            listing.retranslate()

    def new(self) -> None:
        """What Ctrl+N begins here."""

    def focus_filter(self) -> None:
        """Put the keyboard into the section's filter box (Ctrl+F)."""
        for card in self.findChildren(TableCard):
            if card.isVisible() and card.bar.isVisible():
                card.focus_filter()
                return

    # --- what the page does ----------------------------------------------------------------

    def set_switch(self, switch: SectionSwitch) -> None:
        """Take in the row of sections, under the header."""
        self.switch = switch
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, space.M)
        line.addWidget(switch)
        line.addStretch(1)
        self.column.insertLayout(1, line)

    # --- the panel at the right ---------------------------------------------------------------

    def set_panel(self, panel: DetailPanel) -> None:
        """The panel that shows one thing whole; beside the body, over it in a narrow window. Hidden at first."""
        self._panel = panel
        self._row.addWidget(panel)
        panel.hide()

    def show_panel(self) -> None:
        """Bring the panel up, where it fits the window."""
        if self._panel is not None:
            self._panel.show()
            self._place_panel()

    def _place_panel(self) -> None:
        if self._panel is not None:
            self._panel.stand_in(self, self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for panel in self.findChildren(ListPanel):
            if not panel.can_export:
                panel.set_export(partial(ask_shown_list, self.context, self, panel))
        self._place_panel()


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One entry of the switch: stable key, title marked with `N_`, and how it is built on its first visit."""

    key: str
    title: str
    build: Callable[[PageContext], Section]
