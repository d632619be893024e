"""The variants of a product in its form: which there are, which is looked at, and how options change them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from services import text
from services.catalog.drafts import Axis, SkuEntry
from services.catalog.rules import OPTION_JOIN
from services.catalog.variants import matrix, renamed
from ui.pages.products.form_texts import SkuTexts


class Variants:
    """The rows of the form. Rows whose combination is gone wait in `parked`: with the value they come back."""

    def __init__(self, entries: Sequence[SkuEntry], axes: Sequence[Axis], currency: str) -> None:
        self.currency = currency
        self.axes = tuple(axes)
        self.rows = [SkuTexts.of(entry, currency) for entry in entries] or [SkuTexts()]
        self.parked: list[SkuTexts] = []
        self._dropped: set[tuple[str, ...]] = set()

    def follow(self, axes: Sequence[Axis]) -> None:
        """Let the rows follow other options: values that were only called otherwise keep their rows."""
        wanted = tuple(axes)
        if wanted == self.axes:
            return
        for number, old, new in _renames(self.axes, wanted):
            entries = self._entries([*self.rows, *self.parked])
            _axes, changed = renamed(self.axes, entries, number, old, new)
            self._take(changed)
        self.axes = wanted
        if not wanted:
            for row in self.rows:
                row.options = ()
            return
        self._fill_matrix()

    def add(self) -> SkuTexts:
        """One more row, with what the first row says but for code, name and barcodes."""
        made = SkuTexts(texts=dict(self.rows[0].texts))
        made.texts |= {"code": "", "variant": "", "barcodes": ""}
        self.rows.append(made)
        return made

    def remove(self, number: int) -> None:
        """Take a row out; one stays at least."""
        if len(self.rows) > 1:
            gone = self.rows.pop(number)
            self._dropped.add(tuple(map(text.key, gone.options)))

    def names(self) -> tuple[str, ...]:
        """The names of variants that have no options yet, as values to begin with."""
        named = (row.texts["variant"].strip() for row in self.rows if not row.options)
        return tuple(dict.fromkeys(name for name in named if name))

    def _adopt_names(self) -> None:
        """Variants that are called like values of the options have them."""
        values = [{text.key(value): value for value in axis.values} for axis in self.axes]
        for row in self.rows:
            parts = [text.key(part) for part in row.texts["variant"].split(OPTION_JOIN.strip())]
            fits = len(parts) == len(values) and all(part in known for part, known in zip(parts, values, strict=True))
            if not row.options and fits:
                row.options = tuple(known[part] for part, known in zip(parts, values, strict=True))

    def _fill_matrix(self) -> None:
        self._adopt_names()
        known = [*self.rows, *self.parked]
        by_key = {_key(row.id, row.texts["code"]): row for row in known}
        stem = _stem(known)
        entries = matrix(self.axes, self._entries(known), stem)
        rows = []
        for entry in entries:
            kept = by_key.pop(_key(entry.id, entry.code), None)
            if kept is None and tuple(map(text.key, entry.options)) in self._dropped:
                continue
            rows.append(kept.taking(entry) if kept is not None else _like(known[0], entry))
        self.parked = [row for row in by_key.values() if row.id is not None]
        self.rows = rows or self.rows

    def _entries(self, rows: Sequence[SkuTexts]) -> list[SkuEntry]:
        return [row.entry(self.currency) for row in rows]

    def _take(self, entries: Sequence[SkuEntry]) -> None:
        for row, entry in zip([*self.rows, *self.parked], entries, strict=True):
            row.options = entry.options
            row.texts["variant"] = entry.variant or ""


def _like(model: SkuTexts, entry: SkuEntry) -> SkuTexts:
    """A new row that says what `model` says, as it is typed there, but for what makes it another variant."""
    made = model.taking(entry)
    made.texts["barcodes"] = ""
    return made


def _renames(before: Sequence[Axis], after: Sequence[Axis]) -> list[tuple[int, str, str]]:
    """Values of an axis that only changed their name: as many as before, each in its old place."""
    found: list[tuple[int, str, str]] = []
    for number, (old, new) in enumerate(zip_longest(before, after)):
        if old is None or new is None or len(old.values) != len(new.values):
            continue
        pairs = [(was, now) for was, now in zip(old.values, new.values, strict=True) if was != now]
        if all(was not in new.values and now not in old.values for was, now in pairs):
            found += [(number, was, now) for was, now in pairs]
    return found


def _key(number: int | None, code: str) -> tuple[int | None, str]:
    return (number, "") if number is not None else (None, text.key(code))


def _stem(rows: Sequence[SkuTexts]) -> str:
    """What new codes begin with: what the codes there are have in common, or the first code."""
    codes = [row.texts["code"].strip() for row in rows if row.texts["code"].strip()]
    if len(codes) < 2:
        return codes[0] if codes else ""
    shared = codes[0]
    for code in codes[1:]:
        while shared and not code.startswith(shared):
            shared = shared[:-1]
    return shared.rstrip("-_/. ") or codes[0]
