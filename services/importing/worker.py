"""What happens inside the child process: limits first, then read, recognise, stage."""

from __future__ import annotations

import hashlib
import os
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from services import memory
from services.errors import AppError, DiskProblem, NotFound
from services.exporting.cells import plain
from services.i18n import N_
from services.importing.detect import Detection, detect
from services.importing.errors import FileTooBig
from services.importing.formats import FormatBook, load_formats
from services.importing.header_changes import header_change
from services.importing.read_request import ReadRequest, ReadResult, TableInfo, TablesRequest
from services.importing.readers import read_sheets
from services.importing.scratch import Scratch
from services.importing.sheets import Sheet
from services.importing.spec import FormatSpec
from services.importing.stage import Staging
from services.messages import message

_SAMPLES = 50
_SAMPLE_CELL = 500


def child_main(outbox: Connection, request: ReadRequest | TablesRequest, memory_limit_mb: int) -> None:
    """Entry of the child process: does the work and sends progress and one final word."""
    _limit_memory(memory_limit_mb)
    _silence()
    outbox.send(("begun",))
    try:
        with memory.not_collecting():
            if isinstance(request, TablesRequest):
                outbox.send(("tables", read_sheets(request.path)))
            else:
                result = read_here(request, lambda done, total: outbox.send(("progress", done, total)))
                outbox.send(("result", result))
    except AppError as error:
        outbox.send(("error", error.code, dict(error.params)))
    except MemoryError:
        reason = message(N_("it needs too much memory"))
        outbox.send(("error", FileTooBig.code, {"file": request.path.name, "reason": reason}))
    except OSError as error:
        outbox.send(
            (
                "error",
                DiskProblem.code,
                {"path": str(error.filename or request.path), "reason": error.strerror or str(error)},
            )
        )
    except Exception:  # noqa: BLE001 - the process border: everything else is reported as a bug, with its traceback
        outbox.send(("bug", traceback.format_exc()))
    finally:
        outbox.close()


def read_here(request: ReadRequest, progress: Callable[[int, int], None]) -> ReadResult:
    """The reading itself, in this process; `child.read` is the safe way to it."""
    book = load_formats(request.user_formats)
    wanted = book.get(request.format_id) if request.format_id is not None else None
    if request.format_id is not None and wanted is None:
        raise NotFound(what=message(N_("import format")), which=request.format_id)
    sheets = read_sheets(request.path, wanted.encodings if wanted else ())
    if request.sheet is not None:
        sheets = [sheet for sheet in sheets if sheet.name == request.sheet]
        if not sheets:
            raise NotFound(what=message(N_("sheet")), which=request.sheet)
    found = [detect(sheet.rows, book, request.format_id) for sheet in sheets]
    tables = tuple(_table(sheet, detection) for sheet, detection in zip(sheets, found, strict=True))
    staged = _only_recognised(tables, hidden_too=request.sheet is not None)
    scratch = Scratch(request.scratch)
    facts = {"file": request.name, "sha256": _sha256(request.path)}
    if staged is None:
        scratch.meta({**facts, "samples": [list(map(list, table.samples)) for table in tables]})
    else:
        _stage(request, book, sheets[staged], tables[staged], scratch, facts, progress)
    scratch.close()
    return ReadResult(request.scratch, tables, staged)


def _stage(
    request: ReadRequest,
    book: FormatBook,
    sheet: Sheet,
    table: TableInfo,
    scratch: Scratch,
    facts: dict[str, str],
    progress: Callable[[int, int], None],
) -> None:
    spec = book.formats[table.format_id or ""]
    sheet.warnings += header_change(spec, table.headers).warnings()
    staging = Staging(spec, sheet, table.header_row, request.patches, request.only_rows)
    staging.run(progress)
    staging.write(scratch, {**facts, **_facts(spec, table)})


def _facts(spec: FormatSpec, table: TableInfo) -> dict[str, str | int]:
    return {
        "format_id": spec.id,
        "format_version": spec.version,
        "kind": spec.kind,
        "platform": spec.platform,
        "zone": spec.zone,
        "currency": spec.currency,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "header_row": table.header_row,
    }


def _table(sheet: Sheet, found: Detection) -> TableInfo:
    below = sheet.rows[found.header_row :]
    filled = [row for row in below if "".join(row).strip()]
    return TableInfo(
        sheet=sheet.name,
        hidden=sheet.hidden,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header_row=found.header_row,
        headers=tuple(plain(text) for text in sheet.rows[found.header_row - 1]),
        format_id=found.format_id,
        confidence=found.confidence,
        why=found.why,
        data_rows=len(filled),
        blank_rows=len(below) - len(filled),
        samples=tuple(tuple(str(cell)[:_SAMPLE_CELL] for cell in row) for row in filled[:_SAMPLES]),
        near=found.near,
    )


def _only_recognised(tables: tuple[TableInfo, ...], *, hidden_too: bool) -> int | None:
    known = [index for index, table in enumerate(tables) if table.format_id and (hidden_too or not table.hidden)]
    return known[0] if len(known) == 1 else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _limit_memory(megabytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes << 20
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if sys.platform != "darwin":  # macOS accepts the call and refuses the value
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _silence() -> None:
    """The native reader writes its last words to stderr when it aborts; they are not for the user."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
