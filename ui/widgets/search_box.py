"""A one-line field with an icon in front and, where there is one, its shortcut behind."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import IconButton

_ICON_LEFT = space.S
_HINT_FROM = 190
_AROUND = 24
"""Border and padding of a field, and the two pixels a line of text keeps free at both of its ends."""


class SearchBox(QLineEdit):
    """Search or filter text. Esc empties it first, and then gives the key on.

    `icon` is a Phosphor name, `hint` a shortcut shown at the right while the field is empty.
    """

    opened = Signal()

    def __init__(
        self, placeholder: str, icon: str = "magnifying-glass", hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._hint, self._launcher = icon, hint, False
        self.setFont(current_theme().font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._clear = IconButton("x", _("Clear"), self)
        self._clear.set_side(22)
        self._clear.resize(22, 22)
        self._clear.setVisible(False)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.clear)
        self.textChanged.connect(self._text_changed)
        self.set_placeholder(placeholder)
        self._reserve()

    def set_placeholder(self, words: str) -> None:
        """Say what can be searched; also the accessible name."""
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self._clear.set_name(_("Clear"))

    def make_launcher(self) -> None:
        """Open something else (the palette) on click, Enter or typing, instead of taking text: see `opened`."""
        self._launcher = True
        self.setReadOnly(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def width_to_read(self) -> int:
        """Room for the icon, the whole of what the empty box says, and the button that clears it."""
        margins = self.textMargins()
        return painting.text_width(self.placeholderText(), self.font()) + margins.left() + margins.right() + _AROUND

    def sizeHint(self) -> QSize:
        return QSize(240, current_theme().sizes["control"])

    def minimumSizeHint(self) -> QSize:
        return QSize(120, current_theme().sizes["control"])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._launcher and (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or _is_typed(event)):
            self.opened.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._launcher and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.ShortcutFocusReason:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reserve()
        self._clear.move(self.width() - self._clear.width() - 5, (self.height() - self._clear.height()) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = painting.painter_for(self)
        size = theme.sizes["icon"]
        paint_icon(painter, QRect(_ICON_LEFT, (self.height() - size) // 2, size, size), self._icon, "text2")
        if self._hint and not self.text() and self.width() > _HINT_FROM:
            room = self.rect().adjusted(0, 0, -11, 0)
            painting.text(
                painter, room, self._hint, theme.font("caption"), theme.color("text3"), Qt.AlignmentFlag.AlignRight
            )

    def _text_changed(self, words: str) -> None:
        self._clear.setVisible(bool(words) and not self._launcher)

    def _reserve(self) -> None:
        shows_hint = bool(self._hint) and self.width() > _HINT_FROM
        right = painting.text_width(self._hint, current_theme().font("caption")) + 8 if shows_hint else 18
        self.setTextMargins(_ICON_LEFT + current_theme().sizes["icon"], 0, right, 0)


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key writes something: Ctrl and a letter is a shortcut, Ctrl and Alt together are AltGr."""
    held = event.modifiers()
    is_shortcut = Qt.KeyboardModifier.ControlModifier in held and Qt.KeyboardModifier.AltModifier not in held
    return bool(event.text().strip()) and event.text().isprintable() and not is_shortcut
