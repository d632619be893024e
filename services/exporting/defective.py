"""The list of defective stock as a workbook or CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from services import settings
from services.aftersales.defective_list import DEFECTIVE
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.i18n import translate
from services.kernel.table_query import TableRequest, stored_rows

_KEYS = ("code", "title", "variant", "defective", "good", "settled", "last_in_at")


def export_defective(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list of defective stock in their order; returns how many."""
    columns = columns_of(DEFECTIVE, _KEYS)
    expressions = [DEFECTIVE.column(key).expression for key in _KEYS]
    sorted_by = [DEFECTIVE.column(key).expression for key, _descending in request.sort or DEFECTIVE.default_sort]
    statement = DEFECTIVE.select([*expressions, *sorted_by], request).order_by(*DEFECTIVE.order(request))
    zone, currency = settings.read(connection, settings.ZONE), settings.read(connection, settings.CURRENCY)

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            yield {
                one.key: plain_value(one.kind, value, currency, zone) for one, value in zip(columns, row, strict=False)
            }

    return save(out, columns, 0, rows(), translate)
