"""Views of a list as tabs with counts; what does not fit goes into a menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.menu import PassingMenu

_HEIGHT = 40
_SIDE = space.XS  # of a tab beside its words, so that the ring around them cuts none
_GAP = space.M
_MARGINS = (space.M, 0, space.XXS, 0)


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A view: stable `key`, shown `text`, and its `count` where it is known."""

    key: str
    text: str
    count: int | None = None


class ViewTabs(QWidget):
    """A row of view tabs. `changed` carries the key; arrow keys move between tabs."""

    changed = Signal(str)

    def __init__(self, tabs: Sequence[ViewTab] = (), parent: QWidget | None = None, *, lined: bool = True) -> None:
        """Without `lined` the line below them is drawn by what they stand in."""
        super().__init__(parent)
        self._is_lined = lined
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*_MARGINS)
        self._row.setSpacing(_GAP)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, _TabButton] = {}
        self._more = IconButton("dots-three", _("More views"), self)
        self._more.clicked.connect(self._open_more)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tabs(tabs)

    def set_tabs(self, tabs: Sequence[ViewTab]) -> None:
        """Show these views; the current one stays current where it is among them."""
        current = self.current()
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for place, tab in enumerate(tabs):
            button = _TabButton(tab, self)
            button.clicked.connect(self._clicked)
            self._group.addButton(button)
            self._buttons[tab.key] = button
            self._row.insertWidget(place, button)
        if tabs:
            self.set_current(current if current in self._buttons else tabs[0].key)
        self._arrange()

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Show other counts; views not named keep theirs."""
        for key, count in counts.items():
            if key in self._buttons:
                self._buttons[key].set_count(count)
        self._arrange()

    def current(self) -> str:
        """Key of the view that is on, or an empty text without views."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Turn a view on without telling `changed`."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._arrange()

    def retranslate(self) -> None:
        """Name the menu button in the language that is on; the views are the page's."""
        self._more.set_name(_("More views"))

    def keys(self) -> list[str]:
        """Keys of all views in order."""
        return list(self._buttons)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_lined:
            painter = painting.painter_for(self)
            painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), current_theme().color("border"))

    def _clicked(self) -> None:
        self.changed.emit(self.current())

    def _arrange(self) -> None:
        room = self.width() - _MARGINS[0] - _MARGINS[2]
        widths = {key: button.sizeHint().width() for key, button in self._buttons.items()}
        fits = sum(widths.values()) + _GAP * max(len(widths) - 1, 0) <= room
        left = room - (0 if fits else self._more.sizeHint().width() + _GAP)
        current = self.current()
        left -= 0 if fits or not current else widths[current] + _GAP
        open_end = True
        for key, button in self._buttons.items():
            if key != current and not fits:
                left -= widths[key] + _GAP
                open_end = open_end and left >= 0
            button.setVisible(fits or open_end or key == current)
        self._more.setVisible(not fits)
        self._row.activate()  # not with the next turn: until then tabs would be painted over each other

    def _open_more(self) -> None:
        menu = PassingMenu(self)
        for button in self._buttons.values():
            if not button.isVisible():
                menu.addAction(button.accessibleName(), button.click)
        menu.open_below(self._more)


class _TabButton(QAbstractButton):
    def __init__(self, tab: ViewTab, parent: QWidget) -> None:
        super().__init__(parent)
        self._tab = tab
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(tab.text)
        self.set_count(tab.count)

    def set_count(self, count: int | None) -> None:
        self._tab = ViewTab(self._tab.key, self._tab.text, count)
        self.setAccessibleName(f"{self._tab.text} {self._count()}".strip())
        self.updateGeometry()
        self.update()

    def _count(self) -> str:
        return "" if self._tab.count is None else f"{self._tab.count:,}"

    def sizeHint(self) -> QSize:
        theme = current_theme()
        count = painting.text_width(self._count(), theme.font("caption")) + 6 if self._count() else 0
        return QSize(painting.text_width(self._tab.text, theme.font("strong")) + count + 2 * _SIDE, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        on = self.isChecked()
        font = theme.font("strong" if on else "body")
        words = theme.color("text" if on or self.underMouse() else "text2")
        width = painting.text_width(self._tab.text, font)
        box = QRect(_SIDE, 0, self.width() + 2 - _SIDE, self.height())
        painting.text(painter, box, self._tab.text, font, words)
        if self._count():
            tint = theme.color("accent_text" if on else "text3")
            painting.text(painter, box.adjusted(width + 6, 0, 0, 0), self._count(), theme.font("caption"), tint)
        if on:
            line = QRectF(_SIDE, self.height() - 3, self.width() - 2 * _SIDE, 3)
            painting.rounded(painter, line, 1.5, theme.color("accent"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect().adjusted(0, 6, 0, -6), 4)
