"""The one write of an import: everything the plan says, as one operation that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from models.catalog import Product, Sku
from models.columns import from_epoch_ms
from models.entities import Entity
from models.imports import ImportFile, ImportProblem
from models.orders import Order, OrderLine
from models.values import Flag, RefundStatus
from services import clock, text
from services.catalog.commands import SkuDraft, create_sku
from services.catalog.linking import SkuFinder, sku_finder
from services.channels.commands import create as create_channel
from services.i18n import N_, NN_
from services.importing.plan import ChannelPlan, FilePlan, ImportPlan, Planner, ProductTarget
from services.importing.staged import StagedFile
from services.importing.targets import OrderTarget
from services.kernel import images
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import to_json


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, file by file; `file_ids` name them in the shop."""

    plan: ImportPlan
    file_ids: tuple[int, ...]
    new_order_ids: range


@command("imports.apply", N_("Import {files}"))
def apply(
    uow: UnitOfWork, files: Sequence[StagedFile], chosen: frozenset[tuple[str, str]] = frozenset()
) -> ImportResult:
    """Write what these files say: all of it, as one step. `chosen` fields take the file's side of a conflict.

    Files that change nothing leave no trace at all.
    """
    uow.describe(files=tuple(file.file_name for file in files))
    plan = Planner(uow.connection, uow.task, chosen).plan(files)
    new_ids = range(0)
    waiting = any(one.counts.waiting_rows for one in plan.files)
    if plan.is_empty and not waiting:
        return ImportResult(plan, (), new_ids)
    for target in plan.products.values():
        _write_product(uow, target)
    channel_ids: dict[ChannelPlan, int] = {}
    for channel, targets in plan.orders.items():
        written = _write_orders(uow, channel, list(targets.values()), channel_ids)
        new_ids = written if not new_ids else range(new_ids.start, written.stop) if written else new_ids
    file_ids = tuple(_keep_file(uow, one, channel_ids) for one in plan.files)
    return ImportResult(plan, file_ids, new_ids)


@command("imports.resolve", NN_("Settle {count} waiting row", "Settle {count} waiting rows"))
def resolve(uow: UnitOfWork, problem_ids: Sequence[int]) -> None:
    """Note that waiting rows need no more attention (fixed and imported, or dismissed)."""
    now = clock.now()
    for problem in uow.get_many(ImportProblem, problem_ids):
        problem.resolved_at = now
    uow.describe(count=len(problem_ids))


# -- products ----------------------------------------------------------------------------------------


def _write_product(uow: UnitOfWork, target: ProductTarget) -> None:
    if target.sku_id is None:
        create_sku(uow, SkuDraft(code=target.code, **target.values))
        return
    if not target.changes:
        return
    sku = uow.get(Sku, target.sku_id)
    product = uow.get(Product, sku.product_id)
    for name, (_old, new) in target.changes.items():
        setattr(product if name in ("title", "category", "note") else sku, name, new)


# -- orders ------------------------------------------------------------------------------------------


def _write_orders(
    uow: UnitOfWork, channel: ChannelPlan, targets: Sequence[OrderTarget], channel_ids: dict[ChannelPlan, int]
) -> range:
    fresh = [target for target in targets if target.is_new]
    changed = [target for target in targets if not target.is_new and target.is_touched]
    if not fresh and not changed:
        return range(0)
    channel_id = channel_ids[channel] = channel.id if channel.id is not None else _new_channel(uow, channel)
    zone = ZoneInfo(channel.zone)
    ids = uow.bulk_insert(Entity.ORDER, [_order_row(target, channel_id, zone) for target in fresh])
    find_sku = sku_finder(uow.connection, channel_id)
    lines: list[dict[str, Any]] = []
    for order_id, target in zip(ids, fresh, strict=True):
        lines += [_line_row(line, order_id, find_sku) for line in target.lines]
    for target in changed:
        lines += [_line_row(line, target.order_id, find_sku) for line in target.new_lines]
    uow.bulk_insert(Entity.ORDER_LINE, lines)
    _write_changes(uow, changed, zone, find_sku)
    return ids


def _new_channel(uow: UnitOfWork, channel: ChannelPlan) -> int:
    row = create_channel(uow, channel.name, channel.platform, currency=channel.currency, zone=channel.zone)
    return row.id


def _order_row(target: OrderTarget, channel_id: int, zone: ZoneInfo) -> dict[str, Any]:
    row = {
        "refund_status": str(RefundStatus.NONE),
        "flag": str(Flag.NONE),
        "is_damaged_no": 0,
        **target.values,
        "channel_id": channel_id,
        "external_no": target.key,
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


def _write_changes(uow: UnitOfWork, changed: Sequence[OrderTarget], zone: ZoneInfo, find_sku: SkuFinder) -> None:
    ids = [target.order_id for target in changed if target.order_id is not None]
    orders = {order.id: order for order in uow.get_many(Order, ids)}
    line_ids = [line_id for target in changed for line_id in target.line_changes]
    lines = {line.id: line for line in uow.get_many(OrderLine, line_ids)}
    for number, target in enumerate(changed):
        uow.checkpoint(number, len(changed))
        if target.order_id is not None:
            _change_order(orders[target.order_id], target, zone)
        for line_id, changes in target.line_changes.items():
            _change_line(lines[line_id], changes, find_sku)


def _change_order(order: Order, target: OrderTarget, zone: ZoneInfo) -> None:
    values = {name: new for name, (_old, new) in target.changes.items()}
    if "tracking_no" in values:
        # A number that came with the platform's own word on the order needs no ship file.
        order.tracking_entered_at = clock.this_second() if target.is_tracking_ours else None
    if "ordered_at" in values or "phone" in values:
        values.update(_derived(target.values, zone))
    for name, value in values.items():
        setattr(order, name, images.restored(Entity.ORDER, name, value))
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


# -- the record of the import ----------------------------------------------------------------------


def _keep_file(uow: UnitOfWork, plan: FilePlan, channel_ids: Mapping[ChannelPlan, int]) -> int:
    counts = plan.counts
    channel_id = channel_ids.get(plan.channel, plan.channel.id) if plan.channel is not None else None
    file = ImportFile(
        file_name=plan.file.file_name,
        sha256=plan.file.sha256,
        format_id=plan.file.format_id,
        kind=plan.file.kind,
        channel_id=channel_id,
        imported_at=clock.now(),
        row_count=plan.file.rows,
        new_count=counts.new,
        updated_count=counts.updated,
        unchanged_count=counts.unchanged,
        skipped_count=plan.file.skipped,
        rejected_count=plan.rejected,
        warnings=[warning.as_json() for warning in plan.warnings],
    )
    uow.add(file)
    uow.flush()
    _keep_problems(uow, plan, file.id)
    return file.id


def _keep_problems(uow: UnitOfWork, plan: FilePlan, file_id: int) -> None:
    cells = plan.file.waiting_cells()
    rows = [
        {
            "file_id": file_id,
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "code": problem.code,
            "message": to_json(problem.message),
            "cells": cells.get(problem.row),
        }
        for problem in plan.problems
        if problem.rejects
    ]
    uow.bulk_insert(Entity.IMPORT_PROBLEM, rows)
