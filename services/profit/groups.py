"""Orders put together by channel, day, product, campaign or ad plan. What is put together adds up to the orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select

from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.catalog import Product, Sku
from models.growth import AdDay
from services.books.lines import home_of
from services.i18n import N_, translate
from services.kernel.table_query import stored_rows
from services.orders.profit_columns import line_costs
from services.profit.ads import share_out
from services.profit.facts import Basis, OneOrder, Parts, channel_names, counted

_skus = Sku.table()
_products = Product.table()
_campaigns = Campaign.table()
_campaign_channels = CampaignChannel.table()
_items = CampaignItem.table()
_ads = AdDay.table()
_NO_PLAN = N_("no plan")


class By(StrEnum):
    """What orders are put together by."""

    CHANNEL = "channel"
    SKU = "sku"
    DAY = "day"
    ORDER = "order"
    CAMPAIGN = "campaign"
    PLAN = "plan"


BY_LABELS = {
    By.CHANNEL: N_("Channel"),
    By.SKU: N_("Product"),
    By.DAY: N_("Day"),
    By.ORDER: N_("Order"),
    By.CAMPAIGN: N_("Campaign"),
    By.PLAN: N_("Ad plan"),
}


@dataclass(slots=True)
class Group:
    """Orders put together; `unknown` of them have no known profit and are in no amount, `partial` lack some part.

    `key` finds the same group in another period. `pieces` is known for products only.
    """

    key: str
    label: str
    orders: int = 0
    pieces: int = 0
    unknown: int = 0
    partial: int = 0
    parts: Parts = field(default_factory=Parts)

    def count(self, one: OneOrder) -> None:
        """Take an order in."""
        self.orders += 1
        self.unknown += one.parts is None
        self.partial += one.is_partial
        if one.parts is not None:
            self.parts.add(one.parts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The orders a grouping is about."""

    basis: Basis
    first: date
    last: date


def grouped(connection: Connection, by: By, wanted: Wanted, orders: Sequence[OneOrder]) -> list[Group]:
    """The orders put together; products and campaigns by their share of each order."""
    if by is By.SKU:
        return _by_line(connection, wanted, orders, _product_of)
    if by is By.CAMPAIGN:
        return _by_campaign(connection, wanted, orders)
    if by is By.PLAN:
        return _by_plan(connection, wanted, orders)
    names = channel_names(connection)
    keys: Mapping[By, Callable[[OneOrder], tuple[str, str]]] = {
        By.CHANNEL: lambda one: (str(one.channel_id), names.get(one.channel_id, "")),
        By.DAY: lambda one: (one.day, one.day),
        By.ORDER: lambda one: (str(one.id), one.number),
    }
    found: dict[str, Group] = {}
    for one in orders:
        key, label = keys[by](one)
        found.setdefault(key, Group(key, label)).count(one)
    return list(found.values())


def behind(connection: Connection, by: By, wanted: Wanted, orders: Sequence[OneOrder], key: str) -> list[OneOrder]:
    """The orders of one group; of an ad plan those of its channel, because nobody says which it brought."""
    if by in (By.SKU, By.CAMPAIGN):
        keys_of = _product_of if by is By.SKU else _campaigns_of(connection)
        named = {line.order.id for line in _lines(connection, wanted, orders) if key in keys_of(line)}
        return [one for one in orders if one.id in named]
    value_of: Mapping[By, Callable[[OneOrder], str]] = {
        By.CHANNEL: lambda one: str(one.channel_id),
        By.PLAN: lambda one: str(one.channel_id),
        By.DAY: lambda one: one.day,
        By.ORDER: lambda one: str(one.id),
    }
    wanted_value = key.partition(":")[0] if by is By.PLAN else key
    return [one for one in orders if value_of[by](one) == wanted_value]


# -- products ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of an order with its part of everything; `parts` is None where the order's profit is unknown."""

    order: OneOrder
    key: str
    label: str
    sku_id: int | None
    pieces: int
    parts: Parts | None


def _product_of(line: _Line) -> tuple[str, ...]:
    return (line.key,)


def _by_line(connection: Connection, wanted: Wanted, orders: Sequence[OneOrder], keys_of: Any) -> list[Group]:
    found: dict[str, Group] = {}
    seen: defaultdict[str, set[int]] = defaultdict(set)
    labels: dict[str, str] = {}
    for line in _lines(connection, wanted, orders):
        for key in keys_of(line):
            labels.setdefault(key, line.label)
            group = found.setdefault(key, Group(key, labels[key]))
            group.pieces += line.pieces
            if line.order.id not in seen[key]:
                seen[key].add(line.order.id)
                group.orders += 1
                group.unknown += line.parts is None
                group.partial += line.order.is_partial
            if line.parts is not None:
                group.parts.add(line.parts)
    return list(found.values())


def _lines(connection: Connection, wanted: Wanted, orders: Sequence[OneOrder]) -> Iterator[_Line]:
    """The lines of the orders; everything but the goods is shared by the lines' own amounts."""
    codes = _codes(connection)
    rows: defaultdict[int, dict[int, list[Any]]] = defaultdict(dict)
    statement = line_costs(counted(connection, wanted.basis, wanted.first, wanted.last))
    for order, line, sku_id, code, title, pieces, amount, cost in stored_rows(connection, statement):
        kept = rows[order].setdefault(line, [sku_id, code, title, pieces, amount, 0])
        kept[5] = None if cost is None or kept[5] is None else kept[5] + cost
    for one in orders:
        yield from _lines_of(one, list(rows.get(one.id, {}).values()), codes)


def _lines_of(one: OneOrder, rows: list[list[Any]], codes: Mapping[int, str]) -> Iterator[_Line]:
    shares: dict[str, list[int]] = {}
    if one.parts is not None:
        weights = [max(row[4], 0) for row in rows]
        for part in fields(Parts):
            shares[part.name] = share_out(getattr(one.parts, part.name), weights)
        if not any(row[5] is None for row in rows):  # the goods' own costs are known line by line
            shares["goods"] = [-row[5] for row in rows]
    for place, (sku_id, code, title, pieces, _amount, _cost) in enumerate(rows):
        parts = Parts(**{name: of_part[place] for name, of_part in shares.items()}) if shares else None
        name = codes.get(sku_id) or code or title
        key = f"sku:{sku_id}" if sku_id is not None else f"text:{code or title}"
        yield _Line(one, key, name, sku_id, pieces, parts)
    if not rows:
        yield _Line(one, "none", translate(N_("Orders without items")), None, 0, one.parts)


def _codes(connection: Connection) -> dict[int, str]:
    statement = select(_skus.c.id, _skus.c.code, _products.c.title)
    rows = connection.execute(statement.join_from(_skus, _products, _products.c.id == _skus.c.product_id))
    return {row[0]: f"{row[1]} · {row[2]}" if row[2] else row[1] for row in rows}


# -- campaigns and ad plans ---------------------------------------------------------------------------


def _by_campaign(connection: Connection, wanted: Wanted, orders: Sequence[OneOrder]) -> list[Group]:
    """What was sold in each campaign: its items in its channels on its days. What is in two counts in both."""
    found = _by_line(connection, wanted, orders, _campaigns_of(connection))
    names = {str(row[0]): row[1] for row in connection.execute(select(_campaigns.c.id, _campaigns.c.name))}
    for group in found:
        group.label = names[group.key]
    return found


def _campaigns_of(connection: Connection) -> Callable[[_Line], Iterator[str]]:
    """Which campaigns a line belongs to; cancelled ones are none."""
    channels: defaultdict[int, set[int]] = defaultdict(set)
    for row in connection.execute(select(_campaign_channels.c.campaign_id, _campaign_channels.c.channel_id)):
        channels[row[0]].add(row[1])
    items: defaultdict[int, set[int]] = defaultdict(set)
    for row in connection.execute(select(_items.c.campaign_id, _items.c.sku_id)):
        items[row[0]].add(row[1])
    c = _campaigns.c
    known = connection.execute(select(c.id, c.first_on, c.last_on).where(c.is_cancelled.is_(False))).all()
    spans = [(row.id, row.first_on.isoformat(), row.last_on.isoformat()) for row in known]

    def of_line(line: _Line) -> Iterator[str]:
        for number, first, last in spans:
            is_there = not channels[number] or line.order.channel_id in channels[number]
            is_in = not items[number] or line.sku_id in items[number]
            if is_there and is_in and first <= line.order.ordered_on <= last:
                yield str(number)

    return of_line


def _by_plan(connection: Connection, wanted: Wanted, orders: Sequence[OneOrder]) -> list[Group]:
    """What each ad plan brought by the platform's word: its sales cost what its channel's orders cost."""
    of_channel: defaultdict[int, Parts] = defaultdict(Parts)
    for one in orders:
        if one.parts is not None:
            of_channel[one.channel_id].add(one.parts)
    columns = (_ads.c.channel_id, _ads.c.plan, func.sum(_ads.c.spend_minor), func.sum(_ads.c.sales_minor),
               func.sum(_ads.c.orders), func.sum(_ads.c.spend_minor.is_(None)))  # fmt: skip
    statement = select(*columns).where(
        _ads.c.day.between(wanted.first, wanted.last), _ads.c.currency == home_of(connection)
    )
    names = channel_names(connection)
    found = []
    for channel, plan, spend, sales, count, blank in stored_rows(connection, statement.group_by(*columns[:2])):
        label = f"{plan or translate(_NO_PLAN)} · {names.get(channel, '')}"
        group = Group(f"{channel}:{plan}", label, int(count or 0), unknown=int(sales is None), partial=int(bool(blank)))
        base = of_channel.get(channel)
        if sales is not None and base is not None and base.paid > 0:
            group.parts = Parts(
                **{one.name: _part(getattr(base, one.name), sales, base.paid) for one in fields(Parts)}
            )  # fmt: skip
        group.parts.ads = -int(spend or 0)
        found.append(group)
    return found


def _part(total: int, sales: int, paid: int) -> int:
    return (2 * total * sales + paid) // (2 * paid)
