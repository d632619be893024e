"""A refund check from files: fresh after-sales or order exports are imported, and what they stop is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from models.entities import Entity
from models.orders import Order
from services.errors import AppError
from services.fulfilment.stopped import WANTED_BACK, StopRow, check_orders
from services.importing.errors import FileNotData
from services.importing.service import ImportSession
from services.kernel.chunks import sorted_chunks
from services.kernel.tasks import Task
from services.shop import Shop

_orders = Order.table()
_KINDS = frozenset({"cases", "orders"})


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What files of a refund check brought: the orders they stopped, the import, and files nothing came from."""

    rows: tuple[StopRow, ...]
    operation_id: int | None = None
    problems: tuple[AppError, ...] = ()


def check_files(shop: Shop, files: Sequence[Path], task: Task | None = None) -> FileCheck:
    """Import these exports as one step and say which orders their buyers want back. Call it off the window's thread."""
    with ImportSession(shop) as session:
        session.add_all(files, task=task)
        for one in list(session.files):
            if one.staged is not None and one.staged.kind not in _KINDS:
                session.remove(one.path)
        taken = {one.path for one in session.files if one.staged is not None}
        problems = [one.error for one in session.files if one.error is not None]
        if not problems and not taken:
            problems = [FileNotData(file=", ".join(file.name for file in files))]
        if not taken:
            return FileCheck((), problems=tuple(problems))
        outcome = session.submit_apply(task=task).result()
    changed = outcome.changes.rows.get(Entity.ORDER, ())
    rows = shop.ask(wanted_back, tuple(changed))
    return FileCheck(rows, outcome.changes.operation_id if outcome.value.file_ids else None, tuple(problems))


def wanted_back(connection: Connection, order_ids: Sequence[int]) -> tuple[StopRow, ...]:
    """Of these orders, those whose buyers want the money back, with the place of their parcels."""
    found: list[int] = []
    for chunk in sorted_chunks(order_ids):
        statement = select(_orders.c.id).where(_orders.c.id.in_(chunk), _orders.c.refund_status.in_(WANTED_BACK))
        found += connection.execute(statement).scalars()
    return check_orders(connection, found)
