"""The lists of Inventory as workbooks, in the order and with the filters they have on screen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from services.exporting.list_file import export_list
from services.exporting.text_export import Value
from services.i18n import translate
from services.inventory.listing import STOCK_LIST
from services.kernel.table_query import TableRequest
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
    return export_list(connection, STOCK_LIST, _STOCK, request, out, _named)


def export_moves(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list of moves; returns how many."""
    return export_list(connection, MOVES, _MOVES, request, out, _named)


def _named(key: str, value: Value) -> Value:
    """Codes of moves in words."""
    if key == "kind":
        return translate(next((words for kind, words in KIND_LABELS.items() if kind == value), str(value)))
    if key == "condition":
        return translate(next((words for code, words in CONDITION_LABELS.items() if code == value), str(value)))
    return value
