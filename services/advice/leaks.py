"""Advice on margin leaks: sold below minimum or below cost, fees that rose, and cost rises not passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from models.catalog import PriceChange, Sku
from models.channels import Channel
from models.enums.goods import PriceField
from models.enums.growth import AdviceKind
from models.orders import Order, OrderLine
from models.values import WHOLE_PPM
from services import clock, formatting
from services.advice.advice import Advice, Evidence, NewPrice
from services.advice.basis import Basis, Goods
from services.catalog.margin import price_for
from services.channels.terms import Terms, terms_of
from services.errors import Invalid
from services.exporting.text_export import ListColumn
from services.i18n import N_, NN_
from services.kernel.table_query import Kind, stored_rows
from services.messages import plural_message
from services.orders.kinds import IS_SALE
from services.rollups.day_sums import IS_COUNTED
from services.rollups.sold import sold
from services.rollups.sums import Sums, by_channel

LEAST_ORDERS = 3
"""From so many orders on a loss is no accident."""
LEAST_RISE_PERCENT = 3
RISE_DAYS, FEE_DAYS, WANTED_PPM = 120, 180, 100_000
_ROUND, _ROWS = 10, 200
_orders, _lines, _skus = Order.table(), OrderLine.table(), Sku.table()
_prices, _channels = PriceChange.table(), Channel.table()
_LINE_COLUMNS = (
    ListColumn("number", N_("Order no."), Kind.ID),
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("channel", N_("Channel"), Kind.TEXT),
    ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
    ListColumn("amount", N_("Amount"), Kind.MONEY),
    ListColumn("each", N_("Per piece"), Kind.MONEY),
)
_PRICE_COLUMNS = (
    ListColumn("at", N_("Time"), Kind.INSTANT),
    ListColumn("field", N_("What"), Kind.CODE),
    ListColumn("old", N_("Before"), Kind.MONEY),
    ListColumn("new", N_("After"), Kind.MONEY),
    ListColumn("reason", N_("Why"), Kind.TEXT),
)
_TERMS_COLUMNS = (
    ListColumn("since", N_("Since"), Kind.DATE),
    ListColumn("fee", N_("Platform fee (ppm)"), Kind.INTEGER),
    ListColumn("commission", N_("Commission (ppm)"), Kind.INTEGER),
    ListColumn("ads", N_("Ads (ppm)"), Kind.INTEGER),
    ListColumn("freight", N_("Freight"), Kind.MONEY),
    ListColumn("packing", N_("Packing"), Kind.MONEY),
)
_BELOW_MINIMUM = NN_(
    "{count} order line of the last 30 days went below the minimum of {least}: {lost} less than at the minimum.",
    "{count} order lines of the last 30 days went below the minimum of {least}: {lost} less than at the minimum.",
)
_BELOW_COST = NN_(
    "{count} order of the last 30 days brought {income} after coupons; goods {goods} and fees, freight and packing "
    "{charges} leave {profit}.",
    "{count} orders of the last 30 days brought {income} after coupons; goods {goods} and fees, freight and packing "
    "{charges} leave {profit}.",
)
_COST_RISE = NN_(
    "A piece costs {new} instead of {old} since {day}, the price stayed {price}; {count} piece was sold in 30 days.",
    "A piece costs {new} instead of {old} since {day}, the price stayed {price}; {count} pieces were sold in 30 days.",
)
_FEE_RISE = NN_(
    "Fees are {new} of the price instead of {old} since {day}; on {paid} of the last 30 days that is {more}, in "
    "{count} order.",
    "Fees are {new} of the price instead of {old} since {day}; on {paid} of the last 30 days that is {more}, in "
    "{count} orders.",
)


def _amount() -> Any:
    price, discount, amount = (
        type_coerce(_lines.c[name], BigInteger()) for name in ("price_minor", "discount_minor", "amount_minor")
    )
    return func.coalesce(amount, price * _lines.c.quantity - func.coalesce(discount, 0))


_PIECES = func.coalesce(_lines.c.sku_quantity, _lines.c.quantity)


def _in_month(basis: Basis) -> tuple[Any, ...]:
    return (
        _orders.c.ordered_on.between(basis.asked.first, basis.asked.last), IS_COUNTED, IS_SALE,
        _orders.c.currency == basis.asked.home, _lines.c.is_closed.is_(False), _amount() > 0,
    )  # fmt: skip


def below_minimum(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for every SKU that was sold below its minimum price in the last 30 days."""
    if not any(one.min_price_minor for one in basis.goods.values()):
        return
    least = type_coerce(_skus.c.min_price_minor, BigInteger())
    columns = select(_skus.c.id, func.count(), func.sum(least * _PIECES - _amount()))
    joined = columns.select_from(
        _orders.join(_lines, _lines.c.order_id == _orders.c.id).join(_skus, _skus.c.id == _lines.c.sku_id)
    )
    found = joined.where(*_in_month(basis), _amount() < least * _PIECES).group_by(_skus.c.id)
    for sku_id, count, lost in stored_rows(connection, found):
        one = basis.goods.get(sku_id)
        if one is None or one.min_price_minor is None:
            continue
        money, home = formatting.money, basis.asked.home
        said = plural_message(_BELOW_MINIMUM, count, least=money(one.min_price_minor, home), lost=money(lost, home))
        raised = _raised(basis, one, one.min_price_minor)
        yield Advice(
            AdviceKind.BELOW_MINIMUM, str(sku_id), (sku_id,), one.name, said, lost, f"{one.min_price_minor}|{count}",
            raised,
        )  # fmt: skip


def below_cost(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for every SKU whose orders of the last 30 days lost money after fees, coupons and freight.

    Order coupons and fees are shared by the items' amounts, freight and packing evenly by item of an order.
    """
    found: dict[int, list[int]] = {}
    asked = replace(basis.asked, currency=basis.asked.home)
    for channel_id, sums in by_channel(connection, asked).items():
        items = sold(connection, replace(asked, channel_id=channel_id))
        whole, count = sum(one.amount for one in items), sum(one.orders for one in items)
        if whole <= 0 or not count:
            continue
        for one in items:
            row = found.setdefault(one.sku_id, [0, 0, 0, 0, 0])
            shares = (one.orders, *_shares(sums, one.amount, one.orders, whole, count), one.goods, one.uncosted)
            found[one.sku_id] = [total + value for total, value in zip(row, shares, strict=True)]
    for sku_id, (orders, income, charges, cost, uncosted) in found.items():
        thing, profit = basis.goods.get(sku_id), income - charges - cost
        if thing is None or uncosted or not cost or profit >= 0 or orders < LEAST_ORDERS:
            continue
        money, home = formatting.money, basis.asked.home
        said = plural_message(
            _BELOW_COST, orders, income=money(income, home), goods=money(cost, home), charges=money(charges, home),
            profit=money(profit, home),
        )  # fmt: skip
        facts = f"{thing.price_minor}|{thing.cost_minor}"
        proposal = _raised(basis, thing, _price_leaving(basis, thing, WANTED_PPM))
        yield Advice(AdviceKind.BELOW_COST, str(sku_id), (sku_id,), thing.name, said, -profit, facts, proposal)


def _shares(sums: Sums, amount: int, orders: int, whole: int, count: int) -> tuple[int, int]:
    """What of a channel's income and of its charges falls on an item; charges are rounded down apart."""
    income = amount * (sums.income + sums.platform_discount) // whole
    by_amount = amount * (sums.fee + sums.commission + sums.ads) // whole
    return income, by_amount + orders * (sums.freight + sums.packing) // count


def fee_rise(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for every channel whose newest terms take more of the price than those before."""
    asked, money = replace(basis.asked, currency=basis.asked.home), formatting.money
    sums = by_channel(connection, asked)
    names = select(_channels.c.id, _channels.c.name).where(_channels.c.currency == asked.home)
    for channel_id, name in connection.execute(names):
        terms = [one for one in terms_of(connection, channel_id) if one.since <= asked.today]
        if len(terms) < 2 or terms[0].since < asked.today - timedelta(days=FEE_DAYS):
            continue
        new, old, paid = _share_of(terms[0]), _share_of(terms[1]), sums.get(channel_id, Sums())
        if new <= old:
            continue
        more = paid.paid * (new - old) // WHOLE_PPM
        said = plural_message(
            _FEE_RISE, paid.orders, new=formatting.ppm(new), old=formatting.ppm(old),
            day=terms[0].since.isoformat(), paid=money(paid.paid, asked.home), more=money(more, asked.home),
        )  # fmt: skip
        yield Advice(AdviceKind.FEE_RISE, str(channel_id), (), name, said, more, terms[0].since.isoformat())


def cost_rise(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for every SKU whose cost rose while its price stayed; it proposes the margin of before."""
    since = clock.now() - timedelta(days=RISE_DAYS)
    columns = (_prices.c.sku_id, _prices.c.field, _prices.c.old_minor, _prices.c.new_minor, _prices.c.at)
    rows = stored_rows(connection, select(*columns).where(_prices.c.at >= since).order_by(_prices.c.at, _prices.c.id))
    rises: dict[int, tuple[int, int, int]] = {}
    for sku_id, field, old, new, at in rows:
        if field == PriceField.PRICE:
            rises.pop(sku_id, None)
        elif field == PriceField.COST and old and new is not None:
            rises[sku_id] = (rises[sku_id][0] if sku_id in rises else old, new, at)
    pieces = {one.sku_id: one.pieces for one in sold(connection, replace(basis.asked, currency=basis.asked.home))}
    for sku_id, (before, after, at) in rises.items():
        one = basis.goods.get(sku_id)
        if one is None or one.price_minor is None or after * 100 < before * (100 + LEAST_RISE_PERCENT):
            continue
        money, home, count = formatting.money, basis.asked.home, pieces.get(sku_id, 0)
        said = plural_message(
            _COST_RISE, count, new=money(after, home), old=money(before, home), price=money(one.price_minor, home),
            day=formatting.instant_ms(at, basis.asked.zone)[:10],
        )  # fmt: skip
        kept = basis.margin_ppm(replace(one, cost_minor=before), one.price_minor)
        costed = replace(one, cost_minor=max(after, one.cost_minor or 0))
        proposal = _raised(basis, one, _price_leaving(basis, costed, max(kept or 0, 0)))
        worth, facts = (after - before) * max(count, 1), f"{after}|{one.price_minor}"
        yield Advice(AdviceKind.COST_RISE, str(sku_id), (sku_id,), one.name, said, worth, facts, proposal)


def line_evidence(connection: Connection, basis: Basis, subject: str, *, below: bool) -> Evidence:
    """The order lines of a SKU in the last 30 days, newest first; with `below` those under the minimum price."""
    each = _amount() // func.nullif(_PIECES, 0)
    columns = select(_orders.c.external_no, _orders.c.ordered_on, _channels.c.name, _PIECES, _amount(), each)
    joined = _orders.join(_lines, _lines.c.order_id == _orders.c.id).join(
        _channels, _channels.c.id == _orders.c.channel_id
    )
    statement = columns.select_from(joined).where(*_in_month(basis), _lines.c.sku_id == int(subject))
    one = basis.goods.get(int(subject))
    if below and one is not None and one.min_price_minor is not None:
        statement = statement.where(_amount() < one.min_price_minor * _PIECES)
    newest = statement.order_by(_orders.c.ordered_on.desc(), _lines.c.id.desc()).limit(_ROWS)
    return Evidence(_LINE_COLUMNS, tuple(tuple(row) for row in stored_rows(connection, newest)), basis.asked.home)


def price_evidence(connection: Connection, basis: Basis, subject: str) -> Evidence:
    """The price and cost history of a SKU, newest first."""
    columns = (_prices.c.at, _prices.c.field, _prices.c.old_minor, _prices.c.new_minor, _prices.c.reason)
    statement = select(*columns).where(_prices.c.sku_id == int(subject)).order_by(_prices.c.at.desc()).limit(_ROWS)
    return Evidence(_PRICE_COLUMNS, tuple(tuple(row) for row in stored_rows(connection, statement)), basis.asked.home)


def terms_evidence(connection: Connection, basis: Basis, subject: str) -> Evidence:
    """The terms of a channel, newest first."""
    rows = tuple(
        (one.since.isoformat(), one.fee_ppm, one.commission_ppm, one.ads_ppm, one.freight_minor, one.packing_minor)
        for one in terms_of(connection, int(subject))
    )
    return Evidence(_TERMS_COLUMNS, rows, basis.asked.home)


def _share_of(terms: Terms) -> int:
    return (terms.fee_ppm or 0) + (terms.commission_ppm or 0) + (terms.ads_ppm or 0)


def _price_leaving(basis: Basis, one: Goods, target_ppm: int) -> int | None:
    """The lowest price that leaves a share of itself; None where the cost is unknown or no price does."""
    costs = basis.costs_of(one)
    if costs is None:
        return None
    try:
        return price_for(target_ppm, costs)
    except Invalid:
        return None


def _raised(basis: Basis, one: Goods, price_minor: int | None) -> NewPrice | None:
    """The price rounded up to tenths, where that is more than it is now."""
    if price_minor is None or one.price_minor is None:
        return None
    new = -(-max(price_minor, one.min_price_minor or 0) // _ROUND) * _ROUND
    if new <= one.price_minor:
        return None
    before, after = basis.margin_ppm(one, one.price_minor), basis.margin_ppm(one, new)
    return NewPrice(one.sku_id, one.code, one.price_minor, new, before, after)
