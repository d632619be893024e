"""A lot that was found on the shelf though the books do not have it there: its number, and how many pieces."""

from __future__ import annotations

from services.i18n import _
from services.stocktake.commands import count_lot
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.count_field import CountField
from ui.widgets.fields import text_field

_MOST = 999_999


class CountLotDialog(FormDialog):
    """Counts another lot of a product; it gets a line of its own in the stocktake."""

    topic = "inventory#stocktake"

    def __init__(self, context: PageContext, stocktake_id: int, sku_id: int, product: str) -> None:
        super().__init__(context, _("Another lot of it"), product, width=460)
        self._stocktake_id, self._sku_id = stocktake_id, sku_id
        self.number, self.pieces = text_field(_("As it stands on the goods")), CountField(0, _MOST, 1)
        self.add_row(("lot", _("Lot"), self.number), ("counted", _("Counted"), self.pieces), shares=(2, 1))
        self.finish_form(_("Count it"), "plus")

    def check_and_save(self) -> None:
        """Write the count down."""
        number = self.text_of("lot")
        if number is None:
            self.refuse_field("lot", _("it must not be empty"))
            return
        self.run(count_lot, self._stocktake_id, self._sku_id, number, self.pieces.value())
