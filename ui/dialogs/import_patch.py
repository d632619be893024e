"""Correcting a row of a file before anything is imported; the file itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.i18n import _
from services.importing.staged import RowProblem
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_cells import CellForm


class PatchDialog(Dialog):
    """`patched` carries the corrected cells by heading, once a person is done with them."""

    topic = "teaching#import"

    patched = Signal(object)

    def __init__(self, window: QWidget, file: str, problem: RowProblem, cells: Mapping[str, str]) -> None:
        title = _("Correct row {row}").format(row=problem.row)
        note = _("{file} · the file itself stays as it is").format(file=file)
        super().__init__(window, title, note, width=640, height=520)
        self.form = CellForm(cells, problem.column or "")
        self.body.addWidget(self.form, 1)
        self.form.say([(problem.column or "", str(problem.message))])
        self.add_cancel()
        self.use_button = self.add_primary(_("Use these cells"), "check", self.use)

    def use(self) -> None:
        """Hand over what was changed; nothing where nothing was."""
        changed = self.form.changed()
        self.accept()
        if changed:
            self.patched.emit(changed)
