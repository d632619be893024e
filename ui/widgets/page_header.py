"""The top of every page: title, search, secondary buttons, one primary button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Text

# pixels: from which width the search is long or medium, and what the subtitle keeps at least
_WIDE, _MEDIUM, _SUBTITLE = 1300, 700, 70


class PageHeader(QWidget):
    """Title and count, the global search (`search_opened`), buttons; at most one primary button."""

    search_opened = Signal()

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(current_theme().sizes["top_bar"] - 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.XXS, 0, 0)
        row.setSpacing(space.S)
        self.title = Text(title, "title")
        self.subtitle = Text(subtitle, "subtitle", "text3", elide=True)
        self.search = SearchBox(_("Search or command"), hint="Ctrl K")
        self.search.make_launcher()
        self.search.setMaximumWidth(320)
        self.search.setMinimumWidth(180)
        self.search.opened.connect(self.search_opened)
        row.addWidget(self.title)
        row.addWidget(self.subtitle, 1)
        row.addWidget(self.search, 0)
        self._row = row
        self._primary: Button | None = None
        self._secondary: list[Button] = []

    def set_subtitle(self, words: str) -> None:
        """Say the period and the count."""
        self.subtitle.setText(words)

    def retranslate(self) -> None:
        """Show the search hint in the language that is on; titles and buttons are the page's."""
        self.search.set_placeholder(_("Search or command"))

    def add_secondary(self, words: str, icon: str, run: Callable[[], object]) -> Button:
        """A button before the primary one."""
        self._part_from_search()
        button = SecondaryButton(words, icon)
        button.clicked.connect(lambda _on=False: run())
        place = self._row.count() - (1 if self._primary is not None else 0)
        self._row.insertWidget(place, button)
        self._secondary.append(button)
        self._fit()
        return button

    def set_primary(self, words: str, icon: str, run: Callable[[], object]) -> Button:
        """The one primary button of the page; a second one is refused."""
        if self._primary is not None:
            raise ValueError("a page has one primary button")
        self._part_from_search()
        self._primary = PrimaryButton(words, icon)
        self._primary.clicked.connect(lambda _on=False: run())
        self._row.addWidget(self._primary)
        self._fit()
        return self._primary

    def _part_from_search(self) -> None:
        if not self._secondary and self._primary is None:
            self._row.addSpacing(space.XS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= _WIDE
        search = 320 if wide else 240 if self.width() > _MEDIUM else 180
        self.search.setFixedWidth(search)
        buttons = [*self._secondary, *([self._primary] if self._primary is not None else [])]
        wanted = self.title.sizeHint().width() + _SUBTITLE + search + 12
        wanted += sum(button.full_width() + 8 for button in buttons)
        for button in self._secondary:
            button.set_compact(wanted > self.width())
