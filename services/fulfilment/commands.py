"""Writes: the print log. Paper cannot be unprinted, so these steps cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence

from models.entities import Entity
from models.enums.orders import PrintKind
from models.fulfilment import PrintRun
from models.orders import Order
from services import clock
from services.errors import NothingSelected
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message, plural_message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number

_ON_PAPER = message(N_("it was printed or handed out"))


_PRINTED = NN_("Print {number} with {count} order", "Print {number} with {count} orders")
_WRITTEN = NN_("Write the ship file {number} with {count} order", "Write the ship file {number} with {count} orders")


@command("fulfilment.log_print", "{what}", final_reason=_ON_PAPER)
def log_print(uow: UnitOfWork, kind: PrintKind, order_ids: Sequence[int], target: str) -> str:
    """Note what was put on paper or into a file, for “unprinted only” and the reprint mark. Returns its number."""
    if not order_ids:
        raise NothingSelected(what=message(N_("no orders to note as printed")))
    uow.get_many(Order, order_ids)
    number = next_number(uow.connection, NumberKind(kind))
    run = PrintRun(kind=kind, number=number, printed_at=clock.now(), target=target)
    uow.add(run)
    uow.flush()
    uow.bulk_insert(Entity.PRINTED_ORDER, [{"run_id": run.id, "order_id": order_id} for order_id in order_ids])
    words = _WRITTEN if kind is PrintKind.SHIP_FILE else _PRINTED
    uow.describe(what=plural_message(words, len(order_ids), number=number))
    return number
