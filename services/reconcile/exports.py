"""The list of orders and their money as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from services import settings
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.i18n import translate
from services.kernel.table_query import TableRequest, stored_rows
from services.reconcile.receivables import REASON_LABELS, GapReason, order_money_list

_KEYS = (
    "external_no", "channel", "ordered_on", "buyer", "expected", "received", "gap", "reason", "refund", "fee",
    "commission", "penalty", "insurance", "other", "lines", "last_on", "age", "currency",
)  # fmt: skip


def export_order_money(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list, amounts in the currency of each order; returns how many."""
    query = order_money_list()
    columns = columns_of(query, _KEYS)
    sorted_by = [key for key, _descending in request.sort or query.default_sort]
    expressions = [query.column(key).expression for key in (*_KEYS, *sorted_by)]
    statement = query.select(expressions, request).order_by(*query.order(request))
    zone, own = settings.read(connection, settings.ZONE), _KEYS.index("currency")

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            record = {
                one.key: plain_value(one.kind, value, row[own], zone) for one, value in zip(columns, row, strict=False)
            }
            yield {**record, "reason": translate(REASON_LABELS[GapReason(str(record["reason"]))])}

    return save(out, columns, 0, rows(), translate)
