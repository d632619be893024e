"""The Item traffic section: how many saw, kept and bought each listed item on each day, as a grid to type into."""

from __future__ import annotations

from typing import Any

from services.growth.item_sheets import delete_item_days, type_item_figure
from services.growth.pasted_figures import Sheet
from services.growth.queries import ITEM_DAYS
from services.i18n import N_, NN_
from services.round_trip.records import export_item_days
from services.types import Entity
from ui.page import PageContext
from ui.pages.growth.sheet_columns import ITEM_COLUMNS, ITEM_KEYS, SHEET_FILTERS, day_sums
from ui.pages.growth.sheet_forms import ItemDialog
from ui.pages.growth.sheet_section import SheetSection
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} row", "{count} rows")


class ItemsSection(SheetSection):
    """`table` is the grid: one row for each item and day."""

    new_words = N_("New item figures…")
    sheet = Sheet.ITEMS
    type_figure = staticmethod(type_item_figure)
    delete_rows = staticmethod(delete_item_days)
    export_rows = staticmethod(export_item_days)
    watched = (Entity.ITEM_DAY,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.column.addWidget(self.table, 1)
        self.table.open()

    def make_table(self) -> KeptList:
        """The grid of items."""
        empty = EmptyTexts(
            "tag", N_("No item figures yet"),
            N_("Import the platform's daily sheet of items, or type what an item had on a day."),
            ((N_("New item figures…"), "plus", self.new), (N_("Import files"), "upload-simple", self.import_files)),
        )  # fmt: skip
        texts = PanelTexts(N_("Item traffic"), N_("Item, day, channel…"), _COUNTED, empty)
        filters = (*SHEET_FILTERS, FilterSpec("title", N_("Product"), "contains"))
        return KeptList(
            "growth_items", "title", texts, ITEM_COLUMNS, source_of(self.link, ITEM_DAYS, ITEM_KEYS),
            filters=filters, sort=(("day", True),), derived=day_sums,
        )  # fmt: skip

    def make_dialog(self) -> Any:
        """The card of an item's day."""
        return ItemDialog(self.context, self.offered(), lambda _id: self.table.view.setFocus())
