"""The one write of an import: everything the plan says, as one operation that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from models.catalog import Sku
from models.entities import Entity
from models.imports import ImportFile, ImportProblem
from services import clock
from services.i18n import N_, NN_
from services.importing.codes import CodeChoice, settle_codes
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import FilePlan, Written
from services.importing.plan import ImportPlan, MadePlan, Planner
from services.importing.shapes import PlaceKind
from services.importing.staged import StagedFile
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import to_json
from services.orders.gifts import deserve
from services.orders.holding import judge
from services.orders.promises import promise

_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, file by file; `file_ids` name them in the shop. `new_skus` is how many SKUs it made."""

    plan: ImportPlan
    file_ids: tuple[int, ...]
    new_order_ids: range
    new_skus: int = 0


@command("imports.apply", N_("Import {files}"))
def apply(
    uow: UnitOfWork,
    files: Sequence[StagedFile],
    chosen: frozenset[tuple[str, str]] = frozenset(),
    codes: Sequence[CodeChoice] = (),
    shown: MadePlan | None = None,
) -> ImportResult:
    """Write what these files say: all of it, as one step. `chosen` fields take the file's side of a conflict.

    `codes` says which products codes mean that nobody knew; it is linked or created in the same step. `shown` is a
    plan that was made of them before; it is written where it still holds.

    Files that change nothing leave no trace at all.
    """
    uow.describe(files=tuple(file.file_name for file in files))
    if shown is not None and shown.holds(uow.connection, files, chosen):
        plan = shown.plan
    else:
        plan = Planner(uow.connection, uow.task, chosen).plan(files)
    waiting = any(one.counts.waiting_rows for one in plan.files)
    if plan.is_empty and not waiting:
        return ImportResult(plan, (), range(0))
    written, last_sku = Written(uow), _last_sku(uow)
    for one in plan.files:
        one.file_id = _keep_file(uow, one, written)
    for part in plan.parts:
        if isinstance(part, OrdersPart):  # what product files bring is there by now
            _settle(written, plan, codes)
        part.write(written)
    promise(uow)
    deserve(uow, written.new_orders)
    judge(uow)
    file_ids = tuple(one.file_id for one in plan.files if one.file_id is not None)
    uow.flush()
    made = select(func.count()).where(_skus.c.id > last_sku)
    return ImportResult(plan, file_ids, written.new_orders, uow.connection.execute(made).scalar_one())


def _last_sku(uow: UnitOfWork) -> int:
    return int(uow.connection.execute(select(func.coalesce(func.max(_skus.c.id), 0))).scalar_one())


@command("imports.resolve", NN_("Settle {count} waiting row", "Settle {count} waiting rows"))
def resolve(uow: UnitOfWork, problem_ids: Sequence[int]) -> None:
    """Note that waiting rows need no more attention (fixed and imported, or dismissed)."""
    now = clock.now()
    for problem in uow.get_many(ImportProblem, problem_ids):
        problem.resolved_at = now
    uow.describe(count=len(problem_ids))


def _settle(written: Written, plan: ImportPlan, codes: Sequence[CodeChoice]) -> None:
    for channel in plan.orders:
        mine = [choice for choice in codes if choice.code.channel == channel.name]
        if mine:
            settle_codes(written.uow, written.place_id(channel), mine)


def _keep_file(uow: UnitOfWork, plan: FilePlan, written: Written) -> int:
    """Keep the record of the file; the place it belongs to is made where it does not exist yet."""
    counts = plan.counts
    place_id = written.place_id(plan.place) if plan.place is not None else None
    file = ImportFile(
        file_name=plan.file.file_name,
        sha256=plan.file.sha256,
        format_id=plan.file.format_id,
        kind=plan.file.kind,
        channel_id=place_id if plan.shape.place is PlaceKind.CHANNEL else None,
        account_id=place_id if plan.shape.place is PlaceKind.ACCOUNT else None,
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
