"""What every chart shows once more, in plain Python over the raw rows; of the charts' code only the question is used.

Each function gives the values of the chart's series by their place, and those of rankings by their key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.aftersales import Case, CasePayment
from models.catalog import Product, Sku
from models.channels import Channel, ChannelTerms
from models.enums.aftersales import CaseKind
from models.enums.goods import MoveKind
from models.enums.money import Flow
from models.enums.orders import OrderKind, OrderStatus, RefundStatus
from models.finance import Transaction
from models.growth import AdDay, ShopDay
from models.orders import Order, OrderLine
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import SkuStock, StockEntry
from services import clock
from services.couriers.regions import province_key
from services.rollups.asked import Asked
from tests.services.charts.plain import COUNTED, SALES, pieces_of, rows

DAY = timedelta(days=1)
LEFT = {OrderStatus.SHIPPED, OrderStatus.COMPLETED}
GONE = {*LEFT, OrderStatus.CLOSED}
Values = list[Any]


@dataclass
class Raw:
    """All rows of a shop, and a question."""

    connection: Connection
    asked: Asked

    def of(self, mapped: Any) -> list[Any]:
        """Every row of a class."""
        return rows(self.connection, mapped)

    @cached_property
    def zones(self) -> dict[int, ZoneInfo]:
        return {row.id: ZoneInfo(row.zone) for row in self.of(Channel)}

    @cached_property
    def days(self) -> list[date]:
        first = self.asked.first
        return [first + DAY * number for number in range((self.asked.last - first).days + 1)]

    @cached_property
    def costing(self) -> list[Any]:
        """Orders of the currency that bring or cost something, whenever they were; also those sent and closed."""
        return [
            one for one in self.of(Order)
            if (one.status in COUNTED or (one.status is OrderStatus.CLOSED and one.shipped_at is not None))
            and one.kind is not OrderKind.NOT_REAL and one.currency == self.asked.currency
            and one.ordered_on is not None and self.asked.channel_id in (None, one.channel_id)
        ]  # fmt: skip

    @cached_property
    def counted(self) -> list[Any]:
        """Those of them that are not closed."""
        return [one for one in self.costing if one.status is not OrderStatus.CLOSED]

    @cached_property
    def always(self) -> list[Any]:
        """Sales, whenever they were."""
        return [one for one in self.counted if one.kind in SALES]

    @cached_property
    def sales(self) -> list[Any]:
        """Sales of the period."""
        return [one for one in self.always if self.asked.first <= one.ordered_on <= self.asked.last]

    @cached_property
    def buyers(self) -> dict[tuple[int, str], list[Any]]:
        """The orders of every buyer, in the order of their days."""
        found = defaultdict(list)
        for one in sorted(self.always, key=lambda one: one.ordered_on):
            if one.buyer is not None:
                found[one.channel_id, one.buyer].append(one)
        return found

    def by_day(self, value: Callable[[Any], int], orders: list[Any] | None = None) -> Values:
        """The sum of a value of each day's sales; nothing of days to come."""
        sums: Counter[date] = Counter()
        for one in self.sales if orders is None else orders:
            sums[one.ordered_on] += value(one)
        return [sums[day] if day <= self.asked.today else None for day in self.days]

    def items(self, orders: list[Any]) -> Iterator[tuple[Any, Any]]:
        """(order, line) of what was sold with these orders."""
        known = {one.id: one for one in orders}
        for line in self.of(OrderLine):
            if line.order_id in known and not line.is_closed:
                yield known[line.order_id], line

    @cached_property
    def cases(self) -> list[tuple[Any, date | None, list[tuple[date | None, int]]]]:
        """(case, day it was asked for, what went back to the buyer on which days) of the currency."""
        payments = defaultdict(list)
        for one in self.of(CasePayment):
            payments[one.case_id].append((one.paid_at, one.amount_minor))
        found = []
        for one in self.of(Case):
            if one.currency == self.asked.currency and self.asked.channel_id in (None, one.channel_id):
                zone, went = self.zones[one.channel_id], payments[one.id]
                told = (one.refunded_minor or 0) - sum(minor for _at, minor in went)
                went = [*went, *([(one.refunded_at or one.closed_at or one.asked_at, told)] if told else [])]
                went = [] if one.kind is CaseKind.COURIER_CLAIM else went
                found.append((one, _local(one.asked_at, zone), [(_local(at, zone), minor) for at, minor in went]))
        return found


def _local(at: datetime | None, zone: ZoneInfo) -> date | None:
    return None if at is None else at.astimezone(zone).date()


def _half_up(part: int, count: int) -> int | None:
    return (2 * part + count) // (2 * count) if count else None


def paid(one: Any) -> int:
    """What a buyer paid."""
    return one.paid_minor or 0


def amount(line: Any) -> int:
    """A line's own amount."""
    if line.amount_minor is not None:
        return int(line.amount_minor)
    return 0 if line.price_minor is None else line.price_minor * line.quantity - (line.discount_minor or 0)


# -- profit ----------------------------------------------------------------------------------------------


def _income(one: Any) -> int:
    if one.kind not in SALES:
        return one.paid_minor or 0
    return int(one.paid_minor if one.paid_minor is not None else one.total_minor or 0)


class Costs:
    """What orders cost, a figure for each part; freight by the terms alone, so no rules and no bills may be there."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.terms = sorted(raw.of(ChannelTerms), key=lambda one: one.since)
        self.lines = defaultdict(list)
        for line in raw.of(OrderLine):
            self.lines[line.order_id].append(line)
        self.parts = defaultdict(list)
        for part in raw.of(OrderLinePart):
            self.parts[part.order_line_id].append(part)
        self.booked: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        entries = raw.connection.execute(select(StockEntry.table())).all()
        for entry in entries:
            if entry.kind is MoveKind.SALE:
                sums = self.booked[entry.order_line_id, entry.sku_id]
                sums[0] += entry.late_minor - entry.value_minor
                sums[1] += entry.unknown + entry.pending
        worth = {entry.id: entry.value_minor for entry in entries}
        self.returned: Counter[tuple[int, int]] = Counter()
        for move in raw.of(StockMove):
            if move.kind is MoveKind.RETURN and move.order_line_id is not None:
                self.returned[move.order_line_id, move.sku_id] += worth[move.id]
        stock = raw.connection.execute(select(SkuStock.table())).all()
        self.stock = {one.sku_id: (one.value_minor, one.on_hand + one.defective - one.unknown) for one in stock}
        self.skus = {one.id: one.cost_minor for one in raw.of(Sku)}

    def rates(self, one: Any) -> Any:
        """The terms that hold for an order."""
        return next((terms for terms in reversed(self.terms)
                     if terms.channel_id == one.channel_id and terms.since <= one.ordered_on), None)  # fmt: skip

    def fixed(self, one: Any) -> dict[str, int]:
        """What came in and what the terms take of it."""
        terms, is_closed = self.rates(one), one.status is OrderStatus.CLOSED
        is_gone = is_closed or one.refund_status is RefundStatus.REFUNDED  # what the platform had added
        income, refunded = (0, 0) if is_closed else (_income(one), one.refunded_minor or 0)
        kept = max(income - refunded, 0)

        def part(name: str) -> int:
            ppm = getattr(terms, name, None) or 0
            return int((kept * ppm + 500_000) // 1_000_000)

        return {
            "paid": income, "platform_discount": 0 if is_gone else one.platform_discount_minor or 0,
            "refunded": -refunded,
            "fee": -part("fee_ppm"), "commission": -part("commission_ppm"), "ads": -part("ads_ppm"),
            "freight": -(getattr(terms, "freight_minor", None) or 0),
            "packing": -(getattr(terms, "packing_minor", None) or 0),
        }  # fmt: skip

    def goods(self, orders: list[Any]) -> tuple[int, dict[int, int], dict[int, int]]:
        """(what the goods cost, the same by SKU sold, by SKU sold the pieces nobody knows the cost of)."""
        total, of_sku, unknown = 0, Counter[int](), Counter[int]()
        waiting: Counter[tuple[date, int, int]] = Counter()
        for one in orders:
            for line in self.lines[one.id]:
                if line.is_closed and not line.has_left and one.status is not OrderStatus.CLOSED:
                    continue
                for sku_id, pieces in self._pieces(line):
                    known = self.booked.get((line.id, sku_id)) if one.status in GONE else None
                    if known is None:
                        waiting[one.ordered_on, sku_id, line.sku_id or 0] += pieces
                    elif known[1]:
                        unknown[line.sku_id or 0] += known[1]
                    else:
                        cost = known[0] - self.returned[line.id, sku_id]
                        total += cost
                        of_sku[line.sku_id or 0] += cost
        for (_day, sku_id, sold), pieces in waiting.items():
            now = self._now(sku_id, pieces)
            if now is None:
                unknown[sold] += pieces
            else:
                total += now
                of_sku[sold] += now
        return total, of_sku, unknown

    def _pieces(self, line: Any) -> list[tuple[int, int]]:
        count = line.sku_quantity if line.sku_quantity is not None else line.quantity
        parts = self.parts[line.id]
        return [(one.sku_id, one.quantity * count) for one in parts] if parts else [(line.sku_id or 0, count)]

    def _now(self, sku_id: int, pieces: int) -> int | None:
        value, count = self.stock.get(sku_id, (0, 0))
        if count > 0:
            return int((2 * value * pieces + count) // (2 * count))
        cost = self.skus.get(sku_id)
        return None if cost is None else int(cost) * pieces


def parts_of_profit(raw: Raw, orders: list[Any]) -> Counter[str]:
    """Every part of the profit of these orders."""
    costs, found = Costs(raw), Counter[str]()
    for one in orders:
        for name, minor in costs.fixed(one).items():
            found[name] += minor
    found["goods"] = -costs.goods(orders)[0]
    return found


def _costing(raw: Raw) -> list[Any]:
    return [one for one in raw.costing if raw.asked.first <= one.ordered_on <= raw.asked.last]


def profit(raw: Raw) -> Values:
    days = defaultdict(list)
    for one in _costing(raw):
        days[one.ordered_on].append(one)
    return [[sum(parts_of_profit(raw, days[day]).values()) for day in raw.days]]


def waterfall(raw: Raw) -> Values:
    parts = parts_of_profit(raw, _costing(raw))
    order = ("paid", "platform_discount", "refunded", "goods", "fee", "commission", "ads", "freight", "packing")
    shown = [parts[name] for name in order if parts[name] or name in ("paid", "goods")]
    return [[*shown, sum(parts.values())]]


def channels(raw: Raw) -> Values:
    sums: Counter[str] = Counter()
    left = defaultdict(list)
    for one in raw.sales:
        sums[str(one.channel_id)] += paid(one)
    for one in _costing(raw):
        left[str(one.channel_id)].append(one)
    if raw.asked.currency != raw.asked.home:
        return [dict(sums)]
    return [dict(sums), {key: sum(parts_of_profit(raw, left[key]).values()) for key in sums}]


# -- sales -------------------------------------------------------------------------------------------------


def averages(raw: Raw) -> Values:
    of_day = defaultdict(list)
    for one in raw.sales:
        of_day[one.ordered_on].append(one)
    orders, buyers = [], []
    for day in raw.days:
        found, people = of_day[day], {(one.channel_id, one.buyer) for one in of_day[day] if one.buyer is not None}
        orders.append(_half_up(sum(map(paid, found)), len(found)))
        buyers.append(_half_up(sum(map(paid, found)), len(people)))
    return [buyers, orders]


def hours(raw: Raw) -> Values:
    counts: Counter[tuple[int, int]] = Counter()
    for one in raw.sales:
        if one.ordered_at is not None:
            counts[one.ordered_on.weekday(), one.ordered_at.astimezone(raw.zones[one.channel_id]).hour] += 1
    return [[counts[day, hour] for hour in range(24)] for day in range(7)]


def _provinces(raw: Raw, value: Callable[[Any], int]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for one in raw.sales:
        sums[province_key(one.province or "") or (one.province or "") or "?"] += value(one)
    return dict(sums)


def provinces(raw: Raw) -> Values:
    return [_provinces(raw, paid)]


def province_map(raw: Raw) -> Values:
    return [_provinces(raw, lambda _one: 1)]


def forecast(raw: Raw) -> Values:
    """What was sold on the 42 days before today; the forecast itself is tried in test_forecast."""
    sums: Counter[date] = Counter()
    for one in raw.always:
        sums[one.ordered_on] += paid(one)
    return [[sums[raw.asked.today - DAY * ago] for ago in range(42, 0, -1)]]


# -- products ----------------------------------------------------------------------------------------------


def _of_skus(raw: Raw) -> dict[int, tuple[int, int]]:
    """SKU → (pieces, amount) of the period."""
    found: dict[int, tuple[int, int]] = {}
    for _order, line in raw.items(raw.sales):
        count, sums = found.get(line.sku_id or 0, (0, 0))
        found[line.sku_id or 0] = count + pieces_of(line), sums + amount(line)
    return found


def products(raw: Raw) -> Values:
    return [{str(sku): minor for sku, (_pieces, minor) in _of_skus(raw).items()}]


def abc(raw: Raw) -> Values:
    if raw.asked.currency != raw.asked.home:
        return [{str(sku): minor for sku, (_pieces, minor) in _of_skus(raw).items() if sku}]
    _total, costs, unknown = Costs(raw).goods(_costing(raw))
    return [
        {str(sku): 0 if sku in unknown else minor - costs.get(sku, 0)
         for sku, (_pieces, minor) in _of_skus(raw).items() if sku}
    ]  # fmt: skip


def bubbles(raw: Raw) -> Values:
    found = {str(sku): one for sku, one in _of_skus(raw).items() if sku}
    prices = {sku: _half_up(minor, pieces) for sku, (pieces, minor) in found.items()}
    return [{sku: pieces for sku, (pieces, _minor) in found.items()}, prices, *abc(raw)]


def sku_forecast(raw: Raw) -> Values:
    """Pieces of the last four weeks; the forecast itself is tried in test_forecast."""
    since = raw.asked.today - DAY * 28
    counts: Counter[str] = Counter()
    for one, line in raw.items([one for one in raw.always if since <= one.ordered_on < raw.asked.today]):
        counts[str(line.sku_id)] += pieces_of(line) if one else 0
    return [None, dict(counts)]


# -- stock -------------------------------------------------------------------------------------------------


def _there(raw: Raw) -> Iterator[tuple[Any, list[Any], int, int]]:
    """(SKU, its story, pieces, value) of every SKU that was ever counted and is no bundle."""
    stories = defaultdict(list)
    for entry in raw.connection.execute(select(StockEntry.table())):
        stories[entry.sku_id].append(entry)
    for one in raw.connection.execute(select(SkuStock.table())):
        if not one.is_bundle:
            story = sorted(stories[one.sku_id], key=lambda entry: (entry.at, entry.id))
            yield one.sku_id, story, story[-1].balance if story else 0, story[-1].balance_minor if story else 0


def ageing(raw: Raw) -> Values:
    """(values within a minor unit of each SKU, pieces): the oldest always left first."""
    values, counts, now = [0.0] * 5, [0] * 5, clock.now()
    for _sku, story, pieces, value in _there(raw):
        rest, here = max(pieces, 0), [0] * 5
        came = [one for one in story if one.quantity > 0 and one.kind not in (MoveKind.TRANSFER, MoveKind.REGRADE)]
        for entry in reversed(came):
            days = (now - entry.at).days
            taken = min(rest, entry.quantity)
            here[next((place for place, most in enumerate((30, 60, 90, 180)) if days <= most), 4)] += taken
            rest -= taken
        here[4] += rest
        for place, count in enumerate(here):
            counts[place] += count
            values[place] += value * count / sum(here) if sum(here) else 0
    return [values, counts]


def dead_stock(raw: Raw) -> Values:
    found = {}
    for sku, story, pieces, value in _there(raw):
        last = max((one.at for one in story if one.kind is MoveKind.SALE), default=story[0].at if story else None)
        if pieces > 0 and last is not None and (clock.now() - last).days > 90:
            found[str(sku)] = value
    return [found]


def cover(raw: Raw) -> Values:
    counts, since = [0] * 8, clock.now() - DAY * 91
    for _sku, story, pieces, _value in _there(raw):
        sold = -sum(one.quantity for one in story if one.kind is MoveKind.SALE and one.at >= since)
        if pieces <= 0 and sold <= 0:
            continue
        days = pieces * 91 // sold if sold > 0 else None
        limits = enumerate((7, 14, 30, 60, 120), start=1)
        place = next((place for place, most in limits if days is not None and days <= most), 6)
        counts[0 if pieces <= 0 else 7 if days is None else place] += 1
    return [counts]


# -- customers ---------------------------------------------------------------------------------------------


def rfm(raw: Raw) -> Values:
    table = [[0] * 4 for _row in range(5)]
    for orders in raw.buyers.values():
        ago = (raw.asked.today - orders[-1].ordered_on).days
        row = next((place for place, most in enumerate((30, 90, 180, 365)) if ago <= most), 4)
        table[row][min(len(orders), 4) - 1] += 1
    return list(table)


def rfm_money(raw: Raw) -> Values:
    """What one buyer of each cell paid less refunds, rounded half up; None in empty cells."""
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for orders in raw.buyers.values():
        ago = (raw.asked.today - orders[-1].ordered_on).days
        row = next((place for place, most in enumerate((30, 90, 180, 365)) if ago <= most), 4)
        net = sum((one.paid_minor or 0) - (one.refunded_minor or 0) for one in orders)
        cells[row, min(len(orders), 4) - 1].append(net)
    return [
        [
            _half_up(sum(cells[row, column]), len(cells[row, column])) if cells[row, column] else None
            for column in range(4)
        ]
        for row in range(5)
    ]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def cohorts(raw: Raw) -> Values:
    """Rows of shares in parts per million for the months that have buyers."""
    last = _month(raw.asked.last)
    found = []
    for month in range(last - 11, last + 1):
        people = [orders for orders in raw.buyers.values() if _month(orders[0].ordered_on) == month]
        if people:
            row = [sum(any(_month(one.ordered_on) == later for one in orders) for orders in people)
                   for later in range(month + 1, last + 1)]  # fmt: skip
            found.append([count * 1_000_000 // len(people) for count in row])
    return found


def repeat(raw: Raw) -> Values:
    last = _month(raw.asked.last)
    new, old = [], []
    for month in range(last - 11, last + 1):
        here = [orders for orders in raw.buyers.values() if any(_month(one.ordered_on) == month for one in orders)]
        fresh = sum(_month(orders[0].ordered_on) == month for orders in here)
        new.append(fresh)
        old.append(len(here) - fresh)
    shares = [o * 1_000_000 // (n + o) if n + o else None for n, o in zip(new, old, strict=True)]
    return [new, old, shares]


def _gaps(days: list[int]) -> list[int]:
    counts = [0] * 9
    for gap in days:
        limits = enumerate((1, 7, 14, 30, 60, 90, 180, 365))
        counts[next((place for place, most in limits if gap <= most), 8)] += 1
    return counts


def second_order(raw: Raw) -> Values:
    return [_gaps([(one[1].ordered_on - one[0].ordered_on).days for one in raw.buyers.values() if len(one) > 1])]


def three_in_seven(raw: Raw) -> tuple[int, int]:
    """(buyers whose third order came within 7 days of their first, all buyers)."""
    keen = sum(len(one) > 2 and (one[2].ordered_on - one[0].ordered_on).days <= 7 for one in raw.buyers.values())
    return keen, len(raw.buyers)


def interval(raw: Raw) -> Values:
    found = []
    for orders in raw.buyers.values():
        days = sorted({one.ordered_on for one in orders})
        if len(days) > 1:
            found.append(_half_up((days[-1] - days[0]).days, len(days) - 1) or 0)
    return [_gaps(found)]


# -- service -----------------------------------------------------------------------------------------------


def refunds(raw: Raw) -> Values:
    went: Counter[date] = Counter()
    for _case, _asked, refunds in raw.cases:
        for on, minor in refunds:
            if on is not None:
                went[on] += minor
    came, back = raw.by_day(paid), raw.by_day(lambda one: one.refunded_minor or 0)
    shares = [(two or 0) * 1_000_000 // one if one else None for one, two in zip(came, back, strict=True)]
    return [[went[day] for day in raw.days], shares]


def _asked(raw: Raw) -> list[tuple[Any, int]]:
    return [(one, sum(minor for _on, minor in refunds)) for one, on, refunds in raw.cases
            if on is not None and raw.asked.first <= on <= raw.asked.last]  # fmt: skip


def refund_reasons(raw: Raw) -> Values:
    return [dict(Counter(f"={one.reason or ''}" for one, _minor in _asked(raw)))]


def case_costs(raw: Raw) -> Values:
    refunded, extra = Counter[str](), Counter[str]()
    for one, minor in _asked(raw):
        refunded[str(one.kind)] += minor
        extra[str(one.kind)] += (one.freight_minor or 0) + (one.repair_minor or 0)
    return [dict(refunded), dict(extra)]


def deadlines(raw: Raw) -> Values:
    zone, now = ZoneInfo(raw.asked.zone), clock.now()
    counts: dict[str, Counter[date]] = {name: Counter() for name in ("in time", "late", "open")}
    for one in raw.of(Order):
        if one.deliver_by is None or one.status not in COUNTED or one.currency != raw.asked.currency:
            continue
        if one.status in LEFT:
            state = "late" if one.shipped_at is not None and one.shipped_at > one.deliver_by else "in time"
        else:
            state = "late" if one.deliver_by < now else "open"
        counts[state][one.deliver_by.astimezone(zone).date()] += 1
    return [[counts[name][day] for day in raw.days] for name in ("in time", "late", "open")]


# -- traffic and money --------------------------------------------------------------------------------------


def _sheets(raw: Raw, mapped: Any) -> list[Any]:
    wanted = set(raw.days)
    return [one for one in raw.of(mapped) if one.day in wanted and one.currency == raw.asked.currency]


def ads(raw: Raw) -> Values:
    spend, made = Counter[date](), Counter[date]()
    for one in _sheets(raw, AdDay):
        spend[one.day] += one.spend_minor or 0
        made[one.day] += one.sales_minor or 0
    told = {(one.day, one.channel_id) for one in _sheets(raw, AdDay)}
    for one in _sheets(raw, ShopDay):
        kinds = (one.search_spend_minor, one.display_spend_minor, one.sitewide_spend_minor, one.affiliate_spend_minor)
        if (one.day, one.channel_id) not in told:
            spend[one.day] += sum(kind or 0 for kind in kinds)
    returns = [_half_up(made[day] * 100, spend[day]) for day in raw.days]
    return [[spend[day] for day in raw.days], returns]


def funnel(raw: Raw) -> Values:
    names = ("visitors", "carts", "ordered_buyers", "buyers")
    found = [[getattr(one, name) for one in _sheets(raw, ShopDay) if getattr(one, name) is not None] for name in names]
    return [[sum(part) for part in found if part]]


def scores(raw: Raw) -> Values:
    found: Values = []
    for name in ("item_score", "service_score", "delivery_score"):
        of_day = defaultdict(list)
        for one in _sheets(raw, ShopDay):
            if getattr(one, name) is not None:
                of_day[one.day].append(getattr(one, name))
        found.append([_half_up(sum(of_day[day]), len(of_day[day])) for day in raw.days])
    return found


def cash_flow(raw: Raw) -> Values:
    came, went = Counter[date](), Counter[date]()
    for one in raw.of(Transaction):
        if one.currency == raw.asked.currency and one.direction is not Flow.NEUTRAL:
            (came if one.direction is Flow.IN else went)[one.happened_on] += abs(one.amount_minor)
    return [[came[day] for day in raw.days], [went[day] for day in raw.days]]


PLAIN: dict[str, Callable[[Raw], Values]] = {
    "sales": lambda raw: [raw.by_day(paid)],
    "profit": profit, "waterfall": waterfall, "orders": lambda raw: [raw.by_day(lambda _one: 1)],
    "channels": channels, "averages": averages, "hours": hours, "provinces": provinces, "province-map": province_map,
    "forecast": forecast, "products": products, "abc": abc, "bubbles": bubbles, "sku-forecast": sku_forecast,
    "ageing": ageing, "dead-stock": dead_stock, "cover": cover, "rfm": rfm, "cohorts": cohorts, "repeat": repeat,
    "second-order": second_order, "interval": interval, "refunds": refunds, "refund-reasons": refund_reasons,
    "case-costs": case_costs, "deadlines": deadlines, "ads": ads, "funnel": funnel, "scores": scores,
    "cash-flow": cash_flow,
}  # fmt: skip
"""By the chart's key."""


def category_of(raw: Raw, category: str) -> set[int]:
    """The SKUs of a category and of those under it."""
    within = {one.id for one in raw.of(Product) if one.category == category or (one.category or "").startswith(
        f"{category} > ")}  # fmt: skip
    return {one.id for one in raw.of(Sku) if one.product_id in within}
