"""What Ctrl+K finds in the shop: products, orders, customers, suppliers, purchases; beside the window's own actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject

from services import pinyin
from services.catalog.queries import find as find_products
from services.customers.finding import find_customers
from services.errors import Cancelled
from services.i18n import N_, _
from services.orders.commands import STATUS_LABELS
from services.orders.queries import Hit
from services.orders.queries import find as find_orders
from services.purchasing.finding import find_purchases, find_suppliers
from services.purchasing.rules import STATE_LABELS
from services.types import OrderStatus, PurchaseState
from ui.palette.palette import Answer, PaletteEntry, PaletteGroup
from ui.shop_link import ShopLink


class _Kind(NamedTuple):
    """What is found, the page that shows it, and what that page is asked for."""

    title: str
    find: Callable[..., Sequence[Hit]]
    icon: str
    remark: Callable[[Hit], str]
    page: str
    key: str
    section: str = ""


def _details(hit: Hit) -> str:
    return " · ".join(filter(None, hit.details))


def _order_remark(hit: Hit) -> str:
    buyer, status, title = hit.details
    return " · ".join(filter(None, (buyer, _(STATUS_LABELS[OrderStatus(status)]), title)))


def _purchase_remark(hit: Hit) -> str:
    supplier, state, theirs = hit.details
    return " · ".join(filter(None, (supplier, _(STATE_LABELS[PurchaseState(state)]), theirs)))


_KINDS = (
    _Kind(N_("Products"), find_products, "package", _details, "products", "sku"),
    _Kind(N_("Orders"), find_orders, "receipt", _order_remark, "orders", "order"),
    _Kind(N_("Customers"), find_customers, "user", _details, "customers", "customer"),
    _Kind(N_("Suppliers"), find_suppliers, "storefront", _details, "inventory", "supplier", "suppliers"),
    _Kind(
        N_("Purchases"), find_purchases, "shopping-cart-simple", _purchase_remark, "inventory", "purchase", "purchases"
    ),
)
"""In the order the groups stand in."""


def _read_pinyin(_connection: object) -> None:
    pinyin.load()


class SearchEverywhere(QObject):
    """Asks the shop while somebody types; an answer to an older text is dropped."""

    def __init__(self, link: ShopLink, navigate: Callable[..., Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._navigate = link, navigate
        self._asked = 0
        self._answer: Answer | None = None
        self._tables: Future[None] | None = None
        self._groups: dict[_Kind, PaletteGroup] = {}
        self._under_way: list[Future[Sequence[Hit]]] = []

    def __call__(self, typed: str, answer: Answer) -> None:
        """Search for `typed`; `answer` is called with what is known so far, products first."""
        self._asked += 1
        self._answer, self._groups = answer, {}
        self._want_tables()
        for older in self._under_way:
            older.cancel()  # what no reader has begun yet: somebody types faster than they answer
        self._under_way = [self._ask(kind, typed) for kind in _KINDS]

    def _ask(self, kind: _Kind, typed: str) -> Future[Sequence[Hit]]:
        asked, number = self._link.ask(kind.find, typed, owner=self), self._asked
        asked.then(partial(self._take, number, kind)).fails(partial(self._failed, number, kind))
        return asked.future

    def _want_tables(self) -> None:
        """Have a reader see to pinyin's tables: 33 MB and 0.2 s that nobody needs before something is typed.

        One reader, whatever is typed meanwhile: each further one would only wait for the first.
        """
        if not pinyin.is_loaded() and (self._tables is None or self._tables.done()):
            asked = self._link.ask(_read_pinyin, owner=self)
            self._tables = asked.then(self._answer_again).fails(self._unspelt).future

    def _take(self, number: int, kind: _Kind, hits: Sequence[Hit]) -> None:
        if number != self._asked:
            return
        self._groups[kind] = PaletteGroup(_(kind.title), tuple(self._entry(kind, hit) for hit in hits))
        self._answer_again()

    def _failed(self, number: int, kind: _Kind, error: Exception) -> None:
        """A kind that cannot be searched is told of; the others are shown, and that they are all."""
        self._tell(error)
        self._take(number, kind, ())

    def _unspelt(self, error: Exception) -> None:
        self._tell(error)
        self._answer_again()

    def _tell(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):  # an older question, or the shop is closing
            self._link.on_error(error)

    def _answer_again(self, _tables: None = None) -> None:
        """Say what is known so far; with pinyin's tables come the actions whose names are spelt."""
        if self._answer is None:
            return
        is_all = len(self._groups) == len(_KINDS) and (self._tables is None or self._tables.done())
        answer = self._answer
        if is_all:
            self._answer = None  # nothing more will come: whoever asked is not held any longer
        answer([self._groups[each] for each in _KINDS if each in self._groups], is_all)

    def _entry(self, kind: _Kind, hit: Hit) -> PaletteEntry:
        wanted = {"section": kind.section} if kind.section else {}
        opened = partial(self._navigate, kind.page, **wanted, **{kind.key: hit.id})
        return PaletteEntry(hit.title, opened, remark=kind.remark(hit), icon=kind.icon)
