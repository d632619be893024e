"""Which column probably feeds which field, told from what stands in it; for headings no format ever used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from services.exporting.cells import plain
from services.importing.cells import CellProblem, fold, instant
from services.importing.shapes import BY_KIND, FieldType, Shape

_ID_LIKE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]{6,40}", re.ASCII)
_PHONE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}", re.ASCII)
_AMOUNT = re.compile(r"[^\d\s-]?-?\d{1,9}[.,]\d{2}", re.ASCII)
_PIECES = re.compile(r"\d{1,3}(?:\.0+)?", re.ASCII)
_WHOLE_PRICE = ("paid", "total", "amount", "line.price", "price", "spend", "fee")
_COUNTED = ("line.quantity", "quantity", "pieces")

Fits = Callable[[Sequence[str]], bool]


def by_values(
    headers: Sequence[str],
    samples: Sequence[Sequence[str]],
    kind: str,
    taken: Mapping[str, str],
    words: Mapping[FieldType, Mapping[str, str]],
) -> dict[str, str]:
    """Field → header for fields `taken` leaves open, as a suggestion; `words` are the state texts known for a type."""
    shape = BY_KIND[kind]
    free = {header: _filled(samples, place) for place, header in enumerate(headers) if plain(header)}
    free = {header: texts for header, texts in free.items() if texts and header not in taken.values()}
    found: dict[str, str] = {}
    for name, fits in _wanted(shape, words):
        if name in taken or name in found:
            continue
        fitting = [header for header, texts in free.items() if fits(texts)]
        # An amount or a count that could be several columns is left to the person.
        if fitting and (len(fitting) == 1 or name not in (*_WHOLE_PRICE, *_COUNTED)):
            found[name] = fitting[0]
            del free[fitting[0]]
    return found


def _wanted(shape: Shape, words: Mapping[FieldType, Mapping[str, str]]) -> list[tuple[str, Fits]]:
    """The fields that can be told from values, the surest first, each with its test."""
    fields = shape.fields
    wanted: list[tuple[str, Fits]] = [
        (name, _known_words(words[kind])) for name, kind in fields.items() if words.get(kind)
    ]
    wanted += [("phone", _mostly(_PHONE.fullmatch))] if "phone" in fields else []
    moments = [name for name, kind in fields.items() if kind is FieldType.INSTANT]
    wanted += [(name, _mostly(_is_moment)) for name in moments[:1]]
    needed = [name for name in (shape.key, *sorted(shape.required)) if fields.get(name) is FieldType.ID]
    wanted += [(name, _distinct_ids) for name in dict.fromkeys(needed)]
    wanted += [(name, _mostly(_AMOUNT.fullmatch)) for name in _WHOLE_PRICE if name in fields][:1]
    wanted += [(name, _mostly(_PIECES.fullmatch)) for name in _COUNTED if name in fields][:1]
    return wanted


def _filled(samples: Sequence[Sequence[str]], place: int) -> list[str]:
    return [text for row in samples if place < len(row) and (text := plain(row[place]))]


def _mostly(fits: Callable[[str], object]) -> Fits:
    return lambda texts: sum(1 for text in texts if fits(text)) >= 0.8 * len(texts)


def _known_words(known: Mapping[str, str]) -> Fits:
    return _mostly(lambda text: fold(text) in known)


def _distinct_ids(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts) and _mostly(_ID_LIKE.fullmatch)(texts)


def _is_moment(text: str) -> bool:
    for order in ("ymd", "mdy", "dmy"):
        try:
            instant(order, "UTC")(text)
        except CellProblem:
            continue
        return True
    return False
