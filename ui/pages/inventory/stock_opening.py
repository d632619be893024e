"""Opening stock of many products: rows pasted from a spreadsheet, or read from a file, looked through before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit

from services import formatting
from services.i18n import N_, NN_, _
from services.inventory.pasting import OpeningRow, opening_rows, opening_rows_of_file
from services.kernel.runner import Outcome
from services.messages import counted, render
from services.stock.commands import set_opening
from ui import said
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pause import Pause
from ui.table.copying import from_text
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.drop_overlay import local_files
from ui.widgets.fields import FormRow
from ui.widgets.text import Text

_TYPED_MS = 200
_COLUMNS = (
    ListColumn(N_("Row"), 52, right=True),
    ListColumn(N_("Code"), 120),
    ListColumn(N_("Product"), 0),
    ListColumn(N_("Pieces"), 70, right=True),
    ListColumn(N_("Total cost"), 96, right=True),
    ListColumn(N_("Why it is left out"), 208),
)
_ENTER = NN_("Enter {count} product", "Enter {count} products")
_LEFT_OUT = NN_("{count} row is left out.", "{count} rows are left out.")


class _RowsField(QPlainTextEdit):
    """Rows as text; `given` carries a file that is pasted or dropped: its rows are meant, not its name."""

    given = Signal(Path)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(local_files(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = local_files(source)
        if files:
            self.given.emit(files[0])
        else:
            super().insertFromMimeData(source)


class OpeningDialog(Dialog):
    """Paste, look, enter: one undo step for all of it."""

    topic = "teaching#opening"

    def __init__(self, context: PageContext, currency: str) -> None:
        subtitle = _("One row for each product: code, pieces and, where you know it, what one piece cost.")
        super().__init__(context.dialog_parent(), _("Opening stock"), subtitle, width=800, height=600)
        self._context, self._link, self._currency = context, context.link, currency
        self.found: tuple[OpeningRow, ...] = ()
        self._file: Path | None = None
        self.field = _RowsField()
        self.field.setFixedHeight(96)
        self.field.setPlaceholderText(_("Paste the rows here"))
        self.field.setTabChangesFocus(True)
        self.table = ListTable(_COLUMNS, self._line)
        self.said = Text("", "body", "text2", wrap=True)
        self.body.addWidget(FormRow(_("Lines to enter"), self.field))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.said)
        self.add_left(_("Read a file…"), "file-arrow-up", self._ask_file)
        self.teach_button = self.add_left(_("Teach its columns…"), "graduation-cap", self.teach)
        self.teach_button.hide()
        self.add_cancel()
        self.go = self.add_primary(counted(_ENTER, 0), "check", self.save)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.field.textChanged.connect(self._typed.start)
        self.field.given.connect(self.read_file)
        self._show(())

    def look(self) -> None:
        """Find out what the rows mean."""
        self._file = None
        cells = from_text(self.field.toPlainText())
        self._link.ask(opening_rows, cells, owner=self).then(self._show).fails(self._context.show_error)

    def read_file(self, path: Path) -> None:
        """Take the rows of a file in place of pasted ones."""
        self._file = path
        asked = self._link.ask(opening_rows_of_file, path, owner=self)
        asked.then(self._show).fails(self._context.show_error)

    def teach(self) -> None:
        """Say once which column of the file is which, and import it."""
        file = self._file
        if file is not None:
            self.reject()
            self._context.navigate("import", files=[file], teach_as="stock")

    def save(self) -> None:
        """Enter what can be entered."""
        drafts = [row.draft for row in self.found if row.draft is not None]
        if drafts:
            self.go.setEnabled(False)
            self._link.run(set_opening, drafts, owner=self).then(self._saved).fails(self._failed)

    def _show(self, found: Sequence[OpeningRow]) -> None:
        self.found = tuple(found)
        self.table.set_rows(self.found)
        good = sum(row.draft is not None for row in self.found)
        bad = len(self.found) - good
        unknown = sum(row.draft is not None and row.value_minor is None for row in self.found)
        forms = NN_(
            "{count} product has no cost: it stays unknown.", "{count} products have no cost: it stays unknown."
        )
        parts = [counted(_LEFT_OUT, bad)] if bad else []
        parts += [counted(forms, unknown)] if unknown else []
        is_strange = self._file is not None and bool(bad) and not good
        if is_strange:
            parts.append(_("If the file has columns of its own, teach them once: they are known from then on."))
        self.teach_button.setVisible(is_strange)
        self.said.setText(" ".join(parts))
        self.go.setText(counted(_ENTER, good))
        self.go.setEnabled(bool(good))

    def _ask_file(self) -> None:
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        self._context.ask_file(_("Opening stock"), filters, self.read_file)

    def _saved(self, outcome: Outcome[Any]) -> None:
        undo = said.way_back(self._link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._context.show_error(error)

    def _line(self, row: OpeningRow) -> Line:
        cost = formatting.amount(row.value_minor, self._currency) if row.value_minor is not None else _("unknown")
        is_good = row.draft is not None
        return (
            ListCell(str(row.row), "text3"),
            ListCell(row.code, strong=True),
            ListCell(row.title),
            ListCell(formatting.integer(row.pieces) if row.pieces is not None else ""),
            ListCell(cost if is_good else "", "text" if row.value_minor is not None else "pill.amber.word"),
            ListCell(render(row.problem) if row.problem is not None else "", "neg"),
        )
