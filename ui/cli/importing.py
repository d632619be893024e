"""``import`` and ``formats``: files into the shop, and which files it understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from services import i18n, paths
from services.errors import NotFound
from services.i18n import N_, join_sentences
from services.importing.formats import load_formats
from services.importing.kinds.part import FilePlan
from services.importing.plan import ImportPlan
from services.importing.read_file import ReadFile
from services.importing.service import ImportSession
from services.messages import message, render
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.console import error_record
from ui.cli.secret_file import first_line

_COUNTED = N_(
    "{file}: {format}, rows {rows}, new {new}, updated {updated}, unchanged {unchanged}, skipped {skipped}, "
    "rejected {rejected}"
)


def run(call: Call) -> int:
    """Import files as one operation; a file that is not understood stops no other."""
    words = call.words
    if words.format is not None and load_formats(paths.user_formats_dir()).get(words.format) is None:
        raise NotFound(what=message(N_("import format")), which=words.format)
    password = _password(call)
    with _shop(call) as shop, ImportSession(shop) as session:
        paths_given = [found for path in words.paths for found in _meant(call.path(path))]
        how = {"format_id": words.format, "channel": words.channel, "password": password}
        session.add_all(paths_given, task=call.console.task, **how)
        plan, operation = _imported(call, session) if session.staged else (None, None)
        files = [_record(one, _plan_of(one, plan)) for one in session.files]
        codes = [one.error.exit_code for one in session.files if one.error is not None]
    if words.dry_run:
        call.console.say(render(message(N_("This was a trial: nothing was changed."))))
    for left_out in session.left_out:
        said = message(N_("Left out: {file}, {reason}."), file=str(left_out.path), reason=left_out.reason)
        call.console.say(render(said))
    for one in files:
        _tell(call, one)
    call.console.answer({"operation": operation, "files": files})
    return max(codes, default=0)


def _password(call: Call) -> str | None:
    if call.words.password_file is None:
        return cast("str | None", call.words.password)
    return first_line(call, call.words.password_file, message(N_("Password file")))


def _meant(path: Path) -> list[Path]:
    """The file itself, or the files that `*` and `?` stand for: shells of Windows leave that to the program."""
    found = [] if path.exists() else sorted(path.parent.glob(path.name))
    return found or [path]


@contextmanager
def _shop(call: Call) -> Iterator[Shop]:
    with call.reading() if call.words.dry_run else call.writing() as shop:
        yield shop


def _imported(call: Call, session: ImportSession) -> tuple[ImportPlan, int | None]:
    task = call.console.task
    if call.words.dry_run:
        return session.submit_plan(task=task).result(), None
    outcome = session.submit_apply(task=task, source="cli").result()
    changed = outcome.changes.operation_id if outcome.value.file_ids else None
    return outcome.value.plan, changed


def _plan_of(read: ReadFile, plan: ImportPlan | None) -> FilePlan | None:
    if plan is None or read.staged is None:
        return None
    return next(one for one in plan.files if one.file == read.staged)


def _record(read: ReadFile, plan: FilePlan | None) -> dict[str, Any]:
    """A file's part of the answer, with the keys `cli.md` promises."""
    counts = plan.counts if plan is not None else None
    record: dict[str, Any] = {
        "file": str(read.path),
        "format": plan.file.format_id if plan is not None else None,
        "kind": plan.file.kind if plan is not None else None,
        "rows": plan.file.rows if plan is not None else 0,
        "new": counts.new if counts is not None else 0,
        "updated": counts.updated if counts is not None else 0,
        "unchanged": counts.unchanged if counts is not None else 0,
        "skipped": plan.file.skipped if plan is not None else 0,
        "rejected": plan.rejected if plan is not None else 0,
        "problems": [] if plan is None else [_problem(one) for one in plan.problems],
        "warnings": []
        if plan is None
        else [{"code": one.code, "count": one.count, "message": render(one.message)} for one in plan.warnings],
    }
    if read.error is not None:
        record["error"] = error_record(read.error)
    return record


def _problem(problem: Any) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "message": render(problem.message),
        "waits": problem.rejects,
    }


def _tell(call: Call, one: dict[str, Any]) -> None:
    if "error" in one:
        call.console.say(join_sentences([part for part in (one["error"]["message"], one["error"]["hint"]) if part]))
        return
    counted = {key: one[key] for key in ("rows", "new", "updated", "unchanged", "skipped", "rejected")}
    call.console.say(render(message(_COUNTED, file=one["file"], format=one["format"], **counted)))
    for warning in one["warnings"]:
        call.console.say(f"  {warning['message']}")
    for problem in one["problems"]:
        where = render(message(N_("row {row}, {column}"), row=problem["row"], column=problem["column"]))
        said = render(message(N_("{where}: {what}"), where=where, what=problem["message"]))
        call.console.say(f"  {said}")


def formats(call: Call) -> int:
    """The import formats: their ids, what they read, and the headers they know."""
    book = load_formats(paths.user_formats_dir())
    for problem in book.problems:
        call.console.say(str(problem))
    found: list[dict[str, Any]] = [
        {
            "id": spec.id,
            "kind": spec.kind,
            "title": spec.title.get(i18n.language()) or spec.title.get("en") or spec.id,
            "headers": list(dict.fromkeys(spec.columns())),
            "version": spec.version,
        }
        for spec in book.all()
    ]
    lines = [
        f"{one['id']}\t{one['version']}\t{one['kind']}\t{one['title']}\t{', '.join(one['headers'])}" for one in found
    ]
    call.console.answer({"formats": found}, lines)
    return 0
