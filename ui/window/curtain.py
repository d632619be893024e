"""Hides every window of the program until the PIN or passphrase of this computer is typed."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from services import window_lock
from services.i18n import _
from ui.hands import BY_HAND
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.fields import FormRow, secret_field
from ui.widgets.text import Text

_LOOK_EVERY_MS = 5_000
_A_MINUTE_S = 60


class LockedWindow(QWidget):
    """All that is seen while the program is locked. `typed` carries the words, `left` that it was closed."""

    typed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Zhanggui")
        self.setFixedWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.XXL, space.XL, space.XXL, space.XL)
        column.setSpacing(space.M)
        column.addWidget(Text(_("The window is locked"), "heading"))
        self.field = secret_field()
        self.row = FormRow(_("PIN or passphrase"), self.field)
        column.addWidget(self.row)
        self.unlock = PrimaryButton(_("Unlock"), "lock-key-open")
        column.addWidget(self.unlock, 0, Qt.AlignmentFlag.AlignLeft)
        forgotten = _(
            "Close the program, delete the file {file} and start it again. The lock only hides the window: "
            "the shop file is as readable as before."
        )
        self.help = Text(forgotten.format(file=window_lock.file()), "caption", "text2", self, wrap=True)
        self.help.hide()
        way_out = LinkButton(_("Forgotten?"), "question")
        way_out.clicked.connect(self._tell)
        column.addWidget(way_out, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.help)
        self.unlock.clicked.connect(self._send)
        self.field.returnPressed.connect(self._send)

    def refuse(self) -> None:
        """Those were not the words."""
        self.field.clear()
        self.row.set_problem(_("That is not it. Try again."))
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.left.emit()

    @Slot()
    def _tell(self) -> None:
        self.help.show()
        self._fit()

    def _fit(self) -> None:
        """As high as the words of now need."""
        for layout in (self.row.layout(), self.layout()):
            if layout is not None:
                layout.invalidate()
                layout.activate()
                self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    @Slot()
    def _send(self) -> None:
        self.typed.emit(self.field.text())


@dataclass(frozen=True, slots=True)
class Moment:
    """By the clock of the processor, which a sleeping computer may stop, and by that of the day, which may be set."""

    run_s: float
    day_s: float

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        return cls(monotonic(), time())

    def since(self, before: Moment) -> float:
        """How long ago that was, in seconds, by whichever clock says longer: too early a question harms nobody."""
        return max(self.run_s - before.run_s, self.day_s - before.day_s)


class Curtain(QObject):
    """Shows the window of a shop, or hides everything where a lock is set; again after its idle minutes."""

    quit_wanted = Signal()

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._window: QWidget | None = None
        self.asking: LockedWindow | None = None
        self._hidden: list[QWidget] = []
        self._touched = Moment.now()
        self._is_listening = False
        self._looking = QTimer(self, interval=_LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)

    def open(self, window: QWidget) -> None:
        """The window of a shop that was opened: show it, or ask first."""
        self._window = window
        self._looking.start()
        if window_lock.read() is None:
            window.show()
        else:
            self._hidden = [window]
            self._ask()

    def lock(self) -> None:
        """Hide everything now, where a lock is set and a shop is open."""
        if self._window is None or self.asking is not None or window_lock.read() is None:
            return
        for popup in iter(QApplication.activePopupWidget, None):
            popup.close()
        self._hidden = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        self._ask()
        for one in self._hidden:
            one.hide()

    def forget(self) -> None:
        """The shop is being closed: nothing is shown again, and nothing asked."""
        self._window = None
        self._looking.stop()
        self._hidden = []
        self._end_asking()

    def to_front(self) -> bool:
        """Bring the question to the front; False where nothing is locked."""
        if self.asking is None:
            return False
        self.asking.raise_()
        self.asking.activateWindow()
        return True

    @Slot()
    def look(self, now: Moment | None = None) -> None:
        """Lock where nobody touched anything for the minutes that were chosen."""
        lock = window_lock.read()
        self._listen(self.asking is not None or (lock is not None and lock.minutes > 0))
        idle_s = (now or Moment.now()).since(self._touched)
        if lock is not None and lock.minutes and idle_s >= lock.minutes * _A_MINUTE_S:
            self.lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice hands; while locked, put away what another part of the program shows."""
        if event.type() in BY_HAND:
            return self._is_touched(Moment.now())
        if event.type() == QEvent.Type.Show and self.asking is not None and _is_other(watched, self.asking):
            QTimer.singleShot(0, self, self._put_away)
        return False

    def _is_touched(self, now: Moment) -> bool:
        """Notice a hand. True where it came too late: the one that wakes a computer may come before the next look."""
        was_asking = self.asking is not None
        if now.since(self._touched) >= _A_MINUTE_S:
            self.look(now)
        self._touched = now
        return self.asking is not None and not was_asking

    @Slot()
    def _put_away(self) -> None:
        for one in QApplication.topLevelWidgets() if self.asking is not None else ():
            if one.isVisible() and _is_other(one, self.asking):
                self._hidden.append(one)
                one.hide()

    def _ask(self) -> None:
        self.asking = LockedWindow()
        self.asking.typed.connect(self._try)
        self.asking.left.connect(self.quit_wanted)
        theme = current_theme()
        palette = self.asking.palette()
        palette.setColor(self.asking.backgroundRole(), theme.color("surface"))
        self.asking.setPalette(palette)
        self._listen(True)
        self.asking.show()
        self.to_front()
        self.asking.field.setFocus()

    @Slot(str)
    def _try(self, words: str) -> None:
        if self.asking is None:
            return
        if not window_lock.opens(words):
            self.asking.refuse()
            return
        back, self._hidden = self._hidden, []
        self._end_asking()
        self._touched = Moment.now()
        for one in dict.fromkeys(back):
            one.show()
        if self._window is not None:
            self._window.raise_()
            self._window.activateWindow()

    def _end_asking(self) -> None:
        if self.asking is not None:
            asking, self.asking = self.asking, None
            asking.hide()
            asking.deleteLater()
        self._listen(False)

    def _listen(self, wanted: bool) -> None:
        """Every event passes a filter, so it is there only while it is needed."""
        if wanted == self._is_listening:
            return
        self._is_listening = wanted
        if wanted:
            self._touched = Moment.now()
            self._app.installEventFilter(self)
        else:
            self._app.removeEventFilter(self)


def _is_other(watched: QObject, asking: QObject | None) -> bool:
    """Whether this is a window of its own, other than the question."""
    return isinstance(watched, QWidget) and watched.isWindow() and watched is not asking
