"""The dialog card: head, body, buttons; and the small question with two answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from services.i18n import _
from ui.dialogs.overlay import Overlay
from ui.theme import space
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import Button, DangerButton, IconButton, PrimaryButton, SecondaryButton
from ui.widgets.text import Text


class Dialog(Overlay):
    """A card with title, body and buttons. `accepted` or `rejected` is sent once, then it goes away.

    Ctrl+S and Ctrl+Enter press its main button from anywhere; one that cannot be pressed yet leads to the first field.
    `may_close` decides whether Esc and the cross close it (a form with unsaved text may say no).
    """

    accepted = Signal()
    rejected = Signal()

    def __init__(
        self,
        window: QWidget,
        title: str,
        subtitle: str = "",
        *,
        icon: str = "",
        tone: str = "accent_text",
        width: int = 520,
        height: int | None = None,
    ) -> None:
        super().__init__(window, width, height)
        self.may_close: Callable[[], bool] = lambda: True
        self.setAccessibleName(title)
        self.title = Text(title, "heading", wrap=True)
        self.subtitle = Text(subtitle, "caption", "text2", self.card, wrap=True)
        self.subtitle.setVisible(bool(subtitle))
        column = self.card.column
        column.addLayout(self._head(icon, tone))
        self.body = QVBoxLayout()
        self.body.setSpacing(space.M)
        column.addLayout(self.body, 1)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(0, space.S, 0, 0)
        self._foot.setSpacing(space.S)
        self._foot.addStretch(1)
        column.addLayout(self._foot)
        self._default: Button | None = None
        self._primary: Button | None = None
        self._answered = False
        self._left_buttons = 0

    def add_left(self, words: str, icon: str, run: Callable[[], object]) -> Button:
        """A button at the left of the foot; it does not close the dialog."""
        button = SecondaryButton(words, icon)
        button.clicked.connect(lambda _on=False: run())
        self._foot.insertWidget(self._left_buttons, button)
        self._left_buttons += 1
        return button

    def add_cancel(self, words: str = "") -> Button:
        """The button that changes nothing."""
        button = SecondaryButton(words or _("Cancel"))
        button.clicked.connect(self.escape)
        self._foot.addWidget(button)
        return button

    def add_primary(
        self, words: str, icon: str = "", run: Callable[[], object] | None = None, *, danger: bool = False
    ) -> Button:
        """The button Enter presses: runs `run`, or accepts the dialog where there is none."""
        button = DangerButton(words, icon) if danger else PrimaryButton(words, icon)
        action = run if run is not None else self.accept
        button.clicked.connect(lambda _on=False: action())
        self._foot.addWidget(button)
        if self._primary is None:
            self._listen_for_saving()
        self._default = self._primary = button
        return button

    def set_default(self, button: Button) -> None:
        """Let Enter press `button`, which has the keyboard at first where there is no field."""
        self._default = button

    def save_by_key(self) -> None:
        """What Ctrl+S does: never what takes away for good, which is pressed where it is read."""
        button = self._primary
        if button is None or isinstance(button, DangerButton):
            return
        if button.isEnabled():
            if self._is_typing_into_a_cell():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)  # ends it, as a click does
            button.click()
        elif (field := self.first_focus()) is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _is_typing_into_a_cell(self) -> bool:
        focused = self.focusWidget()
        pane = focused.parentWidget() if focused is not None else None
        return pane is not None and isinstance(pane.parentWidget(), QAbstractItemView)

    def accept(self) -> None:
        """Close with yes."""
        self._finish(self.accepted)

    def reject(self) -> None:
        """Close with no."""
        self._finish(self.rejected)

    def escape(self) -> None:
        if self.may_close():
            self.reject()

    def first_focus(self) -> QWidget | None:
        """The first field of the body, else the button Enter presses."""
        chain = self.focus_chain()
        inside = [widget for widget in chain if not isinstance(widget, Button) and not widget.property("readOnly")]
        if inside:
            return inside[0]
        return self._default or (chain[0] if chain else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        in_text = isinstance(self.focusWidget(), QPlainTextEdit | QTextEdit)
        focused = self.focusWidget()
        chosen = focused if isinstance(focused, DangerButton) else self._default
        if isinstance(chosen, DangerButton) and isinstance(focused, QLineEdit):
            chosen = None  # what takes away for good is not done by the Enter that ends a word
        if enter and not in_text and chosen is not None and chosen.isEnabled():
            chosen.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def _listen_for_saving(self) -> None:
        for keys in (QKeySequence("Ctrl+S"), QKeySequence("Ctrl+Return")):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.save_by_key)

    def _finish(self, answer: object) -> None:
        if self._answered:
            return
        self._answered = True
        self.close_overlay()
        answer.emit()  # type: ignore[attr-defined]
        self.deleteLater()

    def _head(self, icon: str, tone: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.M)
        if icon:
            row.addWidget(_HeadIcon(icon, tone, self), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(space.XXS)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        row.addLayout(words, 1)
        close = IconButton("x", _("Close"), self)
        close.clicked.connect(self.escape)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row


class _HeadIcon(QWidget):
    def __init__(self, icon: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self.setFixedSize(28, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(painting.painter_for(self), QRect(0, 2, 28, 28), self._icon, self._tone)


def confirm(
    window: QWidget,
    question: str,
    consequence: str,
    yes: str,
    then: Callable[[], object],
    *,
    danger: bool = False,
) -> Dialog:
    """Ask before something that cannot be taken back; `then` runs on yes. Opens and returns at once.

    With `danger`, Enter means no until the person has gone to the button that does it.
    """
    dialog = Dialog(
        window, question, icon="warning" if danger else "question", tone="neg" if danger else "accent_text", width=440
    )
    dialog.body.addWidget(Text(consequence, "body", "text2", wrap=True))
    cancel = dialog.add_cancel()
    dialog.add_primary(yes, danger=danger)
    if danger:
        dialog.set_default(cancel)
    dialog.accepted.connect(lambda: then())
    dialog.open()
    return dialog


def confirm_leaving(form: Dialog) -> Dialog:
    """Ask before a form goes away with what was typed. Neither Enter nor Ctrl+S, meant to save, throws it away."""
    question, consequence = _("Throw away what you typed?"), _("Nothing of it was saved.")
    return confirm(form, question, consequence, _("Throw away"), form.reject, danger=True)
