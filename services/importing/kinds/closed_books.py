"""Whether an imported order changes figures of a month whose books are closed; it is taken in all the same, and told.

What a platform says was sold is a fact: refusing the order would only hide it from the shelf and
from the person. Whoever closed the month decides, before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models.columns import from_epoch_ms
from models.enums.orders import OrderStatus
from services import clock, settings
from services.i18n import NN_
from services.importing.staged import FileWarning
from services.importing.targets import OrderTarget
from services.messages import plural_message

_AMOUNTS = frozenset(
    ("goods_minor", "freight_minor", "discount_minor", "platform_discount_minor", "tax_minor", "total_minor",
     "paid_minor", "refunded_minor", "refund_status", "ordered_at")
)  # fmt: skip
_OF_LINES = frozenset(("code", "quantity", "price_minor", "amount_minor", "discount_minor", "is_closed"))
_SENT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
_LEFT_AT = ("shipped_at", "tracking_entered_at", "completed_at", "paid_at", "ordered_at")
_WARNING = NN_(
    "{count} order changes figures up to {day}, where the books are closed. It is taken in with its own days.",
    "{count} orders change figures up to {day}, where the books are closed. They are taken in with their own days.",
)


@dataclass(frozen=True, slots=True)
class ClosedBooks:
    """Through which day the books are closed ("": not at all), and the zone of the shop's days."""

    through: str
    zone: str

    @classmethod
    def read(cls, connection: Connection) -> ClosedBooks:
        """As the shop has it now."""
        return cls(settings.read(connection, settings.LOCKED_THROUGH), settings.read(connection, settings.ZONE))

    def are_touched_by(self, target: OrderTarget, zone: str) -> bool:
        """Whether the order, as the import leaves it, adds to or changes a closed month; `zone` is its channel's."""
        if not self.through:
            return False
        ordered, left = _day(target.values.get("ordered_at"), zone), self._left_on(target.values)
        if target.is_new:
            return self._has(ordered) or self._has(left)
        before = target.values | {name: old for name, (old, _new) in target.changes.items()}
        had_left = self._left_on(before)
        if had_left != left and (self._has(left) or self._has(had_left)):
            return True
        lines_change = bool(target.new_lines) or any(
            not _OF_LINES.isdisjoint(changes) for changes in target.line_changes.values()
        )
        is_closed_now = target.changes.get("status", ("", ""))[1] == OrderStatus.CLOSED
        changes = lines_change or is_closed_now or not _AMOUNTS.isdisjoint(target.changes)
        was_ordered = _day(before.get("ordered_at"), zone)
        return changes and any(self._has(day) for day in (ordered, was_ordered, left))

    def warning(self, count: int) -> FileWarning:
        """What the plan says about so many orders."""
        return FileWarning("closed_books", count, plural_message(_WARNING, count, day=self.through))

    def _has(self, day: date | None) -> bool:
        return day is not None and day.isoformat() <= self.through

    def _left_on(self, values: Mapping[str, Any]) -> date | None:
        """The shop's day its goods left, as the ledger has it."""
        if values.get("status") not in _SENT:
            return None
        return _day(next((values[name] for name in _LEFT_AT if values.get(name) is not None), None), self.zone)


def _day(at: int | None, zone: str) -> date | None:
    return None if at is None else clock.business_day(from_epoch_ms(at), zone)
