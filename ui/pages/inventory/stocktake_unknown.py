"""A code nothing has was scanned: make a product of it, or give the code to one there is."""

from __future__ import annotations

from collections.abc import Callable

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import find
from services.errors import Invalid
from services.i18n import N_, _
from services.orders.queries import Hit
from services.stocktake.commands import give_code
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.work import run
from ui.pause import Pause
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.fields import FormRow, text_field
from ui.widgets.search_box import SearchBox

_FOUND = 30
_TYPED_MS = 150
_COLUMNS = (ListColumn(N_("Product"), 0), ListColumn(N_("Code"), 150), ListColumn(N_("Variant"), 140))


class CreateProductDialog(Dialog):
    """A product with a title, an own code and the scanned barcode; `then` runs once it is there."""

    topic = "inventory#stocktake"

    def __init__(self, context: PageContext, scanned: str, then: Callable[[], object]) -> None:
        title = _("New product for {code}").format(code=scanned)
        super().__init__(context.dialog_parent(), title, _("The rest can be filled in on the Products page."))
        self._context, self._link, self._scanned, self._then = context, context.link, scanned, then
        self.name_row = FormRow(_("Product"), text_field(), required=True)
        self.code_row = FormRow(_("Code"), text_field(value=scanned), required=True)
        self.variant_row = FormRow(_("Variant"), text_field())
        self.shelf_row = FormRow(_("Shelf"), text_field())
        self.rows = {"title": self.name_row, "code": self.code_row, "variant": self.variant_row}
        for row in (self.name_row, self.code_row, self.variant_row, self.shelf_row):
            self.body.addWidget(row)
        self.add_cancel()
        self.go = self.add_primary(_("Create and count"), "plus", self.create_product)

    def create_product(self) -> None:
        """Create it and count what was scanned."""
        typed = {name: row.field.text().strip() for name, row in self.rows.items()}  # type: ignore[attr-defined]
        for name in ("title", "code"):
            self.rows[name].set_problem("" if typed[name] else _("it must not be empty"))
        if not (typed["title"] and typed["code"]):
            self.place()
            return
        shelf = self.shelf_row.field.text().strip()  # type: ignore[attr-defined]
        barcode = self._scanned if self._scanned != typed["code"] else None
        draft = SkuDraft(
            typed["code"], typed["title"], variant=typed["variant"] or None, shelf=shelf or None, barcode=barcode
        )
        self.go.setEnabled(False)
        self._link.run(add_sku, draft, owner=self).then(lambda _outcome: self._made()).fails(self._failed)

    def _made(self) -> None:
        self.accept()
        self._then()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if isinstance(error, Invalid):
            self.code_row.set_problem(str(error.params["reason"]))
            self.place()
        else:
            self._context.show_error(error)


class GiveCodeDialog(Dialog):
    """Find the product the scanned code belongs to; `then` runs once it answers to it."""

    topic = "inventory#stocktake"

    def __init__(self, context: PageContext, scanned: str, then: Callable[[], object]) -> None:
        super().__init__(
            context.dialog_parent(), _("Whose code is {code}?").format(code=scanned), width=620, height=480
        )
        self._context, self._link, self._scanned, self._then = context, context.link, scanned, then
        self.search = SearchBox(_("Find the product by name, code or pinyin"))
        self.found = ListTable(_COLUMNS, _line)
        self.body.addWidget(self.search)
        self.body.addWidget(self.found, 1)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.search.textChanged.connect(self._typed.start)
        self.found.chosen.connect(self._chosen)
        self.found.opened.connect(lambda _hit: self.give())
        self.add_cancel()
        self.go = self.add_primary(_("Give and count"), "link", self.give)
        self.go.setEnabled(False)

    def first_focus(self) -> SearchBox:
        return self.search

    def look(self) -> None:
        """Ask for the products that match what is typed."""
        self._link.ask(find, self.search.text(), _FOUND, owner=self).then(self.found.set_rows)

    def give(self) -> None:
        """Give the code to the product that is chosen."""
        chosen = self.found.selected()
        if chosen:
            run(self._context, self, give_code, chosen[0].id, self._scanned, then=lambda _none: self._given())

    def _given(self) -> None:
        self.accept()
        self._then()

    def _chosen(self) -> None:
        self.go.setEnabled(len(self.found.selected()) == 1)


def _line(hit: Hit) -> Line:
    code, variant = (*hit.details, "", "")[:2]
    return ListCell(hit.title, strong=True), ListCell(code), ListCell(variant, "text2")
