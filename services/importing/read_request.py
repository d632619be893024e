"""What is asked of the process that reads a file, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.importing.detect import Match
from services.messages import Message


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What to read and how.

    `scratch` is the file to write. `format_id` asks for one format instead of recognising
    it, `sheet` for one table of a workbook. `patches` replace cell texts, keyed by row
    number in the file and column header; `only_rows` reads these rows and no others. `called`
    is the name a person knows, where it is not that of the path.
    """

    path: Path
    scratch: Path
    format_id: str | None = None
    user_formats: Path | None = None
    sheet: str | None = None
    patches: Mapping[tuple[int, str], str] = field(default_factory=dict)
    only_rows: frozenset[int] | None = None
    called: str = ""

    @property
    def name(self) -> str:
        """What a person knows the file as."""
        return self.called or self.path.name


@dataclass(frozen=True, slots=True)
class TablesRequest:
    """A file whose tables are wanted as they are: a count sheet, freight rules, a sheet of figures."""

    path: Path

    @property
    def name(self) -> str:
        """What a person knows the file as."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table of the file: where its header is, which format it has, and why.

    `data_rows` counts filled rows below the header, `samples` are the first 50 of them as
    text, `near` are the formats that came closest (or fit as well).
    """

    sheet: str
    hidden: bool
    encoding: str
    delimiter: str
    header_row: int
    headers: tuple[str, ...]
    format_id: str | None
    confidence: float
    why: tuple[Message, ...]
    data_rows: int
    blank_rows: int
    samples: tuple[tuple[str, ...], ...]
    near: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The tables found; `staged` is the index of the one in the scratch file, or None.

    Nothing is staged when no table, or more than one, has a recognised format: the caller
    shows the choice or the mapping page and reads again with `sheet` or `format_id`.
    """

    scratch: Path
    tables: tuple[TableInfo, ...]
    staged: int | None
