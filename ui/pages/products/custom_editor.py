"""The shop's own fields of a product, each by its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from services.catalog.custom_fields import CustomField, FieldKind, parsed
from services.errors import Invalid
from services.i18n import _
from ui.widgets.fields import Choice, FormRow, text_field

_COLUMNS = 3


class CustomEditor(QWidget):
    """Fields in a grid; `rows` are their form rows by key."""

    def __init__(self, fields: Sequence[CustomField], values: Mapping[str, Any]) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self.rows: dict[str, FormRow] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, field in enumerate(self._fields):
            row = FormRow(field.name, _widget(field, values.get(field.key)))
            self.rows[field.key] = row
            grid.addWidget(row, place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    def values(self) -> dict[str, Any] | None:
        """The values by key, or None where one does not fit; the reason stands under its field then."""
        found: dict[str, Any] = {}
        fits = True
        for field in self._fields:
            row = self.rows[field.key]
            row.set_problem("")
            try:
                found[field.key] = parsed(field, _typed(row.field))
            except Invalid as problem:
                row.set_problem(str(problem.params["reason"]))
                fits = False
        return found if fits else None

    def contents(self) -> tuple[str, ...]:
        """Everything as typed."""
        return tuple(_typed(row.field) for row in self.rows.values())


def _widget(field: CustomField, value: Any) -> QWidget:
    if field.kind not in (FieldKind.FLAG, FieldKind.CHOICE):
        hint = "2026-11-21" if field.kind is FieldKind.DATE else ""
        return text_field(hint, "" if value is None else str(value))
    choice = Choice()
    choice.addItem("—", "")
    given = [("1", _("yes")), ("0", _("no"))] if field.kind is FieldKind.FLAG else [(one, one) for one in field.choices]
    for stored, shown in given:
        choice.addItem(shown, stored)
    kept = ("1" if value else "0") if field.kind is FieldKind.FLAG and value is not None else value or ""
    choice.setCurrentIndex(max(choice.findData(kept), 0))
    return choice


def _typed(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    return str(widget.currentData()) if isinstance(widget, Choice) else ""
