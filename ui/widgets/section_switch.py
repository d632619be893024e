"""Which part of a page is on screen, as a row of joined buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.menu import PassingMenu

_HEIGHT = 30
_PAD = space.M
_LEAST = 320
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class SectionSwitch(QWidget):
    """The sections by (key, title marked with `N_`). `chosen` carries a key; arrow keys move between them."""

    chosen = Signal(str)

    def __init__(self, titles: Sequence[tuple[str, str]], current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles, self._current = dict(titles), current
        self._counts: dict[str, int] = {}
        self.buttons: dict[str, _SwitchButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(space.XXS, space.XXS, space.XXS, space.XXS)
        row.setSpacing(0)
        self._more = IconButton("dots-three", _("More sections"), self)
        self._more.set_side(_HEIGHT)
        self._more.clicked.connect(self._open_more)
        group = QButtonGroup(self)
        for key in self._titles:
            button = _SwitchButton(key, self)
            button.setChecked(key == current)
            button.clicked.connect(self._clicked)
            group.addButton(button)
            self.buttons[key] = button
            row.addWidget(button)
        row.addWidget(self._more)
        self.setFixedHeight(_HEIGHT + 4)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How much waits in a section; zero shows no number."""
        self._counts |= counts
        self.retranslate()

    def leave_keys(self) -> None:
        """Take no keyboard: another widget has the keys of this choice."""
        for button in (*self.buttons.values(), self._more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def retranslate(self) -> None:
        """Name the sections in the language that is on."""
        for key, button in self.buttons.items():
            button.show_words(_(self._titles[key]), self._counts.get(key, 0))
        self._more.set_name(_("More sections"))
        self.updateGeometry()
        self._arrange()

    def show_section(self, key: str) -> None:
        """Stand in another section, where one row serves all of them."""
        had_keyboard = self.buttons[self._current].hasFocus()
        self._current = key
        self.buttons[key].setChecked(True)
        self._arrange()
        if had_keyboard:
            self.buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        """Room for all sections."""
        return QSize(sum(button.sizeHint().width() for button in self.buttons.values()) + 4, _HEIGHT + 4)

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the last sections go into a menu."""
        return QSize(min(_LEAST, self.sizeHint().width()), _HEIGHT + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show as many sections as fit, the current one always."""
        widths = {key: button.sizeHint().width() for key, button in self.buttons.items()}
        fits = sum(widths.values()) + 4 <= self.width()
        left = self.width() - 4 - self._more.sizeHint().width() - widths[self._current]
        open_end = True
        for key, button in self.buttons.items():
            if key != self._current and not fits:
                left -= widths[key]
                open_end = open_end and left >= 0
            button.setVisible(fits or open_end or key == self._current)
        self._more.setVisible(not fits)

    def _open_more(self) -> None:
        menu = PassingMenu(self)
        for key, button in self.buttons.items():
            if button.isHidden():
                menu.addAction(button.accessibleName(), partial(self.chosen.emit, key))
        menu.open_below(self._more)

    def step_from(self, key: str, places: int) -> None:
        """Go to the section so many places further."""
        keys = list(self.buttons)
        self.chosen.emit(keys[(keys.index(key) + places) % len(keys)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        radius = theme.radii["control"] + 2
        painting.rounded(painter, QRectF(self.rect()), radius, theme.color("hover"), theme.color("border"))

    def _clicked(self) -> None:
        wanted = next(key for key, button in self.buttons.items() if button.isChecked())
        self.buttons[self._current].setChecked(True)  # this row stands in one section and always shows that one
        if wanted != self._current:
            self.chosen.emit(wanted)


class _SwitchButton(QAbstractButton):
    def __init__(self, key: str, parent: SectionSwitch) -> None:
        super().__init__(parent)
        self._key, self._switch, self._count = key, parent, ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str, count: int) -> None:
        self._count = f"{count:,}" if count else ""
        self.setText(words)
        self.setAccessibleName(f"{words} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        count = painting.text_width(self._count, theme.font("caption")) + 6 if self._count else 0
        return QSize(painting.text_width(self.text(), theme.font("strong")) + count + 2 * _PAD, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._switch.step_from(self._key, step)
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        on = self.isChecked()
        if on:
            radius = theme.radii["control"]
            painting.rounded(painter, QRectF(self.rect()), radius, theme.color("surface"), theme.color("border"))
        font = theme.font("strong" if on else "body")
        width = painting.text_width(self.text(), font)
        box = QRect(_PAD, 0, self.width() - 2 * _PAD + 4, self.height())
        tone = "accent_text" if on else "text" if self.underMouse() else "text2"
        painting.text(painter, box, self.text(), font, theme.color(tone))
        if self._count:
            counted = box.adjusted(width + 6, 0, 4, 0)
            painting.text(painter, counted, self._count, theme.font("caption"), theme.color("text3"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])
