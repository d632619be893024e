"""Writes a part of the customers to a workbook or CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from services import clock, settings
from services.customers.listing import list_as_set
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.i18n import translate
from services.kernel.table_query import TableRequest, stored_rows
from services.kernel.tasks import Task

_KEYS = (
    "id", "name", "channel", "evidence", "phone_tail", "province", "city", "orders", "pieces", "paid", "refunded",
    "net", "currency", "first_on", "last_on", "days_away", "typical_days", "r", "f", "m", "tags",
    "birthday", "member_since", "blacklist", "note",
)  # fmt: skip


def export_customers(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the customers of a request, all of them where there is none; returns how many they were."""
    zone = settings.read(connection, settings.ZONE)
    query = list_as_set(connection, clock.business_day(clock.now(), zone))
    asked, job = request or TableRequest(), task or Task()
    columns = columns_of(query, _KEYS)
    statement = query.select([query.column(key).expression for key in _KEYS], asked).order_by(*query.order(asked))
    rows = stored_rows(connection, statement)

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows):
            job.checkpoint(number, len(rows))
            values = dict(zip(_KEYS, row, strict=True))
            currency = str(values["currency"])
            yield {one.key: plain_value(one.kind, values[one.key], currency, zone) for one in columns}

    return save(out, columns, len(rows), records(), translate)
