"""Lists that repeat a wallet's own statement: which they are, and which of their lines count nowhere.

Money lies in the wallet, so its statement is what counts. A list tells of the same money order by order: its
lines explain the wallet's. One is left out where the wallet has the same line (the same number, amount and
direction within `NEAR_DAYS` days, or a payout that is the sum of a day's lines with its number), and, for lists
whose every line is in the wallet's file, on each day one of the wallet's files speaks of. All others count.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, func, or_, select, true, type_coerce

from models.enums.money import Flow
from models.finance import Account, Transaction
from services import paths
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import like_pattern, stored_rows

_accounts = Account.table()
_line = Transaction.table().alias("listed")
_told = Transaction.table().alias("told")
_beside = Transaction.table().alias("beside")
NEAR_DAYS = 7
"""How far apart a list and a statement may date the same money; also how long a statement may be silent."""
_NEAR = timedelta(days=NEAR_DAYS)
_NEAR_MS = NEAR_DAYS * 86_400_000
_AT_ONCE = 40

Echo = tuple[int, int, str, int, int | None]
"""(transaction, its account, its day as stored, the wallet, the line of it that is explained)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A list and the wallet whose statement it repeats; see resources/statement_pairs.toml."""

    account_id: int
    wallet_id: int
    whole: bool
    through: str | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    list: str
    wallet: tuple[str, ...]
    whole: bool
    through: str | None


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    with (paths.resources() / "statement_pairs.toml").open("rb") as file:
        told = tomllib.load(file)["pair"]
    return tuple(
        _Kind(one["list"], tuple(one["wallet"]), bool(one.get("whole")), one.get("through")) for one in told
    )  # fmt: skip


def pairs(connection: Connection) -> tuple[Pair, ...]:
    """Every list and its wallet: as the person chose, else as the providers suggest where only one is meant."""
    c = _accounts.c
    names = (c.id, c.provider, c.currency, c.is_archived, c.repeats_id, c.stands_alone)
    rows = connection.execute(select(*names).order_by(c.id)).all()
    chosen = {row.id for row in rows if row.repeats_id is not None}
    found = []
    for row in rows:
        if row.repeats_id is not None:
            found.append(Pair(row.id, row.repeats_id, True))
        elif not row.stands_alone and (kind := _kind_of(row.provider)) is not None:
            wallet = _wallet_of(row, kind, rows, chosen)
            if wallet is not None:
                found.append(Pair(row.id, wallet, kind.whole, kind.through))
    return tuple(found)


def _kind_of(provider: str | None) -> _Kind | None:
    return next((kind for kind in _kinds() if kind.list == provider), None)


def _wallet_of(row: Any, kind: _Kind, rows: Sequence[Any], chosen: Collection[int]) -> int | None:
    """The one account of the first provider the shop has; none where several could be meant."""
    for provider in kind.wallet:
        fits = [
            one.id
            for one in rows
            if one.provider == provider and one.currency == row.currency and one.id not in chosen
            and not one.is_archived
        ]  # fmt: skip
        if fits:
            return int(fits[0]) if len(fits) == 1 else None
    return None


def echoes(connection: Connection, pair: Pair, days: Collection[date] | None = None) -> Iterator[Echo]:
    """The lines of a list that count nowhere, of these days or of all."""
    for chunk in sorted_chunks(_days_of(connection, pair.account_id) if days is None else days, _AT_ONCE):
        yield from _echoes_of(connection, pair, chunk)


def _days_of(connection: Connection, account_id: int) -> list[date]:
    t = Transaction.table().c
    return list(connection.execute(select(t.happened_on).where(t.account_id == account_id).distinct()).scalars())


def _echoes_of(connection: Connection, pair: Pair, days: Sequence[date]) -> Iterator[Echo]:
    covered = _covered(connection, pair.wallet_id, days) if pair.whole else frozenset()
    statement = select(_line.c.id, _line.c.happened_on, _found(pair)).where(
        _line.c.account_id == pair.account_id, _line.c.happened_on.in_(days), _line.c.duplicate_of_id.is_(None),
        _line.c.direction != Flow.NEUTRAL, _goes_through(pair),
    )  # fmt: skip
    for line, day, of_id in stored_rows(connection, statement):
        if of_id is not None or day in covered:
            yield line, pair.account_id, day, pair.wallet_id, of_id


def _goes_through(pair: Pair) -> ColumnElement[bool]:
    if pair.through is None:
        return true()
    method = func.coalesce(_line.c.method, "")
    return or_(method == "", method.like(like_pattern(pair.through), escape="\\"))


def _found(pair: Pair) -> ColumnElement[int | None]:
    """The wallet's line that tells of the same money; of several the oldest one here."""
    same = and_(_told.c.amount_minor == _line.c.amount_minor, _told.c.direction == _line.c.direction)
    of_day = and_(
        _beside.c.account_id == _line.c.account_id, _beside.c.merchant_no == _line.c.merchant_no,
        _beside.c.happened_on == _line.c.happened_on, _beside.c.duplicate_of_id.is_(None),
        _beside.c.direction != Flow.NEUTRAL,
    )  # fmt: skip
    total = select(func.sum(_beside.c.amount_minor)).where(of_day).correlate(_line).scalar_subquery()
    ways = [
        and_(same, _told.c.order_no == _line.c.order_no),
        and_(same, _told.c.merchant_no == _line.c.order_no),
        and_(same, _told.c.merchant_no == _line.c.merchant_no),
        and_(same, _told.c.order_no == _line.c.merchant_no),
        and_(same, _told.c.external_no == _line.c.external_no),
        and_(_told.c.external_no == _line.c.merchant_no, _told.c.amount_minor == total),
        and_(_told.c.merchant_no == _line.c.merchant_no, _told.c.amount_minor == total),
    ]
    nameless = and_(_line.c.order_no.is_(None), _told.c.order_no.is_(None))
    if pair.whole:
        ways.append(and_(same, nameless, _told.c.happened_on == _line.c.happened_on))
    return func.coalesce(*(_first(pair, way) for way in ways))


def _first(pair: Pair, way: ColumnElement[bool]) -> Any:
    told_at, at = (type_coerce(one.c.happened_at, BigInteger()) for one in (_told, _line))
    near = func.abs(told_at - at) <= _NEAR_MS
    counts = and_(_told.c.duplicate_of_id.is_(None), _told.c.direction != Flow.NEUTRAL)
    found = select(func.min(_told.c.id)).where(_told.c.account_id == pair.wallet_id, counts, near, way)
    return found.correlate(_line).scalar_subquery()


def _covered(connection: Connection, wallet_id: int, days: Sequence[date]) -> frozenset[str]:
    """Those of the days, as stored, that lie between two lines of one of the wallet's files near enough to it."""
    t = Transaction.table().c
    statement = select(t.file_id, t.happened_on).where(
        t.account_id == wallet_id, t.file_id.is_not(None), t.happened_on.between(days[0] - _NEAR, days[-1] + _NEAR)
    )
    by_file: defaultdict[int, list[date]] = defaultdict(list)
    for file_id, day in connection.execute(statement.distinct().order_by(t.happened_on)):
        by_file[file_id].append(day)
    found = set()
    for day in days:
        for told in by_file.values():
            place = bisect_left(told, day)
            after = place < len(told) and told[place] <= day + _NEAR
            before = after and (told[place] == day or (place > 0 and told[place - 1] >= day - _NEAR))
            if before:
                found.add(day.isoformat())
                break
    return frozenset(found)
