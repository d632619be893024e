"""Advice on slow stock: a discount that stays above the minimum price and above what selling costs."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from models.enums.growth import AdviceKind
from services import clock, formatting
from services.advice.advice import Advice, Evidence, NewPrice
from services.advice.basis import Basis, Goods
from services.catalog.margin import price_for
from services.errors import Invalid
from services.exporting.text_export import ListColumn
from services.i18n import N_, NN_
from services.kernel.table_query import Kind
from services.messages import Message, message, plural_message
from services.stock.analysis import GoodsLine, Sales, cover_days, goods

SLOW_DAYS = 120
"""Goods that last longer than this are slow."""
IDLE_DAYS = 60
"""Goods that sold nothing in the last weeks are slow once they lay for so long."""
_STEPS = ((365, 30), (240, 20), (SLOW_DAYS, 10))  # days of cover from which so many percent come off
_ROUND = 10
_COLUMNS = (
    ListColumn("age", N_("Age"), Kind.TEXT),
    ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
    ListColumn("value", N_("Stock value"), Kind.MONEY),
)
_AGES = (N_("Up to 30 days"), N_("31 to 60 days"), N_("61 to 90 days"), N_("91 to 180 days"), N_("Older"))
_IDLE = NN_(
    "{pieces} pieces worth {value} lie there and none was sold for {count} day.",
    "{pieces} pieces worth {value} lie there and none was sold for {count} days.",
)
_COVER = NN_(
    "{pieces} pieces worth {value} last {count} day at the speed of the last 13 weeks.",
    "{pieces} pieces worth {value} last {count} days at the speed of the last 13 weeks.",
)


def slow_stock(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for every SKU that lies too long, what is worth most first."""
    for line in goods(connection, clock.now(), Sales.PIECES):
        one = basis.goods.get(line.sku_id)
        cover = cover_days(line)
        if one is None or line.pieces <= 0 or line.value_minor <= 0:
            continue
        if line.ages[0].pieces == line.pieces:  # all of it came in the last 30 days: that says nothing yet
            continue
        if (cover is None and line.idle_days < IDLE_DAYS) or (cover is not None and cover <= SLOW_DAYS):
            continue
        percent = discount_percent(cover)
        proposal = proposed(basis, one, percent)
        yield Advice(
            AdviceKind.SLOW, str(one.sku_id), (one.sku_id,), one.name,
            message(N_("{why} {what}"), why=_why(basis, line, cover), what=_what(basis, one, proposal, percent)),
            line.value_minor, f"{one.price_minor}|{one.min_price_minor}|{percent}", proposal,
        )  # fmt: skip


def discount_percent(cover: int | None) -> int:
    """How many percent come off for goods that last so many days; the most where nothing sells."""
    return next((percent for days, percent in _STEPS if cover is None or cover > days), 0)


def proposed(basis: Basis, one: Goods, percent: int) -> NewPrice | None:
    """The price with the discount, rounded to tenths, never below the floor; None where that is no lower price."""
    if one.price_minor is None:
        return None
    floor = floor_of(basis, one)
    if floor is None:
        return None
    wanted = one.price_minor * (100 - percent) // 100
    new = max(-(-wanted // _ROUND) * _ROUND, floor)
    if new >= one.price_minor:
        return None
    return NewPrice(
        one.sku_id, one.code, one.price_minor, new, basis.margin_ppm(one, one.price_minor), basis.margin_ppm(one, new)
    )


def floor_of(basis: Basis, one: Goods) -> int | None:
    """The lowest price that is not below the minimum and loses nothing; None where no cost or no price is known."""
    costs = basis.costs_of(one)
    if costs is None:
        return None
    try:
        return max(price_for(0, costs), one.min_price_minor or 0)
    except Invalid:
        return None


def _why(basis: Basis, line: GoodsLine, cover: int | None) -> Message:
    value = formatting.money(line.value_minor, basis.asked.home)
    pieces = formatting.integer(line.pieces)
    if cover is None:
        return plural_message(_IDLE, line.idle_days, pieces=pieces, value=value)
    return plural_message(_COVER, cover, pieces=pieces, value=value)


def _what(basis: Basis, one: Goods, proposal: NewPrice | None, percent: int) -> Message:
    money, home = formatting.money, basis.asked.home
    if one.price_minor is None:
        return message(N_("Without a price no discount can be worked out."))
    floor = floor_of(basis, one)
    if floor is None:
        return message(N_("Without its cost no discount can be worked out."))
    if proposal is None:
        words = N_("The price {price} is at its floor of {floor}: bundle it, give it away, or stop buying it.")
        return message(words, price=money(one.price_minor, home), floor=money(floor, home))
    words = N_("{percent}% off gives {price}; {margin} of it is left, and the floor is {floor}.")
    return message(
        words, percent=percent, price=money(proposal.new_minor, home), floor=money(floor, home),
        margin=formatting.ppm(proposal.margin_after_ppm or 0),
    )  # fmt: skip


def slow_evidence(connection: Connection, subject: str, currency: str) -> Evidence:
    """How old the pieces are, and what each age is worth."""
    line = next((one for one in goods(connection, clock.now(), Sales.NONE) if one.sku_id == int(subject)), None)
    ages = line.ages if line is not None else ()
    rows = tuple((message(words), one.pieces, one.value_minor) for words, one in zip(_AGES, ages, strict=False))
    return Evidence(_COLUMNS, rows, currency)
