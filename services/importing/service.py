"""Importing from end to end: read the files, show what will change, write it. Window and command line use this."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict

from sqlalchemy import Connection

from services import paths, settings
from services.errors import AppError, NotFound
from services.i18n import N_
from services.importing import commands
from services.importing.child import read
from services.importing.codes import CodeChoice, NewCode, new_codes
from services.importing.containers import INSIDE, Archive, LeftOut, is_archive, look_through
from services.importing.entries import WAITING, Entry
from services.importing.errors import FileEmpty, FileNotData, FileProblem
from services.importing.own_folder import OwnFolder
from services.importing.plan import ImportPlan, MadePlan
from services.importing.preview import PlanView, plan_view
from services.importing.queries import imported_before
from services.importing.read_file import ReadFile, about, naming_hidden, opened
from services.importing.read_request import ReadRequest
from services.importing.staged import StagedFile
from services.kernel.runner import Outcome
from services.kernel.tasks import Task
from services.messages import from_json, message
from services.shop import Shop
from services.shown_names import shown_path


@dataclass(frozen=True, slots=True)
class Preview:
    """What the staged files will do, ready to be shown.

    `before` are the contents (by SHA-256) that were imported already, `by_file` the entries of each file where
    there are several, by its path, `codes` what orders name and no product answers to.
    """

    plan: ImportPlan
    view: PlanView
    before: frozenset[str]
    by_file: Mapping[Path, tuple[Entry, ...]] = field(default_factory=dict)
    codes: tuple[NewCode, ...] = ()

    @property
    def is_repeated(self) -> bool:
        """Whether nothing is new in these files and all of them were imported before."""
        return self.plan.is_empty and all(one.file.sha256 in self.before for one in self.plan.files)

    def entries_of(self, path: Path | None) -> tuple[Entry, ...]:
        """The entries of the plan that come from one file; all of them for None."""
        return self.view.entries if path is None else self.by_file.get(path, self.view.entries)


class _How(TypedDict):
    """How the files of one drop are read."""

    format_id: str | None
    channel: str | None
    task: Task | None


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the bytes of a file are, and which sheet of them it is."""

    file: Path
    sheet: str | None = None


@dataclass(slots=True)
class ImportSession:
    """The files somebody dropped, read into scratch files of their own folder until it is closed.

    `left_out` are what folders and archives hold and nobody reads, with the reasons.
    """

    shop: Shop
    files: list[ReadFile] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _sources: dict[Path, _Source] = field(default_factory=dict)
    _own: OwnFolder = field(default_factory=lambda: OwnFolder(paths.cache_dir(), "import-"))
    _count: int = 0
    _patches: dict[Path, dict[tuple[int, str], str]] = field(default_factory=dict)
    _made: MadePlan | None = None

    def __enter__(self) -> ImportSession:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Throw the scratch files away."""
        self._made = None
        self._own.remove()

    @property
    def _folder(self) -> Path:
        return self._own.path

    def add_all(
        self,
        dropped: Iterable[Path],
        *,
        format_id: str | None = None,
        channel: str | None = None,
        password: str | None = None,
        task: Task | None = None,
    ) -> list[ReadFile]:
        """Read everything that was dropped: files, whole folders, archives, workbooks of several sheets."""
        how: _How = {"format_id": format_id, "channel": channel, "task": task}
        found: dict[Path, list[ReadFile]] = {}
        for path in dict.fromkeys(dropped):
            looked = look_through([path])
            self.left_out += looked.left_out
            if not looked.files:
                called = shown_path(path)
                error = FileNotData(file=called.name) if looked.left_out else FileEmpty(file=called.name)
                found[path] = [self._keep(ReadFile(called, error=error))]
            for inside in map(self._called, looked.files):
                if inside not in found:
                    found[inside] = self._add_opened(inside, password, how)
        return [one for files in found.values() for one in files]

    def unlock(self, path: Path, password: str, *, task: Task | None = None) -> list[ReadFile]:
        """Read an archive again that was locked, or the archive a locked one lies in, with its password."""
        outer = self._called(self._source(path).file)
        return self._add_opened(outer, password, {"format_id": None, "channel": None, "task": task})

    def _called(self, path: Path) -> Path:
        """What a file is known as, here and in the shop: its path, or one that can be read and is no other file's."""
        if (called := shown_path(path)) == path:
            return path
        numbered = (called.with_stem(f"{called.stem} ({number})") for number in count(2))
        name = next(one for one in chain((called,), numbered) if self._may_be_called(path, one))
        self._sources.setdefault(name, _Source(path))
        return name

    def _may_be_called(self, path: Path, name: Path) -> bool:
        known = self._sources.get(name)
        return known.file == path if known is not None else not name.exists()

    def _add_opened(self, path: Path, password: str | None, how: _How) -> list[ReadFile]:
        source = self._source(path).file
        if not is_archive(source):
            return self._add_sheets(path, how)
        self._count += 1
        folder = self._folder / f"{self._count}"
        archive = Archive(source, folder, called=path, password=password, task=how["task"])
        try:
            members = archive.files()
        except FileProblem as error:
            return [self._keep(ReadFile(path, error=error))]
        self.remove(path)
        self.left_out += archive.left_out
        found: list[ReadFile] = []
        for one in members:
            self._sources[one.path] = _Source(one.source)
            if one.error is None:
                found += self._add_sheets(one.path, how)
            else:
                found.append(self._keep(ReadFile(one.path, error=one.error)))
        return found

    def _add_sheets(self, path: Path, how: _How) -> list[ReadFile]:
        """Read a file; the sheets of a workbook of which several are known become a file each."""
        first = self.add(path, **how)
        sheets = [table.sheet for table in first.tables if table.format_id and not table.hidden]
        if first.staged is not None or first.error is not None or len(sheets) < 2:
            return [first]
        self.remove(path)
        found: list[ReadFile] = []
        for sheet in sheets:
            called = path.with_name(f"{path.name}{INSIDE}{sheet.replace('/', '_')}")
            self._sources[called] = _Source(self._source(path).file, sheet)
            found.append(self.add(called, **how))
        found[0] = self._keep(naming_hidden(found[0], first.tables))
        return found

    def _source(self, path: Path) -> _Source:
        return self._sources.get(path, _Source(path))

    def _keep(self, found: ReadFile) -> ReadFile:
        """Put a file in the place of the one that was read from the same path, else behind the others."""
        paths = [one.path for one in self.files]
        if found.path in paths:
            self.files[paths.index(found.path)] = found
        else:
            self.files.append(found)
        return found

    def add(
        self,
        path: Path,
        *,
        format_id: str | None = None,
        sheet: str | None = None,
        channel: str | None = None,
        patches: Mapping[tuple[int, str], str] | None = None,
        task: Task | None = None,
    ) -> ReadFile:
        """Read one file; what is wrong with it is kept beside it and stops no other file."""
        job, path = task or Task(), self._called(path)
        self._count += 1
        scratch = self._folder / f"{self._count}.db"
        source = self._source(path)
        if sheet:  # a file that is read again, with corrected cells, is read from the same sheet
            source = self._sources[path] = _Source(source.file, sheet)
        request = ReadRequest(
            path=source.file,
            scratch=scratch,
            called=path.name,
            format_id=format_id,
            sheet=source.sheet,
            user_formats=paths.user_formats_dir(),
            patches=patches or {},
        )
        try:
            result = read(request, lambda done, total: job.checkpoint(done, total), lambda: job.is_cancelled)
            found = naming_hidden(opened(path, result, channel, format_id), result.tables)
        except AppError as error:
            if error.exit_code == 130:
                raise
            found = ReadFile(path, error=about(error, path.name))
        return self._keep(found)

    def fix(self, path: Path, row: int, cells: Mapping[str, str], *, task: Task | None = None) -> ReadFile:
        """Read a file again with these cells of a row, by header, in place of what stands there; the file stays."""
        patches = self._patches.setdefault(path, {})
        patches.update({(row, header): text for header, text in cells.items()})
        staged = next(one.staged for one in self.files if one.path == path)
        if staged is None:
            raise NotFound(what=message(N_("file")), which=path.name)
        return self.add(path, format_id=staged.format_id, channel=staged.channel, patches=patches, task=task)

    def remove(self, path: Path) -> None:
        """Leave a file out."""
        self.files = [one for one in self.files if one.path != path]

    def choose_channel(self, path: Path, channel: str | None) -> None:
        """Say which channel a file belongs to."""
        self.files = [
            replace(one, staged=replace(one.staged, channel=channel)) if one.path == path and one.staged else one
            for one in self.files
        ]

    @property
    def staged(self) -> tuple[StagedFile, ...]:
        """The files that can be planned and imported."""
        return tuple(one.staged for one in self.files if one.staged is not None)

    def submit_plan(
        self, *, task: Task | None = None, chosen: frozenset[tuple[str, str]] = frozenset()
    ) -> Future[ImportPlan]:
        """Compare the staged files with the shop, on a reader thread."""
        files = self.staged
        return self.shop.submit_ask(lambda connection: self._plan(connection, task, chosen, files))

    def _plan(
        self, connection: Connection, task: Task | None, chosen: frozenset[tuple[str, str]], files: Sequence[StagedFile]
    ) -> ImportPlan:
        """The plan as the shop stands; it is written as it is where the shop still stands so when it is applied."""
        self._made = made = MadePlan.of(connection, task, chosen, files)
        return made.plan

    def submit_preview(
        self, *, task: Task | None = None, chosen: frozenset[tuple[str, str]] = frozenset()
    ) -> Future[Preview]:
        """The plan and its list, made on a reader thread."""
        read_files = [(one.path, one.staged) for one in self.files if one.staged is not None]
        files = tuple(staged for _path, staged in read_files)

        def ask(connection: Connection) -> Preview:
            plan = self._plan(connection, task, chosen, files)
            currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)
            before = imported_before(connection, (file.sha256 for file in files))
            view = plan_view(plan, currency, zone, chosen)
            several = read_files if len(read_files) > 1 else ()
            by_file = {path: _entries_of(staged, view) for path, staged in several}
            return Preview(plan, view, before, by_file, new_codes(connection, plan))

        return self.shop.submit_ask(ask)

    def submit_apply(
        self,
        *,
        task: Task | None = None,
        chosen: frozenset[tuple[str, str]] = frozenset(),
        codes: Sequence[CodeChoice] = (),
        source: str = "import",
    ) -> Future[Outcome[commands.ImportResult]]:
        """Write what the plan says, as one operation, on the writer thread; `codes` are linked or created with it."""
        made, self._made = self._made, None  # what a write was given up with is not written again
        return self.shop.submit(commands.apply, self.staged, chosen, tuple(codes), made, task=task, source=source)


def _entries_of(file: StagedFile, view: PlanView) -> tuple[Entry, ...]:
    """The entries of a plan that come from one of its files: its rows that wait, and the records it names."""
    keys = file.keys()
    return tuple(
        entry
        for entry in view.entries
        if (entry.scratch == file.scratch if entry.outcome == WAITING else entry.key in keys or entry.record in keys)
    )


def rows_as_csv(headers: Sequence[str], rows: Sequence[Mapping[str, str]], explained: int = 0) -> str:
    """Rows of cells as a CSV text that reads back the same, to import rows that were fixed.

    `explained` is how many rows under the header the format takes for explanations.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([""] * len(headers) for _row in range(explained))
    writer.writerows([row.get(header, "") for header in headers] for row in rows)
    return text.getvalue()


def warning_text(stored: Mapping[str, Any] | str) -> str:
    """The sentence of a warning as it is kept with an import."""
    value = json.loads(stored) if isinstance(stored, str) else stored
    return str(from_json(value["message"]))
