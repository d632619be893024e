"""Looks at the stock as a whole: what it was worth on a day, how old it is, and which products matter."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting, paths
from services.days import read_day
from services.i18n import NN_, _
from services.inventory.looks import LOOKS, LookColumn, LookKind, LookTable, look, save_look
from services.messages import counted
from ui.page import PageContext
from ui.pages.list_export import ROWS, write_and_say
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_ROWS = NN_("{count} row", "{count} rows")


class LooksView(QWidget):
    """One look as a table. `left` is sent to go back to the list, `opened` carries a SKU."""

    left = Signal()
    opened = Signal(int)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self._asked = 0
        self.found: LookTable | None = None
        self.table: ListTable | None = None
        self.listing: ListPanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.M)
        self._column.addLayout(self._bar())
        self.card = Card(padding=space.HAIRLINE, spacing=0)
        self._column.addWidget(self.card, 1)
        self.sums = Text("", "strong", elide=True)
        self._column.addWidget(self.sums)

    @property
    def key(self) -> str:
        """Which look is on screen."""
        return str(self.choice.currentData())

    def chosen_day(self) -> date | None:
        """The typed day; None for today, and where it is none."""
        return read_day(self.day.text())

    def refresh(self) -> None:
        """Read the look again."""
        typed = self.day.text().strip()
        bad = bool(typed) and self.chosen_day() is None
        self.problem.setText(_("Write the day as 2026-11-21.") if bad else "")
        has_day = next(with_day for key, _title, with_day in LOOKS if key == self.key)
        self.day.setVisible(has_day)
        if not bad:
            self._asked += 1
            asked = self._link.ask(look, self.key, self.chosen_day(), owner=self)
            asked.then(partial(self._show, self._asked)).fails(self._context.show_error)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.back.set_name(_("Back to the list"))
        self.save_button.setText(_("Export"))
        self.day.setPlaceholderText(_("today, or 2026-11-21"))
        for place, (_key, title, _with_day) in enumerate(LOOKS):
            self.choice.setItemText(place, _(title))
        if self.found is not None:
            self._show(self._asked, self.found)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space.S)
        self.back = IconButton("arrow-left", _("Back to the list"))
        self.back.clicked.connect(self.left)
        self.choice = Choice()
        self.choice.setAccessibleName(_("What to look at"))
        for key, title, _with_day in LOOKS:
            self.choice.addItem(_(title), key)
        self.day = text_field(_("today, or 2026-11-21"))
        self.day.setAccessibleName(_("Day"))
        self.day.setFixedWidth(190)
        self.problem = Text("", "caption", "neg")
        self.save_button = SecondaryButton(_("Export"), "download-simple")
        self.choice.currentIndexChanged.connect(lambda _place: self.refresh())
        self.day.editingFinished.connect(self.refresh)
        self.save_button.clicked.connect(lambda _on=False: self._ask_out())
        for widget in (self.back, self.choice, self.day, self.problem):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.save_button)
        return row

    def _show(self, number: int, found: LookTable) -> None:
        if number != self._asked:
            return
        self.found = found
        if self.listing is not None:
            self.card.body.removeWidget(self.listing)
            self.listing.hide()
            self.listing.deleteLater()
        right = (LookKind.PIECES, LookKind.MONEY, LookKind.NUMBER, LookKind.TURNS)
        columns = [ListColumn(one.header, one.width, right=one.kind in right) for one in found.columns]
        self.table = ListTable(columns, self._line, kept=f"inventory.looks.{self.choice.currentData()}")
        self.listing = ListPanel(self.table, PanelTexts(self.choice.currentText()), export=self._ask_out)
        self.table.opened.connect(self._open)
        self.table.set_rows(found.rows)
        self.card.body.addWidget(self.listing)
        sums = [f"{_(column.header)} {self._words(column, total)}" for column, total in found.totals()]
        self.sums.setText("   ".join([counted(_ROWS, len(found.rows)), *sums]))

    def _line(self, row: tuple[int | None, tuple[Any, ...]]) -> Line:
        if self.found is None:
            return ()
        pairs = zip(self.found.columns, row[1], strict=True)
        return [ListCell(self._words(column, value), strong=column.kind is LookKind.CODE) for column, value in pairs]

    def _words(self, column: LookColumn, value: Any) -> str:
        if value is None or self.found is None:
            return ""
        if column.kind is LookKind.MONEY:
            return formatting.money(value, self.found.currency)
        if column.kind is LookKind.TURNS:
            return f"{value // 100}.{value % 100 // 10}"
        return formatting.integer(value) if column.kind in (LookKind.PIECES, LookKind.NUMBER) else str(value)

    def _open(self, row: tuple[int | None, tuple[Any, ...]]) -> None:
        if row[0] is not None:
            self.opened.emit(row[0])

    def _ask_out(self) -> None:
        suggested = paths.documents_dir() / f"{self.choice.currentText()}.xlsx"
        self._context.ask_save(_("Export"), _("Workbooks (*.xlsx)"), suggested, self.write_to)

    def write_to(self, out: Path) -> None:
        """Write what is on screen to this file."""
        write_and_say(self._context, self, ROWS, out, save_look, self.key, self.chosen_day(), out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
