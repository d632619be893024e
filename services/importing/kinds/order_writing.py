"""Writes the orders of an import: new ones in blocks, changed ones one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from models.columns import from_epoch_ms
from models.entities import Entity
from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order, OrderLine
from services import clock, text
from services.aftersales.linking import link_cases
from services.catalog.linking import SkuFinder, sku_finder
from services.fulfilment.numbering import spread, write
from services.fulfilment.settling import settle, stay_behind
from services.importing.channels import ChannelPlan
from services.importing.kinds.part import Written
from services.importing.targets import WHEN_UNSAID, OrderTarget
from services.kernel import images
from services.kernel.unit_of_work import UnitOfWork
from services.orders.commands import change
from services.reviews.linking import link_reviews
from services.stock.freezing import freeze
from services.tax.invoices import link_invoices


def write_orders(channel: ChannelPlan, targets: Sequence[OrderTarget], written: Written) -> range:
    """Write what is new or changed of a channel's orders; returns the ids of the new ones."""
    uow = written.uow
    fresh = [target for target in targets if target.is_new]
    changed = [target for target in targets if not target.is_new and target.is_touched]
    if not fresh and not changed:
        return range(0)
    channel_id = written.place_id(channel)
    zone = ZoneInfo(channel.zone)
    ids = uow.bulk_insert(Entity.ORDER, [_order_row(target, channel_id, zone) for target in fresh])
    if fresh:
        link_cases(uow, channel_id)
        link_reviews(uow, channel_id)
        link_invoices(uow)
    find_sku = sku_finder(uow.connection, channel_id)
    lines: list[dict[str, Any]] = []
    for order_id, target in zip(ids, fresh, strict=True):
        lines += [_line_row(line, order_id, find_sku) for line in target.lines]
    for target in changed:
        lines += [_line_row(line, target.order_id, find_sku) for line in target.new_lines]
    line_ids = uow.bulk_insert(Entity.ORDER_LINE, lines)
    freeze(uow, zip(line_ids, (line["sku_id"] for line in lines), strict=True), are_new=True)
    _write_changes(uow, changed, zone, find_sku)
    return ids


def _order_row(target: OrderTarget, channel_id: int, zone: ZoneInfo) -> dict[str, Any]:
    row = {
        **WHEN_UNSAID,
        **target.values,
        "channel_id": channel_id,
        "external_no": target.key,
        "base": target.base or None,
    }
    row.update(_derived(row, zone))
    return row


def _derived(values: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Columns that follow from others: the business day and the phone's tail."""
    at = values.get("ordered_at")
    return {
        "ordered_on": None if at is None else from_epoch_ms(at).astimezone(zone).date().isoformat(),
        "phone_tail": text.tail(values.get("phone")),
    }


def _line_row(line: Mapping[str, Any], order_id: int | None, find_sku: SkuFinder) -> dict[str, Any]:
    code = line.get("code")
    code_key = text.key(code) if code else None
    found = find_sku(code_key)
    return {
        "refund_status": str(RefundStatus.NONE),
        **line,
        "order_id": order_id,
        "code_key": code_key,
        "sku_id": found[0] if found else None,
        "sku_quantity": line["quantity"] * found[1] if found else None,
    }


_SENT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)


def _write_changes(uow: UnitOfWork, changed: Sequence[OrderTarget], zone: ZoneInfo, find_sku: SkuFinder) -> None:
    ids = [target.order_id for target in changed if target.order_id is not None]
    orders = {order.id: order for order in uow.get_many(Order, ids)}
    line_ids = [line_id for target in changed for line_id in target.line_changes]
    lines = {line.id: line for line in uow.get_many(OrderLine, line_ids)}
    was = {line.id: line.sku_id for line in lines.values()}
    statuses = {order.id: order.status for order in orders.values()}
    told = [target.order_id for target in changed if target.order_id is not None and _says_shipped(target)]
    behind = stay_behind(uow, told)
    for number, target in enumerate(changed):
        uow.checkpoint(number, len(changed))
        was_sent = target.order_id is not None and orders[target.order_id].status in _SENT
        if target.order_id is not None:
            if target.order_id in behind:
                _leave_to_parcels(target)
            _change_order(orders[target.order_id], target, zone)
        for line_id, changes in target.line_changes.items():
            _change_line(lines[line_id], changes, find_sku)
            if was_sent and "is_closed" in changes and lines[line_id].is_closed:
                lines[line_id].has_left = True
    freeze(uow, ((line.id, line.sku_id) for line in lines.values() if line.sku_id != was[line.id]))
    settle(uow, [one for one, status in statuses.items() if orders[one].status is not status], statuses)
    _share_numbers(uow, changed)


def _says_shipped(target: OrderTarget) -> bool:
    return bool(target.changes.get("status", (None, None))[1] == OrderStatus.SHIPPED)


def _share_numbers(uow: UnitOfWork, changed: Sequence[OrderTarget]) -> None:
    """Numbers that came in a list of ours go to the parcels of their orders, and to those that travel with them."""
    told = {
        target.order_id: (target.values.get("courier"), str(target.values["tracking_no"]))
        for target in changed
        if target.order_id is not None and target.is_tracking_ours and target.values.get("tracking_no")
    }
    numbered = spread(uow, told, strict=False)
    for order in write(numbered, uow.get_many(Order, numbered.parcels)):
        if order.id not in told:
            courier, number = numbered.entries[order.id]
            change(order, {"tracking_no": number, "courier": courier, "tracking_entered_at": clock.this_second()})


def _leave_to_parcels(target: OrderTarget) -> None:
    """A platform calls an order shipped with its first parcel; ours waits for the last, and remembers the word."""
    for name in ("status", "shipped_at"):
        if name in target.changes:
            old, new = target.changes.pop(name)
            target.values[name] = old
            target.base[name] = new
            target.is_base_changed = True


def _change_order(order: Order, target: OrderTarget, zone: ZoneInfo) -> None:
    values = {name: new for name, (_old, new) in target.changes.items()}
    if "tracking_no" in values:
        # A number that came with the platform's own word on the order needs no ship file.
        order.tracking_entered_at = clock.this_second() if target.is_tracking_ours else None
    if "ordered_at" in values or "phone" in values:
        values.update(_derived(target.values, zone))
    for name, value in values.items():
        setattr(order, name, images.restored(Entity.ORDER, name, value))
    if "deliver_by" in values:
        order.is_own_deadline = None
    if target.is_base_changed:
        order.base = target.base or None


def _change_line(line: OrderLine, changes: Mapping[str, tuple[Any, Any]], find_sku: SkuFinder) -> None:
    for name, (_old, new) in changes.items():
        setattr(line, name, images.restored(Entity.ORDER_LINE, name, new))
    if "code" in changes or ("quantity" in changes and line.sku_id is not None):
        line.code_key = text.key(line.code) if line.code else None
        found = find_sku(line.code_key)
        line.sku_id = found[0] if found else None
        line.sku_quantity = line.quantity * found[1] if found else None
