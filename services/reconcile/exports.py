"""The list of orders and their money as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from services.exporting.list_file import export_list
from services.exporting.text_export import Value
from services.i18n import translate
from services.kernel.table_query import TableRequest
from services.reconcile.receivables import REASON_LABELS, GapReason, order_money_list

_KEYS = (
    "external_no", "channel", "ordered_on", "buyer", "expected", "received", "gap", "reason", "refund", "fee",
    "commission", "penalty", "insurance", "other", "lines", "last_on", "age", "currency",
)  # fmt: skip


def export_order_money(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list, amounts in the currency of each order; returns how many."""
    return export_list(connection, order_money_list(), _KEYS, request, out, _named)


def _named(key: str, value: Value) -> Value:
    return translate(REASON_LABELS[GapReason(str(value))]) if key == "reason" else value
