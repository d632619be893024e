"""Which format a table is in, and where its header stands; with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from services.exporting.cells import plain
from services.i18n import N_
from services.importing.cells import fold
from services.importing.formats import FormatBook
from services.importing.spec import FormatSpec
from services.messages import Message, message

HEADER_WITHIN = 60
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Match:
    """How well one format fits one table; `missing` signature columns keep it from claiming the table."""

    format_id: str
    confidence: float
    header_row: int
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    new: tuple[str, ...]
    refused: tuple[str, ...] = ()

    @property
    def claims(self) -> bool:
        """Whether the table is in this format: its whole signature is there and nothing speaks against it."""
        return not self.missing and not self.refused


@dataclass(frozen=True, slots=True)
class Detection:
    """The format of a table, or None with the nearest ones; `header_row` counts from 1."""

    format_id: str | None
    header_row: int
    confidence: float
    why: tuple[Message, ...]
    near: tuple[Match, ...]


def detect(rows: Sequence[Sequence[str]], book: FormatBook, only: str | None = None) -> Detection:
    """Find the format of a table by its header, wherever it stands in the first 60 rows.

    Exactly one best format must claim the table; two equally good ones are none. `only`
    looks for one format and no other.
    """
    heads = [frozenset(fold(cell) for cell in row) - {""} for row in rows[:HEADER_WITHIN]]
    specs = [spec for spec in book.all() if only in (None, spec.id)]
    matches = [found for spec in specs if (found := _best_row(spec, rows, heads)) is not None]
    matches.sort(key=lambda found: (-found.confidence, -len(found.matched), found.format_id))
    claims = [found for found in matches if found.claims]
    near = tuple(found for found in matches if not found.claims and found.confidence >= 0.2)[:3]
    if claims and (len(claims) == 1 or _rank(claims[0]) > _rank(claims[1])):
        best = claims[0]
        return Detection(best.format_id, best.header_row, best.confidence, _why(best), (*claims[1:], *near))
    if claims:
        names = tuple(found.format_id for found in claims)
        why = (message(N_("Several formats fit equally well: {formats}."), formats=names),)
        return Detection(None, claims[0].header_row, 0.0, why, tuple(claims[:3]))
    header = near[0].header_row if near else likely_header(rows)
    return Detection(None, header, 0.0, _why(near[0]) if near else (), near)


def likely_header(rows: Sequence[Sequence[str]]) -> int:
    """The row (from 1) that most looks like a header: as wide as the table, texts only, no repeats."""
    top = rows[:HEADER_WITHIN]
    filled = [[text for cell in row if (text := plain(cell))] for row in top]
    widest = max((len(texts) for texts in filled), default=0)
    for number, texts in enumerate(filled, start=1):
        wordy = sum(1 for text in texts if not _is_value(text))
        if (
            texts
            and len(texts) >= max(1, 0.7 * widest)
            and wordy >= 0.8 * len(texts)
            and len(set(texts)) >= 0.8 * len(texts)
        ):
            return number
    return next((number for number, texts in enumerate(filled, start=1) if texts), 1)


def _is_value(text: str) -> bool:
    return not any(sign.isalpha() for sign in text) or len(text) > 60


def _rank(found: Match) -> tuple[float, int]:
    return round(found.confidence, 3), len(found.matched)


@cache
def _known(spec_columns: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, spec_columns))


@cache
def _signature(signature: tuple[tuple[str, ...], ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(fold, names)) for names in signature)


def _best_row(spec: FormatSpec, rows: Sequence[Sequence[str]], heads: Sequence[frozenset[str]]) -> Match | None:
    signature = _signature(spec.signature)
    scored = [(sum(1 for names in signature if names & head), -index) for index, head in enumerate(heads)]
    hits, negative = max(scored, default=(0, 0))
    if hits == 0:
        return None
    index = -negative
    head, known = heads[index], _known(tuple(spec.columns()))
    missing = tuple(names[0] for names, folded in zip(spec.signature, signature, strict=True) if not folded & head)
    matched = tuple(
        sorted(
            {
                fold(names[0]): names[0]
                for names, folded in zip(spec.signature, signature, strict=True)
                if folded & head
            }.values()
        )
    )
    refused = tuple(name for name in spec.absent if name in head)
    shown: Mapping[str, str] = {fold(cell): plain(cell) for cell in rows[index]}
    new = tuple(shown[name] for name in sorted(head - known))
    coverage = len(head & known) / len(head)
    confidence = 0.5 + 0.5 * coverage if not missing else 0.5 * hits / len(signature) * max(coverage, 0.5)
    return Match(spec.id, round(confidence * (0.5 if refused else 1), 4), index + 1, matched, missing, new, refused)


def _why(found: Match) -> tuple[Message, ...]:
    reasons = [message(N_("Columns found: {columns}."), columns=found.matched[:_SHOWN])]
    if found.missing:
        reasons.append(message(N_("Columns missing: {columns}."), columns=found.missing[:_SHOWN]))
    if found.refused:
        reasons.append(message(N_("Columns of another export: {columns}."), columns=found.refused[:_SHOWN]))
    if found.new:
        reasons.append(message(N_("Columns this format does not know: {columns}."), columns=found.new[:_SHOWN]))
    return tuple(reasons)
