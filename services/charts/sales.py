"""Charts of sales and profit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Connection, select

from models.channels import Channel
from models.orders import Order
from services import formatting
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Label, Series, Shape, Tone, Unit, nothing
from services.charts.marks import marks_of
from services.i18n import N_
from services.messages import Message, message
from services.orders.profit import PART_LABELS, Part
from services.rollups.asked import Asked, Step
from services.rollups.sums import Sums, buyers_of_long, buyers_of_parts, by_channel, by_day, whole

_orders = Order.table()
_channels = Channel.table()
_ORDERS = N_("Paid, shipped and completed orders")
_COSTING = N_(
    "Paid, shipped and completed orders; of those closed after they had been sent no money, but what they cost"
)


def over_time(days: Mapping[date, Sums], asked: Asked, value: Callable[[Sums], int]) -> tuple[int | None, ...]:
    """A value of every part of the period; None for parts that lie in the future."""
    return tuple(value(whole(days, first, last)) if first <= asked.today else None for first, last in asked.buckets())


def fitted(values: tuple[int | None, ...], length: int) -> tuple[int | None, ...]:
    """The values of the compared period under the labels of this one: cut, or with gaps at the end."""
    return (*values[:length], *(None for _gap in range(length - len(values))))


def starts(asked: Asked) -> tuple[Label, ...]:
    """The labels of a chart over time: the first days of its parts, or the months."""
    is_months = asked.divided is Step.MONTH
    return tuple(f"{first:%Y-%m}" if is_months else first for first, _last in asked.buckets())


def spans(asked: Asked) -> tuple[str, ...]:
    """The keys of a chart over time."""
    return tuple(behind.key_of(first, last) for first, last in asked.buckets())


def _trend(connection: Connection, asked: Asked) -> Figures:
    days = by_day(connection, asked)
    total = whole(days)
    if not total.orders:
        return nothing(Shape.LINES, words.no_sales())
    compared = asked.compared()
    before = by_day(connection, compared) if compared is not None else {}
    values = over_time(days, asked, lambda one: one.paid)
    series = [Series(message(N_("Sales")), values, Unit.MONEY)]
    if compared is not None and before:
        earlier = over_time(before, compared, lambda one: one.paid)
        series.append(Series(words.compared_name(asked), fitted(earlier, len(values)), Unit.MONEY, Tone.BEFORE))
    title = message(
        N_("Buyers paid {money}: {change}"),
        money=words.money(total.paid, asked.currency),
        change=words.change(total.paid, whole(before).paid if before else None, asked),
    )
    notes = [] if asked.category is None else [message(N_("Of a category: the items' own amounts."))]
    if asked.category is None:
        net = words.money(total.net, asked.currency)
        notes.append(message(N_("Net of refunds of these orders: {money}."), money=net))
    notes += [*words.short_parts(asked), *words.gaps(unpriced=total.unpriced)]
    return Figures(
        Shape.LINES, title, starts(asked), tuple(series), spans(asked), tuple(notes), marks_of(connection, asked),
        currency=asked.currency,
    )  # fmt: skip


def _orders_trend(connection: Connection, asked: Asked) -> Figures:
    days = by_day(connection, asked)
    total = whole(days)
    if not total.orders:
        return nothing(Shape.BARS, words.no_sales())
    compared = asked.compared()
    before = by_day(connection, compared) if compared is not None else {}
    values = over_time(days, asked, lambda one: one.orders)
    series = [Series(message(N_("Orders")), values, Unit.COUNT)]
    if compared is not None and before:
        earlier = over_time(before, compared, lambda one: one.orders)
        series.append(Series(words.compared_name(asked), fitted(earlier, len(values)), Unit.COUNT, Tone.BEFORE))
    title = message(
        N_("{count} orders: {change}"),
        count=formatting.integer(total.orders),
        change=words.change(total.orders, whole(before).orders if before else None, asked),
    )
    marked = marks_of(connection, asked)
    return Figures(
        Shape.BARS, title, starts(asked), tuple(series), spans(asked), words.short_parts(asked), marked,
        currency=asked.currency,
    )  # fmt: skip


def _foreign(asked: Asked) -> Figures | None:
    """Why there is no profit in a currency costs are not kept in."""
    if asked.currency == asked.home:
        return None
    words_ = N_("Costs are kept in {home}: sales in {currency} have no profit here. Choose a channel in {home}.")
    return nothing(Shape.BARS, message(words_, home=asked.home, currency=asked.currency))


def _profit_trend(connection: Connection, asked: Asked) -> Figures:
    foreign = _foreign(asked)
    if foreign is not None:
        return foreign
    days = by_day(connection, asked, costs=True)
    total = whole(days)
    if not total.orders:
        return nothing(Shape.BARS, words.no_sales())
    compared = asked.compared()
    before = by_day(connection, compared, costs=True) if compared is not None else {}
    profits = over_time(days, asked, lambda one: one.profit)
    series = [Series(message(N_("Profit")), profits, Unit.MONEY)]
    if compared is not None and before:
        earlier = fitted(over_time(before, compared, lambda one: one.profit), len(profits))
        series.append(Series(words.compared_name(asked), earlier, Unit.MONEY, Tone.BEFORE))
    title = message(
        N_("{money} profit, {share} of what came in: {change}"),
        money=words.money(total.profit, asked.currency),
        share=words.share(total.profit, total.came_in),
        change=words.change(total.profit, whole(before).profit if before else None, asked),
    )
    marked, notes = marks_of(connection, asked), (*_gaps(total), *words.short_parts(asked))
    return Figures(
        Shape.BARS, title, starts(asked), tuple(series), spans(asked), notes, marked, currency=asked.currency
    )  # fmt: skip


def _gaps(total: Sums) -> tuple[Message, ...]:
    return words.gaps(total.uncosted, total.unpriced, total.without_rates, total.without_freight, total.without_packing)


def waterfall_parts(total: Sums) -> tuple[tuple[Part, int], ...]:
    """What a profit consists of, in order; what costs is below zero."""
    parts = (
        (Part.PAID, total.income),
        (Part.PLATFORM_DISCOUNT, total.platform_discount),
        (Part.REFUNDED, -total.refunded),
        (Part.GOODS, -total.goods),
        (Part.FEE, -total.fee),
        (Part.COMMISSION, -total.commission),
        (Part.ADS, -total.ads),
        (Part.FREIGHT, -total.freight),
        (Part.PACKING, -total.packing),
        (Part.AFTER_SALES, total.after_sales),
    )
    return tuple((part, minor) for part, minor in parts if minor or part in (Part.PAID, Part.GOODS))


def _waterfall(connection: Connection, asked: Asked) -> Figures:
    foreign = _foreign(asked)
    if foreign is not None:
        return foreign
    total = whole(by_day(connection, asked, costs=True))
    if not total.orders:
        return nothing(Shape.WATERFALL, words.no_sales())
    parts = waterfall_parts(total)
    labels: list[str | date | Message] = [message(PART_LABELS[part]) for part, _minor in parts]
    values = [minor for _part, minor in parts]
    title = message(
        N_("Of {money} kept after refunds, {share} is profit"),
        money=words.money(total.came_in, asked.currency),
        share=words.share(total.profit, total.came_in),
    )
    return Figures(
        Shape.WATERFALL,
        title,
        (*labels, message(N_("Profit"))),
        (Series(message(N_("Amount")), (*values, total.profit), Unit.MONEY),),
        tuple("" for _one in (*labels, "")),
        _gaps(total),
        currency=asked.currency,
    )


def _channel_mix(connection: Connection, asked: Asked) -> Figures:
    found = by_channel(connection, asked)
    ranked = sorted(found.items(), key=lambda one: (-one[1].paid, one[0]))
    ranked = [(channel, sums) for channel, sums in ranked if sums.orders]
    total = sum(sums.paid for _channel, sums in ranked)
    if not ranked:
        return nothing(Shape.RANKING, words.no_sales())
    names = {row[0]: row[1] for row in connection.execute(select(_channels.c.id, _channels.c.name))}
    title = message(
        N_("{channel} brings {share} of sales"),
        channel=names[ranked[0][0]],
        share=words.share(ranked[0][1].paid, total),
    )
    series = [Series(message(N_("Sales")), tuple(sums.paid for _channel, sums in ranked), Unit.MONEY)]
    if asked.currency == asked.home:
        profits = tuple(sums.profit for _channel, sums in ranked)
        series.append(Series(message(N_("Profit")), profits, Unit.MONEY, Tone.SECOND))
    keys = tuple(str(channel) for channel, _sums in ranked)
    labels = tuple(names[channel] for channel, _sums in ranked)
    return Figures(Shape.RANKING, title, labels, tuple(series), keys, currency=asked.currency)


def _of_channel(connection: Connection, asked: Asked, key: str) -> Behind:
    conditions = (_orders.c.channel_id == int(key),) if key else ()
    return behind.orders(connection, asked, *conditions)


def _averages(connection: Connection, asked: Asked) -> Figures:
    days = by_day(connection, asked)
    total = whole(days)
    people = buyers_of_long(connection, asked)
    if not total.orders:
        return nothing(Shape.LINES, words.no_sales())
    per_order, per_buyer = [], []
    for (first, last), different in zip(asked.buckets(), buyers_of_parts(connection, asked), strict=True):
        part = whole(days, first, last)
        per_order.append(_rounded(part.paid, part.orders))
        per_buyer.append(_rounded(part.paid, different if part.orders else 0))
    title = message(
        N_("{buyer} per buyer, {order} per order"),
        buyer=words.money(_rounded(total.paid, people), asked.currency),
        order=words.money(_rounded(total.paid, total.orders), asked.currency),
    )
    series = (
        Series(message(N_("Per buyer")), tuple(per_buyer), Unit.MONEY),
        Series(message(N_("Per order")), tuple(per_order), Unit.MONEY, Tone.SECOND),
    )
    note = message(N_("{count} different buyers in the whole period."), count=formatting.integer(people))
    return Figures(Shape.LINES, title, starts(asked), series, spans(asked), (note,), currency=asked.currency)


def _rounded(part: int, count: int) -> int | None:
    return (2 * part + count) // (2 * count) if count else None


CHARTS: tuple[Chart, ...] = (
    Chart(
        "sales", Family.SALES, N_("Sales over time"),
        N_("Sum of what buyers paid, by the day of the order; refunds are not taken off, unpaid and closed orders "
           "and gifts do not count."),
        _ORDERS, _trend, behind.of_days, by_category=True, wide=True,
    ),
    Chart(
        "profit", Family.SALES, N_("Profit over time"),
        N_("Paid by buyers and platform − refunds of these orders − goods at cost − fees, commission and ads by the "
           "channel's terms − freight (couriers' bills, else the freight rules, else the terms; what has not left by "
           "the rules of the day it was ordered) − packing ± after-sales."),
        _COSTING, _profit_trend, behind.costing_days,
    ),
    Chart(
        "waterfall", Family.SALES, N_("Where the money goes"),
        N_("Every part of the profit over the whole period; the parts add up to it."),
        _COSTING, _waterfall, behind.costing_days,
    ),
    Chart(
        "orders", Family.SALES, N_("Orders over time"),
        N_("Number of paid, shipped and completed orders by the day of the order."),
        _ORDERS, _orders_trend, behind.of_days, by_category=True,
    ),
    Chart(
        "channels", Family.SALES, N_("Channels"),
        N_("What buyers paid in each channel, and the profit of it."),
        _ORDERS, _channel_mix, _of_channel,
    ),
    Chart(
        "averages", Family.SALES, N_("Average per buyer and per order"),
        N_("Paid ÷ different buyers, and paid ÷ orders. A buyer who comes twice in a span counts once in it."),
        _ORDERS, _averages, behind.of_days,
    ),
)  # fmt: skip
