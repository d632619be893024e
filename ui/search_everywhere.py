"""What Ctrl+K finds in the shop: products and orders, beside the window's own actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from services.catalog.queries import find as find_products
from services.i18n import _
from services.orders.commands import STATUS_LABELS
from services.orders.queries import Hit
from services.orders.queries import find as find_orders
from services.types import OrderStatus
from ui.palette import PaletteEntry, PaletteGroup
from ui.shop_link import ShopLink

Answer = Callable[[Sequence[PaletteGroup]], None]


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
        self._link.ask(find_products, typed, owner=self).then(partial(self._take, number, "products", answer))
        self._link.ask(find_orders, typed, owner=self).then(partial(self._take, number, "orders", answer))

    def _take(self, number: int, kind: str, answer: Answer, hits: Sequence[Hit]) -> None:
        if number != self._asked:
            return
        made = self._products(hits) if kind == "products" else self._orders(hits)
        self._groups[kind] = made
        answer([self._groups[name] for name in ("products", "orders") if name in self._groups])

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


def _order_remark(hit: Hit) -> str:
    buyer, status, title = hit.details
    return " · ".join(filter(None, (buyer, _(STATUS_LABELS[OrderStatus(status)]), title)))
