"""A list as a file: the rows in the order and with the filters they have on screen, codes in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection

from services import settings
from services.exporting.text_export import Record, Value, columns_of, plain_value, save
from services.i18n import translate
from services.kernel.table_query import TableQuery, TableRequest, stored_rows


def _as_it_is(_key: str, value: Value) -> Value:
    return value


def export_list(
    connection: Connection,
    query: TableQuery,
    keys: Sequence[str],
    request: TableRequest,
    out: Path,
    words: Callable[[str, Value], Value] = _as_it_is,
) -> int:
    """Write the columns `keys` of a list to a .xlsx, .csv or .json file; returns how many rows it has.

    Amounts are in the currency each row names, else in the shop's. `words` gets a column's key and a value, and
    answers with what is written: codes in words.
    """
    columns = columns_of(query, keys)
    own = ("currency",) if "currency" in query.columns else ()
    sorted_by = [key for key, _descending in request.sort or query.default_sort]
    expressions = [query.column(key).expression for key in (*keys, *own, *sorted_by)]
    statement = query.select(expressions, request).order_by(*query.order(request))
    home, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            currency = (row[len(keys)] if own else None) or home
            values = zip(columns, row, strict=False)
            yield {one.key: words(one.key, plain_value(one.kind, value, currency, zone)) for one, value in values}

    return save(out, columns, 0, rows(), translate)
