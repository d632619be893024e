"""The Inventory page: stock, purchases, suppliers, what to buy again, stocktakes and moves."""

from __future__ import annotations

from collections.abc import Sequence

from services.i18n import N_
from ui.page import PageContext, PageSpec
from ui.pages.inventory.sections import SECTIONS
from ui.pages.section import SectionSpec
from ui.pages.sectioned_page import SectionedPage


class InventoryPage(SectionedPage):
    """Its sections are in `ui.pages.inventory.sections`; a stocktake that is being counted takes the scans."""

    page_key = "inventory"
    page_title = N_("Inventory")

    def __init__(self, context: PageContext, specs: Sequence[SectionSpec] = SECTIONS) -> None:
        super().__init__(context, specs)


INVENTORY = PageSpec("inventory", N_("Inventory"), "stack", InventoryPage)
