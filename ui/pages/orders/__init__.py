"""The Orders page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from services.i18n import N_
from ui.page import PageContext, PageSpec


def _build(context: PageContext) -> QWidget:
    from ui.pages.orders.page import OrdersPage  # built on the first visit: the window opens sooner

    return OrdersPage(context)


ORDERS = PageSpec("orders", N_("Orders"), "receipt", _build, badge_tone="blue", badge_meaning=N_("To ship"))
