"""Rows that waited: read again with the cells a person corrected, and imported when all is well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.imports import ImportProblem
from services import clock, paths
from services.errors import Invalid, NotFound
from services.i18n import N_, NN_
from services.importing import commands
from services.importing.child import read
from services.importing.columns import RowReader
from services.importing.formats import load_formats
from services.importing.own_folder import OwnFolder
from services.importing.queries import ImportView, WaitingRow
from services.importing.read_request import ReadRequest
from services.importing.service import rows_as_csv
from services.importing.spec import FormatSpec
from services.importing.staged import StagedFile
from services.kernel.command import command
from services.kernel.tasks import Task
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message

Fixes = Mapping[int, Mapping[str, str]]
"""Row number → the cells that were corrected, by header."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a second reading gave: staged rows, or what is still wrong by (row, header, reason)."""

    rows: tuple[WaitingRow, ...]
    staged: StagedFile | None
    problems: tuple[tuple[int, str, Message], ...]
    own: OwnFolder | None = None


def rows_of_same_order(row: WaitingRow, waiting: Sequence[WaitingRow], format_id: str) -> tuple[WaitingRow, ...]:
    """The waiting rows that can only be imported together with `row`, itself among them."""
    mine = [one for one in waiting if one.file_id == row.file_id]
    spec = load_formats(paths.user_formats_dir()).get(format_id)
    key = _key(spec, row)
    linked = {row.row, row.waits_for}
    return tuple(
        one
        for one in mine
        if one.row in linked or one.waits_for in linked - {None} or (key is not None and _key(spec, one) == key)
    )


def _key(spec: FormatSpec | None, row: WaitingRow) -> str | None:
    if spec is None or not row.cells:
        return None
    return RowReader(spec, tuple(row.cells)).key_of(tuple(row.cells.values()))


def read_again(
    file: ImportView, rows: Sequence[WaitingRow], fixes: Fixes, folder: Path, *, task: Task | None = None
) -> Attempt:
    """Read the kept cells of these rows, corrected, exactly as the file was read. Writes nothing to the shop."""
    spec = load_formats(paths.user_formats_dir()).get(file.format_id)
    if spec is None:
        raise NotFound(what=message(N_("import format")), which=file.format_id)
    if any(not row.cells for row in rows):
        raise NotFound(what=message(N_("row")), which=str(next(row.row for row in rows if not row.cells)))
    headers = list(dict.fromkeys(header for row in rows for header in row.cells))
    first = 2 + spec.layout.explanation_rows
    cells = [{**row.cells, **fixes.get(row.row, {})} for row in rows]
    own = OwnFolder(folder, "import-retry-")
    try:
        attempt = _attempt(file, rows, own.path, rows_as_csv(headers, cells, spec.layout.explanation_rows), first, task)
    except BaseException:
        own.remove()
        raise
    if attempt.staged is None:
        own.remove()
        return attempt
    return replace(attempt, own=own)


def _attempt(
    file: ImportView, rows: Sequence[WaitingRow], place: Path, cells: str, first: int, task: Task | None
) -> Attempt:
    table = place / "rows.csv"
    table.write_text(cells, encoding="utf-8-sig", newline="")
    request = ReadRequest(table, place / "rows.db", format_id=file.format_id, user_formats=paths.user_formats_dir())
    result = read(request, None, (lambda: task.is_cancelled) if task is not None else None)
    if result.staged is None:
        raise NotFound(what=message(N_("import format")), which=file.format_id)
    staged = _as_part_of(file, StagedFile.opened(result.scratch), rows)
    wrong = tuple(
        (rows[problem.row - first].row, problem.column or "", problem.message)
        for problem in staged.problems()
        if problem.rejects and problem.code != "waits_with_row" and 0 <= problem.row - first < len(rows)
    )
    return Attempt(tuple(rows), None if wrong else staged, wrong)


def _as_part_of(file: ImportView, staged: StagedFile, rows: Sequence[WaitingRow]) -> StagedFile:
    numbers = ", ".join(str(row.row) for row in rows[:5])
    named = any(data.get("channel_name") for _key, _row, data in staged.records())
    return replace(staged, file_name=f"{file.file_name} [{numbers}]", channel=None if named else file.channel)


def forget(attempt: Attempt) -> None:
    """Throw away what a second reading left on the disk."""
    if attempt.own is not None:
        attempt.own.remove()


@command("imports.retry", NN_("Import {count} corrected row of {file}", "Import {count} corrected rows of {file}"))
def import_fixed(
    uow: UnitOfWork, staged: StagedFile, problem_ids: Sequence[int], *, file: str, count: int
) -> commands.ImportResult:
    """Import corrected rows and settle them, as one step; refused as a whole where one still cannot be taken."""
    result = commands.apply(uow, (staged,))
    wrong = [problem for plan in result.plan.files for problem in plan.problems if problem.rejects]
    if wrong:
        raise Invalid(field=message(N_("Row")), value=wrong[0].value or "", reason=wrong[0].message)
    now = clock.now()
    for problem in uow.get_many(ImportProblem, problem_ids):
        problem.resolved_at = now
    uow.describe(file=file, count=count)
    return result
