"""One change to many products, shown as old → new before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.catalog.bulk import apply_change
from services.catalog.bulk_preview import BulkPreview, BulkRow, Warn, preview
from services.catalog.changes import (
    BulkChange,
    Direction,
    EditTags,
    NumberField,
    Rounding,
    SetAmount,
    SetNumber,
    SetSupplier,
    SetText,
    TextField,
)
from services.catalog.formulas import EXAMPLES, parse_change
from services.catalog.page_overview import PageOverview
from services.catalog.rules import split_tags
from services.errors import AppError, Invalid
from services.i18n import N_, NN_, _
from services.kernel.runner import Outcome
from services.messages import counted, message, render
from services.types import PriceField
from services.written_numbers import parse_count
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pause import Pause
from ui.said import way_back
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.fields import CheckBox, Choice, FormRow, text_field
from ui.widgets.text import Text

_PAUSE_MS = 250
_SHOWN = 500
_ADD, _REMOVE, _SUPPLIER = "add_tags", "remove_tags", "supplier"
FIELDS: tuple[tuple[str, str], ...] = (
    (PriceField.PRICE, N_("Price")),
    (PriceField.MIN_PRICE, N_("Minimum price")),
    (PriceField.COST, N_("Cost")),
    (TextField.SHELF, N_("Shelf")),
    (TextField.CATEGORY, N_("Category")),
    (_ADD, N_("Add tags")),
    (_REMOVE, N_("Remove tags")),
    (_SUPPLIER, N_("Supplier to ask first")),
    (TextField.UNIT, N_("Unit")),
    (NumberField.WEIGHT, N_("Weight (g)")),
    (NumberField.LENGTH, N_("Length (mm)")),
    (NumberField.WIDTH, N_("Width (mm)")),
    (NumberField.HEIGHT, N_("Height (mm)")),
    (TextField.NOTE, N_("Note")),
)
_ROUNDINGS: tuple[tuple[str, int, int, Direction], ...] = (
    (N_("not rounded"), 0, 0, Direction.NEAREST),
    (N_("to .90"), 100, 90, Direction.NEAREST),
    (N_("to .99"), 100, 99, Direction.NEAREST),
    (N_("to .00"), 100, 0, Direction.NEAREST),
    (N_("up to .00"), 100, 0, Direction.UP),
    (N_("to 9.00"), 1000, 900, Direction.NEAREST),
)
_COLUMNS = (
    ListColumn(N_("Code"), 150),
    ListColumn(N_("Product"), 0),
    ListColumn(N_("Old"), 120, right=True),
    ListColumn(N_("New"), 120, right=True),
    ListColumn("", 150),
)
_WARNINGS: dict[Warn, str] = {
    Warn.UNKNOWN: N_("nothing to start from"),
    Warn.BELOW_ZERO: N_("below zero, stays"),
    Warn.BELOW_MINIMUM: N_("below minimum price"),
    Warn.BELOW_COST: N_("below cost"),
    Warn.SIBLINGS: N_("other variants too"),
}


class BulkEditDialog(Dialog):
    """Which field, which change, and what it makes of each product; one step that can be undone."""

    topic = "products#prices"

    def __init__(self, context: PageContext, sku_ids: Sequence[int], overview: PageOverview) -> None:
        title = counted(NN_("Change {count} product", "Change {count} products"), len(sku_ids))
        super().__init__(context.dialog_parent(), title, width=820, height=660)
        self._context, self._link, self._overview = context, context.link, overview
        self._ids, self._asked = list(sku_ids), 0
        self.found: BulkPreview | None = None
        self._change: BulkChange | None = None
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self._lay_out()
        self.add_cancel()
        self.apply_button = self.add_primary(_("Change"), "check", self.apply)
        self._field_changed()

    def _lay_out(self) -> None:
        self.what, self.rounding, self.supplier = Choice(), Choice(), Choice()
        for place, (key, label) in enumerate(FIELDS):
            if key != _SUPPLIER or self._overview.suppliers:
                self.what.addItem(_(label), place)
        for place, (label, *_rest) in enumerate(_ROUNDINGS):
            self.rounding.addItem(_(label), place)
        for number, name in self._overview.suppliers:
            self.supplier.addItem(name, number)
        self.value, self.reason = text_field(), text_field(_("kept in the price history"))
        self.value_row = FormRow(_("Change"), self.value)
        self.rounding_row = FormRow(_("Rounded"), self.rounding)
        self.supplier_row = FormRow(_("Supplier"), self.supplier)
        self.reason_row = FormRow(_("Reason"), self.reason)
        line = QHBoxLayout()
        line.setSpacing(space.M)
        for row, share in ((FormRow(_("Field"), self.what), 2), (self.value_row, 3), (self.supplier_row, 3),
                           (self.rounding_row, 2)):  # fmt: skip
            line.addWidget(row, share, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.empty = CheckBox(_("Empty it"))
        self.empty.setToolTip(_("Take what stands in the field away"))
        self.body.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.reason_row)
        self.summary = Text("", "strong", wrap=True)
        self.warnings = Text("", "body", "pill.amber.word", wrap=True)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.warnings)
        self.table = ListTable(_COLUMNS, self._line)
        self.table.setAccessibleName(_("What the change makes of each"))
        self.body.addWidget(self.table, 1)
        self.what.currentIndexChanged.connect(self._field_changed)
        self.value.textEdited.connect(self._changed)
        self.empty.toggled.connect(self._empty_toggled)
        self.rounding.currentIndexChanged.connect(self._changed)
        self.supplier.currentIndexChanged.connect(self._changed)

    def first_focus(self) -> QWidget | None:
        return self.value

    @property
    def key(self) -> str:
        """The field that is chosen, as the enum it is a member of."""
        return FIELDS[int(self.what.currentData())][0]

    def choose(self, key: str, typed: str) -> None:
        """Choose a field and type a change, as a person does."""
        self.what.setCurrentIndex(self.what.findData([one for one, _label in FIELDS].index(key)))
        self.value.setText(typed)
        self.look()

    def _field_changed(self) -> None:
        key = self.key
        is_amount, is_supplier = isinstance(key, PriceField), key == _SUPPLIER
        self.rounding_row.setVisible(is_amount)
        self.reason_row.setVisible(is_amount)
        self.supplier_row.setVisible(is_supplier)
        self.value_row.setVisible(not is_supplier)
        self.empty.setVisible(isinstance(key, PriceField | NumberField | TextField))
        self.value.clear()
        self.empty.setChecked(False)
        self.look()

    def _changed(self) -> None:
        """What is in sight is of the change before: nothing is made until the new one was looked at."""
        self.apply_button.setEnabled(False)
        self._pause.start()

    def _empty_toggled(self, is_on: bool) -> None:
        self.value.setEnabled(not is_on)
        self.rounding.setEnabled(not is_on)
        self.look()

    def look(self) -> None:
        """Ask what the change would make of the products."""
        self._pause.stop()
        self.value_row.set_problem("")
        self._hint()
        try:
            self._change = self._read()
        except Invalid as problem:
            self._change = None
            self.value_row.set_problem(str(problem.params["reason"]))
        if self._change is None:
            self._show(None)
            return
        self._asked += 1
        self.apply_button.setEnabled(False)
        job = self._link.ask(preview, self._ids, self._change, owner=self)
        job.then(partial(self._arrived, self._asked)).fails(self._refused)

    def _hint(self) -> None:
        is_amount = isinstance(self.key, PriceField) and not self.empty.isChecked()
        self.value.setPlaceholderText("  ".join(EXAMPLES) if is_amount else "")

    def _emptied(self) -> BulkChange:
        """The change that takes the field away; a price or cost becomes unknown, not zero."""
        key = self.key
        if isinstance(key, PriceField):
            return SetAmount(key, None)
        return SetNumber(key, None) if isinstance(key, NumberField) else SetText(TextField(key), None)

    def _read(self) -> BulkChange | None:
        """The change as typed; None where there is none yet. Raises `Invalid`."""
        if self.empty.isVisibleTo(self) and self.empty.isChecked():
            return self._emptied()
        key, typed = self.key, self.value.text().strip()
        if not typed and key != _SUPPLIER:
            return None
        if isinstance(key, PriceField):
            return parse_change(typed, key, self._overview.currency, self._rounding())
        if isinstance(key, NumberField):
            number = parse_count(typed)
            if number is None:
                reason = message(N_("this is not a whole number"))
                raise Invalid(field=self.what.currentText(), value=typed, reason=reason)
            return SetNumber(key, number)
        if isinstance(key, TextField):
            return SetText(key, typed)
        if key == _SUPPLIER:
            return SetSupplier(int(self.supplier.currentData()))
        tags = split_tags(typed)
        if not tags:
            return None
        return EditTags(add=tags) if key == _ADD else EditTags(remove=tags)

    def _rounding(self) -> Rounding | None:
        _label, unit, ending, direction = _ROUNDINGS[self.rounding.currentIndex()]
        return Rounding(unit, ending, direction) if unit else None

    def _arrived(self, number: int, found: BulkPreview) -> None:
        if number == self._asked:
            self._show(found)

    def _refused(self, error: Exception) -> None:
        self._show(None)
        said = render(error.message) if isinstance(error, AppError) else str(error)
        self.value_row.set_problem(said)

    def _show(self, found: BulkPreview | None) -> None:
        self.found = found
        changes = found is not None and found.changed > 0
        self.apply_button.setEnabled(changes)
        head, *warnings = found.summary if found is not None else (None,)
        self.summary.setText(render(head) if head is not None else _("Type a change to see what it makes of each."))
        self.warnings.setText(" · ".join(render(one) for one in warnings if one is not None))
        self.warnings.setVisible(bool(warnings))
        rows = found.rows if found is not None else ()
        self.table.set_rows(sorted(rows, key=lambda row: (not row.warnings, not row.changes))[:_SHOWN])

    def apply(self) -> None:
        """Make the change."""
        if self._change is None or not self.apply_button.isEnabled():
            return
        self.apply_button.setEnabled(False)
        job = self._link.run(apply_change, self._ids, self._change, reason=self.reason.text(), owner=self)
        job.then(self._done).fails(self._failed)

    def _done(self, outcome: Outcome[Any]) -> None:
        undo = way_back(self._link, outcome.changes)
        forms = NN_("{count} product was changed", "{count} products were changed")
        self._context.toast(counted(forms, outcome.value), undo=undo)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.apply_button.setEnabled(True)
        self._context.show_error(error)

    def _line(self, row: BulkRow) -> Line:
        tone = "text3" if not row.changes else "text"
        said = ", ".join(_(_WARNINGS[one]) for one in row.warnings)
        named = " ".join(part for part in (row.title, row.variant or "") if part)
        return (
            ListCell(row.code, tone, strong=row.changes),
            ListCell(named, "text2"),
            ListCell(self._shown(row.old), "text2"),
            ListCell(self._shown(row.new) if row.changes else _("stays"), tone, strong=row.changes),
            ListCell(said, "pill.amber.word"),
        )

    def _shown(self, value: Any) -> str:
        if value is None or value == "":
            return "—"
        if isinstance(self.key, PriceField):
            return formatting.money(value, self._overview.currency)
        return formatting.integer(value) if isinstance(value, int) else str(value)
