"""The Advertising section: what each plan spent on each day and what it brought, as a grid to type into."""

from __future__ import annotations

from typing import Any

from services.growth.daily_sheets import delete_ads, type_ad_figure
from services.growth.pasted_figures import Sheet
from services.growth.queries import AD_DAYS
from services.i18n import N_, NN_
from services.round_trip.records import export_ad_days
from services.types import Entity
from ui.page import PageContext
from ui.pages.growth.sheet_columns import AD_COLUMNS, AD_KEYS, SHEET_FILTERS, ad_sums
from ui.pages.growth.sheet_forms import AdDialog
from ui.pages.growth.sheet_section import SheetSection
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} row", "{count} rows")


class AdsSection(SheetSection):
    """`table` is the grid: one row for each plan, item and day."""

    new_words = N_("New ad figures…")
    sheet = Sheet.ADS
    type_figure = staticmethod(type_ad_figure)
    delete_rows = staticmethod(delete_ads)
    export_rows = staticmethod(export_ad_days)
    watched = (Entity.AD_DAY,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.column.addWidget(self.table, 1)
        self.table.open()

    def make_table(self) -> KeptList:
        """The grid of ad plans."""
        empty = EmptyTexts(
            "megaphone", N_("No ad figures yet"),
            N_("Import the sheet of your ad plans, or type what a plan spent on a day."),
            ((N_("New ad figures…"), "plus", self.new), (N_("Import files"), "upload-simple", self.import_files)),
        )  # fmt: skip
        texts = PanelTexts(N_("Advertising"), N_("Plan, item, day…"), _COUNTED, empty)
        filters = (*SHEET_FILTERS, FilterSpec("plan", N_("Plan"), "contains"))
        return KeptList(
            "growth_ads", "title", texts, AD_COLUMNS, source_of(self.link, AD_DAYS, AD_KEYS),
            filters=filters, sort=(("day", True),), derived=ad_sums,
        )  # fmt: skip

    def make_dialog(self) -> Any:
        """The card of a plan's day."""
        return AdDialog(self.context, self.offered(), lambda _id: self.table.view.setFocus())
