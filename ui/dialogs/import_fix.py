"""Correcting one row that could not be imported: its own cells, the wrong one first, and only it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from services import paths
from services.errors import Cancelled
from services.i18n import _
from services.importing.queries import ImportView, WaitingRow
from services.importing.retry import Attempt, forget, import_fixed, read_again, rows_of_same_order
from services.kernel.runner import Outcome
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_cells import CellForm
from ui.page import PageContext


class FixDialog(Dialog):
    """The cells of a row as fields. `imported` is sent when the row went in."""

    topic = "teaching#import"

    imported = Signal()

    def __init__(
        self,
        context: PageContext,
        work: Executor,
        file: ImportView,
        row: WaitingRow,
        waiting: Sequence[WaitingRow],
    ) -> None:
        title = _("Correct row {row}").format(row=row.row)
        super().__init__(context.dialog_parent(), title, file.file_name, width=640, height=520)
        self._context, self._link, self._work = context, context.link, work
        self._file, self._row = file, row
        self._rows = rows_of_same_order(row, waiting, file.format_id)
        self.form = CellForm(row.cells, row.column)
        self.fields, self.problem = self.form.fields, self.form.problem
        self.body.addWidget(self.form, 1)
        self.form.say([(row.column if place == 0 else "", str(one)) for place, one in enumerate(row.reasons)])
        self.add_cancel()
        self.retry_button = self.add_primary(_("Import this row"), "check", self.retry)

    def retry(self) -> None:
        """Read the row again as it stands in the fields, and import it if all is well."""
        typed = self.form.typed()
        self.retry_button.setEnabled(False)
        job = self._work.submit(read_again, self._file, self._rows, {self._row.row: typed}, paths.cache_dir())
        self._link.wait_for(job, self).then(self._read).fails(self._failed)

    def _read(self, attempt: Attempt) -> None:
        if attempt.staged is None:
            self.retry_button.setEnabled(True)
            self._show_problems(attempt)
            return
        ids = [one for row in attempt.rows for one in row.problem_ids]
        done = self._link.run(
            import_fixed, attempt.staged, ids, file=self._file.file_name, count=len(attempt.rows), owner=self
        )
        done.then(partial(self._imported, attempt)).fails(partial(self._refused, attempt))

    def _show_problems(self, attempt: Attempt) -> None:
        said = []
        for row, header, reason in attempt.problems:
            if row == self._row.row and header in self.fields:
                said.append((header, str(reason)))
            else:
                said.append(("", _("Row {row}: {reason}").format(row=row, reason=reason)))
        self.form.say(said)

    def _refused(self, attempt: Attempt, error: Exception) -> None:
        forget(attempt)
        self._failed(error)

    def _imported(self, attempt: Attempt, outcome: Outcome[Any]) -> None:
        forget(attempt)
        operation = outcome.changes.operation_id
        self._context.toast(
            _("Row {row} is imported.").format(row=self._row.row), undo=partial(self._link.undo, operation)
        )
        self.imported.emit()
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.retry_button.setEnabled(True)
        if not isinstance(error, Cancelled):
            self._context.show_error(error)
