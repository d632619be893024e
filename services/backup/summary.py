"""What a shop holds in a few figures: to compare a copy with its original, and a backup with today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, literal, select, union_all

from models.dialects.prepared import Prepared
from models.entities import CLASSES, Entity
from models.journal import Operation
from models.orders import Order
from services.i18n import N_, NN_
from services.kernel.images import table_of
from services.messages import Message, message, plural_message

_NO_DAY = datetime.fromtimestamp(0, UTC)

FEWER: dict[Entity, tuple[str, str]] = {
    Entity.ORDER: NN_("{count} order fewer", "{count} orders fewer"),
    Entity.PRODUCT: NN_("{count} product fewer", "{count} products fewer"),
    Entity.IMPORT_FILE: NN_("{count} imported file fewer", "{count} imported files fewer"),
}
MORE: dict[Entity, tuple[str, str]] = {
    Entity.ORDER: NN_("{count} order more", "{count} orders more"),
    Entity.PRODUCT: NN_("{count} product more", "{count} products more"),
    Entity.IMPORT_FILE: NN_("{count} imported file more", "{count} imported files more"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows per kind, what was paid per currency in minor units, and the newest step of the journal."""

    counts: Mapping[str, int]
    totals: Mapping[str, int]
    steps: int
    last_step_at: datetime

    def is_same_moment(self, other: Summary) -> bool:
        """Whether both are of the same state: no step lies between them."""
        return (self.steps, self.last_step_at) == (other.steps, other.last_step_at)

    def count(self, entity: Entity) -> int:
        """How many rows of this kind."""
        return self.counts.get(str(entity), 0)

    def to_json(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return {
            "counts": dict(self.counts),
            "totals_minor": dict(self.totals),
            "steps": self.steps,
            "last_step_at": self.last_step_at.isoformat(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Summary:
        """The summary of a manifest; raises KeyError, TypeError or ValueError where it is none."""
        return cls(
            counts={str(key): int(value) for key, value in kept["counts"].items()},
            totals={str(key): int(value) for key, value in kept["totals_minor"].items()},
            steps=int(kept["steps"]),
            last_step_at=instant(kept["last_step_at"]),
        )


def instant(said: object) -> datetime:
    """The moment a manifest says; raises ValueError where it says none, or one that some zone has no day for."""
    found = datetime.fromisoformat(str(said))
    if found.tzinfo is None or not MINYEAR < found.year < MAXYEAR:
        raise ValueError(said)
    return found


def summary(connection: Connection) -> Summary:
    """The figures of the shop as this connection sees it."""
    counts = {str(entity): int(count) for entity, count in _rows_of_each().rows(connection)}
    orders = Order.table()
    paid = select(orders.c.currency, func.coalesce(func.sum(orders.c.paid_minor), 0)).group_by(orders.c.currency)
    totals = {str(currency): int(minor) for currency, minor in connection.execute(paid)}
    steps, at = last_step(connection)
    return Summary(counts, totals, steps, at)


@cache
def _rows_of_each() -> Prepared:
    """How many rows each kind has: in one statement, as there are many kinds and it is asked at every backup."""
    each = (select(literal(str(entity)), func.count()).select_from(table_of(entity)) for entity in CLASSES)
    return Prepared(union_all(*each))


def last_step(connection: Connection) -> tuple[int, datetime]:
    """Number and time of the newest step of the journal; together they name a state of the shop."""
    steps = Operation.table()
    newest = connection.execute(select(steps.c.id, steps.c.at).order_by(steps.c.id.desc()).limit(1)).first()
    return (0, _NO_DAY) if newest is None else (int(newest[0]), newest[1])


def born_at(connection: Connection) -> datetime | None:
    """When the first step of the shop was done: it tells shops of one name apart."""
    steps = Operation.table()
    found: datetime | None = connection.execute(select(steps.c.at).order_by(steps.c.id).limit(1)).scalar()
    return found


def differences(then: Summary, now: Summary) -> tuple[Message, ...]:
    """How `then` differs from `now` in words a person counts in."""
    found = []
    for entity in FEWER:
        more = then.count(entity) - now.count(entity)
        if more:
            found.append(plural_message(MORE[entity] if more > 0 else FEWER[entity], abs(more)))
    if not found:
        same = then.is_same_moment(now)
        found.append(message(N_("the same as now")) if same else message(N_("as many orders and products as now")))
    return tuple(found)
