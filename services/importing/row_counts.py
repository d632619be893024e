"""How the rows of a table were counted, and what is to be said about the table as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from services.i18n import NN_
from services.importing.cells import fold
from services.importing.sheets import FileWarning
from services.messages import plural_message

_LONG = 16
_CUT = NN_(
    "{count} order number ends in 00: a spreadsheet has probably cut its last digits. It was kept.",
    "{count} order numbers end in 00: a spreadsheet has probably cut their last digits. They were kept.",
)
_TWICE = NN_(
    "{count} column name occurs twice; the first one was used.",
    "{count} column names occur twice; the first ones were used.",
)
_REPEATS = NN_("{count} row repeats an earlier row.", "{count} rows repeat earlier rows.")


@dataclass(slots=True)
class Counts:
    """What became of the rows below the header."""

    rows: int = 0
    blank_rows: int = 0
    repeated_headers: int = 0
    explanation_rows: int = 0
    footer_rows: int = 0
    duplicate_rows: int = 0
    left_out_rows: int = 0
    part_rows: int = 0


def general_warnings(counts: Counts, keys: Collection[str], headers: Sequence[str]) -> Iterator[FileWarning]:
    """What the numbers, the headings and the counts of a table tell about it."""
    cut = sum(1 for key in keys if len(key) >= _LONG and key.isdecimal() and key.endswith("00"))
    if cut * 2 > len(keys):
        yield FileWarning("ids_truncated", cut, plural_message(_CUT, cut))
    named = [name for header in headers if (name := fold(header))]
    repeated = len(named) - len(set(named))
    if repeated:
        yield FileWarning("duplicate_headers", repeated, plural_message(_TWICE, repeated))
    if counts.duplicate_rows:
        said = plural_message(_REPEATS, counts.duplicate_rows)
        yield FileWarning("duplicate_rows", counts.duplicate_rows, said)
