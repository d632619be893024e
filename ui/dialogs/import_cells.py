"""The cells of one row as fields, the wrong one first; each reason is said once, at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from services.i18n import _
from ui.dialogs.import_scroll import PlainScroll
from ui.theme import space
from ui.widgets.fields import FormRow, text_field
from ui.widgets.text import Text


class CellForm(QWidget):
    """`fields` has a form row per heading; what has no cell of its own is said above them."""

    def __init__(self, cells: Mapping[str, str], wrong: str = "", parent: QWidget | None = None) -> None:
        """`wrong` is the heading of the cell to begin with."""
        super().__init__(parent)
        self._cells = cells
        self.fields: dict[str, FormRow] = {}
        self.problem = Text("", "body", "neg", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addWidget(self.problem)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, space.S, 0)
        grid.setHorizontalSpacing(space.L)
        grid.setVerticalSpacing(space.M)
        filled = sorted(cells, key=lambda header: (header != wrong, not cells[header]))
        for place, header in enumerate(filled):
            self.fields[header] = FormRow(header or _("No heading"), text_field(value=cells[header]))
            grid.addWidget(self.fields[header], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(filled) // 2 + 1, 1)
        self._area = PlainScroll()
        self._area.put(inner)
        column.addWidget(self._area, 1)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, by heading."""
        return {header: form.field.text() for header, form in self.fields.items() if isinstance(form.field, QLineEdit)}

    def changed(self) -> dict[str, str]:
        """The cells a person changed, by heading."""
        return {header: text for header, text in self.typed().items() if text != self._cells[header]}

    def say(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say each (heading, reason) once: at its field, or above the form where it has none."""
        at_fields: dict[str, list[str]] = {}
        for header, reason in dict.fromkeys(problems):
            if header in self.fields:
                at_fields.setdefault(header, []).append(reason)
        told = {reason for reasons in at_fields.values() for reason in reasons}
        above = dict.fromkeys(reason for header, reason in problems if header not in self.fields)
        self.problem.setText("\n".join(reason for reason in above if reason not in told))
        self.problem.setVisible(bool(self.problem.text()))
        for header, form in self.fields.items():
            form.set_problem("\n".join(at_fields.get(header, ())))
        for header in list(at_fields)[:1]:
            self._area.ensureWidgetVisible(self.fields[header])
            self.fields[header].field.setFocus()
