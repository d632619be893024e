"""Reads: the true profit of a period by what one chooses, beside another period, with what is not known said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from models.values import WHOLE_PPM
from services import settings
from services.books.lines import home_of
from services.i18n import N_, NN_, translate
from services.messages import Message, message, plural_message
from services.profit.ads import AdShare, charge
from services.profit.facts import Basis, Parts, orders
from services.profit.groups import By, Group, Wanted, behind, grouped

UNSHARED = "unshared"
"""The key of the row of ads no order bears."""
_UNKNOWN = NN_(
    "{count} order has no known profit, because its amount or the cost of its goods is unknown; it is in no amount.",
    "{count} orders have no known profit, because their amount or the cost of their goods is unknown;"
    " they are in no amount.",
)
_PARTIAL = NN_(
    "{count} order lacks a fee, a freight or another part: the profit is at most what stands here.",
    "{count} orders lack a fee, a freight or another part: the profit is at most what stands here.",
)


class Completeness(StrEnum):
    """How much of a row's profit is known."""

    COMPLETE = "complete"
    AT_MOST = "at_most"
    UNKNOWN = "unknown"


COMPLETENESS_LABELS = {
    Completeness.COMPLETE: N_("complete"),
    Completeness.AT_MOST: N_("at most"),
    Completeness.UNKNOWN: N_("unknown"),
}


@dataclass(frozen=True, slots=True)
class ProfitRow:
    """One row; amounts in minor units of the shop's currency, costs below zero. `before_minor` is the other period's.

    `profit_minor` is None where no order of the row has a known profit.
    """

    key: str
    label: str
    orders: int
    pieces: int
    unknown: int
    partial: int
    parts: Parts
    before_minor: int | None = None

    @property
    def profit_minor(self) -> int | None:
        """What is left of the orders whose profit is known."""
        return None if self.completeness is Completeness.UNKNOWN and self.unknown >= self.orders else self.parts.profit

    @property
    def margin_ppm(self) -> int | None:
        """The profit's share of what came in, in millionths, rounded towards zero as that of an order is."""
        profit = self.profit_minor
        if profit is None or self.parts.came_in <= 0:
            return None
        size = abs(profit) * WHOLE_PPM // self.parts.came_in
        return size if profit >= 0 else -size

    @property
    def completeness(self) -> Completeness:
        """How much of it is known."""
        if self.unknown:
            return Completeness.UNKNOWN
        return Completeness.AT_MOST if self.partial else Completeness.COMPLETE


@dataclass(frozen=True, slots=True)
class ProfitAsked:
    """What is asked for: the days and which day of an order counts, what it is put together by, and what beside it.

    `limit` is how many rows are given at most, the largest profit first (days in their order); None is all.
    """

    first: date
    last: date
    by: By = By.CHANNEL
    basis: Basis = Basis.ORDERED
    against: tuple[date, date] | None = None
    share: AdShare | None = None
    smallest_first: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ProfitReport:
    """The rows that were asked for and the sum of all orders, with sentences about what is missing.

    `left_out` rows are beyond the limit, and in the sum all the same.
    """

    asked: ProfitAsked
    share: AdShare
    currency: str
    rows: tuple[ProfitRow, ...]
    total: ProfitRow
    left_out: int = 0
    notes: tuple[Message, ...] = field(default=())


def profit_report(connection: Connection, asked: ProfitAsked) -> ProfitReport:
    """The profit of a period; the rows by channel, day, order and product add up to its total."""
    share = asked.share or AdShare(settings.read(connection, settings.AD_SHARE))
    now, total = _groups(connection, asked, share, asked.first, asked.last)
    before: dict[str, Group] = {}
    total_before = None
    if asked.against is not None:
        groups, of_before = _groups(connection, asked, share, *asked.against)
        before, total_before = {one.key: one for one in groups}, of_before.parts.profit
    rows = [_row(one, before.get(one.key), asked.against is not None) for one in now]
    gone = set(before) - {one.key for one in now} if asked.by is not By.ORDER and asked.by is not By.DAY else set()
    rows += [_row(Group(key, before[key].label), before[key], True) for key in gone]
    rows = _ordered(rows, asked)
    shown = rows if asked.limit is None else rows[: asked.limit]
    whole = ProfitRow(
        "total", translate(N_("Together")), total.orders, total.pieces, total.unknown, total.partial, total.parts,
        total_before,
    )  # fmt: skip
    notes = _notes(asked, whole)
    return ProfitReport(asked, share, home_of(connection), tuple(shown), whole, len(rows) - len(shown), notes)


def orders_behind(connection: Connection, asked: ProfitAsked, key: str, limit: int = 500) -> tuple[ProfitRow, ...]:
    """The orders of one row, the newest first; at most `limit` of them."""
    share = asked.share or AdShare(settings.read(connection, settings.AD_SHARE))
    found = orders(connection, asked.basis, asked.first, asked.last)
    wanted = Wanted(asked.basis, asked.first, asked.last)
    chosen = behind(connection, asked.by, wanted, found, key)[::-1][:limit]
    charge(connection, chosen, share, None)
    rows = []
    for one in chosen:
        group = Group(str(one.id), one.number)
        group.count(one)
        rows.append(_row(group, None, False))
    return tuple(rows)


def _groups(
    connection: Connection, asked: ProfitAsked, share: AdShare, first: date, last: date
) -> tuple[list[Group], Group]:
    found = orders(connection, asked.basis, first, last)
    unshared = charge(connection, found, share, (first, last) if asked.basis is Basis.ORDERED else None)
    total = Group("total", "")
    for one in found:
        total.count(one)
    total.parts.ads += unshared
    rows = grouped(connection, asked.by, Wanted(asked.basis, first, last), found)
    if unshared and asked.by not in (By.CAMPAIGN, By.PLAN):
        rows.append(Group(UNSHARED, translate(N_("Ads no order bears")), parts=Parts(ads=unshared)))
    return rows, total


def _row(one: Group, before: Group | None, is_compared: bool) -> ProfitRow:
    earlier = before.parts.profit if before is not None else 0
    return ProfitRow(
        one.key, one.label, one.orders, one.pieces, one.unknown, one.partial, one.parts,
        earlier if is_compared else None,
    )  # fmt: skip


def _ordered(rows: list[ProfitRow], asked: ProfitAsked) -> list[ProfitRow]:
    if asked.by is By.DAY:
        return sorted(rows, key=lambda row: (row.key == UNSHARED, row.key))
    sign = 1 if asked.smallest_first else -1
    return sorted(rows, key=lambda row: (row.profit_minor is None, sign * (row.profit_minor or 0), row.label))


def _notes(asked: ProfitAsked, total: ProfitRow) -> tuple[Message, ...]:
    found = []
    if total.unknown:
        found.append(plural_message(_UNKNOWN, total.unknown))
    if total.partial:
        found.append(plural_message(_PARTIAL, total.partial))
    if asked.by is By.CAMPAIGN:
        found.append(message(N_("What is sold in two campaigns at once counts in both; the rest is in none.")))
    if asked.by is By.PLAN:
        found.append(
            message(
                N_("Sales of a plan are the platform's word; goods, fees and freight are those of the average order.")
            )
        )
    return tuple(found)
