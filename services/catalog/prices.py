"""Prices and cost of a SKU: the one place that sets them, and the history it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from models.catalog import PriceChange, Sku
from models.columns import to_epoch_ms
from models.entities import Entity
from models.enums.goods import PriceField
from models.journal import Change, Operation, OperationKind
from services import clock
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, from_json

PRICE_LABELS: dict[PriceField, str] = {
    PriceField.PRICE: N_("Price"),
    PriceField.MIN_PRICE: N_("Minimum price"),
    PriceField.COST: N_("Cost"),
}
_changes = PriceChange.table()
_journal = Change.table()
_operations = Operation.table()


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One step of a SKU's price line, in minor units: what it was, what it became, when, why and by what.

    `operation` is what was done, as History words it, `source` where it was done (window,
    command line), `operation_id` its line there.
    """

    id: int
    sku_id: int
    field: PriceField
    old_minor: int | None
    new_minor: int | None
    at: datetime
    reason: str | None
    operation_id: int | None
    operation: Message | None
    source: str | None


def column(field: PriceField) -> str:
    """The column of a SKU in which the amount stands."""
    return f"{field}_minor"


def set_prices(
    uow: UnitOfWork, sku: Sku, values: Mapping[PriceField, int | None], *, reason: str | None = None
) -> bool:
    """Set amounts of a SKU and write down each that changed; every path that sets one comes through here."""
    changed = {field: value for field, value in values.items() if getattr(sku, column(field)) != value}
    at = clock.now()
    for field, value in changed.items():
        old = getattr(sku, column(field))
        setattr(sku, column(field), value)
        uow.add(PriceChange(sku_id=sku.id, field=field, old_minor=old, new_minor=value, at=at, reason=reason or None))
    return bool(changed)


def set_price_of_many(
    uow: UnitOfWork,
    field: PriceField,
    changes: Sequence[tuple[int, int | None, int | None]],
    *,
    reason: str | None = None,
) -> None:
    """`set_prices` of one field for many SKUs at once: (SKU id, what it was, what it becomes)."""
    by_amount: dict[int | None, list[int]] = {}
    for sku_id, _old, new in changes:
        by_amount.setdefault(new, []).append(sku_id)
    for number, (amount, sku_ids) in enumerate(by_amount.items()):
        uow.checkpoint(number, len(by_amount))
        uow.set_columns(Entity.SKU, sku_ids, {column(field): amount})
    at = to_epoch_ms(clock.now())
    uow.bulk_insert(
        Entity.PRICE_CHANGE,
        [
            {"sku_id": sku_id, "field": str(field), "old_minor": old, "new_minor": new, "at": at, "reason": reason}
            for sku_id, old, new in changes
        ],
    )


def price_history(connection: Connection, sku_id: int, limit: int = 500) -> tuple[PriceStep, ...]:
    """The latest steps of a SKU's price, minimum price and cost, newest first."""
    statement = select(_changes).where(_changes.c.sku_id == sku_id)
    steps = connection.execute(statement.order_by(_changes.c.at.desc(), _changes.c.id.desc()).limit(limit)).all()
    return tuple(_step(connection, row) for row in steps)


def _step(connection: Connection, row: object) -> PriceStep:
    made = (
        select(_operations.c.id, _operations.c.label, _operations.c.source)
        .join_from(_journal, _operations, _operations.c.id == _journal.c.op_id)
        .where(
            _journal.c.entity == str(Entity.PRICE_CHANGE),
            and_(_journal.c.row_id <= row.id, _journal.c.last_id >= row.id),  # type: ignore[attr-defined]
            _operations.c.kind == OperationKind.DO,
        )
        .order_by(_journal.c.row_id.desc())
        .limit(1)
    )
    found = connection.execute(made).first()
    values = (row.id, row.sku_id, row.field, row.old_minor, row.new_minor, row.at, row.reason)  # type: ignore[attr-defined]
    if found is None:
        return PriceStep(*values, None, None, None)
    return PriceStep(*values, found.id, from_json(found.label), found.source)
