"""Reads over the rollups: sums by day that every chart of sales and profit is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, Table, case, func, select, type_coerce

from models.aftersales import Case
from models.catalog import Product, Sku
from models.enums.orders import BuyerTrait
from models.orders import Order
from models.rollups import BuyerDay, SalesDay, SkuDay, UncostedDay
from models.stock_ledger import SkuStock
from services.kernel.chunks import portions
from services.kernel.remembering import remembered_rows
from services.kernel.table_query import stored_rows
from services.orders.aftersales_cost import AFTER_SALES
from services.rollups.asked import Asked, Step
from services.rollups.buyer_counts import counted
from services.rollups.day_sums import IS_COSTING

_sales = SalesDay.table()
_goods = SkuDay.table()
_open = UncostedDay.table()
_buyers = BuyerDay.table()
_orders = Order.table()
_cases = Case.table()
_skus = Sku.table()
_products = Product.table()
_stock = SkuStock.table()
_FEW = 5_000
_PARTS = 8  # of a period, that are read at once
_BETWEEN = "\x1f"  # stands between names; ASCII made it for this
_PLACE = ("day", "channel_id", "currency")  # as the rows lie: they are summed without being sorted


@dataclass(slots=True)
class Sums:
    """Sales of some days and what they cost, in minor units of one currency; all above zero.

    `uncosted` pieces have no known cost and none is in `goods`. `after_sales` alone is below zero where cases
    cost more than they brought.
    """

    orders: int = 0
    unpriced: int = 0
    refunded_orders: int = 0
    paid: int = 0
    income: int = 0
    platform_discount: int = 0
    refunded: int = 0
    fee: int = 0
    commission: int = 0
    ads: int = 0
    freight: int = 0
    packing: int = 0
    without_rates: int = 0
    without_freight: int = 0
    without_packing: int = 0
    goods: int = 0
    uncosted: int = 0
    after_sales: int = 0

    @property
    def profit(self) -> int:
        """What is left where everything is known, and at most that where something is missing."""
        costs = self.goods + self.fee + self.commission + self.ads + self.freight + self.packing
        return self.came_in - costs + self.after_sales

    @property
    def came_in(self) -> int:
        """What buyers and platforms paid, or are going to pay, less what went back: what a profit is a share of."""
        return self.income + self.platform_discount - self.refunded

    @property
    def net(self) -> int:
        """Paid by buyers, less what went back of these orders."""
        return self.paid - self.refunded

    def add(self, other: Sums) -> None:
        """Count the other's too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


_AMOUNTS = attrgetter(*(one.name for one in fields(Sums)))
_COLUMNS = (
    "orders", "unpriced", "refunded_orders", "paid_minor", "income_minor", "platform_discount_minor", "refunded_minor",
    "fee_minor", "commission_minor", "ads_minor", "freight_minor", "packing_minor", "without_rates",
    "without_freight", "without_packing",
)  # fmt: skip
_SUMS = tuple(func.sum(_sales.c[name]) for name in _COLUMNS)


def limited(table: Table, asked: Asked) -> tuple[ColumnElement[bool], ...]:
    """The rows of a rollup that a question is about, but for the category."""
    found = [table.c.day.between(asked.first, asked.last), table.c.currency == asked.currency]
    return (*found, table.c.channel_id == asked.channel_id) if asked.channel_id is not None else tuple(found)


def of_category(statement: Select[Any], sku_id: ColumnElement[int], category: str) -> Select[Any]:
    """The statement, of SKUs whose product lies in the category or under it."""
    is_within = (_products.c.category == category) | _products.c.category.startswith(f"{category} > ", autoescape=True)
    joined = select(_skus.c.id).join(_products, _products.c.id == _skus.c.product_id).where(is_within)
    return statement.where(sku_id.in_(joined))


def by_day(connection: Connection, asked: Asked, *, costs: bool = False) -> dict[date, Sums]:
    """The sums of every day that has any; of a category the items' own amounts, without fees and refunds.

    Six charts ask the same of the same days.
    """
    if asked.category is not None:
        return _of_items(connection, asked)
    statement = select(_sales.c.day, *_SUMS).where(*limited(_sales, asked)).group_by(_sales.c.day)
    found = {date.fromisoformat(row[0]): Sums(*row[1:]) for row in remembered_rows(connection, statement)}
    if costs:
        for day, (goods, uncosted) in goods_by(connection, asked, "day").items():
            one = found.setdefault(date.fromisoformat(day), Sums())
            one.goods, one.uncosted = goods, uncosted
        for day, minor in after_sales_by(connection, asked, _orders.c.ordered_on):
            found.setdefault(date.fromisoformat(day), Sums()).after_sales = minor
    return found


def by_channel(connection: Connection, asked: Asked) -> dict[int, Sums]:
    """The sums of every channel over the whole period, costs of goods with them."""
    statement = select(_sales.c.channel_id, *_SUMS).where(*limited(_sales, asked)).group_by(_sales.c.channel_id)
    found = {row[0]: Sums(*row[1:]) for row in stored_rows(connection, statement)}
    for channel, (goods, uncosted) in goods_by(connection, asked, "channel_id").items():
        one = found.setdefault(channel, Sums())
        one.goods, one.uncosted = goods, uncosted
    for channel, minor in after_sales_by(connection, asked, _orders.c.channel_id):
        found.setdefault(channel, Sums()).after_sales = minor
    return found


def _of_items(connection: Connection, asked: Asked) -> dict[date, Sums]:
    columns = select(_goods.c.day, func.sum(_goods.c.orders), func.sum(_goods.c.amount_minor))
    statement = of_category(columns.where(*limited(_goods, asked)), _goods.c.sku_id, asked.category or "")
    rows = stored_rows(connection, statement.group_by(_goods.c.day))
    return {date.fromisoformat(day): Sums(orders=count, paid=amount, income=amount) for day, count, amount in rows}


def whole(days: Mapping[date, Sums], first: date | None = None, last: date | None = None) -> Sums:
    """The sum of the days, or of those from `first` to `last`."""
    chosen = [
        _AMOUNTS(one) for day, one in days.items() if (first is None or day >= first) and (last is None or day <= last)
    ]
    return Sums(*map(sum, zip(*chosen, strict=True)))


# -- the cost of goods -----------------------------------------------------------------------------------


def goods_by(connection: Connection, asked: Asked, by: str) -> dict[Any, tuple[int, int]]:
    """What the goods cost by day, channel or currency: (minor units of the shop's currency, pieces of unknown cost).

    Pieces the ledger has no cost of count at what one costs now: of the goods there are, else as written at the SKU;
    rounded once for each day and SKU. Charts ask the same by day and by channel: what is read serves them all.
    """
    place = [_goods.c[name] for name in _PLACE]
    columns = select(*place, func.sum(_goods.c.cost_minor), func.sum(_goods.c.unknown))
    found: defaultdict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for *keys, cost, unknown in remembered_rows(connection, columns.where(*limited(_goods, asked)).group_by(*place)):
        one = found[keys[_PLACE.index(by)]]
        one[0] += cost
        one[1] += unknown
    for key, (cost, unknown) in goods_at_cost_now(connection, asked, by).items():
        found[key][0] += cost
        found[key][1] += unknown
    return {key: (cost, unknown) for key, (cost, unknown) in found.items()}


def goods_at_cost_now(connection: Connection, asked: Asked, by: str) -> dict[Any, tuple[int, int]]:
    """Of the pieces alone that the ledger has no cost of."""
    return {key: (cost, unknown) for key, cost, unknown in remembered_rows(connection, _at_cost_now(asked, by))}


@lru_cache(maxsize=32)  # three charts ask the same, and its text is long
def _at_cost_now(asked: Asked, name: str) -> Select[Any]:
    """By a column of the open pieces: what they cost now, and those of them nobody knows the cost of."""
    keys = (_open.c[name].label("key"), _open.c.day, _open.c.sku_id)
    pieces = func.sum(_open.c.pieces).label("pieces")
    each = select(*keys, pieces).where(*limited(_open, asked)).group_by(*keys).subquery()
    known = _whole(_stock.c.on_hand + _stock.c.defective - _stock.c.unknown)
    value = case((known > 0, _whole(_stock.c.value_minor)), else_=_whole(_skus.c.cost_minor))
    per = case((known > 0, known), else_=1)
    cost = (2 * value * each.c.pieces + per) // (2 * per)
    unknown = case((value.is_(None), each.c.pieces), else_=0)
    joined = each.outerjoin(_skus, _skus.c.id == each.c.sku_id).outerjoin(_stock, _stock.c.sku_id == each.c.sku_id)
    sums = (func.coalesce(func.sum(cost), 0), func.sum(unknown))
    return select(each.c.key, *sums).select_from(joined).group_by(each.c.key)


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What pieces of a SKU cost now: `value_minor` for `pieces` of them."""

    value_minor: int
    pieces: int

    def of(self, count: int) -> int:
        """The cost of so many, rounded half up."""
        return (2 * self.value_minor * count + self.pieces) // (2 * self.pieces)


def unit_costs(connection: Connection, sku_ids: Iterable[int]) -> dict[int, UnitCost]:
    """The cost of each SKU that has one."""
    known = _stock.c.on_hand + _stock.c.defective - _stock.c.unknown
    columns = select(_skus.c.id, _skus.c.cost_minor, known, _stock.c.value_minor)
    wanted = set(sku_ids)
    found: dict[int, UnitCost] = {}
    if not wanted:
        return found
    for sku_id, cost, pieces, value in stored_rows(
        connection, columns.outerjoin_from(_skus, _stock, _stock.c.sku_id == _skus.c.id)
    ):
        if sku_id not in wanted:
            continue
        if pieces is not None and pieces > 0:
            found[sku_id] = UnitCost(value, pieces)
        elif cost is not None:
            found[sku_id] = UnitCost(cost, 1)
    return found


# -- after-sales --------------------------------------------------------------------------------------------


def after_sales_by(connection: Connection, asked: Asked, by: ColumnElement[Any]) -> list[tuple[Any, int]]:
    """What cases brought or cost beyond refunds, by a column of their orders; only orders with a case are read."""
    with_case = select(_cases.c.order_id).where(_cases.c.order_id.is_not(None)).distinct()
    some = connection.execute(with_case.limit(_FEW + 1)).scalars().all()
    if not some:
        return []
    conditions = [_orders.c.ordered_on.between(asked.first, asked.last), _orders.c.currency == asked.currency]
    if asked.channel_id is not None:
        conditions.append(_orders.c.channel_id == asked.channel_id)
    if len(some) <= _FEW:  # looked up one by one; else the orders of the period are walked through
        conditions = [_orders.c.id.in_(some), *(not_by_index(one) for one in conditions)]
    else:
        conditions.append(_orders.c.id.in_(with_case))
    statement = select(by, func.sum(AFTER_SALES)).where(IS_COSTING, *conditions).group_by(by)
    return [(row[0], row[1]) for row in stored_rows(connection, statement)]


def not_by_index(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that no index is looked up by."""
    return func.coalesce(condition, False).is_(True)


# -- buyers ------------------------------------------------------------------------------------------------


def buyers(connection: Connection, asked: Asked) -> int:
    """How many different buyers bought in the period; one of two channels counts twice, as nobody can tell."""
    if asked.first == asked.last:
        of_day = select(func.coalesce(func.sum(_sales.c.buyers), 0)).where(*limited(_sales, asked))
        return int(connection.execute(of_day).scalar_one())
    different = select(_buyers.c.channel_id, _buyers.c.buyer).where(*limited(_buyers, asked)).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(different)).scalar_one())


def buyers_of_parts(connection: Connection, asked: Asked) -> list[int]:
    """How many different buyers bought in each part of the period."""
    if asked.divided is Step.DAY:
        return _buyers_of_days(connection, asked)
    found: list[int] = []
    for parts in portions(asked.buckets(), _PARTS):
        listed = _listed(connection, replace(asked, first=parts[0][0], last=parts[-1][1]))
        for first, last in parts:
            count = _different(names for names in listed if first <= names.day <= last)
            found.append(buyers(connection, replace(asked, first=first, last=last)) if count is None else count)
    return found


def _buyers_of_days(connection: Connection, asked: Asked) -> list[int]:
    of_day = select(_sales.c.day, func.sum(_sales.c.buyers)).where(*limited(_sales, asked)).group_by(_sales.c.day)
    found = dict[str, int](stored_rows(connection, of_day))
    return [found.get(day.isoformat(), 0) for day, _same in asked.buckets()]


class _Names(NamedTuple):
    """The buyers of one day and channel, one after the other with `_BETWEEN` between them."""

    day: date
    channel_id: int
    buyers: int
    names: str


def _listed(connection: Connection, asked: Asked) -> list[_Names]:
    """The buyers of every day and channel, as the rows lie: told apart here they are counted in half the time."""
    of_day = (_buyers.c.day, _buyers.c.channel_id)
    columns = select(*of_day, func.count(), func.aggregate_strings(_buyers.c.buyer, _BETWEEN))
    rows = stored_rows(connection, columns.where(*limited(_buyers, asked)).group_by(*of_day))
    return [_Names(date.fromisoformat(day), *rest) for day, *rest in rows]


def _different(listed: Iterable[_Names]) -> int | None:
    """How many they are together; None where a name holds the sign that stands between names."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for one in listed:
        names = one.names.split(_BETWEEN)
        if len(names) != one.buyers:
            return None
        found[one.channel_id].update(names)
    return sum(map(len, found.values()))


def buyers_of_long(connection: Connection, asked: Asked) -> int:
    """The same of a period too long to go through: where nobody came after it, who came in it came last in it."""
    last_days = counted(connection, asked, BuyerTrait.LAST)
    first, last = asked.first.toordinal(), asked.last.toordinal()
    if any(day > last for day, *_rest in last_days):
        return buyers(connection, asked)
    return sum(count for day, _part, count, _net in last_days if day >= first)
