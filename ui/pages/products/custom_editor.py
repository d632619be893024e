"""The shop's own fields of a product, each by its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from services.catalog.custom_fields import CustomField, FieldKind, parsed
from services.errors import Invalid
from services.i18n import _
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import Choice, FormRow, text_field

_COLUMNS = 3


class CustomEditor(QWidget):
    """Fields in a grid; `rows` are their form rows by key. `changing` asks for the window that changes the list."""

    changing = Signal()

    def __init__(self, fields: Sequence[CustomField], values: Mapping[str, Any]) -> None:
        super().__init__()
        self._kept = dict(values)
        self._fields: tuple[CustomField, ...] = ()
        self.rows: dict[str, FormRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space.M)
        self._grid.setVerticalSpacing(space.S)
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(place, 1)
        column.addLayout(self._grid)
        # Made behind the first fields: Tab goes from them to it.
        self._fill(fields)
        self.change = LinkButton("", "plus")
        self.change.set_flush()
        self.change.clicked.connect(lambda _on=False: self.changing.emit())
        column.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self._name_change()

    def show_fields(self, fields: Sequence[CustomField]) -> None:
        """Show these fields; what was typed into those that stay is kept."""
        last = self._fill(fields)
        if last is not None:
            self.setTabOrder(last, self.change)
        self._name_change()

    def _fill(self, fields: Sequence[CustomField]) -> QWidget | None:
        """Make the rows; returns the last field."""
        typed = {key: _typed(row.field) for key, row in self.rows.items()}
        for row in self.rows.values():
            self._grid.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._fields, self.rows = tuple(fields), {}
        before: QWidget | None = None
        for place, field in enumerate(self._fields):
            row = FormRow(field.name, _widget(field, self._kept.get(field.key)))
            if field.key in typed:
                _type(row.field, typed[field.key])
            self.rows[field.key] = row
            self._grid.addWidget(row, place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignTop)
            if before is not None:
                self.setTabOrder(before, row.field)
            before = row.field
        return before

    def _name_change(self) -> None:
        has_some = bool(self._fields)
        more = _("Add fields of your own such as material or author")
        self.change.setText(_("Change these fields of your own") if has_some else more)
        self.change.set_icon_name("pencil-simple" if has_some else "plus")

    def values(self) -> dict[str, Any] | None:
        """The values by key, or None where one does not fit; the reason stands under its field then."""
        found: dict[str, Any] = {}
        fits = True
        for field in self._fields:
            row = self.rows[field.key]
            row.set_problem("")
            kept, typed = self._kept.get(field.key), _typed(row.field)
            try:
                # A choice taken from the list since is no choice any more, but the product may keep it.
                found[field.key] = kept if kept is not None and typed == str(kept) else parsed(field, typed)
            except Invalid as problem:
                row.set_problem(str(problem.params["reason"]))
                fits = False
        return found if fits else None

    def contents(self) -> tuple[tuple[str, str], ...]:
        """Everything as typed, without empty fields."""
        typed = ((key, _typed(row.field)) for key, row in self.rows.items())
        return tuple((key, shown) for key, shown in typed if shown)


def _widget(field: CustomField, value: Any) -> QWidget:
    if field.kind not in (FieldKind.FLAG, FieldKind.CHOICE):
        hint = "2026-11-21" if field.kind is FieldKind.DATE else ""
        return text_field(hint, "" if value is None else str(value))
    choice = Choice()
    choice.addItem("—", "")
    kept = ("1" if value else "0") if field.kind is FieldKind.FLAG and value is not None else str(value or "")
    given = [("1", _("yes")), ("0", _("no"))] if field.kind is FieldKind.FLAG else [(one, one) for one in field.choices]
    if kept and kept not in (stored for stored, _shown in given):
        given.append((kept, kept))
    for stored, shown in given:
        choice.addItem(shown, stored)
    choice.setCurrentIndex(max(choice.findData(kept), 0))
    return choice


def _typed(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    return str(widget.currentData()) if isinstance(widget, Choice) else ""


def _type(widget: QWidget, typed: str) -> None:
    if isinstance(widget, QLineEdit):
        widget.setText(typed)
    elif isinstance(widget, Choice):
        widget.setCurrentIndex(max(widget.findData(typed), 0))
