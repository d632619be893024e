"""Charts of stock: how old it is, what does not sell, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from services import clock
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import Message, message
from services.rollups.asked import Asked
from services.stock.analysis import GoodsLine, Sales, cover_days, goods
from services.stock.listing import DEAD_DAYS

_AGE_LABELS = (
    N_("Up to 30 days"), N_("31 to 60 days"), N_("61 to 90 days"), N_("91 to 180 days"), N_("Older"),
)  # fmt: skip
_COVERS = (7, 14, 30, 60, 120)
_COVER_LABELS = (
    N_("Sold out"), N_("Up to a week"), N_("8 to 14 days"), N_("15 to 30 days"), N_("31 to 60 days"),
    N_("61 to 120 days"), N_("Longer"), N_("Nothing sold"),
)  # fmt: skip
_SHOWN = 20
_SOURCE = N_("The stock ledger, now")
_COLUMNS = (
    ListColumn("code", N_("Code"), Kind.ID),
    ListColumn("title", N_("Product"), Kind.TEXT),
    ListColumn("variant", N_("Variant"), Kind.TEXT),
    ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
    ListColumn("value", N_("Stock value"), Kind.MONEY),
    ListColumn("sold", N_("Sold, 13 weeks"), Kind.INTEGER),
    ListColumn("idle_days", N_("Days without a sale"), Kind.INTEGER),
)


def _row(one: GoodsLine) -> tuple[object, ...]:
    return one.code, one.title, one.variant, one.pieces, one.value_minor, one.sold, one.idle_days


def _name(one: GoodsLine) -> str:
    return f"{one.title} · {one.variant}" if one.variant else one.title


def _no_stock(shape: Shape) -> Figures:
    return nothing(shape, message(N_("No stock is counted yet. Enter what is there, or receive a purchase.")))


def _ageing(connection: Connection, asked: Asked) -> Figures:
    lines = [one for one in goods(connection, clock.now(), Sales.NONE) if one.pieces > 0]
    values = [sum(one.ages[place].value_minor for one in lines) for place in range(len(_AGE_LABELS))]
    pieces = [sum(one.ages[place].pieces for one in lines) for place in range(len(_AGE_LABELS))]
    if not sum(pieces):
        return _no_stock(Shape.BARS)
    old = sum(values[3:])
    title = message(N_("Nothing of the stock is older than 90 days"))
    if sum(pieces[3:]):
        title = message(
            N_("{share} of the stock's worth is older than 90 days: {money}"),
            share=words.share(old, sum(values)),
            money=words.money(old, asked.home),
        )
    series = (
        Series(message(N_("Stock value")), tuple(values), Unit.MONEY),
        Series(message(N_("Pieces")), tuple(pieces), Unit.COUNT, Tone.SECOND, on_right=True),
    )
    labels: tuple[Message, ...] = tuple(message(name) for name in _AGE_LABELS)
    keys = tuple(str(place) for place in range(len(labels)))
    return Figures(Shape.BARS, title, labels, series, keys, currency=asked.home)


def _of_age(connection: Connection, asked: Asked, key: str) -> Behind:
    lines = [one for one in goods(connection, clock.now(), Sales.PIECES) if one.pieces > 0]
    return _table([one for one in lines if not key or one.ages[int(key)].pieces], asked)


def _table(lines: Sequence[GoodsLine], asked: Asked) -> Behind:
    found = behind.table(_COLUMNS, [_row(one) for one in lines], asked)
    return Behind(found.columns, found.rows, asked.home)


def _idle(lines: Iterable[GoodsLine]) -> list[GoodsLine]:
    found = [one for one in lines if one.pieces > 0 and one.idle_days > DEAD_DAYS]
    return sorted(found, key=lambda one: (-one.value_minor, one.code))


def _dead(connection: Connection, asked: Asked) -> Figures:
    lines = goods(connection, clock.now(), Sales.NONE, with_ages=False)
    if not any(one.pieces > 0 for one in lines):
        return _no_stock(Shape.RANKING)
    found = _idle(lines)
    if not found:
        why = message(N_("Nothing lies unsold: everything that is there sold in the last {days} days."), days=DEAD_DAYS)
        return nothing(Shape.RANKING, why)
    worth, whole = sum(one.value_minor for one in found), sum(one.value_minor for one in lines)
    title = message(
        N_("{money} lie in goods not sold for {days} days, {share} of the stock"),
        money=words.money(worth, asked.home), days=DEAD_DAYS, share=words.share(worth, whole),
    )  # fmt: skip
    top = found[:_SHOWN]
    series = Series(message(N_("Stock value")), tuple(one.value_minor for one in top), Unit.MONEY, Tone.SECOND)
    labels, keys = tuple(_name(one) for one in top), tuple(str(one.sku_id) for one in top)
    return Figures(Shape.RANKING, title, labels, (series,), keys, currency=asked.home)


def _of_dead(connection: Connection, asked: Asked, key: str) -> Behind:
    idle = _idle(goods(connection, clock.now(), Sales.PIECES, with_ages=False))
    return _table([one for one in idle if not key or one.sku_id == int(key)], asked)


def _cover_place(one: GoodsLine) -> int:
    days = cover_days(one)
    if one.pieces <= 0:
        return 0
    if days is None:
        return len(_COVER_LABELS) - 1
    return next((place for place, most in enumerate(_COVERS, start=1) if days <= most), len(_COVERS) + 1)


def _covers(connection: Connection) -> list[GoodsLine]:
    lines = goods(connection, clock.now(), Sales.PIECES, with_ages=False)
    return [one for one in lines if one.pieces > 0 or one.sold > 0]


def _cover(connection: Connection, asked: Asked) -> Figures:
    lines = _covers(connection)
    if not lines:
        return _no_stock(Shape.BARS)
    counts = [0] * len(_COVER_LABELS)
    for one in lines:
        counts[_cover_place(one)] += 1
    soon, long = counts[0] + counts[1], counts[-2]
    title = message(N_("{soon} products last no longer than a week, {long} longer than 120 days"), soon=soon, long=long)
    if not soon:
        title = message(N_("Every product lasts longer than a week, {long} longer than 120 days"), long=long)
    labels = tuple(message(name) for name in _COVER_LABELS)
    series = Series(message(N_("Products")), tuple(counts), Unit.COUNT)
    keys = tuple(str(place) for place in range(len(labels)))
    return Figures(Shape.RANKING, title, labels, (series,), keys, currency=asked.home, is_whole=True)


def _of_cover(connection: Connection, asked: Asked, key: str) -> Behind:
    return _table([one for one in _covers(connection) if not key or _cover_place(one) == int(key)], asked)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "ageing", Family.STOCK, N_("Age of the stock"),
        N_("Value of the goods by the day they came, as if the oldest always left first."),
        _SOURCE, _ageing, _of_age, by_channel=False, by_period=False,
    ),
    Chart(
        "dead-stock", Family.STOCK, N_("Dead stock"),
        N_("Value of goods of which nothing was sold for 90 days."),
        _SOURCE, _dead, _of_dead, by_channel=False, by_period=False,
    ),
    Chart(
        "cover", Family.STOCK, N_("Days of cover"),
        N_("Pieces there ÷ pieces sold a day over the last 13 weeks."),
        _SOURCE, _cover, _of_cover, by_channel=False, by_period=False,
    ),
)  # fmt: skip
