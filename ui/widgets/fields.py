"""Form fields and the rows they stand in, with the problem said right under the field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.popup import PickList, cut_corners
from ui.widgets.text import Text

_BESIDE_VALUE = 47
"""Pixels of a choice beside its value: frame, air and arrow."""
_AIR = space.S
"""Pixels between an open list and the edges of the screen."""


class CheckBox(QCheckBox):
    """A check box with the radius, colours and tick of the tables."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setFont(current_theme().font("body"))

    def sizeHint(self) -> QSize:
        words = painting.text_width(self.text(), self.font()) + 8 if self.text() else 0
        return QSize(20 + words, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _pos: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        box = QRect(2, (self.height() - 16) // 2, 16, 16)
        paint_check(painter, box, self.checkState(), enabled=self.isEnabled())
        words = current_theme().color("text" if self.isEnabled() else "text3")
        painting.text(painter, self.rect().adjusted(26, 0, 0, 0), self.text(), self.font(), words)
        if self.hasFocus():
            painting.focus_ring(painter, box.adjusted(-2, -2, 2, 2), 5)


class Choice(QComboBox):
    """One of a few values; the arrow and frame match the other fields. The wheel never changes it.

    It is as wide as its longest value wants. Qt's own way to that gives it this width for a moment even where its row
    is narrower, some time after it was filled.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(current_theme().font("body"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._longest: int | None = None
        values = self.model()
        for changed in (values.rowsInserted, values.rowsRemoved, values.dataChanged, values.modelReset):
            changed.connect(self._values_changed)

    def sizeHint(self) -> QSize:
        if self._longest is None:  # layouts ask often, and there are choices of five hundred values
            values = [self.itemText(index) for index in range(self.count())] or [self.placeholderText()]
            self._longest = max(map(self.fontMetrics().horizontalAdvance, values))
        return QSize(self._longest + _BESIDE_VALUE, current_theme().sizes["control"])

    def minimumSizeHint(self) -> QSize:
        return QSize(90, current_theme().sizes["control"])

    @Slot()
    def _values_changed(self) -> None:
        self._longest = None
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._longest = None
        super().changeEvent(event)

    def showPopup(self) -> None:
        rows = self.view()
        if not isinstance(rows, PickList):
            rows = PickList(self)
            self.setView(rows)
            rows.dress()
        most = self.screen().availableGeometry().width() - 2 * _AIR
        rows.setMinimumWidth(min(max(rows.wanted_width(), self.width()), most))
        super().showPopup()
        around = rows.window()
        if isinstance(around, QFrame):
            around.setFrameStyle(QFrame.Shape.NoFrame)  # the rows have their own; Qt puts back both each time
            cut_corners(around)
        rows.setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))
        rows.scrollTo(rows.currentIndex())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it scrolls the page, also over what was just set: a value is never changed on the way

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEditable():
            super().paintEvent(event)
            return
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color("surface" if self.isEnabled() else "subtle")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], ground, theme.color("border_input"))
        words = theme.color("text" if self.isEnabled() and self.currentIndex() >= 0 else "text3")
        shown = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        painting.text(painter, self.rect().adjusted(11, 0, -30, 0), shown, self.font(), words)
        side = theme.sizes["icon_chip"]
        arrow = QRect(self.width() - side - space.M, (self.height() - side) // 2, side, side)
        paint_icon(painter, arrow, "caret-down", "text2")
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])


class FormRow(QWidget):
    """A label, its field, a hint, and the problem with what was typed.

    The label names the field for screen readers; `set_problem` shows the reason and marks the frame.
    """

    def __init__(
        self, label: str, field: QWidget, hint: str = "", parent: QWidget | None = None, *, required: bool = False
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = Text(f"{label} *" if required else label, "caption_strong", "text2")
        self.label.setBuddy(field)
        self._hint = hint
        # With a parent from the start: shown without one it would be a window of its own for a moment.
        self.remark = Text(hint, "caption", "text3", self, wrap=True)
        self.remark.setVisible(bool(hint))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.XS)
        column.addWidget(self.label)
        column.addWidget(field)
        column.addWidget(self.remark)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_problem(self, reason: str) -> None:
        """Say what is wrong with the value; an empty text takes it back."""
        self.remark.set_tone("neg" if reason else "text3")
        self.remark.setText(f"\u26a0 {reason}" if reason else self._hint)
        self.remark.setVisible(bool(reason or self._hint))
        self.field.setAccessibleDescription(reason)
        self.field.setProperty("problem", bool(reason))
        style = self.field.style()
        style.unpolish(self.field)
        style.polish(self.field)
        self.field.update()

    def problem(self) -> str:
        """The reason that shows, or an empty text."""
        return self.field.accessibleDescription()


def text_field(placeholder: str = "", value: str = "") -> QLineEdit:
    """A one-line field of the height of all controls."""
    field = QLineEdit(value)
    field.setPlaceholderText(placeholder)
    field.setFont(current_theme().font("body"))
    return field


def secret_field() -> QLineEdit:
    """A one-line field that shows dots for what is typed."""
    field = text_field()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def number_field(placeholder: str = "", value: str = "") -> QLineEdit:
    """A one-line field for an amount or a count: figures stand at the right, as in the tables."""
    field = text_field(placeholder, value)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field


def paint_check(painter: QPainter, box: QRect, state: Qt.CheckState, *, enabled: bool = True) -> None:
    """Draw a check box of 16 pixels into `box`: empty, ticked or dashed."""
    theme = current_theme()
    radius = theme.radii["checkbox"]
    if state == Qt.CheckState.Unchecked:
        painting.rounded(painter, QRectF(box), radius, theme.color("surface"), theme.color("border_input"))
        return
    painting.rounded(painter, QRectF(box), radius, theme.color("accent" if enabled else "border_strong"))
    painter.setPen(QPen(theme.color("on_accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = box.left(), box.top()
    if state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(x + 4, y + 8, x + 12, y + 8)
        return
    painter.drawPolyline(QPolygonF([QPointF(x + 4, y + 8.3), QPointF(x + 7, y + 11.2),
                                    QPointF(x + 12, y + 5)]))  # fmt: skip
