"""The sheets of daily figures: what each is about, for the one section that shows them as a grid to type into."""

from __future__ import annotations

from functools import partial

from services.growth import daily_sheets, item_sheets
from services.growth.pasted_figures import Sheet
from services.growth.queries import AD_DAYS, ITEM_DAYS, SHOP_DAYS
from services.i18n import N_, NN_
from services.round_trip.records import export_ad_days, export_item_days, export_shop_days
from services.types import Entity
from ui.pages.growth import sheet_columns as grid
from ui.pages.growth.sheet_forms import AdDialog, DaysDialog, ItemDialog
from ui.pages.growth.sheet_section import SheetSpec
from ui.table.filters import FilterSpec

_ROWS = NN_("{count} row", "{count} rows")

SHOP = SheetSpec(
    Sheet.DAYS, "growth_days", "channel", N_("Traffic"), N_("Day or channel…"), NN_("{count} day", "{count} days"),
    "trend-up", N_("No daily figures yet"),
    N_("Import the platform's daily sheet, or type visitors, carts and buyers of a few days."), N_("Type figures…"),
    SHOP_DAYS, grid.DAY_COLUMNS, grid.DAY_KEYS, grid.sheet_filters, grid.day_sums, Entity.SHOP_DAY,
    daily_sheets.type_day_figure, daily_sheets.delete_days, export_shop_days, DaysDialog,
)  # fmt: skip
ITEMS = SheetSpec(
    Sheet.ITEMS, "growth_items", "title", N_("Item traffic"), N_("Item, day, channel…"), _ROWS,
    "tag", N_("No item figures yet"),
    N_("Import the platform's daily sheet of items, or type what an item had on a day."), N_("New item figures…"),
    ITEM_DAYS, grid.ITEM_COLUMNS, grid.ITEM_KEYS,
    partial(grid.sheet_filters, more=FilterSpec("title", N_("Product"), "contains")), grid.day_sums, Entity.ITEM_DAY,
    item_sheets.type_item_figure, item_sheets.delete_item_days, export_item_days, ItemDialog,
)  # fmt: skip
ADS = SheetSpec(
    Sheet.ADS, "growth_ads", "title", N_("Advertising"), N_("Plan, item, day…"), _ROWS,
    "megaphone", N_("No ad figures yet"),
    N_("Import the sheet of your ad plans, or type what a plan spent on a day."), N_("New ad figures…"),
    AD_DAYS, grid.AD_COLUMNS, grid.AD_KEYS,
    partial(grid.sheet_filters, more=FilterSpec("plan", N_("Plan"), "contains")), grid.ad_sums, Entity.AD_DAY,
    daily_sheets.type_ad_figure, daily_sheets.delete_ads, export_ad_days, AdDialog,
)  # fmt: skip
