"""Small pieces of the order panel: an item, a note that can be written, words in a box."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from services import clock, formatting
from services.i18n import _
from services.orders.one_order import LineView, OrderDetail
from ui.table.ink import Ink
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.text import Text


def when(at: datetime, zone: str) -> str:
    """A time short enough for the panel: only the time today, only the day in other years."""
    local, today = at.astimezone(ZoneInfo(zone)), clock.now().astimezone(ZoneInfo(zone))
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{formatting.day(local.date())} {local:%H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


def address_of(order: OrderDetail) -> str:
    """Region and street in one line; a street that repeats the region is not given it twice."""
    street = order.address or ""
    region = [part for part in (order.province, order.city, order.district) if part and part not in street]
    parts = [*dict.fromkeys(region), street, order.zip or ""]
    return " ".join(part for part in parts if part)


class Thumb(QWidget):
    """The stand-in for a product's picture: the same colour as in the list."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setAccessibleName(title)
        self.setFixedSize(36, 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, mark = Ink().thumb(self._title)
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), 6, ground.color())
        painting.dot(painter, 18, 18, 7, mark.color())


class LineRow(QWidget):
    """One item: picture, title, variant × pieces, amount, and whether it is linked to an own product."""

    def __init__(self, line: LineView, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.XXS, 0, space.XS)
        row.setSpacing(space.M)
        row.addWidget(Thumb(line.title), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        title = Text(line.title, "section", "text3" if line.is_closed else "text", wrap=True)
        column.addWidget(title)
        pieces = _("{variant} × {count}") if line.variant else _("× {count}")
        column.addWidget(
            Text(pieces.format(variant=line.variant or "", count=line.quantity), "caption", "text2", wrap=True)
        )
        column.addWidget(Text(*link_state(line), wrap=True))
        row.addLayout(column, 1)
        row.addWidget(Text(formatting.money(line.amount_minor, currency), "strong"), 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def link_state(line: LineView) -> tuple[str, str, str]:
    """(words, type role, colour role): our code and shelf, or that nobody linked it yet."""
    if line.is_closed:
        return _("Closed"), "caption", "text3"
    if line.is_gift:
        return _("Gift · {code}").format(code=line.sku_code or ""), "caption", "accent_text"
    if line.sku_code is None:
        if line.code:
            return _("{code} is not linked to a product").format(code=line.code), "caption", "pill.amber.word"
        return _("Not linked to a product"), "caption", "pill.amber.word"
    if line.shelf:
        return _("{code} · shelf {shelf}").format(code=line.sku_code, shelf=line.shelf), "caption", "text3"
    return line.sku_code, "caption", "text3"


class WordsBox(QWidget):
    """Words that must not be missed, on a tinted ground with an icon."""

    def __init__(self, words: str, icon: str, *, role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M + current_theme().sizes["icon"] + space.S, space.S, space.M, space.S)
        self.words = Text(words, role, "pill.amber.word", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.words)
        self.setAccessibleName(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], theme.color("pill.amber.background"))
        side = theme.sizes["icon"]
        paint_icon(painter, QRect(space.M, space.S, side, side), self._icon, "pill.amber.word")


class NoteField(QPlainTextEdit):
    """Our own note: written in place, saved on leaving or with Ctrl+Enter, Esc takes the typing back."""

    saved = Signal(str)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._before = text
        self.setPlaceholderText(_("Only you see this."))
        self.setAccessibleName(_("Own note"))
        self.setTabChangesFocus(True)
        self.setFont(current_theme().font("body"))
        self.setFixedHeight(68)
        self._composing = False

    def sizeHint(self) -> QSize:
        return QSize(200, 68)

    def unsaved(self) -> str | None:
        """What was typed and not saved yet."""
        return self.toPlainText() if self.toPlainText() != self._before else None

    def go_on(self, text: str) -> None:
        """Put typing back that was under way when the panel was filled again."""
        self.setPlainText(text)
        self.moveCursor(self.textCursor().MoveOperation.End)
        self.setFocus()

    def save(self) -> None:
        """Hand the text over where it changed."""
        text = self.unsaved()
        if text is not None:
            self._before = text
            self.saved.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.unsaved() is not None and not self._composing:
            self.setPlainText(self._before)
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.save()
