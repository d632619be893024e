"""What Ctrl+K finds in the shop: products, orders, customers, suppliers, purchases; beside the window's own actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from services.catalog.queries import find as find_products
from services.customers.finding import find_customers
from services.i18n import _
from services.orders.commands import STATUS_LABELS
from services.orders.queries import Hit
from services.orders.queries import find as find_orders
from services.purchasing.finding import find_purchases, find_suppliers
from services.purchasing.rules import STATE_LABELS
from services.types import OrderStatus, PurchaseState
from ui.palette import PaletteEntry, PaletteGroup
from ui.shop_link import ShopLink

Answer = Callable[[Sequence[PaletteGroup]], None]
_FINDERS = {
    "products": find_products,
    "orders": find_orders,
    "customers": find_customers,
    "suppliers": find_suppliers,
    "purchases": find_purchases,
}
"""In the order the groups stand in."""


class SearchEverywhere(QObject):
    """Asks the shop while somebody types; an answer to an older text is dropped."""

    def __init__(self, link: ShopLink, navigate: Callable[..., Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._navigate = link, navigate
        self._asked = 0
        self._groups: dict[str, PaletteGroup] = {}

    def __call__(self, typed: str, answer: Answer) -> None:
        """Search for `typed`; `answer` is called with what is known so far, products first."""
        self._asked += 1
        self._groups = {}
        number = self._asked
        for kind, find in _FINDERS.items():
            self._link.ask(find, typed, owner=self).then(partial(self._take, number, kind, answer))

    def _take(self, number: int, kind: str, answer: Answer, hits: Sequence[Hit]) -> None:
        if number != self._asked:
            return
        made = {
            "products": self._products,
            "orders": self._orders,
            "customers": self._customers,
            "suppliers": self._suppliers,
            "purchases": self._purchases,
        }
        self._groups[kind] = made[kind](hits)
        answer([self._groups[name] for name in _FINDERS if name in self._groups])

    def _products(self, hits: Sequence[Hit]) -> PaletteGroup:
        entries = tuple(
            PaletteEntry(
                hit.title,
                partial(self._navigate, "products", sku=hit.id),
                remark=" · ".join(filter(None, hit.details)),
                icon="package",
            )
            for hit in hits
        )
        return PaletteGroup(_("Products"), entries)

    def _orders(self, hits: Sequence[Hit]) -> PaletteGroup:
        entries = tuple(
            PaletteEntry(
                hit.title, partial(self._navigate, "orders", order=hit.id), remark=_order_remark(hit), icon="receipt"
            )
            for hit in hits
        )
        return PaletteGroup(_("Orders"), entries)

    def _customers(self, hits: Sequence[Hit]) -> PaletteGroup:
        entries = tuple(
            PaletteEntry(
                hit.title,
                partial(self._navigate, "customers", customer=hit.id),
                remark=" · ".join(filter(None, hit.details)),
                icon="user",
            )
            for hit in hits
        )
        return PaletteGroup(_("Customers"), entries)

    def _suppliers(self, hits: Sequence[Hit]) -> PaletteGroup:
        entries = tuple(
            PaletteEntry(
                hit.title,
                partial(self._navigate, "inventory", section="suppliers", supplier=hit.id),
                remark=" · ".join(filter(None, hit.details)),
                icon="storefront",
            )
            for hit in hits
        )
        return PaletteGroup(_("Suppliers"), entries)

    def _purchases(self, hits: Sequence[Hit]) -> PaletteGroup:
        entries = tuple(
            PaletteEntry(
                hit.title,
                partial(self._navigate, "inventory", section="purchases", purchase=hit.id),
                remark=_purchase_remark(hit),
                icon="shopping-cart-simple",
            )
            for hit in hits
        )
        return PaletteGroup(_("Purchases"), entries)


def _order_remark(hit: Hit) -> str:
    buyer, status, title = hit.details
    return " · ".join(filter(None, (buyer, _(STATUS_LABELS[OrderStatus(status)]), title)))


def _purchase_remark(hit: Hit) -> str:
    supplier, state, theirs = hit.details
    return " · ".join(filter(None, (supplier, _(STATE_LABELS[PurchaseState(state)]), theirs)))
