"""The next number of a record or paper of ours: always one that nobody has yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from models.aftersales import Case
from models.fulfilment import PrintRun, Wave
from models.orders import Order
from models.purchasing import Purchase, Receipt, SupplierReturn
from models.stocktake import Stocktake
from services import settings
from services.business_day import shop_today
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import DEFAULTS, LABELS, NumberKind, pattern_for
from services.numbering.pattern import Pattern, read_pattern

_PRINTED = PrintRun.table().c.number
_COLUMNS: Mapping[NumberKind, ColumnElement[str]] = {
    NumberKind.ORDER: Order.table().c.external_no,
    NumberKind.CASE: Case.table().c.external_no,
    NumberKind.PURCHASE: Purchase.table().c.number,
    NumberKind.RECEIPT: Receipt.table().c.number,
    NumberKind.SUPPLIER_RETURN: SupplierReturn.table().c.number,
    NumberKind.STOCKTAKE: Stocktake.table().c.number,
    NumberKind.WAVE: Wave.table().c.number,
    NumberKind.PICK_LIST: _PRINTED,
    NumberKind.PACKING_LIST: _PRINTED,
    NumberKind.SHIP_FILE: _PRINTED,
    NumberKind.HANDOVER: _PRINTED,
}
_FIGURES = "0123456789"


def next_number(connection: Connection, kind: NumberKind, day: date | None = None) -> str:
    """The number the next one of this kind gets, such as ``PO261122-01``; `day` is the shop's today if not given."""
    kept = settings.read(connection, settings.NUMBERING)
    return _next(connection, kind, pattern_for(kept, kind), day or shop_today(connection))


def example(connection: Connection, kind: NumberKind, typed: str) -> str:
    """The number that would come next if the kind had this pattern. Invalid."""
    return _next(connection, kind, read_pattern(typed), shop_today(connection))


def examples(connection: Connection) -> dict[NumberKind, str]:
    """The next number of every kind."""
    return {kind: next_number(connection, kind) for kind in NumberKind}


@command("numbering.set_pattern", N_("Number “{what}” by {pattern}"))
def set_pattern(uow: UnitOfWork, kind: NumberKind, typed: str) -> None:
    """Number a kind by another pattern from now on; nothing typed means the program's own. Invalid.

    Numbers that were given stay as they are.
    """
    pattern = read_pattern(typed) if typed.strip() else DEFAULTS[kind]
    others = {key: one for key, one in settings.read(uow.connection, settings.NUMBERING).items() if key != kind}
    settings.keep(
        uow, settings.NUMBERING, others if pattern == DEFAULTS[kind] else {**others, kind.value: str(pattern)}
    )
    uow.describe(what=message(LABELS[kind]), pattern=str(pattern))


def _next(connection: Connection, kind: NumberKind, pattern: Pattern, day: date) -> str:
    """One more than the highest counter behind the same beginning, however long and by whomever it was given."""
    column, prefix = _COLUMNS[kind], pattern.prefix(day)
    counter = func.ltrim(func.substr(column, len(prefix) + 1), "0")
    statement = (
        select(counter)
        # The figures follow the prefix: a stretch of the index, where LIKE would walk through all of it.
        .where(column >= f"{prefix}0", column < f"{prefix}:", func.ltrim(counter, _FIGURES) == "")
        .order_by(func.length(counter).desc(), counter.desc())
        .limit(1)
    )
    highest = connection.execute(statement).scalar()
    return pattern.number(day, int(highest or 0) + 1)
