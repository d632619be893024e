"""Tracking numbers for orders that are here already, or that come in the same drop; written with the orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from services.couriers.book import couriers, recognised
from services.i18n import N_
from services.importing.entries import Entry
from services.importing.kinds.order_rows import orders_numbered
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import FilePlan, Planning, Written
from services.importing.targets import OrderTarget
from services.messages import message
from services.orders.waybills import taken


class TrackingPart:
    """Lays tracking numbers over the orders they name; has nothing of its own to write."""

    is_empty = True

    def __init__(self, planning: Planning) -> None:
        self._planning = planning

    def take(self, plan: FilePlan) -> None:
        """Give every order its number; a row whose order is unknown, or known twice, waits."""
        channel_id = self._planning.channels.of(plan.file).id if plan.file.channel is not None else None
        orders = self._planning.part(OrdersPart)
        connection = self._planning.connection
        rows = [
            (key, row, data, orders_numbered(connection, key, channel_id) or orders.arriving(key, channel_id))
            for key, row, data in plan.file.records()
        ]
        owners, book = taken(connection, _numbers(rows)), couriers(connection)
        for key, row, data, found in rows:
            if len(found) != 1:
                _reject(plan, row, key, bool(found))
                continue
            channel, target = found[0]
            if target.order_id in owners:
                said = N_("the tracking number belongs to the order {number}; merge them if they share a parcel")
                plan.reject(row, key, "tracking_taken", message(said, number=owners[target.order_id]))
                continue
            target = orders.targets.setdefault(channel, {}).setdefault(key, target)
            target.has_record = True
            wanted = {name: data[name] for name in ("courier", "tracking_no") if data.get(name)}
            if "courier" not in wanted and not target.values.get("courier"):
                fitting = recognised(book, str(data.get("tracking_no") or ""))
                wanted |= {"courier": fitting.name} if fitting is not None else {}
            news = {name: value for name, value in wanted.items() if target.values.get(name) != value}
            for name, value in news.items():
                target.overwrite(name, value)
            target.is_tracking_ours = True
            plan.count("updated" if news else "unchanged")

    def settle(self) -> None:
        """Nothing: the orders settle themselves."""

    def write(self, written: Written) -> None:
        """Nothing: the orders carry the numbers."""

    def entries(self) -> Iterator[Entry]:
        """Nothing: the orders are listed with what changes."""
        return iter(())


def _numbers(rows: Iterable[tuple[str, int, Mapping[str, Any], Sequence[tuple[Any, OrderTarget]]]]) -> dict[int, str]:
    """The tracking numbers of the rows whose order is known, by order id."""
    return {
        found[0][1].order_id: data["tracking_no"]
        for _key, _row, data, found in rows
        if len(found) == 1 and found[0][1].order_id is not None and data.get("tracking_no")
    }


def _reject(plan: FilePlan, row: int, key: str, is_ambiguous: bool) -> None:
    if is_ambiguous:
        reason = message(N_("this order number exists in several channels; choose the channel"))
        plan.reject(row, key, "order_ambiguous", reason)
    else:
        plan.reject(row, key, "order_unknown", message(N_("there is no order of this number")))
