"""What the reading of one file came to: ready to be planned, to be decided by a person, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.enums.orders import Platform
from services import i18n, paths
from services.errors import AppError
from services.i18n import N_, NN_
from services.importing.cells import fold
from services.importing.detect import Match
from services.importing.errors import FileEmpty, HeaderChanged, NothingUnderstood, NotThatFormat, UnknownFormat
from services.importing.formats import load_formats
from services.importing.header_changes import header_change
from services.importing.read_request import ReadResult, TableInfo
from services.importing.spec import FormatSpec
from services.importing.staged import FileWarning, StagedFile
from services.importing.vocabulary import REQUIRED
from services.messages import message, plural_message


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read a file that can be read in several: a sheet of it, in a format."""

    sheet: str
    format_id: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file after reading: staged and ready to be planned, or with the reason why it is not.

    `tables` tell what was found in it, also where no format is known: the page where a
    format is taught starts from them. `choices` are there where a person must say which
    sheet or which format is meant; read the file again with one of them. `names_channel`: a column
    of the file says which channel its orders belong to.
    """

    path: Path
    tables: tuple[TableInfo, ...] = ()
    staged: StagedFile | None = None
    error: AppError | None = None
    choices: tuple[Choice, ...] = ()
    names_channel: bool = False

    @property
    def table(self) -> TableInfo | None:
        """The table that was staged, else the first one."""
        wanted = self.staged.format_id if self.staged is not None else None
        return next((one for one in self.tables if one.format_id == wanted), self.tables[0] if self.tables else None)


def opened(path: Path, result: ReadResult, channel: str | None, wanted: str | None = None) -> ReadFile:
    """What a reading means for the file: staged, to be decided by a person, or the reason why it is neither.

    `wanted` is the format that was asked for.
    """
    if result.staged is None:
        choices = _choices(result.tables)
        headers = result.tables[0].headers if result.tables else ()
        shown = tuple(header for header in headers if header)[:8]
        error = None if choices else _unknown(path, result.tables, wanted, shown)
        return ReadFile(path, result.tables, error=error, choices=choices)
    staged = StagedFile.opened(result.scratch, channel=channel)
    rejected = [one for one in staged.problems() if one.rejects and one.code != "waits_with_row"]
    understood = next(staged.records(), None) is not None or next(staged.lines(), None) is not None
    is_part = any(one.code == "part_rows" for one in staged.warnings)
    if not understood and not staged.rows and not is_part:
        return ReadFile(path, result.tables, error=FileEmpty(file=path.name))
    if not understood and (lost := _lost(staged)) is not None:
        return ReadFile(path, result.tables, error=_header_changed(path, *lost))
    if not understood:
        uncounted = next((one.message for one in staged.warnings if one.code == "formula_without_value"), None)
        reason = uncounted or (rejected[0].message if rejected else None)
        return ReadFile(path, result.tables, staged=None, error=NothingUnderstood(file=path.name, reason=reason))
    named = staged.platform is Platform.OTHER and any(data.get("channel_name") for _k, _r, data in staged.records())
    return ReadFile(path, result.tables, staged, names_channel=named)


def _unknown(path: Path, tables: Sequence[TableInfo], wanted: str | None, shown: tuple[str, ...]) -> AppError:
    spec = load_formats(paths.user_formats_dir()).get(wanted) if wanted is not None else None
    there = {fold(header) for table in tables for header in table.headers}
    missing = tuple(names[0] for names in spec.signature if not there & set(map(fold, names))) if spec else ()
    if spec is None or not missing:
        return _changed(path, tables) or UnknownFormat(file=path.name, columns=shown or message(N_("no headings")))
    return NotThatFormat(file=path.name, format=spec.id, columns=missing)


def nearest(table: TableInfo) -> Match | None:
    """The format a table most looks like, where most of the columns it is recognised by are there."""
    return next((one for one in table.near if not one.refused and len(one.matched) > len(one.missing)), None)


def _changed(path: Path, tables: Sequence[TableInfo]) -> AppError | None:
    """The error that names what the platform changed, where a table is nearly a known format."""
    found = next((match for table in tables if not table.hidden and (match := nearest(table)) is not None), None)
    spec = load_formats(paths.user_formats_dir()).get(found.format_id) if found is not None else None
    if found is None or spec is None:
        return None
    return _header_changed(path, spec, found.missing, found.new)


def _lost(staged: StagedFile) -> tuple[FormatSpec, tuple[str, ...], tuple[str, ...]] | None:
    """The format of a file with its needed columns that are gone, and the columns it never had; None where all are."""
    spec = load_formats(paths.user_formats_dir()).get(staged.format_id)
    if spec is None:
        return None
    there = {fold(header) for header in staged.headers}
    needed = [one for one in spec.fields if one.name in REQUIRED[spec.kind] and one.default is None]
    columns = [tuple(name for source in one.sources for name in source.columns) for one in needed]
    gone = tuple(names[0] for names in columns if not there & set(map(fold, names)))
    return (spec, gone, header_change(spec, staged.headers).new) if gone else None


def _header_changed(path: Path, spec: FormatSpec, gone: tuple[str, ...], new: tuple[str, ...]) -> HeaderChanged:
    title = spec.title.get(i18n.language()) or spec.title["en"]
    return HeaderChanged(file=path.name, format=title, columns=gone, new=new or ("—",))


def _choices(tables: Sequence[TableInfo]) -> tuple[Choice, ...]:
    """The ways to read a file of which none is the obvious one: known sheets, else formats that fit equally well."""
    known = [Choice(table.sheet, table.format_id) for table in tables if table.format_id and not table.hidden]
    if known:
        return tuple(known)
    return tuple(
        Choice(table.sheet, match.format_id)
        for table in tables
        if not table.hidden
        for match in table.near
        if match.claims
    )


def naming_hidden(file: ReadFile, tables: Sequence[TableInfo]) -> ReadFile:
    """The file with a warning that names the hidden sheets beside what was read."""
    hidden = tuple(table.sheet for table in tables if table.hidden)
    if file.staged is None or not hidden:
        return file
    forms = NN_("{count} hidden sheet was not read: {names}.", "{count} hidden sheets were not read: {names}.")
    warning = FileWarning("hidden_sheets", len(hidden), plural_message(forms, len(hidden), names=hidden))
    return replace(file, staged=replace(file.staged, warnings=(*file.staged.warnings, warning)))


def about(error: AppError, name: str) -> AppError:
    """The error about the file a person knows, whatever its bytes are called."""
    return type(error)(**{**error.params, "file": name}) if "file" in error.params else error
