"""The map of buyers: how long ago they bought, how often, and what they bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from models.enums.orders import BuyerTrait
from services import formatting
from services.charts import words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Unit
from services.charts.customers import SOURCE, buyers_table, nobody, people
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message
from services.rollups.asked import Asked
from services.rollups.buyer_counts import counted

_RECENT = (30, 90, 180, 365)
_RECENT_LABELS = (
    N_("Up to 30 days ago"), N_("31 to 90"), N_("91 to 180"), N_("181 to 365"), N_("Longer ago"),
)  # fmt: skip
_OFTEN_LABELS = (N_("1 order"), N_("2 orders"), N_("3 orders"), N_("4 or more"))
_LOYAL = NN_(
    "{count} regular bought in the last 90 days; {share} of all money came from them",
    "{count} regulars bought in the last 90 days; {share} of all money came from them",
)


def rfm_place(last: date, orders: int, today: date) -> tuple[int, int]:
    """(row by how long ago the last order is, column by how many orders there were)."""
    ago = (today - last).days
    row = next((place for place, most in enumerate(_RECENT) if ago <= most), len(_RECENT))
    return row, min(orders, 4) - 1


def _rfm(connection: Connection, asked: Asked) -> Figures:
    counts, brought = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for last, orders, count, minor in counted(connection, asked, BuyerTrait.LAST):
        place = rfm_place(date.fromordinal(last), orders, asked.today)
        counts[place] += count
        brought[place] += minor
    if not counts:
        return nobody(Shape.HEAT)
    each = {place: _each(brought[place], count) for place, count in counts.items()}
    rows, columns = range(len(_RECENT_LABELS)), range(len(_OFTEN_LABELS))
    series, beside = [], []
    for row, name in enumerate(_RECENT_LABELS):
        series.append(Series(message(name), tuple(counts[row, column] for column in columns), Unit.COUNT))
        each_of = message(N_("{ago}: paid by one"), ago=message(name))
        beside.append(Series(each_of, tuple(each.get((row, column)) for column in columns), Unit.MONEY))
    labels, keys = tuple(message(name) for name in _OFTEN_LABELS), tuple(map(str, columns))
    note = message(N_("Below the number of buyers: what one of them paid, less refunds."))
    return Figures(
        Shape.HEAT, _rfm_title(counts, brought), labels, tuple(series), keys, (note,), currency=asked.currency,
        row_keys=tuple(map(str, rows)), beside=tuple(beside),
    )  # fmt: skip


def _each(minor: int, count: int) -> int | None:
    """What falls on one, rounded half up; None of nobody."""
    return (2 * minor + count) // (2 * count) if count else None


def _rfm_title(counts: Mapping[tuple[int, int], int], brought: Mapping[tuple[int, int], int]) -> Message:
    regulars = [place for place in counts if place[0] <= 1 and place[1] >= 1]
    loyal, money = sum(counts[place] for place in regulars), sum(brought[place] for place in regulars)
    slipping = sum(count for (row, column), count in counts.items() if row >= 2 and column >= 2)
    share = words.share(money, sum(brought.values()))
    if not slipping and not loyal:
        return message(N_("No regular bought in the last 90 days"))
    if not slipping:
        return plural_message(_LOYAL, loyal, share=share)
    forms = N_("{loyal} regulars bought in the last 90 days, {share} of all money came from them; {gone} who bought 3 "
               "times have not")  # fmt: skip
    return message(forms, loyal=formatting.integer(loyal), share=share, gone=formatting.integer(slipping))


def _of_rfm(connection: Connection, asked: Asked, key: str) -> Behind:
    wanted = tuple(map(int, key.split("|"))) if key else None
    found = people(connection, asked)
    return buyers_table(
        [one for one in found if wanted is None or rfm_place(one.last, one.orders, asked.today) == wanted], asked
    )


CHARTS: tuple[Chart, ...] = (
    Chart(
        "rfm", Family.CUSTOMERS, N_("How recent, how often, how much"),
        N_("Buyers by the days since their last order and by how many orders they placed, up to today; what one of "
           "them brought = paid − refunds of all of them, over all time, ÷ buyers."),
        SOURCE, _rfm, _of_rfm, by_period=False,
    ),
)  # fmt: skip
