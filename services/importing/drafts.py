"""A format while it is being taught: its columns, and the words that mean states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from models.enums.orders import Platform
from services.exporting.cells import plain
from services.importing.cells import fold
from services.importing.formats import load_formats
from services.importing.read_request import TableInfo
from services.importing.shapes import FieldType
from services.importing.vocabulary import CODES, KINDS


@dataclass(frozen=True, slots=True)
class Draft:
    """What was taught so far: which column feeds which field, and which word means which state.

    `words` maps field → text in the file → code. `base` is the known format this one is taught after: what
    nobody changes is read as that one reads it.
    """

    kind: str
    headers: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    title: str = ""
    platform: str = str(Platform.OTHER)
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    decimal: str = "."
    base: str = ""


def with_words(draft: Draft, table: TableInfo, more: Mapping[str, Sequence[str]] | None = None) -> Draft:
    """The draft with every state word of the first rows (and of `more`) in it; known words get their code."""
    words: dict[str, dict[str, str]] = {}
    for name in coded_fields(draft):
        place = draft.headers.index(draft.columns[name])
        texts = [plain(row[place]) for row in table.samples if place < len(row)]
        kept = dict(draft.words.get(name, {}))
        for text in [*texts, *(more or {}).get(name, ())]:
            if text and text not in kept:
                kept[text] = known_words(KINDS[draft.kind][name]).get(fold(text), "")
        words[name] = kept
    return replace(draft, words=words)


def coded_fields(draft: Draft) -> tuple[str, ...]:
    """The taught fields whose texts mean states."""
    return tuple(name for name in draft.columns if KINDS[draft.kind][name] in CODES)


@cache
def known_words(field_type: FieldType) -> Mapping[str, str]:
    """What the program's own formats take the words of such a field for, by the folded word."""
    known: dict[str, str] = {}
    for spec in load_formats().all():
        for one in spec.fields:
            if KINDS[spec.kind][one.name] is field_type:
                for source in one.sources:
                    known |= source.map or {}
    return known
