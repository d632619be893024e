"""Rows of any list as exact plain values: what scripts read and what a list saved to a file holds.

Amounts are decimals of their currency, ids texts, times ISO 8601 with offset, dates ISO, codes
the stable words of the program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from services import formatting, settings
from services.errors import Invalid
from services.exporting.files import replacing
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_
from services.kernel.table_query import Kind, TableQuery, TableRequest
from services.kernel.tasks import Task
from services.messages import message
from services.types import Money

if TYPE_CHECKING:
    from services.shop import Shop

Value: TypeAlias = str | int | bool | None
Record: TypeAlias = dict[str, Value]

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: its key, its heading and what kind of value it holds."""

    key: str
    header: str
    kind: Kind


class Listing:
    """A list of a shop, opened once: how many rows there are, and the rows one after the other."""

    def __init__(
        self,
        shop: Shop,
        query: TableQuery,
        request: TableRequest,
        keys: Sequence[str] = (),
        *,
        task: Task | None = None,
    ) -> None:
        self.columns = columns_of(query, keys)
        self._task = task or Task()
        self._fetched = tuple(column.key for column in self.columns)
        if "currency" in query.columns and "currency" not in self._fetched:
            self._fetched += ("currency",)
        self._zone = shop.ask(settings.read, settings.ZONE)
        self._currency = shop.ask(settings.read, settings.CURRENCY)
        self._snapshot = shop.table(query, request, self._fetched)
        self.total = self._snapshot.ready.result().count

    def rows(self, limit: int | None = None) -> Iterator[Record]:
        """The rows in the list's own order, at most `limit`; a row deleted meanwhile is left out."""
        wanted = self.total if limit is None else min(limit, self.total)
        for start in range(0, wanted, _PAGE):
            self._task.checkpoint(start, wanted)
            for row in self._snapshot.fetch(start, min(_PAGE, wanted - start)).result():
                if row is not None:
                    yield self._record(row[1:])

    def close(self) -> None:
        """Forget the order of the rows."""
        self._snapshot.close()

    def _record(self, values: Sequence[Any]) -> Record:
        by_key = dict(zip(self._fetched, values, strict=True))
        currency = by_key.get("currency") or self._currency
        return {
            column.key: plain_value(column.kind, by_key[column.key], currency, self._zone) for column in self.columns
        }


def columns_of(query: TableQuery, keys: Sequence[str] = ()) -> tuple[ListColumn, ...]:
    """The named columns of a list, or all of them; `Invalid` names the known ones."""
    found = [query.column(key) for key in keys or query.columns]
    return tuple(ListColumn(column.key, column.header, column.kind) for column in found)


def plain_value(kind: Kind, value: Any, currency: str, zone: str) -> Value:
    """A stored value of a column as JSON carries it."""
    if value is None:
        return None
    if kind is Kind.MONEY:
        return Money(value, currency).decimal()
    if kind is Kind.INSTANT:
        return formatting.iso_ms(value, zone)
    if kind is Kind.FLAG:
        return bool(value)
    return int(value) if kind is Kind.INTEGER else str(value)


def save(
    out: Path, columns: Sequence[ListColumn], total: int, rows: Iterable[Record], heading: Callable[[str], str]
) -> int:
    """Write rows to a .json, .csv or .xlsx file; returns how many. `heading` translates a column's heading."""
    if out.suffix.lower() == ".json":
        return _save_json(out, total, rows)
    if out.suffix.lower() not in (".csv", ".xlsx"):
        reason = message(N_("the name must end in .xlsx, .csv or .json"))
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)
    count = 0
    with table_file(out, [OutColumn(heading(column.header), 18) for column in columns]) as add:
        for record in rows:
            add([_cell(column.kind, record[column.key]) for column in columns])
            count += 1
    return count


def _cell(kind: Kind, value: Value) -> Cell:
    if isinstance(value, bool):
        return int(value)
    return Decimal(value) if kind is Kind.MONEY and isinstance(value, str) else value


def _save_json(out: Path, total: int, rows: Iterable[Record]) -> int:
    count = 0
    with replacing(out) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"total": {total}, "rows": [')
        for record in rows:
            file.write(",\n" if count else "\n")
            file.write(as_json(record))
            count += 1
        file.write("\n]}\n")
    return count


def as_json(value: Mapping[str, Any]) -> str:
    """The value on one line, readable as it is."""
    return json.dumps(value, ensure_ascii=False)
