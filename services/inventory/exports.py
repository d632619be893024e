"""The lists of Inventory as workbooks, in the order and with the filters they have on screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection

from services import settings
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.i18n import translate
from services.inventory.listing import STOCK_LIST
from services.kernel.table_query import TableQuery, TableRequest, stored_rows
from services.stock.listing import MOVES
from services.stock.words import CONDITION_LABELS, KIND_LABELS

_STOCK = (
    "code", "title", "variant", "barcode", "category", "shelf", "supplier", "on_hand", "reserved", "set_aside",
    "available", "incoming", "defective", "unit_cost", "value", "unknown", "pending", "sold", "cover",
    "last_in_at", "last_out_at",
)  # fmt: skip
_MOVES = (
    "at", "kind", "code", "title", "variant", "quantity", "balance", "value", "unknown", "pending", "place", "lot",
    "condition", "order", "reason", "note",
)  # fmt: skip


def export_stock(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the stock list; returns how many."""
    return _export(connection, STOCK_LIST, _STOCK, request, out)


def export_moves(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list of moves; returns how many."""
    return _export(connection, MOVES, _MOVES, request, out)


def _export(connection: Connection, query: TableQuery, keys: Sequence[str], request: TableRequest, out: Path) -> int:
    columns = columns_of(query, keys)
    sorted_by = [key for key, _descending in request.sort or query.default_sort]
    expressions = [query.column(key).expression for key in (*keys, *sorted_by)]
    statement = query.select(expressions, request).order_by(*query.order(request))
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            values = zip(columns, row, strict=False)
            yield {one.key: _named(one.key, plain_value(one.kind, value, currency, zone)) for one, value in values}

    return save(out, columns, 0, rows(), translate)


def _named(key: str, value: str | int | bool | None) -> str | int | bool | None:
    """Codes of moves in words."""
    if key == "kind":
        return translate(next((words for kind, words in KIND_LABELS.items() if kind == value), str(value)))
    if key == "condition":
        return translate(next((words for code, words in CONDITION_LABELS.items() if code == value), str(value)))
    return value
