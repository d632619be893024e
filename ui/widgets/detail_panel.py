"""The panel at the right that shows one thing whole: frame, head, body, footer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Hairline, SectionTitle
from ui.widgets.pill import Pill
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

NARROW = 1280
"""In a window that is not so wide a list has no room for a panel beside it."""
_PAD = space.L
_APART, _CLOSE = space.S, space.XS


class DetailPanel(QWidget):
    """Head with title, copy button, status and cross; a body that scrolls; a footer for buttons.

    Esc and the cross send `closed`; the panel hides itself. `copied` carries the text put on the clipboard.
    """

    closed = Signal()
    copied = Signal(str)
    shown: Any = None
    """What is shown; each panel says of what kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(current_theme().sizes["detail"])
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD + space.HAIRLINE, space.M, 0, space.L)
        column.setSpacing(0)
        self.title = Text("", "strong", elide=True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.subtitle = Text("", "caption", "text2", elide=True)
        self._copy = IconButton("copy", _("Copy"), self)
        self._copy.clicked.connect(self._copy_title)
        self.pill = Pill()
        self.pill.hide()  # until there is a status: what is shown may still be on its way
        self._close = IconButton("x", _("Close panel"), self)
        self._close.clicked.connect(self.close_panel)
        column.addLayout(self._head())
        column.addWidget(self.subtitle)
        column.addSpacing(space.M)
        column.addLayout(_with_right_margin(Hairline()))
        self.body = QVBoxLayout()
        column.addWidget(self._scroller(), 1)
        self.footer = QHBoxLayout()
        self.footer.setContentsMargins(0, space.M, _PAD, 0)
        self.footer.setSpacing(_APART)
        column.addLayout(self.footer)

    def set_head(self, title: str, subtitle: str = "", *, can_copy: bool = True) -> None:
        """Name what is shown."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self._copy.setVisible(can_copy and bool(title))
        self.setAccessibleName(title)

    def set_status(self, word: str, tone: str = "grey") -> None:
        """Show the status; an empty word hides it."""
        self.pill.setVisible(bool(word))
        if word:
            self.pill.set(word, tone)

    def clear_body(self) -> None:
        """Take everything out of the body."""
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of the body; a link stands in line with the texts."""
        if isinstance(widget, LinkButton):
            widget.set_flush()
            self.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            return
        self.body.addWidget(widget)

    def add_line(self) -> None:
        """Put a hairline with air around it at the end of the body."""
        self.body.addSpacing(space.S)
        self.body.addWidget(Hairline())
        self.body.addSpacing(space.S)

    def add_said(self, *sections: tuple[str, str | None]) -> None:
        """Put what somebody wrote at the end of the body, each text under its title; empty ones are left out."""
        for title, words in sections:
            if words:
                self.add_line()
                self.add(SectionTitle(title))
                self.add(Text(words, "body", wrap=True))

    def fit_window(self, window_width: int) -> None:
        """Take the width that suits a window of `window_width` pixels."""
        sizes = current_theme().sizes
        self.setFixedWidth(sizes["detail_wide"] if window_width >= sizes["wide_from"] else sizes["detail"])

    def stand_in(self, page: QWidget, row: QHBoxLayout) -> None:
        """Stand at the end of the page's row; over what is in it where the window is narrow."""
        width = page.window().width()
        self.fit_window(width)
        if width < NARROW:
            row.removeWidget(self)
            self.setGeometry(page.width() - self.width(), 0, self.width(), page.height())
            self.raise_()
        elif row.indexOf(self) < 0:
            row.addWidget(self)

    def retranslate(self) -> None:
        """Name the buttons of the head in the language that is on."""
        self._copy.set_name(_("Copy"))
        self._close.set_name(_("Close panel"))

    def close_panel(self) -> None:
        """Hide the panel and say so."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room.setMaximumWidth(self.width() - 1)
        self._fit_footer()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other words on a button
            self._fit_footer()
        return super().event(event)

    def _fit_footer(self) -> None:
        """Where the words of the buttons do not fit, the last ones beside the main one become icons first."""
        mine = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        standing = sorted((one for one in mine if self.footer.indexOf(one) >= 0), key=self.footer.indexOf)
        shown = [one for one in standing if not one.isHidden()]
        main = [one for one in shown if isinstance(one, PrimaryButton)]
        aside = [one for one in shown if isinstance(one, SecondaryButton) and one.icon_name()]
        wanted = sum(
            one.full_width() if isinstance(one, PrimaryButton | SecondaryButton) else one.sizeHint().width()
            for one in shown
        )
        missing = wanted + _APART * (len(shown) - 1) - (self.width() - 2 * _PAD - space.HAIRLINE)
        for button in reversed(aside):
            compact = missing > 0
            missing -= button.full_width() - button.height() if compact else 0
            if compact != button.is_compact:
                button.set_compact(compact)
        for one in main:
            one.set_bare(missing > 0)
        least = sum(one.sizeHint().width() for one in shown) + _APART * (len(shown) - 1)
        spacing = _APART if least <= self.width() - 2 * _PAD - space.HAIRLINE else _CLOSE
        if spacing != self.footer.spacing():
            self.footer.setSpacing(spacing)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, 0, 1, self.height()), theme.color("border"))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, _PAD - space.S, 0)
        row.setSpacing(space.XXS)
        for button in (self._copy, self._close):
            button.set_side(30)
        row.addWidget(self.title, 0)
        row.addWidget(self._copy)
        row.addStretch(1)
        row.addWidget(self.pill)
        row.addWidget(self._close)
        return row

    def _scroller(self) -> ScrollRoom:
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(self.body)
        around.addStretch(1)  # a layout aligned to the top would cut texts of several lines
        self.body.setContentsMargins(0, space.M, _PAD, space.M)
        self.body.setSpacing(space.XS)
        area = ScrollRoom(inner, wraps=True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room = inner
        return area

    def _copy_title(self) -> None:
        QGuiApplication.clipboard().setText(self.title.text())
        self.copied.emit(self.title.text())


def _with_right_margin(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, _PAD, 0)
    row.addWidget(widget)
    return row
