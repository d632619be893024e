"""The pages of the window, in the order they stand in. A new tab adds one entry here.

A page's code is loaded when the page is first shown, so that the window starts quickly.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from services.i18n import N_
from ui.page import PageContext, PageSpec
from ui.pages.orders import ORDERS


def _today(context: PageContext) -> QWidget:
    from ui.pages.today.page import TodayPage

    return TodayPage(context)


def _history(context: PageContext) -> QWidget:
    from ui.pages.history.page import HistoryPage

    return HistoryPage(context)


def _settings(context: PageContext) -> QWidget:
    from ui.pages.settings.page import SettingsPage

    return SettingsPage(context)


def _products(context: PageContext) -> QWidget:
    from ui.pages.products.page import PRODUCTS

    return PRODUCTS.build(context)


def _inventory(context: PageContext) -> QWidget:
    from ui.pages.inventory.page import INVENTORY

    return INVENTORY.build(context)


def _after_sales(context: PageContext) -> QWidget:
    from ui.pages.aftersales.page import AFTER_SALES

    return AFTER_SALES.build(context)


def _finance(context: PageContext) -> QWidget:
    from ui.pages.finance.page import FINANCE

    return FINANCE.build(context)


def _customers(context: PageContext) -> QWidget:
    from ui.pages.customers.page import CUSTOMERS

    return CUSTOMERS.build(context)


def _charts(context: PageContext) -> QWidget:
    from ui.pages.charts.page import CHARTS_PAGE

    return CHARTS_PAGE.build(context)


def _growth(context: PageContext) -> QWidget:
    from ui.pages.growth.page import GROWTH

    return GROWTH.build(context)


def _import(context: PageContext) -> QWidget:
    from ui.pages.imports.page import IMPORTS

    return IMPORTS.build(context)


PAGES: tuple[PageSpec, ...] = (
    PageSpec("today", N_("Today"), "house", _today),
    ORDERS,
    PageSpec(
        "products", N_("Products"), "package", _products, badge_tone="amber", badge_meaning=N_("orders not linked")
    ),
    PageSpec("inventory", N_("Inventory"), "stack", _inventory, badge_tone="amber", badge_meaning=N_("products short")),
    PageSpec("after-sales", N_("After-sales"), "arrow-u-up-left", _after_sales),
    PageSpec("finance", N_("Finance"), "wallet", _finance),
    PageSpec("customers", N_("Customers"), "users", _customers),
    PageSpec("charts", N_("Charts"), "chart-bar", _charts),
    PageSpec("growth", N_("Growth"), "trend-up", _growth),
    PageSpec(
        "import",
        N_("Import files"),
        "upload-simple",
        _import,
        section="bottom",
        shortcut="Ctrl+I",
        badge_tone="amber",
        badge_meaning=N_("rows waiting"),
    ),
    PageSpec("history", N_("History"), "clock-counter-clockwise", _history, section="bottom", shortcut="Ctrl+0"),
    PageSpec("settings", N_("Settings"), "gear-six", _settings, section="bottom", shortcut="Ctrl+,"),
)
