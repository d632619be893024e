"""What covers the window while one thing is asked: a dimmed backdrop, a card, trapped focus.

Nothing here blocks: `open` returns at once and the answer comes by signal.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractSpinBox, QVBoxLayout, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.reading_order import move_focus, reading_order

_EDGE = space.XXXL


class Overlay(QWidget):
    """A card over the dimmed window. Esc closes, Tab stays inside, focus returns where it was."""

    closed = Signal()
    topic = ""
    """The place of the manual about what is asked here: ``page#anchor``; empty where the page behind it says all."""
    lets_files_in = False
    """Whether files dropped on the window or pasted are taken while this card is open."""

    def __init__(self, window: QWidget, width: int, height: int | None = None, top: int | None = None) -> None:
        """`width` × `height` of the card in pixels (height by content where None), `top` its distance from above."""
        super().__init__(window.window())
        self._under = window.window()
        self._size, self._top = (width, height), top
        self._before: QWidget | None = None
        self.card = _Sheet(self)
        self.card.laid_out.connect(self._content_changed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._under.installEventFilter(self)

    def open(self) -> None:
        """Show over the window and take the focus."""
        self._before = self._under.focusWidget()  # also while another program has the keyboard
        self.setGeometry(self._under.rect())
        self.place()
        self.show()
        self.raise_()
        self.take_keyboard()

    def take_keyboard(self, wanted: QWidget | None = None) -> None:
        """Have the keyboard in the card where it is not: with `wanted`, else the first control, else the card itself.

        Without it Esc would go nowhere and Tab through the window behind. A card above this one keeps it.
        """
        focus = self._under.focusWidget()
        # To Qt a widget is its own ancestor: the card itself has no control the keyboard could be with.
        is_inside = focus is not None and focus is not self and self.isAncestorOf(focus)
        if open_overlay(self._under) is not self or is_inside:
            return
        first = wanted or self.first_focus()
        can_have_it = first is not None and first.isEnabled() and first.isVisible()
        taking = first if first is not None and can_have_it else self
        taking.setFocus(Qt.FocusReason.PopupFocusReason)
        if isinstance(taking, QAbstractSpinBox):
            taking.selectAll()  # what is typed takes the place of the number

    def close_overlay(self) -> None:
        """Take the card away and give the focus back."""
        if not self.isVisible():
            return
        focus = self._under.focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        self.hide()  # Qt gives the keyboard to whatever comes next
        self._hand_back(had_keyboard)
        self.closed.emit()

    def _hand_back(self, had_keyboard: bool) -> None:
        """The keyboard goes where it was; where a card that is gone too had it, to what had it before that one.

        Where that is out of sight nobody has it, and the keys of a list go to the list on screen.
        """
        before, seen = self._before, {self}
        while before is not None and _alive(before):
            if before.isVisible():
                before.setFocus(Qt.FocusReason.PopupFocusReason)
                return
            card = next((one for one in _ancestors(before) if isinstance(one, Overlay)), None)
            if card is None or card in seen:
                break
            seen.add(card)
            before = card._before
        focus = self._under.focusWidget()
        if focus is not None and had_keyboard:
            focus.clearFocus()

    def escape(self) -> None:
        """What Esc and a click beside the card do."""
        self.close_overlay()

    def first_focus(self) -> QWidget | None:
        """The widget that gets the focus at first."""
        chain = self.focus_chain()
        return chain[0] if chain else None

    def focus_chain(self) -> list[QWidget]:
        """Everything Tab reaches inside, in the order it is read."""
        return reading_order(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if not self.isVisible():  # Qt asks while the card is being taken away: the keyboard must leave it
            return super().focusNextPrevChild(forward)
        chain = self.focus_chain()
        if chain and not move_focus(self, forward):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            chain[0 if forward else -1].setFocus(reason)
        return True

    def place(self) -> None:
        """Put the card in the middle, smaller where the window is."""
        width, height = self._size
        width = min(width, self.width() - 2 * _EDGE)
        wanted = height if height is not None else self._content_height(width)
        wanted = min(wanted, self.height() - 2 * _EDGE)
        top = self._top if self._top is not None else (self.height() - wanted) // 2
        self.card.setGeometry((self.width() - width) // 2, min(top, max(self.height() - wanted - 8, 0)), width, wanted)

    def set_height(self, height: int | None) -> None:
        """Give the card another height in pixels; by its content where None."""
        self._size = (self._size[0], height)
        if self.isVisible():
            self.place()
            self.update()

    def _content_changed(self) -> None:
        """What grew needs a higher card: in one too low its rows are pressed together, whoever made them grow."""
        if self.isVisible() and self._size[1] is None:
            self.place()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._under and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._under.rect())
            self.place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painter.fillRect(self.rect(), theme.color("backdrop"))
        painting.soft_shadow(painter, self.card.geometry(), theme.radii["dialog"])

    def _content_height(self, width: int) -> int:
        layout = self.card.layout()
        if layout is None:
            return 200
        layout.activate()
        if not layout.hasHeightForWidth():
            return layout.totalSizeHint().height()
        # What wraps asks for the height of a narrower card otherwise, and its lines stand far apart.
        return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())


class _Sheet(QWidget):
    laid_out = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(space.XXL, space.XL, space.XXL, space.XL)
        self.column.setSpacing(space.M)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # only now does the layout know what changed further inside
            self.laid_out.emit()
        return done

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        box = QRectF(self.rect())
        painting.rounded(painter, box, theme.radii["dialog"], theme.color("surface"), theme.color("border"))


def open_overlay(window: QWidget) -> Overlay | None:
    """The overlay that is open over `window`, if any; the topmost of several."""
    shown = [child for child in window.window().findChildren(Overlay) if child.isVisible()]
    return shown[-1] if shown else None


def _ancestors(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _alive(widget: QWidget) -> bool:
    try:
        widget.objectName()
    except RuntimeError:  # the C++ half is gone; asking is the only way to know
        return False
    return True
