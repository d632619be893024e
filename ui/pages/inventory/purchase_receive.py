"""Receiving goods: a row for every item, filled by keyboard or scanner."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from services import formatting, text
from services.days import no_day_words, read_day
from services.i18n import N_, NN_, _
from services.messages import counted
from services.purchasing.errors import MoreThanOrdered
from services.purchasing.queries import LineView, PurchaseDetail
from services.purchasing.receiving import ReceiptEntry, receive
from services.written_numbers import parse_count
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import text_field
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_RECEIVE = NN_("Receive {count} piece", "Receive {count} pieces")
_UNKNOWN = N_("No item of this purchase has the code “{code}”.")
_MOST_HEIGHT = 300


class ReceiveDialog(FormDialog):
    """What arrived of a purchase. A scan adds a good piece; more than ordered needs a reason."""

    topic = "inventory#receive"

    def __init__(self, context: PageContext, shown: PurchaseDetail, then: Callable[[int], object]) -> None:
        title = _("Receive {number}").format(number=shown.number)
        super().__init__(context, title, shown.supplier, width=860)
        self._shown, self._then = shown, then
        self.lines = [line for line in shown.lines if line.sku_id is not None]
        self._unlinked = [line for line in shown.lines if line.sku_id is None]
        self._has_lots = any(line.has_lots for line in self.lines)
        self.good: dict[int, QLineEdit] = {}
        self.defective: dict[int, QLineEdit] = {}
        self.lots: dict[int, tuple[QLineEdit, QLineEdit]] = {}
        self.scan = text_field(_("Scan or type a code, Enter adds a piece"))
        self.scan.setAccessibleName(_("Scan"))
        self.scan_words = Text("", "caption", "text2")
        self._lay_out()
        self.over_reason, self.note = text_field(), text_field()
        self.add_row(("over", _("Why more came than was ordered"), self.over_reason), ("note", _("Note"), self.note))
        self.rows["over"].hide()
        self.finish_form("", "check")
        self._show_sum()

    def first_focus(self) -> QWidget | None:
        return self.scan

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(space.S)
        everything = SecondaryButton(_("All that is open"), "check")
        everything.clicked.connect(lambda _on=False: self.fill_open())
        row.addWidget(self.scan, 1)
        row.addWidget(everything)
        self.body.addLayout(row)
        self.body.addWidget(self.scan_words)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, space.S, 0)
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.S)
        heads = [_("Product"), _("Pieces ordered"), _("Still open"), _("Good"), _("Defective")]
        heads += [_("Lot"), _("Expires on")] if self._has_lots else []
        for column, head in enumerate(heads):
            grid.addWidget(Text(head, "caption_strong", "text2"), 0, column)
        for place, line in enumerate(self.lines, start=1):
            self._add_line(grid, place, line)
        grid.setColumnStretch(0, 1)
        area = ScrollRoom(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedHeight(min(inner.sizeHint().height() + 4, _MOST_HEIGHT))
        self._area = area
        self.body.addWidget(area)
        if self._unlinked:
            names = ", ".join(line.title for line in self._unlinked[:3])
            words = _("Not linked to a product yet, and so not received: {names}").format(names=names)
            self.body.addWidget(Text(words, "caption", "pill.amber.word", wrap=True))

    def _add_line(self, grid: QGridLayout, place: int, line: LineView) -> None:
        name = " · ".join(part for part in (line.title, line.variant, line.code) if part)
        grid.addWidget(Text(name, "body", elide=True), place, 0)
        for column, pieces in ((1, line.quantity), (2, line.open)):
            cell = Text(formatting.integer(pieces), "body", "text2" if column == 1 else "text")
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(cell, place, column)
        for column, fields, words in ((3, self.good, _("Good")), (4, self.defective, _("Defective"))):
            field = text_field("0")
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setFixedWidth(84)
            field.setAccessibleName(f"{name}, {words}")
            field.textEdited.connect(self._show_sum)
            fields[line.id] = field
            grid.addWidget(field, place, column)
        if line.has_lots:
            lot, day = text_field(), text_field("2026-12-31")
            for column, field, words in ((5, lot, _("Lot")), (6, day, _("Expires on"))):
                field.setAccessibleName(f"{name}, {words}")
                field.setFixedWidth(104)
                grid.addWidget(field, place, column)
            self.lots[line.id] = (lot, day)

    # --- filling ------------------------------------------------------------------------------

    def fill_open(self) -> None:
        """Say that everything that is open came, in good order."""
        for line in self.lines:
            self.good[line.id].setText(str(line.open) if line.open else "")
        self._show_sum()

    def take_scan(self, code: str) -> None:
        """Add a good piece of the item with this code, barcode or code of the supplier."""
        wanted = text.key(code)
        if not wanted:
            return
        line = next((line for line in self.lines if wanted in _codes(line)), None)
        self.scan.clear()
        if line is None:
            self.scan_words.set_tone("neg")
            self.scan_words.setText(_(_UNKNOWN).format(code=code.strip()))
            return
        field = self.good[line.id]
        field.setText(str((_pieces(field.text()) or 0) + 1))
        self.scan_words.set_tone("text2")
        self.scan_words.setText(f"{line.title}: {field.text()} / {line.open}")
        self._show_sum()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.focusWidget() is self.scan and self.scan.text().strip():
            self.take_scan(self.scan.text())
            return
        super().keyPressEvent(event)

    def _show_sum(self) -> None:
        fields = [*self.good.values(), *self.defective.values()]
        pieces = sum(_pieces(field.text()) or 0 for field in fields)
        self.save.setText(counted(_RECEIVE, pieces))
        self.save.setEnabled(pieces > 0)
        over = any(self._came(line) > line.open for line in self.lines)
        if over != self.rows["over"].isVisibleTo(self):
            self.rows["over"].setVisible(over)
            QTimer.singleShot(0, self, self.place)

    def _came(self, line: LineView) -> int:
        return (_pieces(self.good[line.id].text()) or 0) + (_pieces(self.defective[line.id].text()) or 0)

    # --- saving -------------------------------------------------------------------------------

    def check_and_save(self) -> None:
        """Check what was typed, then book it."""
        entries = self._entries()
        if entries is not None:
            self.run(
                receive, self._shown.id, entries, over_reason=self.text_of("over"), note=self.text_of("note"),
                then=self._then,
            )  # fmt: skip

    def _entries(self) -> list[ReceiptEntry] | None:
        entries = []
        for line in self.lines:
            good, defective = (_pieces(field.text()) for field in (self.good[line.id], self.defective[line.id]))
            if good is None or defective is None:
                wrong = self.good[line.id] if good is None else self.defective[line.id]
                self._refuse(wrong, _("type a whole number, 0 or more"))
                return None
            lot, typed = (field.text().strip() for field in self.lots[line.id]) if line.id in self.lots else ("", "")
            expires = read_day(typed) if typed else None
            if typed and expires is None:
                self._refuse(self.lots[line.id][1], no_day_words(typed))
                return None
            entries.append(ReceiptEntry(line.id, good, defective, lot_number=lot or None, expires_on=expires))
        return entries

    def _refuse(self, field: QLineEdit, reason: str) -> None:
        self.say_words(f"\u26a0 {field.accessibleName()}: {reason}")
        field.setFocus()
        field.selectAll()

    def refused(self, error: Exception) -> None:
        super().refused(error)
        if isinstance(error, MoreThanOrdered):
            self.rows["over"].show()
            self.over_reason.setFocus()
            self.place()

    def contents(self) -> object:
        fields = [*self.good.values(), *self.defective.values()]
        return super().contents(), tuple(field.text() for field in fields)


def _codes(line: LineView) -> set[str]:
    return {text.key(code) for code in (line.code, line.barcode, line.supplier_code) if code}


def _pieces(typed: str) -> int | None:
    return parse_count(typed) if typed.strip() else 0
