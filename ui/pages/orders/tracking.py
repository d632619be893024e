"""Entering tracking numbers: typed, pasted from a sheet, or scanned one after the other."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from services.i18n import N_, NN_, _, join_list
from services.messages import counted
from services.orders.commands import set_tracking
from services.orders.listing import FilterValues, numbers_of
from services.orders.tracking import APPLIED, Fate, TrackingRow, entries, match
from services.orders.tracking_paste import pasted_into, without_headings
from ui.dialogs.dialog import Dialog, confirm
from ui.pages.orders.work import Ids, Work
from ui.pause import Pause
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.fields import CheckBox, FormRow, text_field
from ui.widgets.popup import dress_completer
from ui.widgets.text import Text

_PAUSE_MS = 150
MANY = 20_000
_ENTER = NN_("Enter {count} tracking number", "Enter {count} tracking numbers")
_LEFT = NN_(
    "{count} row could not be entered and is still here.", "{count} rows could not be entered and are still here."
)
FATES = {
    Fate.READY: NN_("{count} found", "{count} found"),
    Fate.REPLACES: NN_("{count} replaces another number", "{count} replace another number"),
    Fate.SAME: NN_("{count} entered already", "{count} entered already"),
    Fate.UNKNOWN: NN_("{count} unknown order no.", "{count} unknown order no."),
    Fate.AMBIGUOUS: NN_("{count} in several channels", "{count} in several channels"),
    Fate.REPEATED: NN_("{count} pasted twice", "{count} pasted twice"),
    Fate.BAD_NUMBER: NN_("{count} no tracking number", "{count} no tracking numbers"),
    Fate.ORDER_NO: NN_("{count} order no. as tracking no.", "{count} order nos. as tracking no."),
    Fate.INCOMPLETE: NN_("{count} without tracking no.", "{count} without tracking no."),
    Fate.TAKEN: NN_("{count} another order's number", "{count} other orders' numbers"),
    Fate.SHIPPED: NN_("{count} shipped already", "{count} shipped already"),
    Fate.UNPAID: NN_("{count} not paid", "{count} not paid"),
    Fate.HELD: NN_("{count} on hold", "{count} on hold"),
    Fate.REFUND: NN_("{count} with a refund asked", "{count} with a refund asked"),
    Fate.CLOSED: NN_("{count} closed or completed", "{count} closed or completed"),
}
REASONS = {
    Fate.UNKNOWN: N_("no order has this number"),
    Fate.AMBIGUOUS: N_("several channels have an order of this number; enter it in the order itself"),
    Fate.REPEATED: N_("this order is in the list twice"),
    Fate.BAD_NUMBER: N_("a tracking number has 6 to 40 letters and digits"),
    Fate.ORDER_NO: N_("{number} is the number of an order, not of a parcel"),
    Fate.TAKEN: N_("{number} belongs to the order {owner}; merge them if they share a parcel"),
    Fate.SHIPPED: N_("it was shipped with {old}; change the number in the order itself"),
    Fate.UNPAID: N_("the buyer has not paid yet"),
    Fate.HELD: N_("it is on hold"),
    Fate.REFUND: N_("the buyer asked for the money back"),
    Fate.CLOSED: N_("it is closed or completed"),
}
_LOOKS = N_("the number {number} looks like one of {courier}")
_MOST_REASONS = 3


class ScanField(QLineEdit):
    """A field a scanner types into: Enter means the code is complete."""

    complete = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.complete.emit()
            return
        super().keyPressEvent(event)


class TrackingList(QPlainTextEdit):
    """The rows as text. What is pasted from a sheet goes to the orders it names, or down the empty rows."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        cursor = self.textCursor()
        found = pasted_into(self.toPlainText(), source.text(), cursor.blockNumber())
        if found is None or cursor.hasSelection():  # what is marked is replaced, as everywhere
            super().insertFromMimeData(source)
            return
        begun = cursor.blockNumber()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(found)  # as typed text, so that Ctrl+Z takes it back
        cursor.setPosition(self.document().findBlockByNumber(begun).position())
        self.setTextCursor(cursor)  # what was filled in is in sight, not the end of the list


class TrackingDialog(Dialog):
    """One list of rows, filled by pasting or by the scan line; says of every row what becomes of it."""

    topic = "first-morning#send"

    def __init__(self, work: Work, values: FilterValues, rows: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(
            work.window(),
            _("Enter tracking numbers"),
            _("Order no., courier and tracking no., one order per line; paste from Excel, type, or scan below."),
            icon="truck",
            width=640,
        )
        self._work = work
        self._found: tuple[TrackingRow, ...] = ()
        self.list = TrackingList()
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName(_("Tracking numbers"))
        self.list.setPlaceholderText(_("order no. ⇥ courier ⇥ tracking no."))
        self.list.setFont(current_theme().font("body"))
        self.list.setMinimumHeight(150)
        self.result = Text("", "body", "text2", wrap=True)
        self.reasons = Text("", "caption", "neg", wrap=True)
        self.reasons.hide()
        self.ship = CheckBox(_("Mark as shipped"))
        self.ship.setChecked(True)
        self.body.addWidget(self.list)
        self.body.addLayout(self._scan_line(values))
        for widget in (self.result, self.reasons, self.ship):
            self.body.addWidget(widget)
        self.add_cancel()
        self.save = self.add_primary(counted(_ENTER, 0), "check", self._save)
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.list.textChanged.connect(self._changed)
        self.may_close = self._may_close
        self._prefill(rows)
        self._changed()

    def _scan_line(self, values: FilterValues) -> QHBoxLayout:
        self.order_no, self.courier, self.number = ScanField(), text_field(), ScanField()
        self.courier.setCompleter(dress_completer(QCompleter(list(values.couriers), self)))
        line = QHBoxLayout()
        line.setSpacing(space.S)
        fields: tuple[tuple[str, QWidget], ...] = (
            (_("Order no."), self.order_no),
            (_("Courier"), self.courier),
            (_("Tracking no."), self.number),
        )
        for name, field in fields:
            field.setFont(current_theme().font("body"))
            line.addWidget(FormRow(name, field), 1 if field is self.courier else 2)
        self.order_no.complete.connect(self._order_named)
        self.number.complete.connect(self._add_line)
        return line

    def _prefill(self, rows: tuple[tuple[int, str], ...]) -> None:
        if len(rows) == 1:
            self.order_no.setText(rows[0][1])
        elif rows:
            self.list.setPlainText("".join(f"{number}\t\t\n" for _id, number in rows))
            self.list.moveCursor(QTextCursor.MoveOperation.EndOfLine)
        self._start = self.list.toPlainText()

    def first_focus(self) -> QWidget | None:
        return self.number if self.order_no.text() else self.list

    def _order_named(self) -> None:
        """Enter goes on to the number; where nothing is typed, all is: it enters what the list holds."""
        if self.save.isEnabled() and not self.order_no.text().strip() and not self.number.text().strip():
            self._save()
        else:
            self.number.setFocus()

    def _add_line(self) -> None:
        number, tracking_no = self.order_no.text().strip(), self.number.text().strip()
        if not number or not tracking_no:
            (self.number if number else self.order_no).setFocus()
            return
        row = f"{number}\t{self.courier.text().strip()}\t{tracking_no}"
        kept = [line for line in self.list.toPlainText().splitlines() if line.strip() and line.strip() != number]
        self.list.setPlainText("\n".join([*kept, row]))
        self.list.moveCursor(QTextCursor.MoveOperation.End)  # what was scanned is in sight, also below many others
        self.order_no.clear()
        self.number.clear()
        self.order_no.setFocus()

    # --- looking up ----------------------------------------------------------------------

    def _changed(self) -> None:
        self.save.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        if not self.isVisible():
            return
        self._work.ask_newest("tracking", match, self.list.toPlainText(), owner=self, then=self._matched)

    def _matched(self, found: tuple[TrackingRow, ...]) -> None:
        if self._pause.isActive():  # it has been typed on: the next answer counts
            return
        self._found = found
        counts = {fate: sum(row.fate is fate for row in found) for fate in Fate}
        said = [counted(FATES[fate], count) for fate, count in counts.items() if count]
        self.result.setText(join_list(said))
        lines = list(dict.fromkeys(line for row in found if (line := _remark(row))))
        self.reasons.setText("\n".join([*lines[:_MOST_REASONS], "…"] if len(lines) > _MOST_REASONS else lines))
        self.reasons.setVisible(bool(lines))
        ready = len(entries(found))
        self.save.setText(counted(_ENTER, ready))
        self.save.setEnabled(ready > 0)
        self.save.updateGeometry()
        self.place()

    # --- saving --------------------------------------------------------------------------

    def _save(self) -> None:
        ready, left = entries(self._found), [row.text for row in self._found if row.fate not in APPLIED | {Fate.SAME}]
        self.save.setEnabled(False)
        pending = self._work.run(
            set_tracking, ready, then=partial(self._saved, left), mark_shipped=self.ship.isChecked()
        )
        pending.fails(self._refused)

    def _refused(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.save.setEnabled(True)

    def _saved(self, left: list[str], _nothing: object) -> None:
        if not shiboken6.isValid(self):
            return
        wrong = [line for line in left if line.strip()]
        if not wrong or all(len(line.split()) == 1 for line in wrong):
            self.accept()
            return
        self._start = "\n".join(wrong)
        self.list.setPlainText(self._start)
        self.title.setText(counted(_LEFT, len(wrong)))

    def _may_close(self) -> bool:
        if self.list.toPlainText().strip() == self._start.strip() and not self.number.text().strip():
            return True
        confirm(
            self._work.window(),
            _("Throw these tracking numbers away?"),
            _("They have not been entered yet."),
            _("Throw away"),
            self.reject,
            danger=True,
        )
        return False


def _remark(row: TrackingRow) -> str:
    """What is wrong or odd with a row; nothing where all is well."""
    if row.fate in REASONS:
        said = _(REASONS[row.fate]).format(number=row.tracking_no, owner=row.owner, old=row.old)
    elif row.fate in APPLIED and row.looks_like:
        said = _(_LOOKS).format(number=row.tracking_no, courier=row.looks_like)
    else:
        return ""
    return _("{where}: {what}").format(where=row.order_no, what=said)


def open_tracking(work: Work, values: FilterValues, ids: Ids, pasted: str = "") -> None:
    """The dialog, with the orders chosen in the list, or rows that were pasted there, already in it."""

    def show(rows: tuple[tuple[int, str], ...]) -> None:
        dialog = TrackingDialog(work, values, rows)
        work.context.open_dialog(dialog)
        if pasted:
            dialog.list.setPlainText("\n".join(without_headings(pasted)))

    if ids:
        work.ask(numbers_of, ids[:MANY], then=show)
    else:
        show(())
