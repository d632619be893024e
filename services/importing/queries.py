"""Reads: what was imported, and which rows of it still wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from models.channels import Channel
from models.entities import Entity
from models.finance import Account
from models.imports import ImportFile, ImportProblem
from models.journal import Change, ChangeKind
from models.orders import Order, OrderLine
from services.messages import Message, from_json

_files = ImportFile.table()
_problems = ImportProblem.table()
_channels = Channel.table()
_accounts = Account.table()
_changes = Change.table()
_lines = OrderLine.table()
_orders = Order.table()


@dataclass(frozen=True, slots=True)
class ImportView:
    """One imported file; `waiting` counts its rows that still need a person.

    `channel` is the channel, or the account, its records belong to.
    """

    id: int
    file_name: str
    format_id: str
    kind: str
    channel: str | None
    imported_at: datetime
    rows: int
    new: int
    updated: int
    unchanged: int
    skipped: int
    rejected: int
    warnings: tuple[Message, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row of a file that could not be imported yet, with every reason.

    `cells` is the whole row by header; `waits_for` is the row of the same order whose fault it is.
    """

    file_id: int
    row: int
    problem_ids: tuple[int, ...]
    reasons: tuple[Message, ...]
    column: str
    value: str
    code: str
    cells: Mapping[str, str]
    waits_for: int | None = None


@dataclass(frozen=True, slots=True)
class LooseCode:
    """A code in imported orders that no SKU answers to."""

    channel_id: int
    channel: str
    code: str
    title: str
    variant: str
    pieces: int


def past_imports(connection: Connection, limit: int = 300) -> tuple[ImportView, ...]:
    """The newest imports first."""
    rows = connection.execute(_import_statement().order_by(_files.c.id.desc()).limit(limit)).mappings()
    return tuple(_view(row) for row in rows)


def imports_by_id(connection: Connection, file_ids: Sequence[int]) -> tuple[ImportView, ...]:
    """These imports, oldest first; such as were undone are left out."""
    statement = _import_statement().where(_files.c.id.in_(file_ids)).order_by(_files.c.id)
    return tuple(_view(row) for row in connection.execute(statement).mappings())


def _import_statement() -> Any:
    waiting = (
        select(func.count(distinct(_problems.c.row)))
        .where(_problems.c.file_id == _files.c.id, _problems.c.resolved_at.is_(None))
        .scalar_subquery()
    )
    place = func.coalesce(_channels.c.name, _accounts.c.name)
    return select(_files, place.label("channel"), waiting.label("waiting")).select_from(
        _files.outerjoin(_channels, _channels.c.id == _files.c.channel_id).outerjoin(
            _accounts, _accounts.c.id == _files.c.account_id
        )
    )


def _view(row: Mapping[Any, Any]) -> ImportView:
    return ImportView(
        id=row["id"],
        file_name=row["file_name"],
        format_id=row["format_id"],
        kind=row["kind"],
        channel=row["channel"],
        imported_at=row["imported_at"],
        rows=row["row_count"],
        new=row["new_count"],
        updated=row["updated_count"],
        unchanged=row["unchanged_count"],
        skipped=row["skipped_count"],
        rejected=row["rejected_count"],
        warnings=tuple(from_json(one["message"]) for one in row["warnings"]),
        waiting=row["waiting"],
    )


def waiting_rows(connection: Connection, file_ids: Sequence[int]) -> tuple[WaitingRow, ...]:
    """The rows of these imports that still wait, by file and row."""
    statement = (
        select(_problems)
        .where(_problems.c.file_id.in_(file_ids), _problems.c.resolved_at.is_(None))
        .order_by(_problems.c.file_id, _problems.c.row, _problems.c.id)
    )
    by_row: dict[tuple[int, int], list[Mapping[Any, Any]]] = {}
    for problem in connection.execute(statement).mappings():
        by_row.setdefault((problem["file_id"], problem["row"]), []).append(problem)
    return tuple(_waiting(file_id, row, found) for (file_id, row), found in by_row.items())


def _waiting(file_id: int, row: int, problems: Sequence[Mapping[Any, Any]]) -> WaitingRow:
    messages = tuple(from_json(problem["message"]) for problem in problems)
    first = problems[0]
    waits_for = messages[0].params.get("row") if first["code"] == "waits_with_row" else None
    return WaitingRow(
        file_id=file_id,
        row=row,
        problem_ids=tuple(problem["id"] for problem in problems),
        reasons=messages,
        column=first["column"] or "",
        value=first["value"] or "",
        code=first["code"],
        cells=next((problem["cells"] for problem in problems if problem["cells"]), {}),
        waits_for=waits_for if isinstance(waits_for, int) else None,
    )


def waiting_count(connection: Connection) -> int:
    """How many imported rows wait for a person, in the whole shop."""
    rows = select(_problems.c.file_id, _problems.c.row).where(_problems.c.resolved_at.is_(None)).distinct()
    return int(connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one())


def operation_of(connection: Connection, file_id: int) -> int | None:
    """The operation that made this import, for undoing it."""
    statement = (
        select(_changes.c.op_id)
        .where(
            _changes.c.entity == str(Entity.IMPORT_FILE),
            _changes.c.kind == ChangeKind.INSERT,
            _changes.c.row_id <= file_id,
            _changes.c.last_id >= file_id,
        )
        .order_by(_changes.c.id)
        .limit(1)
    )
    found = connection.execute(statement).first()
    return found[0] if found is not None else None


def imported_before(connection: Connection, sha256: Iterable[str]) -> frozenset[str]:
    """Which of these file contents were imported already."""
    statement = select(_files.c.sha256).where(_files.c.sha256.in_(list(sha256))).distinct()
    return frozenset(row[0] for row in connection.execute(statement))


def usual_channels(connection: Connection) -> dict[str, str]:
    """Format id → the channel its newest import went to."""
    statement = (
        select(_files.c.format_id, _channels.c.name)
        .join_from(_files, _channels, _channels.c.id == _files.c.channel_id)
        .order_by(_files.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def loose_codes(connection: Connection, order_ids: range, limit: int = 100) -> tuple[LooseCode, ...]:
    """Codes without a product in these orders, the most pieces first."""
    if not order_ids:
        return ()
    statement = (
        select(
            _channels.c.id,
            _channels.c.name,
            func.max(_lines.c.code),
            func.max(_lines.c.title),
            func.coalesce(func.max(_lines.c.variant), ""),
            func.sum(_lines.c.quantity),
        )
        .select_from(_lines)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .where(
            _orders.c.id.between(order_ids.start, order_ids.stop - 1),
            _lines.c.sku_id.is_(None),
            _lines.c.code_key.is_not(None),
            _lines.c.is_closed.is_(False),
        )
        .group_by(_channels.c.id, _lines.c.code_key)
        .order_by(func.sum(_lines.c.quantity).desc())
        .limit(limit)
    )
    return tuple(LooseCode(*row) for row in connection.execute(statement))
