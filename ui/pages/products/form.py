"""Writing a product down, or changing what was written."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit

from services import formatting
from services.catalog.commands import SkuDraft, add_sku, edit_sku
from services.errors import Invalid
from services.i18n import N_, _
from services.kernel.runner import Outcome
from ui.dialogs.dialog import Dialog, confirm
from ui.pages.products.columns import NOT_AMOUNT
from ui.pages.spec import PageContext
from ui.widgets.fields import FormRow, text_field

# Field, label, columns of the form it takes.
_FIELDS = (
    ("title", N_("Product"), 2),
    ("code", N_("Code"), 1),
    ("variant", N_("Variant"), 1),
    ("price", N_("Price"), 1),
    ("cost", N_("Cost"), 1),
    ("shelf", N_("Shelf"), 1),
    ("barcode", N_("Barcode"), 1),
    ("category", N_("Category"), 1),
    ("unit", N_("Unit"), 1),
    ("weight_g", N_("Weight (g)"), 1),
    ("note", N_("Note"), 2),
)
_NEEDED = ("title", "code")
_MONEY = ("price", "cost")
_HINTS = {
    "code": N_("Your own code; platforms' codes are linked to it."),
    "cost": N_("Empty means unknown, not free."),
}


class ProductForm(Dialog):
    """A new product, or one to change where `sku_id` is given. Problems show under their fields."""

    def __init__(
        self, context: PageContext, currency: str, sku_id: int | None = None, draft: SkuDraft | None = None
    ) -> None:
        title = _("New product") if sku_id is None else _("Edit product")
        super().__init__(context.dialog_parent(), title, width=620)
        self._context, self._link = context, context.link
        self._currency, self._sku_id = currency, sku_id
        self._original = _texts(draft, currency)
        self.rows: dict[str, FormRow] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        place = 0
        for name, label, width in _FIELDS:
            shown = _("{label} ({currency})").format(label=_(label), currency=currency) if name in _MONEY else _(label)
            hint = _(_HINTS[name]) if name in _HINTS else ""
            row = FormRow(shown, text_field(value=self._original[name]), hint, required=name in _NEEDED)
            self.rows[name] = row
            place += place % 2 if width == 2 else 0
            grid.addWidget(row, place // 2, place % 2, 1, width, Qt.AlignmentFlag.AlignTop)
            place += width
        self.body.addLayout(grid)
        self.add_cancel()
        self.save_button = self.add_primary(_("Save"), "check", self.save)
        self.may_close = self._may_close

    def field(self, name: str) -> QLineEdit:
        """The field of that name."""
        found = self.rows[name].field
        assert isinstance(found, QLineEdit)
        return found

    def save(self) -> None:
        """Check what was typed and save it."""
        draft = self._draft()
        if draft is None:
            return
        self.save_button.setEnabled(False)
        if self._sku_id is None:
            job = self._link.run(add_sku, draft, owner=self)
        else:
            job = self._link.run(edit_sku, self._sku_id, draft, owner=self)
        job.then(self._saved).fails(self._failed)

    def _draft(self) -> SkuDraft | None:
        typed = {name: self.field(name).text().strip() for name in self.rows}
        problems = {name: _("it must not be empty") for name in _NEEDED if not typed[name]}
        amounts = {name: self._amount(typed[name]) for name in _MONEY}
        problems |= {name: _(NOT_AMOUNT) for name in _MONEY if typed[name] and amounts[name] is None}
        if typed["weight_g"] and not (typed["weight_g"].isascii() and typed["weight_g"].isdecimal()):
            problems["weight_g"] = _("this is not a whole number")
        for name, row in self.rows.items():
            row.set_problem(problems.get(name, ""))
        if problems:
            self.field(next(name for name in self.rows if name in problems)).setFocus()
            self.place()
            return None
        return SkuDraft(
            code=typed["code"],
            title=typed["title"],
            variant=typed["variant"] or None,
            barcode=typed["barcode"] or None,
            category=typed["category"] or None,
            unit=typed["unit"] or None,
            shelf=typed["shelf"] or None,
            price_minor=amounts["price"],
            cost_minor=amounts["cost"],
            weight_g=int(typed["weight_g"]) if typed["weight_g"] else None,
            note=typed["note"] or None,
        )

    def _amount(self, typed: str) -> int | None:
        amount = formatting.parse_amount(typed, self._currency) if typed else None
        return amount if amount is None or amount >= 0 else None

    def _saved(self, outcome: Outcome[Any]) -> None:
        said = _("The product was added.") if self._sku_id is None else _("The product was changed.")
        self._context.toast(said, undo=partial(self._link.undo, outcome.changes.operation_id))
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, Invalid) and "field" in error.params:
            name = _field_named(str(error.params["field"]))
            self.rows[name].set_problem(str(error.params["reason"]))
            self.field(name).setFocus()
            self.place()
        else:
            self._context.show_error(error)

    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return any(self.field(name).text() != self._original[name] for name in self.rows)

    def _may_close(self) -> bool:
        if self.is_dirty():
            confirm(self, _("Throw away what you typed?"), _("Nothing of it was saved."), _("Throw away"), self.reject)
            return False
        return True


def _field_named(label: str) -> str:
    return next((name for name, known, _width in _FIELDS if _(known) == label), "code")


def _texts(draft: SkuDraft | None, currency: str) -> dict[str, str]:
    if draft is None:
        return {name: "" for name, _label, _width in _FIELDS}
    values: dict[str, Any] = {
        "price": None if draft.price_minor is None else formatting.amount(draft.price_minor, currency),
        "cost": None if draft.cost_minor is None else formatting.amount(draft.cost_minor, currency),
    }
    for name, _label, _width in _FIELDS:
        if name not in values:
            values[name] = getattr(draft, name)
    return {name: "" if value is None else str(value) for name, value in values.items()}
