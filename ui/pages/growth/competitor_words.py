"""Words and cells of competitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services import formatting
from services.i18n import _
from services.importing.channels import PLATFORM_NAMES
from services.types import Platform
from ui.table.columns import BLANK, Cell, RowReader


def platform_names() -> Sequence[tuple[Platform, str]]:
    """Every platform with its name."""
    return [(platform, _(words)) for platform, words in PLATFORM_NAMES.items()]


def platform_cell(value: Any, _row: RowReader) -> Cell:
    """A platform by its name."""
    return BLANK if value is None else Cell(_(PLATFORM_NAMES[Platform(value)]))


def share_words(ppm: int) -> str:
    """A share of a price with its sign, such as ``+5 %``."""
    share = formatting.ppm(abs(ppm))
    return formatting.signed(share, ppm) if ppm else f"\u00b1{share}"


def dearer_cell(value: Any, row: RowReader) -> Cell:
    """How much dearer ours is; marked where she asked to be told."""
    if value is None:
        return BLANK
    tip = _("Ours is dearer by more than you allow.") if row["is_dearer"] else ""
    return Cell(share_words(value), tone="neg" if row["is_dearer"] else "", tip=tip)


def moved_cell(value: Any, row: RowReader) -> Cell:
    """How their price moved since the look before; marked where she asked to be told."""
    if not value:
        return BLANK
    tip = _("Their price moved by more than you allow.") if row["has_moved"] else ""
    return Cell(share_words(value), tone="pill.amber.word" if row["has_moved"] else "", tip=tip)
