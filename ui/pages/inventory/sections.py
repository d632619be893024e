"""The sections of the Inventory page in the order they stand in. A new one adds a function and a line.

A section's code is loaded when it is first shown.
"""

from __future__ import annotations

from services.i18n import N_
from ui.page import PageContext
from ui.pages.section import Section, SectionSpec


def _stock(context: PageContext) -> Section:
    from ui.pages.inventory.stock import StockSection

    return StockSection(context)


def _moves(context: PageContext) -> Section:
    from ui.pages.inventory.moves import MovesSection

    return MovesSection(context)


def _stocktakes(context: PageContext) -> Section:
    from ui.pages.inventory.stocktakes import StocktakesSection

    return StocktakesSection(context)


def _purchases(context: PageContext) -> Section:
    from ui.pages.inventory.purchases import PurchasesSection

    return PurchasesSection(context)


def _suppliers(context: PageContext) -> Section:
    from ui.pages.inventory.suppliers import SuppliersSection

    return SuppliersSection(context)


def _reorder(context: PageContext) -> Section:
    from ui.pages.inventory.reorder import ReorderSection

    return ReorderSection(context)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("stock", N_("Stock"), _stock),
    SectionSpec("purchases", N_("Purchases"), _purchases),
    SectionSpec("suppliers", N_("Suppliers"), _suppliers),
    SectionSpec("reorder", N_("Reorder"), _reorder),
    SectionSpec("stocktakes", N_("Stocktakes"), _stocktakes),
    SectionSpec("moves", N_("Moves"), _moves),
)
