"""The rows of the work queue and of the last imports: quiet buttons that lead to what is behind them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.click_area import ClickArea

_HEIGHT = 46
_AIR, _LEAST_REMARK, _COUNT = space.M, 60, 34

_WORDS_LEFT = space.L + 8 + space.M  # behind the dot, eight pixels wide


def arrow_box(row: QRect) -> QRect:
    """Where a row has the arrow that says it leads somewhere: in line with the card's head."""
    side = current_theme().sizes["icon_chip"]
    return QRect(row.width() - space.L - side, (row.height() - side) // 2, side, side)


class WorkRow(ClickArea):
    """A dot in the tone of the work, how many, what, and why now; a click goes there."""

    def __init__(self, tone: str, count: str, words: str, remark: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self._tone, self._count, self._remark = tone, count, remark
        self.setAccessibleName(f"{count} {words}".strip())
        self.setAccessibleDescription(remark)
        self.setToolTip(" · ".join(part for part in (f"{count} {words}".strip(), remark) if part))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def remark(self) -> str:
        """The quiet words at the right."""
        return self._remark

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        if self.is_lit():
            painting.rounded(painter, QRectF(self.rect()).adjusted(6, 3, -6, -3), 7, theme.color("hover"))
        middle = self.height() // 2
        painting.dot(painter, space.L + 4, middle, 4, theme.color(f"pill.{self._tone}.dot"))
        strong = theme.font("figure")
        left = _WORDS_LEFT
        room = QRect(left, 0, max(_COUNT, painting.text_width(self._count, strong)), self.height())
        painting.text(painter, room, self._count, strong, theme.color("text"), Qt.AlignmentFlag.AlignRight)
        left = room.right() + 14 if self._count else left
        arrow = arrow_box(self.rect())
        paint_icon(painter, arrow, "caret-right", "text3")
        right = arrow.left() - 10
        wanted = painting.text_width(self._remark, theme.font("caption"))
        said = painting.text_width(self.text(), theme.font("body"))
        spare = right - left - said - 2 * _AIR
        taken = min(wanted, spare) if spare >= min(wanted, _LEAST_REMARK) else 0
        remark = QRect(right - taken, 0, taken, self.height())
        colour = theme.color("neg" if self._tone == "red" else "text2")
        painting.text(painter, remark, self._remark, theme.font("caption"), colour, Qt.AlignmentFlag.AlignRight)
        words = QRect(left, 0, (remark.left() - _AIR if taken else right) - left, self.height())
        painting.text(painter, words, self.text(), theme.font("body"), theme.color("text"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect().adjusted(4, 2, -4, -2), 7)


class ImportRow(WorkRow):
    """One imported file: name and channel, what came of it, when."""

    def __init__(self, name: str, result: str, when: str, *, waits: bool) -> None:
        super().__init__("amber" if waits else "green", "", name, when)
        self._result = result
        self.setAccessibleName(f"{name} {result}")

    def sizeHint(self) -> QSize:
        return QSize(280, _HEIGHT + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        if self.is_lit():
            painting.rounded(painter, QRectF(self.rect()).adjusted(6, 3, -6, -3), 7, theme.color("hover"))
        middle = self.height() // 2
        painting.dot(painter, space.L + 4, middle, 4, theme.color(f"pill.{self._tone}.dot"))
        when = painting.text_width(self._remark, theme.font("caption"))
        right = self.width() - space.L
        painting.text(
            painter,
            QRect(right - when, 0, when, self.height()),
            self._remark,
            theme.font("caption"),
            theme.color("text3"),
            Qt.AlignmentFlag.AlignRight,
        )
        room = QRect(_WORDS_LEFT, middle - 19, right - when - _AIR - _WORDS_LEFT, 20)
        painting.text(painter, room, self.text(), theme.font("body"), theme.color("text"))
        painting.text(painter, room.translated(0, 19), self._result, theme.font("caption"), theme.color("text2"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect().adjusted(4, 2, -4, -2), 7)
