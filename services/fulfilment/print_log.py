"""What was printed and what may be printed next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.enums.orders import PrintKind
from models.fulfilment import PrintedOrder, PrintRun

_runs = PrintRun.table()
_printed = PrintedOrder.table()


@dataclass(frozen=True, slots=True)
class PrintRunView:
    """One line of the print log."""

    id: int
    kind: PrintKind
    number: str
    printed_at: datetime
    target: str
    orders: int


def print_log(connection: Connection, limit: int = 200) -> tuple[PrintRunView, ...]:
    """What was printed and written, newest first."""
    statement = (
        select(_runs.c.id, _runs.c.kind, _runs.c.number, _runs.c.printed_at, _runs.c.target, func.count(_printed.c.id))
        .outerjoin_from(_runs, _printed, _printed.c.run_id == _runs.c.id)
        .group_by(_runs.c.id)
        .order_by(_runs.c.id.desc())
        .limit(limit)
    )
    return tuple(PrintRunView(*row) for row in connection.execute(statement))


def orders_of_run(connection: Connection, run_id: int) -> tuple[int, ...]:
    """The orders a print run carried, to print it again."""
    statement = select(_printed.c.order_id).where(_printed.c.run_id == run_id).order_by(_printed.c.id)
    return tuple(connection.execute(statement).scalars())
