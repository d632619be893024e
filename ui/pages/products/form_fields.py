"""The fields of the product form: the product, its options and variants, and the one that is looked at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from services.catalog.custom_fields import OwnFields, own_fields
from services.catalog.drafts import ProductDraft
from services.catalog.form_data import FormData
from services.errors import Invalid
from services.i18n import N_, NN_, _
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.dialogs.own_fields import OwnFieldsDialog
from ui.page import PageContext
from ui.pages.products.axes_editor import AxesEditor
from ui.pages.products.category_field import CategoryField
from ui.pages.products.custom_editor import CustomEditor
from ui.pages.products.form_texts import MONEY
from ui.pages.products.offers_editor import OffersEditor
from ui.pages.products.parts_editor import PartsEditor
from ui.pages.products.sku_grid import SkuGrid
from ui.pages.products.variants import Variants
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Hairline, SectionTitle
from ui.widgets.fields import FormRow, number_field, text_field
from ui.widgets.text import Text

# Field of a variant, label, columns of twelve it takes.
_MEASURES = ("weight_g", "length_mm", "width_mm", "height_mm")
FIELDS = (
    ("code", N_("Code"), 3),
    ("variant", N_("Variant"), 3),
    ("barcodes", N_("Barcodes"), 6),
    ("price", N_("Price"), 3),
    ("cost", N_("Cost"), 3),
    ("min_price", N_("Minimum price"), 3),
    ("shelf", N_("Shelf"), 3),
    ("unit", N_("Unit"), 2),
    ("weight_g", N_("Weight (g)"), 2),
    ("length_mm", N_("Length (mm)"), 2),
    ("width_mm", N_("Width (mm)"), 3),
    ("height_mm", N_("Height (mm)"), 3),
)
_HINTS = {
    "code": N_("Your own code; platforms' codes are linked to it."),
    "barcodes": N_("Separated by commas; the first is printed on labels."),
    "cost": N_("Empty means unknown, not free."),
    "min_price": N_("Bulk changes warn below it."),
}
_GONE = NN_(
    "{count} variant no longer fits the options. On saving it is archived where it was sold or moved, else deleted.",
    "{count} variants no longer fit the options. On saving they are archived where they were sold or moved, else "
    "deleted.",
)


class ProductFields(Dialog):
    """Everything that is typed about a product; `variants` holds the texts of all variants, the fields show one."""

    topic = "products#top"

    def __init__(self, context: PageContext, found: FormData) -> None:
        title = _("New product") if found.draft is None else _("Edit product")
        super().__init__(context.dialog_parent(), title, width=900, height=720)
        self._context, self._link, self._found = context, context.link, found
        draft = found.draft if found.draft is not None else ProductDraft("", ())
        self.variants = Variants(draft.skus, draft.axes, found.currency)
        self.current, self._is_filling = 0, False
        self.rows: dict[str, FormRow] = {}
        self._first_prices = self._prices()
        self._build(draft)
        opened = next((n for n, row in enumerate(self.variants.rows) if row.id == found.sku_id), 0)
        self.rows_changed(opened)

    def field(self, name: str) -> QLineEdit:
        """The field of that name; those of a variant are the chosen variant's."""
        found = self.rows[name].field
        assert isinstance(found, QLineEdit)
        return found

    def first_focus(self) -> QWidget | None:
        return self.rows["title"].field

    def bring_up(self, field: QWidget) -> None:
        """Give a field the keyboard and scroll it into sight."""
        field.setFocus()
        self._scroll.ensureWidgetVisible(field, 0, 60)

    # --- building --------------------------------------------------------------------------------

    def _build(self, draft: ProductDraft) -> None:
        inner = QWidget()
        column = column_of(inner, right=space.M, spacing=space.M)
        self._scroll = PlainScroll()
        column.addLayout(self._product_fields(draft))
        self.custom = CustomEditor(self._found.fields, draft.custom)
        self.custom.changing.connect(self._ask_own_fields)
        column.addWidget(self.custom)
        column.addWidget(Hairline())
        self.axes = AxesEditor(draft.axes)
        self.axes.proposed = self.variants.names
        self.axes.changed.connect(self._axes_changed)
        column.addWidget(SectionTitle(_("Options and variants")))
        column.addWidget(self.axes)
        column.addLayout(self._variant_list())
        column.addLayout(self._variant_fields())
        column.addWidget(SectionTitle(_("Suppliers")))
        self.offers = OffersEditor(self._found.suppliers, self._found.currency)
        column.addWidget(self.offers)
        column.addWidget(SectionTitle(_("Parts of a bundle"), _("without parts it is a plain product")))
        self.parts = PartsEditor(self._context, self._found.parts, self._found.currency)
        self.parts.changed.connect(self._parts_changed)
        column.addWidget(self.parts)
        column.addStretch(1)
        self._scroll.put(inner)
        self.body.addWidget(self._scroll, 1)
        self.rows["reason"] = FormRow(_("Why do the prices change?"), text_field(_("kept in the price history")))
        self.failure = Text("", "body", "neg", wrap=True)
        self.failure.hide()
        self.body.addWidget(self.rows["reason"])
        self.body.addWidget(self.failure)
        self.rows["reason"].hide()

    def _product_fields(self, draft: ProductDraft) -> QVBoxLayout:
        self.category = CategoryField(self._found.categories, draft.category or "")
        self.note = QPlainTextEdit(draft.note or "")
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(52)
        self.rows["title"] = FormRow(_("Product"), text_field(value=draft.title), required=True)
        self.rows["category"] = FormRow(_("Category"), self.category)
        tags = text_field(_("separated by commas"), ", ".join(draft.tags))
        self.rows["tags"] = FormRow(_("Tags"), tags)
        self.rows["note"] = FormRow(_("Note"), self.note)
        column = QVBoxLayout()
        column.setSpacing(space.M)
        column.addWidget(self.rows["title"])
        line = QHBoxLayout()
        line.setSpacing(space.M)
        for name in ("category", "tags"):
            line.addWidget(self.rows[name], 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        column.addWidget(self.rows["note"])
        return column

    def _variant_list(self) -> QVBoxLayout:
        self.grid = SkuGrid()
        self.grid.row_chosen.connect(self._choose)
        self.grid.texts.edited.connect(self._cell_edited)
        self.gone = Text("", "caption", "pill.amber.word", wrap=True)
        self.add_variant = LinkButton(_("Add a variant"), "plus")
        self.add_variant.set_flush()
        self.add_variant.clicked.connect(lambda _on=False: self._add_variant())
        self.remove_variant = LinkButton(_("Remove this variant"), "trash")
        self.remove_variant.clicked.connect(lambda _on=False: self._remove_variant())
        foot = QHBoxLayout()
        foot.addWidget(self.add_variant)
        foot.addWidget(self.remove_variant)
        foot.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(space.S)
        column.addWidget(self.grid)
        column.addWidget(self.gone)
        column.addLayout(foot)
        return column

    def _variant_fields(self) -> QVBoxLayout:
        self.heading = SectionTitle("")
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.M)
        place = 0
        for name, label, width in FIELDS:
            shown = _(label)
            if name in MONEY:
                shown = _("{label} ({currency})").format(label=shown, currency=self._found.currency)
            field = number_field() if name in MONEY or name in _MEASURES else text_field()
            row = FormRow(shown, field, _(_HINTS[name]) if name in _HINTS else "", required=name == "code")
            self.rows[name] = row
            self.field(name).textChanged.connect(partial(self._typed, name))
            grid.addWidget(row, place // 12, place % 12, 1, width, Qt.AlignmentFlag.AlignTop)
            place += width
        for column in range(12):
            grid.setColumnStretch(column, 1)
        box = QVBoxLayout()
        box.setSpacing(space.S)
        box.addWidget(self.heading)
        box.addLayout(grid)
        return box

    # --- own fields ------------------------------------------------------------------------------

    def _ask_own_fields(self) -> None:
        self._link.ask(own_fields, owner=self).then(self._change_own_fields).fails(self._context.show_error)

    def _change_own_fields(self, found: OwnFields) -> None:
        dialog = OwnFieldsDialog(self._context, found)
        dialog.accepted.connect(self._own_fields_changed)
        self._context.open_dialog(dialog)

    def _own_fields_changed(self) -> None:
        self._link.ask(own_fields, owner=self).then(lambda found: self.custom.show_fields(found.fields))

    # --- variants --------------------------------------------------------------------------------

    def _axes_changed(self) -> None:
        self.keep_offers()
        self.axes.set_problem("")
        try:
            self.variants.follow(self.axes.axes())
        except Invalid as problem:
            self.axes.set_problem(str(problem.params["reason"]))
            return
        self.rows_changed(min(self.current, len(self.variants.rows) - 1))

    def rows_changed(self, current: int) -> None:
        """Show the variants anew, this one chosen."""
        rows = self.variants.rows
        several = len(rows) > 1 or bool(self.variants.axes)
        self.grid.set_rows(rows, has_options=bool(self.variants.axes))
        self.grid.setVisible(several)
        self.remove_variant.setVisible(len(rows) > 1)
        self.add_variant.setVisible(not self.variants.axes)
        parked = len(self.variants.parked)
        self.gone.setText(counted(_GONE, parked) if parked else "")
        self.gone.setVisible(bool(parked))
        self.show_row(current)
        self.grid.go_to(current)

    def _choose(self, number: int) -> None:
        if number != self.current:
            self.keep_offers()
            self.show_row(number)

    def show_row(self, number: int) -> None:
        """Show one variant in the fields."""
        self.current, self._is_filling = number, True
        row = self.variants.rows[number]
        for name, _label, _width in FIELDS:
            self.field(name).setText(row.texts[name])
            self.rows[name].set_problem(row.problems.get(name, ""))
        self._is_filling = False
        self.rows["variant"].setEnabled(not self.variants.axes)
        self.offers.show_offers(row.offers)
        self.offers.set_problem(row.problems.get("offers", ""))
        self.parts.show_parts(row.parts)
        self.parts.set_problem(row.problems.get("parts", ""))
        several = len(self.variants.rows) > 1
        named = row.texts["variant"] or row.texts["code"] or _("new")
        self.heading.title.setText(_("Variant: {name}").format(name=named) if several else _("Details"))
        self._show_reason()

    def _typed(self, name: str, typed: str) -> None:
        if self._is_filling:
            return
        row = self.variants.rows[self.current]
        row.texts[name] = typed
        row.problems.pop(name, None)
        self.rows[name].set_problem("")
        self.grid.texts.touch()
        self._show_reason()

    def _cell_edited(self, number: int) -> None:
        if number == self.current:
            self.show_row(number)
        self._show_reason()

    def _parts_changed(self) -> None:
        self.variants.rows[self.current].parts = self.parts.parts()

    def keep_offers(self) -> bool:
        """Take over the suppliers as typed; False where one cannot be read."""
        found = self.offers.offers()
        if found is not None:
            self.variants.rows[self.current].offers = found
        return found is not None

    def _add_variant(self) -> None:
        self.keep_offers()
        self.variants.add()
        self.rows_changed(len(self.variants.rows) - 1)
        self.field("variant").setFocus()

    def _remove_variant(self) -> None:
        self.variants.remove(self.current)
        self.rows_changed(min(self.current, len(self.variants.rows) - 1))

    def _prices(self) -> dict[int | None, tuple[str, ...]]:
        rows = (row for row in self.variants.rows if row.id is not None)
        return {row.id: tuple(row.texts[name] for name in MONEY) for row in rows}

    def _show_reason(self) -> None:
        changed = any(self._first_prices.get(number) != texts for number, texts in self._prices().items())
        self.rows["reason"].setVisible(changed)
