"""The columns of a workbook the program writes and reads back, as the import format of the same id has them.

Headings and status words come from the format itself, so that the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from models.values import minor_digits
from services import formatting, i18n
from services.exporting.writer import Cell, OutColumn
from services.importing.formats import load_formats
from services.importing.shapes import FieldType
from services.importing.spec import FieldSpec, FormatSpec
from services.importing.vocabulary import KINDS

_QUARTER_MS = 900_000
_PLAIN = len("2026-11-22 09:30:00")
_WIDTHS = {FieldType.TEXT: 20, FieldType.ID: 22, FieldType.INSTANT: 20}


@dataclass(frozen=True)
class Field:
    """A column of the layout: its name in the format, its heading, its kind and its words for codes."""

    name: str
    heading: str
    kind: FieldType
    words: Mapping[str, str]

    @cached_property
    def column(self) -> str:
        """The database column the field is kept in."""
        bare = self.name.removeprefix("line.")
        return f"{bare}_minor" if self.kind is FieldType.MONEY else bare

    @cached_property
    def is_line(self) -> bool:
        """Whether it belongs to a line of an order."""
        return self.name.startswith("line.")


def layout_of(format_id: str, names: Sequence[str]) -> tuple[FormatSpec, list[Field]]:
    """The format of this id, and its fields of these names in this order."""
    spec = load_formats().formats[format_id]
    known = {field.name: field for field in spec.fields}
    return spec, [_field(spec, known[name]) for name in names if name in known]


def _field(spec: FormatSpec, field: FieldSpec) -> Field:
    source = field.sources[0]
    words: dict[str, str] = {}
    for word, code in (source.map or {}).items():
        if word.isascii() is (i18n.language() == "en"):
            words.setdefault(code, word[:1].upper() + word[1:])
    return Field(field.name, _in_language(source.columns), KINDS[spec.kind][field.name], words)


def _in_language(words: Sequence[str]) -> str:
    """The first of the words a format knows that is in the current language."""
    return next((word for word in words if word.isascii() is (i18n.language() == "en")), words[0])


def cell_of(field: Field, value: Any, currency: str) -> Cell:
    """A stored value as the layout writes it; amounts are decimals of the currency."""
    if value is None:
        return None
    if field.kind is FieldType.MONEY:
        return _amount(value, currency)
    if field.words:
        return field.words[value]
    return value if isinstance(value, int) else str(value)


@lru_cache(maxsize=8_192)
def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


MakeCell: TypeAlias = Callable[[Any, str, str], Cell]
"""From a stored value that is not None, the zone of its row and its currency to the cell."""


def maker_of(field: Field, format_zone: str) -> MakeCell | None:
    """How the stored values of a column become cells, as `cell_of` and `instant_of` say; None where they are cells."""
    if field.kind is FieldType.INSTANT:
        return lambda value, zone, _currency: instant_of(value, zone, format_zone)
    if field.kind is FieldType.MONEY:
        return lambda value, _zone, currency: _amount(value, currency)
    if words := field.words:
        return lambda value, _zone, _currency: words[value]
    return None


def instant_of(value: int | None, zone: str, format_zone: str) -> str | None:
    """The time in the channel's zone; with its offset where the format would take another zone for granted."""
    if value is None:
        return None
    quarter, into = divmod(value, _QUARTER_MS)
    hour, minute, offset = _began(quarter, zone)
    if minute % 15:  # clocks that once went by the sun differ by no whole quarter
        plain = str(formatting.iso_ms(value, zone)).replace("T", " ")
        return plain[:_PLAIN] if zone == format_zone else plain
    seconds = into // 1_000
    plain = f"{hour}{minute + seconds // 60:02}:{seconds % 60:02}"
    return plain if zone == format_zone else plain + offset


@lru_cache(maxsize=8_192)  # thousands of orders share a quarter of an hour: only minutes and seconds are said anew
def _began(quarter: int, zone: str) -> tuple[str, int, str]:
    """When a quarter of an hour since 1970 began in the zone: day and hour, the minute, and the offset from UTC.

    The minute is that before a whole one where clocks differed from UTC by seconds, or were changed meanwhile.
    """
    shown = str(formatting.iso_ms(quarter * _QUARTER_MS, zone)).replace("T", " ")
    end = str(formatting.iso_ms((quarter + 1) * _QUARTER_MS - 1, zone))
    is_plain = shown[17:_PLAIN] == "00" and shown[_PLAIN:] == end[_PLAIN:]
    return shown[:14], int(shown[14:16]) if is_plain else -1, shown[_PLAIN:]


def out_columns(fields: Sequence[Field]) -> list[OutColumn]:
    """The fields as columns of a table file."""
    return [OutColumn(field.heading, _WIDTHS.get(field.kind, 12)) for field in fields]
