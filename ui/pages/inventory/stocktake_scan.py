"""Where a scanner counts into: the field, and in large letters what it counted last."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.stocktake import commands
from services.stocktake.commands import Count, ScanResult
from services.stocktake.errors import UnknownCode
from services.stocktake.rules import read_scan
from ui.page import PageContext
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Text


class ScanField(SearchBox):
    """A field a keyboard wedge types into: Enter sends `scanned` and empties it."""

    scanned = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed = self.text().strip()
            if typed:
                self.clear()
                self.scanned.emit(typed)
            return
        super().keyPressEvent(event)


class ScanCard(QWidget):
    """Counts scans into one stocktake. `counted` carries the `ScanResult`, `unknown` a code nothing has, and
    `offer` what shall become of it: ``create`` a product, or ``give`` it to one.

    Every scan is a step of its own: it is on the disk before the next one, and Ctrl+Z takes it back.
    """

    counted = Signal(object)
    unknown = Signal(str)
    offer = Signal(str, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._link = context, context.link
        self._stocktake_id = 0
        self._last: ScanResult | None = None
        self._typed = ""
        self.unknown_codes: dict[str, int] = {}
        self._waiting: deque[str] = deque()
        self._is_busy = False
        self.field = ScanField(_("Scan or type a code"))
        self.field.setAccessibleName(_("Scan or type a code"))
        self.field.setToolTip(self._help())
        self.field.scanned.connect(self.scan)
        self.hint = Text(self._help(), "caption", "text3", elide=True)
        self.said = Text("", "heading", "accent_text", elide=True)
        self.unknown_words = Text("", "body", "neg", elide=True)
        self.create_button = LinkButton(_("Create product"), "plus")
        self.give_button = LinkButton(_("Give it to a product"), "link")
        self.forget_button = IconButton("x", _("It is nothing of ours"))
        self.forget_button.set_side(26)
        self.forget_button.clicked.connect(lambda _on=False: self._forget())
        self.create_button.clicked.connect(lambda _on=False: self._offer("create"))
        self.give_button.clicked.connect(lambda _on=False: self._offer("give"))
        self._lay_out()
        self._show_unknown()

    def show_stocktake(self, stocktake_id: int) -> None:
        """Count into this one from now on."""
        if stocktake_id != self._stocktake_id:
            self._waiting.clear()
            self._last = None
            self.said.setText("")
            self.unknown_codes.clear()
            self._show_unknown()
        self._stocktake_id = stocktake_id

    def scan(self, typed: str) -> None:
        """Count what was scanned or typed, after everything that was before it: ``=12`` means the code just read."""
        self._waiting.append(typed)
        if not self._is_busy:
            self._next()

    def _next(self) -> None:
        self._is_busy = bool(self._waiting)
        if not self._waiting:
            return
        typed = self._typed = self._waiting.popleft()
        asked = read_scan(typed)
        if asked is not None and asked.is_total and self._last is not None:
            line = self._last
            job = self._link.run(commands.count, self._stocktake_id, [Count(line.line_id, asked.pieces)], owner=self)
            job.then(lambda _outcome: self._recounted(line, asked.pieces)).fails(self._failed)
            return
        job = self._link.run(commands.scan, self._stocktake_id, typed, owner=self)
        job.then(lambda outcome: self._counted(outcome.value)).fails(self._failed)

    def retranslate(self) -> None:
        """Show the words of the language that is on."""
        self.field.set_placeholder(_("Scan or type a code"))
        self.field.setAccessibleName(_("Scan or type a code"))
        self.field.setToolTip(self._help())
        self.hint.setText(self._help())
        self.create_button.setText(_("Create product"))
        self.give_button.setText(_("Give it to a product"))
        self.forget_button.set_name(_("It is nothing of ours"))
        self._show_unknown()
        if self._last is not None:
            self._say(self._last)

    @staticmethod
    def _help() -> str:
        return _("Each scan counts one. 12*code counts twelve, =12 says there are twelve of the last one.")

    def _lay_out(self) -> None:
        self.field.setMaximumWidth(420)
        result = QHBoxLayout()
        result.setSpacing(space.XS)
        for widget in (self.unknown_words, self.create_button, self.give_button, self.forget_button):
            result.addWidget(widget)
        result.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.XS)
        column.addWidget(self.field)
        column.addWidget(self.hint)
        column.addWidget(self.said)
        column.addLayout(result)

    def _counted(self, result: ScanResult) -> None:
        self._last = result
        self._say(result)
        self.counted.emit(result)
        self._next()

    def _recounted(self, line: ScanResult, pieces: int) -> None:
        self._counted(ScanResult(line.line_id, line.sku_id, line.code, line.title, line.variant, pieces, is_new=False))

    def _say(self, result: ScanResult) -> None:
        name = " ".join(part for part in (result.title, result.variant) if part)
        # The count comes first: names can be longer than the line.
        shown = _("{count} × {code} {name}")
        self.said.setText(shown.format(code=result.code, name=name, count=formatting.integer(result.quantity)))

    def _failed(self, error: Exception) -> None:
        QApplication.beep()
        self._refused(error)
        self._next()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, UnknownCode):
            self._context.show_error(error)
            return
        code = str(error.params["code"])
        asked = read_scan(self._typed)
        pieces = asked.pieces if asked is not None and asked.code == code else 1
        self.unknown_codes[code] = self.unknown_codes.pop(code, 0) + pieces
        self._show_unknown()
        self.unknown.emit(code)

    def resolve(self, code: str) -> None:
        """The code has a product now: count the pieces that waited for it."""
        pieces = self.unknown_codes.pop(code, 1)
        self._show_unknown()
        self.scan(f"{pieces}*{code}")

    def _forget(self) -> None:
        if self.unknown_codes:
            self.unknown_codes.popitem()
        self._show_unknown()

    def _show_unknown(self) -> None:
        """The unknown code scanned last stays until something becomes of it, whatever is scanned meanwhile."""
        for widget in (self.unknown_words, self.create_button, self.give_button, self.forget_button):
            widget.setVisible(bool(self.unknown_codes))
        if self.unknown_codes:
            code, pieces = next(reversed(self.unknown_codes.items()))
            forms = NN_("Unknown code {code}", "Unknown code {code}, {count} times")
            self.unknown_words.setText(counted(forms, pieces, code=code))

    def _offer(self, what: str) -> None:
        self.offer.emit(what, next(reversed(self.unknown_codes)))

    def focus_field(self, first: str = "") -> None:
        """Put the keyboard into the field; `first` is what was typed elsewhere and meant for it."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(first)
