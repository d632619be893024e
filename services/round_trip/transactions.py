"""Transactions as the program's own workbook layout, which an import reads back unchanged."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, and_, func, select

from models.finance import Account, Transaction
from services import settings
from services.exporting.writer import table_file
from services.finance.listing import TRANSACTIONS
from services.importing.shapes import FieldType
from services.importing.vocabulary import KINDS
from services.kernel.table_query import TableRequest, stored_rows
from services.kernel.tasks import Task
from services.round_trip.layout import cell_of, instant_of, layout_of, out_columns

_transactions = Transaction.table()
_accounts = Account.table()
_CHUNK = 500


def export_transactions(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the transactions a list shows, oldest import first; every one without a `request`. Returns the rows."""
    job = task or Task()
    spec, fields = layout_of("zhanggui.transactions", tuple(KINDS["transactions"]))
    zone = settings.read(connection, settings.ZONE)
    wanted = TRANSACTIONS.condition(request) if request is not None else None
    columns = [_accounts.c.name if field.name == "account_name" else _transactions.c[field.column] for field in fields]
    total = int(connection.execute(select(func.count()).select_from(_transactions)).scalar_one())
    last = rows = 0
    with table_file(out, out_columns(fields)) as add:
        while True:
            after = _transactions.c.id > last
            condition = after if wanted is None else and_(after, wanted)
            statement = select(_transactions.c.id, _transactions.c.currency, *columns).join_from(
                _transactions, _accounts, _accounts.c.id == _transactions.c.account_id
            )
            chunk = stored_rows(connection, statement.where(condition).order_by(_transactions.c.id).limit(_CHUNK))
            if not chunk:
                break
            for row_id, currency, *values in chunk:
                last = row_id
                add(
                    [
                        instant_of(value, zone, spec.zone)
                        if field.kind is FieldType.INSTANT
                        else cell_of(field, value, currency)
                        for field, value in zip(fields, values, strict=True)
                    ]
                )
            rows += len(chunk)
            job.checkpoint(rows, total)
    return rows
