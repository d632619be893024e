"""What a statement's rows say about the account they go into: is it the right one, does the file follow what is here.

Nothing is refused: the person reads it in the list of changes, before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from models.columns import to_epoch_ms
from models.enums.money import Flow
from models.finance import Transaction
from models.values import Money
from services.finance.balances import Line, chain
from services.finance.providers import tail_of
from services.i18n import N_, NN_
from services.importing.accounts import AccountPlan
from services.importing.kinds.part import FilePlan
from services.importing.kinds.rows import RowTarget
from services.importing.staged import FileWarning
from services.messages import message, plural_message

_transactions = Transaction.table()
_OVERLAP = NN_(
    "{count} row is in {account} already, from {first} to {last}. It is not counted twice.",
    "{count} rows are in {account} already, from {first} to {last}. They are not counted twice.",
)


@dataclass(slots=True)
class Taken:
    """The rows of one file that go into one account: those it brings, and the days of those that were there."""

    plan: FilePlan
    account: AccountPlan
    fresh: list[RowTarget]
    known_days: list[str]


def warnings_of(connection: Connection, taken: Taken) -> list[FileWarning]:
    """Everything a person should know before these rows are written."""
    found = [_other_account(taken), _overlap(taken), _gap(connection, taken)]
    return [one for one in found if one is not None]


def _other_account(taken: Taken) -> FileWarning | None:
    told, tail = tail_of(taken.plan.file.account), taken.account.tail
    if told is None or tail is None or told == tail:
        return None
    sentence = N_("The file is of the account that ends in {told}, and {account} ends in {tail}.")
    return FileWarning("other_account", 1, message(sentence, told=told, account=taken.account.name, tail=tail))


def _overlap(taken: Taken) -> FileWarning | None:
    days = sorted(taken.known_days)
    if not days or not taken.fresh:
        return None
    said = plural_message(_OVERLAP, len(days), account=taken.account.name, first=days[0], last=days[-1])
    return FileWarning("overlaps", len(days), said)


def _gap(connection: Connection, taken: Taken) -> FileWarning | None:
    """A statement that begins elsewhere than the last one ended; only where both tell balances and none overlaps."""
    lines = [line for target in taken.fresh if (line := _line(target.values)) is not None]
    if taken.account.id is None or taken.known_days or not lines:
        return None
    first = chain(lines)[0]
    before = _told_before(connection, taken.account.id, first)
    if before is None or first.start_minor is None or before == first.start_minor:
        return None
    sentence = N_(
        "{account} held {before} before the first row of this file, and the file begins with {start}: "
        "rows between them are missing, or it is the file of another account."
    )
    amounts = {
        name: Money(value, taken.account.currency).decimal()
        for name, value in {"before": before, "start": first.start_minor}.items()
    }
    return FileWarning("does_not_follow", 1, message(sentence, account=taken.account.name, **amounts))


def _line(values: Mapping[str, Any]) -> Line | None:
    if values.get("balance_minor") is None:
        return None
    return Line(0, values["happened_at"], Flow(values["direction"]), values["amount_minor"], values["balance_minor"])


def _told_before(connection: Connection, account_id: int, first: Line) -> int | None:
    """What the account held, as the newest row before says; None where it does not say."""
    c = _transactions.c
    statement = select(c.id, c.happened_at, c.direction, c.amount_minor, c.balance_minor).where(
        c.account_id == account_id, c.balance_minor.is_not(None)
    )
    newest = connection.execute(statement.order_by(c.happened_at.desc()).limit(200)).all()
    lines = [
        Line(row.id, to_epoch_ms(row.happened_at), row.direction, row.amount_minor, row.balance_minor)
        for row in newest
        if to_epoch_ms(row.happened_at) < first.at
    ]
    return chain(lines)[-1].balance_minor if lines else None
