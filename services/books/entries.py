"""Reads: entries by hand, the newest first, each with its sides and whether its month is closed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.books import JournalEntry, JournalEntryLine
from models.planning import CommitmentAccrual
from services import settings
from services.books.chart import every_account
from services.books.commands import EntryDraft, EntryLine
from services.books.lines import home_of

_entries = JournalEntry.table()
_lines = JournalEntryLine.table()
_accruals = CommitmentAccrual.table()


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as the list shows it; `sides` names its accounts, debit first. Amounts in the shop's currency.

    `is_closed`: its month is closed. `is_of_due`: it booked what is due and is taken back there.
    """

    id: int
    number: str
    draft: EntryDraft
    sides: str
    amount_minor: int
    currency: str
    is_closed: bool
    is_of_due: bool


def entries(connection: Connection) -> tuple[EntryView, ...]:
    """Every entry by hand."""
    names = {code: account.name for code, account in every_account(connection).items()}
    home, through = home_of(connection), settings.read(connection, settings.LOCKED_THROUGH)
    of_due = set(connection.execute(select(_accruals.c.entry_id)).scalars())
    sides: defaultdict[int, list[EntryLine]] = defaultdict(list)
    columns = (_lines.c.entry_id, _lines.c.account, _lines.c.amount_minor)
    for entry_id, account, minor in connection.execute(select(*columns).order_by(_lines.c.position)):
        sides[entry_id].append(EntryLine(account, minor))
    found = []
    for row in connection.execute(select(_entries).order_by(_entries.c.on.desc(), _entries.c.id.desc())):
        lines = sorted(sides[row.id], key=lambda line: line.amount_minor < 0)
        found.append(
            EntryView(
                row.id, row.number, EntryDraft(row.on, row.text, tuple(sides[row.id])),
                _words(lines, names), sum(line.amount_minor for line in lines if line.amount_minor > 0), home,
                bool(through) and row.on <= date.fromisoformat(through), row.id in of_due,
            )
        )  # fmt: skip
    return tuple(found)


def _words(lines: list[EntryLine], names: dict[str, str]) -> str:
    debit = " + ".join(names.get(one.account, one.account) for one in lines if one.amount_minor > 0)
    credit = " + ".join(names.get(one.account, one.account) for one in lines if one.amount_minor < 0)
    return f"{debit} ← {credit}"
