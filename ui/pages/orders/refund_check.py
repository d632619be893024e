"""The refund check in the last second: which parcels must not leave, and where each of them lies."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from services.fulfilment.refund_check import FileCheck, check_files
from services.fulfilment.stopped import Stop, StopRow, check_numbers
from services.fulfilment.stopping import stop_orders
from services.i18n import N_, NN_, _, join_list
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.pages.orders.work import Work
from ui.pause import Pause
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme.apply import current_theme
from ui.widgets.drop_overlay import local_files
from ui.widgets.text import Text

_PAUSE_MS = 150
_STOP = NN_("Stop {count} order", "Stop {count} orders")
_STOPPED = NN_("{count} order is stopped. Take its parcel out:", "{count} orders are stopped. Take their parcels out:")
_NONE = N_("Nobody in these files wants the money back.")
STATES = {
    Stop.STOPS: (N_("will be stopped"), "neg"),
    Stop.STOPPED: (N_("is stopped"), "neg"),
    Stop.GONE: (N_("has left: have it intercepted"), "pill.amber.word"),
    Stop.CLOSED: (N_("closed already"), "text2"),
    Stop.UNKNOWN: (N_("no such order"), "text2"),
}
_COUNTS = {
    Stop.STOPS: NN_("{count} to stop", "{count} to stop"),
    Stop.STOPPED: NN_("{count} stopped", "{count} stopped"),
    Stop.GONE: NN_("{count} has left", "{count} have left"),
    Stop.CLOSED: NN_("{count} closed", "{count} closed"),
    Stop.UNKNOWN: NN_("{count} unknown", "{count} unknown"),
}
COLUMNS = (
    ListColumn(N_("Order no."), 192),
    ListColumn(N_("Buyer"), 90),
    ListColumn(N_("What becomes of it"), 190),
    ListColumn(N_("Where the parcel lies"), 0),
)


class RefundCheckDialog(Dialog):
    """Pasted order numbers or dropped exports; `table` says what becomes of every order and where it lies."""

    topic = "orders#refund-check"

    def __init__(self, work: Work) -> None:
        subtitle = _("Paste order numbers, or drop a fresh after-sales export here; nothing stopped goes out.")
        super().__init__(work.window(), _("Refund check"), subtitle, icon="prohibit", width=1000)
        self._work = work
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="refund check")
        self.found: tuple[StopRow, ...] = ()
        self.numbers = QPlainTextEdit()
        self.numbers.setTabChangesFocus(True)
        self.numbers.setAcceptDrops(False)  # a dropped file is for the dialog, not a path to be typed
        self.numbers.setAccessibleName(_("Order numbers"))
        self.numbers.setPlaceholderText(_("order numbers, one per line or separated by spaces"))
        self.numbers.setFont(current_theme().font("body"))
        self.numbers.setFixedHeight(84)
        self.result = Text("", "body", "text2", wrap=True)
        self.table = ListTable(COLUMNS, line_of)
        self.table.setAccessibleName(_("Orders of the refund check"))
        self.table.setMinimumHeight(220)
        for widget in (self.numbers, self.result, self.table):
            self.body.addWidget(widget)
        self.file = self.add_left(_("Choose an export…"), "upload-simple", self._choose)
        self.add_cancel(_("Close"))
        self.stop = self.add_primary(counted(_STOP, 0), "prohibit", self._stop, danger=True)
        self.stop.setEnabled(False)
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.numbers.textChanged.connect(self._typed)
        self.destroyed.connect(partial(self._reader.shutdown, wait=False))
        self.setAcceptDrops(True)

    def first_focus(self) -> QWidget | None:
        return self.numbers

    # --- pasted numbers ------------------------------------------------------------------

    def _typed(self) -> None:
        self.stop.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        if self.isVisible():
            text = self.numbers.toPlainText()
            self._work.ask_newest("refund check", check_numbers, text, owner=self, then=self._arrived)

    def _arrived(self, rows: tuple[StopRow, ...]) -> None:
        if not self._pause.isActive():  # it has been typed on: the next answer counts
            self.show_rows(rows)

    def show_rows(self, rows: Sequence[StopRow], said: str = "") -> None:
        """Show what becomes of these orders, those that lie here first."""
        order = list(Stop)
        self.found = tuple(sorted(rows, key=lambda row: (order.index(row.stop), row.wave, row.position or 0)))
        self.table.set_rows(self.found)
        counts = {stop: sum(row.stop is stop for row in rows) for stop in Stop}
        self.result.setText(
            said or join_list([counted(_COUNTS[stop], count) for stop, count in counts.items() if count])
        )
        self.stop.setText(counted(_STOP, counts[Stop.STOPS]))
        self.stop.setEnabled(counts[Stop.STOPS] > 0)
        self.stop.updateGeometry()
        self.place()

    def _stop(self) -> None:
        ids = [row.order_id for row in self.found if row.stop is Stop.STOPS and row.order_id is not None]
        self.stop.setEnabled(False)
        self._work.run(stop_orders, ids, then=self._done)

    def _done(self, _nothing: object) -> None:
        if shiboken6.isValid(self):
            self._look()

    # --- files ---------------------------------------------------------------------------

    def _choose(self) -> None:
        self._work.context.ask_files(_("After-sales export"), _("Tables (*.csv *.xlsx *.xls *.zip)"), self.take_files)

    def take_files(self, files: Sequence[Path]) -> None:
        """Import these exports and show whose parcels they stop."""
        if not files:
            return
        self.file.setEnabled(False)
        self.result.setText(_("Reading…"))
        link = self._work.context.link
        job = self._reader.submit(check_files, link.shop, tuple(files))
        link.wait_for(job, self).then(self._read).fails(self._failed)

    def _read(self, found: FileCheck) -> None:
        self.file.setEnabled(True)
        stopped = sum(row.stop is Stop.STOPPED for row in found.rows)
        said = counted(_STOPPED, stopped) if stopped else _(_NONE)
        self.show_rows(found.rows, "\n".join([said, *map(str, found.problems)]))
        if found.operation_id is not None:
            self._work.say(said, found.operation_id)

    def _failed(self, error: Exception) -> None:
        self.file.setEnabled(True)
        self.result.setText("")
        self._work.context.show_error(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_files(local_files(event.mimeData()))


def line_of(row: StopRow) -> Line:
    """The cells of one order."""
    words, tone = STATES[row.stop]
    return (
        ListCell(row.order_no, strong=row.stop in (Stop.STOPS, Stop.STOPPED)),
        ListCell(row.buyer, "text2"),
        ListCell(_(words), tone),
        ListCell(place_of(row), "text" if row.stop in (Stop.STOPS, Stop.STOPPED) else "text2"),
    )


def place_of(row: StopRow) -> str:
    """Where the parcel of an order lies, in words."""
    if row.order_id is None:
        return ""
    parts = []
    if row.wave:
        parts.append(_("wave {wave}, no. {place}").format(wave=row.wave, place=row.position or "—"))
    if row.ship_file:
        parts.append(_("in the ship file {file}: take it out there").format(file=row.ship_file))
    if row.papers:
        parts.append(_("on {papers}").format(papers=join_list(list(row.papers[-2:]))))
    if row.tracking_no:
        parts.append(_("waybill {number}").format(number=row.tracking_no))
    if row.others:
        parts.append(_("with {numbers}").format(numbers=join_list(list(row.others))))
    return " · ".join(parts) or _("not printed yet")
