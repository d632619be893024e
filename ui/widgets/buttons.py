"""Buttons: one look each, painted from the tokens, the icon tinted at paint time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.click_area import Pressable

_PAD = space.M
_GAP = space.S


@dataclass(frozen=True, slots=True)
class Look:
    """Colour roles of a button; an empty role means nothing is painted."""

    fill: str
    hover: str
    pressed: str
    border: str
    word: str
    icon: str
    role: str = "body"


PRIMARY = Look("accent", "accent_hover", "accent_pressed", "", "on_accent", "on_accent", "strong")
SECONDARY = Look("surface", "hover", "border", "border_strong", "text", "text2")
DANGER = Look("neg", "pill.red.word", "pill.red.word", "", "surface", "surface", "strong")
QUIET = Look("", "hover", "border", "", "text2", "text2")
INVERSE = Look("", "inverse_hover", "inverse_hover", "", "on_inverse", "on_inverse")
LINK = Look("", "accent_soft", "accent_soft", "", "accent_text", "accent_text")


class Button(Pressable, QPushButton):
    """A push button with an optional icon (a Phosphor name) in front of its words."""

    def __init__(
        self, words: str = "", icon: str = "", parent: QWidget | None = None, *, look: Look = SECONDARY
    ) -> None:
        super().__init__(words, parent)
        self._icon_name, self._look = icon, look
        self._compact = self._bare = False
        self._pad = _PAD
        self._height = current_theme().sizes["control"]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(current_theme().font(look.role))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def icon_name(self) -> str:
        """The Phosphor name of the icon, or an empty text."""
        return self._icon_name

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    @property
    def is_compact(self) -> bool:
        """Whether only the icon is shown."""
        return self._compact

    def set_compact(self, compact: bool) -> None:
        """Show only the icon, the words as tooltip and accessible name (for narrow windows)."""
        self._compact = compact and bool(self._icon_name)
        self.setAccessibleName(self.text() if self._compact else "")
        self.setToolTip(self.text() if self._compact else "")
        self.updateGeometry()
        self.update()

    def setText(self, words: str) -> None:
        """Say other words; where only the icon is shown, its name and tooltip follow."""
        super().setText(words)
        if self._compact:
            self.setAccessibleName(words)
            self.setToolTip(words)

    def set_bare(self, bare: bool) -> None:
        """Show only the words, without the icon, where there is no room for both."""
        if bare != self._bare:
            self._bare = bare
            self.updateGeometry()
            self.update()

    def _shown_icon(self) -> str:
        return "" if self._bare and not self._compact else self._icon_name

    def _words(self) -> str:
        return "" if self._compact else self.text()

    def set_height(self, pixels: int) -> None:
        """Make the button lower or higher than a normal control."""
        self._height = pixels
        self.updateGeometry()

    def full_width(self) -> int:
        """How wide the button is with its words, compact or not."""
        icon = current_theme().sizes["icon"] + _GAP if self._icon_name else 0
        return icon + painting.text_width(self.text(), self.font()) + 2 * self._pad + 2

    def sizeHint(self) -> QSize:
        """Room for icon, words and air."""
        icon = current_theme().sizes["icon"] if self._shown_icon() else 0
        words = painting.text_width(self._words(), self.font()) if self._words() else 0
        gap = _GAP if icon and words else 0
        pad = 8 if self._compact else self._pad + 1
        return QSize(icon + gap + words + 2 * pad, self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        theme = current_theme()
        radius = theme.radii["control"]
        self._paint_ground(painter, radius)
        word = self._look.word if self.isEnabled() else "text3"
        tint = self._look.icon if self.isEnabled() else "text3"
        size = theme.sizes["icon"] if self._shown_icon() else 0
        words = painting.text_width(self._words(), self.font()) if self._words() else 0
        gap = _GAP if size and words else 0
        left = max((self.width() - size - gap - words) // 2, 4)
        if size:
            paint_icon(painter, QRect(left, (self.height() - size) // 2, size, size), self._icon_name, tint)
        room = QRect(left + size + gap, 0, self.width() - left - size - gap - 3, self.height())
        if words:
            painting.text(painter, room, self.text(), self.font(), theme.color(word))
        if self.hasFocus():
            self._paint_focus(painter, radius)

    def _paint_ground(self, painter: QPainter, radius: float) -> None:
        theme, look = current_theme(), self._look
        fill = look.fill
        if not self.isEnabled():
            fill = "hover" if look.fill else ""
        elif self.isDown() or self.isChecked():
            fill = look.pressed
        elif self._hovered:
            fill = look.hover
        border: QColor | None = theme.color(look.border) if look.border else None
        if fill or border is not None:
            painting.rounded(painter, QRectF(self.rect()), radius, theme.color(fill) if fill else None, border)

    def _paint_focus(self, painter: QPainter, radius: float) -> None:
        if self._look in (PRIMARY, DANGER):
            inner = self.rect().adjusted(2, 2, -2, -2)
            painter.setPen(QPen(current_theme().color(self._look.word), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(inner), radius - 2, radius - 2)
            return
        painting.focus_ring(painter, self.rect(), radius)


class PrimaryButton(Button):
    """The one thing to do on a page."""

    def __init__(self, words: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, icon, parent, look=PRIMARY)


class SecondaryButton(Button):
    """Anything else that is worth a button."""

    def __init__(self, words: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, icon, parent, look=SECONDARY)


class DangerButton(Button):
    """Something that takes data away."""

    def __init__(self, words: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, icon, parent, look=DANGER)


class LinkButton(Button):
    """A small step inside a text or a card."""

    def __init__(self, words: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, icon, parent, look=LINK)

    def set_flush(self) -> None:
        """Stand nearly in line with the text above and below, for a step under lines of text."""
        self._pad = 3
        self.updateGeometry()


class IconButton(Button):
    """Only an icon; `name` is its accessible name and its tooltip, and is required."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None, *, look: Look = QUIET) -> None:
        super().__init__("", icon, parent, look=look)
        self._side = current_theme().sizes["control"]
        self.set_name(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Say in other words what the button does."""
        if not name:
            raise ValueError("an icon button needs a name")
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_side(self, pixels: int) -> None:
        """Make the square smaller or larger."""
        self._side = pixels
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)
