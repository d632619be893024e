"""Import formats: what they are, where they are found, and which column might be which.

A format is data: one TOML file in the program's resources, or one the user taught the
program. The closed vocabulary they may use is described in `vocabulary`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services import paths
from services.exporting.cells import plain
from services.importing.cells import CellProblem, fold, integer, money
from services.importing.errors import FormatInvalid
from services.importing.format_file import read_format
from services.importing.shapes import FieldType
from services.importing.spec import FormatSpec
from services.importing.vocabulary import KINDS

_OF_ORDERS = frozenset({"orders", "order_lines", "tracking"})


@dataclass(frozen=True, slots=True)
class FormatBook:
    """All formats the program knows; `problems` are the user's files that could not be used."""

    formats: Mapping[str, FormatSpec]
    problems: tuple[FormatInvalid, ...] = ()

    def get(self, format_id: str) -> FormatSpec | None:
        """The format with this id, or None."""
        return self.formats.get(format_id)

    def all(self) -> tuple[FormatSpec, ...]:
        """Every format, in the order of their ids."""
        return tuple(self.formats[name] for name in sorted(self.formats))


def load_formats(user_dir: Path | None = None) -> FormatBook:
    """The program's formats and, from `user_dir`, the ones the user taught it.

    A wrong file of the program is a bug and raises `FormatInvalid`; a wrong file of the
    user is left out and listed in `problems`.
    """
    formats = dict(_bundled())
    problems: list[FormatInvalid] = []
    for path in sorted(user_dir.glob("*.toml")) if user_dir is not None and user_dir.is_dir() else ():
        try:
            found = read_format(path)
            if found.id in formats:
                raise FormatInvalid(file=path.name, line=1, reason=f"the id {found.id} is used by another format")
            formats[found.id] = found
        except FormatInvalid as problem:
            problems.append(problem)
    return FormatBook(formats, tuple(problems))


@cache
def _bundled() -> Mapping[str, FormatSpec]:
    found = [read_format(path) for path in sorted((paths.resources() / "import_formats").glob("*.toml"))]
    return {spec.id: spec for spec in found}


def suggest_mapping(headers: Sequence[str], sample_rows: Sequence[Sequence[str]], kind: str) -> dict[str, str]:
    """Which header probably feeds which field of `kind`; only a suggestion to start teaching from.

    Headers the known formats use are taken first, then headers spelled nearly like one of
    them. A column whose sample cells do not fit the field is not suggested.
    """
    folded = {fold(header): position for position, header in reversed(list(enumerate(headers))) if fold(header)}
    chosen: dict[str, str] = {}
    taken: set[int] = set()
    aliases = _aliases(kind)
    for exact in (True, False):
        for field, names in aliases.items():
            if field in chosen:
                continue
            for position in _matches(names, folded, exact):
                if position not in taken and _fits(KINDS[kind][field], sample_rows, position):
                    chosen[field] = headers[position]
                    taken.add(position)
                    break
    return chosen


@cache
def _aliases(kind: str) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = {field: {} for field in KINDS[kind]}
    same_kind_first = sorted(_bundled().values(), key=lambda spec: spec.kind != kind)
    for spec in same_kind_first:
        for field in spec.fields:
            if field.name in names and (
                spec.kind == kind or "line." in field.name or (kind == "tracking" and spec.kind in _OF_ORDERS)
            ):
                for source in field.sources:
                    if source.join is None:
                        names[field.name].update(dict.fromkeys(map(fold, source.columns)))
    return {field: tuple(found) for field, found in names.items()}


def _matches(names: Sequence[str], folded: Mapping[str, int], exact: bool) -> Iterator[int]:
    for name in names:
        if exact:
            if name in folded:
                yield folded[name]
        else:
            for near in difflib.get_close_matches(name, folded, n=1, cutoff=0.8):
                yield folded[near]


def _fits(kind: FieldType, sample_rows: Sequence[Sequence[str]], position: int) -> bool:
    filled = [plain(row[position]) for row in sample_rows if position < len(row) and plain(row[position])]
    if not filled or kind not in (FieldType.MONEY, FieldType.INTEGER):
        return True
    read = money(4, ".") if kind is FieldType.MONEY else integer
    good = 0
    for text in filled:
        try:
            read(text)
            good += 1
        except CellProblem:
            continue
    return good * 2 >= len(filled)
