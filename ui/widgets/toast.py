"""Short news at the bottom of the window: what happened, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import INVERSE, Button, IconButton
from ui.widgets.text import Text

_KEEP = 3
_MARGIN = space.M


class Toast(QWidget):
    """One message with an optional button; goes by itself after six seconds, not while the pointer is on it."""

    gone = Signal(QObject)

    def __init__(
        self,
        words: str,
        parent: QWidget,
        *,
        action: str = "",
        run: Callable[[], object] | None = None,
        stays: bool = False,
    ) -> None:
        super().__init__(parent)
        self.words = words
        self._run = run
        row = QHBoxLayout(self)
        row.setContentsMargins(space.L, space.XS, space.S, space.XS)
        row.setSpacing(space.S)
        label = Text(words, "body", "on_inverse", wrap=len(words) > 80)
        label.setMinimumWidth(min(painting.text_width(words, label.font()) + 2, 520))
        row.addWidget(label)
        row.addSpacing(space.XS)
        self.button: Button | None = None
        if action and run is not None:
            self.button = Button(action, look=INVERSE)
            self.button.setFont(current_theme().font("strong"))
            self.button.clicked.connect(self._act)
            row.addWidget(self.button)
        close = IconButton("x", _("Close"), self, look=INVERSE)
        close.set_side(current_theme().sizes["control_small"])
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self.setMinimumHeight(40)
        self.setAccessibleName(words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(current_theme().motion["toast_ms"])
        self._timer.timeout.connect(self.dismiss)
        if not stays:
            self._timer.start()

    def remaining_ms(self) -> int:
        """How long it still shows; -1 where it stays."""
        return self._timer.remainingTime()

    def begin_again(self) -> None:
        """Show for the whole time from now on, unless it waits or stays."""
        if self._timer.isActive():
            self._timer.start()

    def dismiss(self) -> None:
        """Take it away."""
        self._timer.stop()
        self.hide()
        self.gone.emit(self)
        self.deleteLater()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self._timer.isActive():
            self._timer.stop()
            self.setProperty("waits", True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.property("waits") and self.isVisible():
            self.setProperty("waits", False)
            self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], theme.color("inverse"))

    def _act(self) -> None:
        run = self._run
        self.dismiss()
        if run is not None:
            run()


def toasts_over(widget: QWidget) -> ToastStack | None:
    """The toasts of the window a widget lies in; None in a window that has none."""
    return widget.window().findChild(ToastStack)


class ToastStack(QObject):
    """Keeps the toasts of one window: newest at the bottom, above a bulk bar, never more than three."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toasts: list[Toast] = []
        self._deeds: list[Toast] = []
        self._turned: Toast | None = None
        window.installEventFilter(self)

    def show_toast(
        self, words: str, *, action: str = "", run: Callable[[], object] | None = None, stays: bool = False
    ) -> Toast:
        """Show a message; `run` is called when the button `action` is pressed.

        What shows already, with nothing to press, is said once: it begins its time again.
        """
        again = next((one for one in self._toasts if one.words == words and one.button is None), None)
        if again is not None and not action and not stays:
            again.begin_again()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(again, words))
            return again
        toast = Toast(words, self._window, action=action, run=run, stays=stays)
        toast.gone.connect(self._forget)
        self._toasts.append(toast)
        while len(self._toasts) > _KEEP:
            self._toasts[0].dismiss()
        self.place()
        toast.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, words))
        return toast

    def show_deed(self, words: str, undo: Callable[[], object]) -> Toast:
        """Say what was done, with the button that takes it back."""
        toast = self.show_toast(words, action=_("Undo"), run=undo)
        self._deeds.append(toast)
        return toast

    def show_turned(self, words: str, action: str, run: Callable[[], object]) -> Toast:
        """Say that a step was taken back or done again, in place of what was said of it before.

        What offered to take the newest step back goes: its button would take back what is gone already.
        """
        for before in (self._turned, *self._deeds[-1:]):
            if before is not None:
                before.dismiss()
        self._turned = self.show_toast(words, action=action, run=run)
        return self._turned

    def toasts(self) -> tuple[Toast, ...]:
        """What shows now, oldest first."""
        return tuple(self._toasts)

    def clear(self) -> None:
        """Take all away: what they offer to take back is over."""
        for toast in self.toasts():
            toast.dismiss()

    def place(self) -> None:
        """Put the toasts where they belong."""
        bottom = self._window.height() - 24
        for bar in self._window.findChildren(BulkBar):
            if bar.isVisible():
                bottom = min(bottom, bar.mapTo(self._window, bar.rect().topLeft()).y() - _MARGIN)
        for toast in reversed(self._toasts):
            toast.adjustSize()
            bottom -= toast.height()
            toast.move((self._window.width() - toast.width()) // 2, bottom)
            toast.raise_()
            bottom -= 8

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def _forget(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
        if toast in self._deeds:
            self._deeds.remove(toast)
        if toast is self._turned:
            self._turned = None
        self.place()
