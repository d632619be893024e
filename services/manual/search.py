"""Finding something in the manual: by words, by pinyin, by initials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services import i18n
from services.manual.markup import Heading, words_of
from services.manual.pages import page, page_keys
from services.text import key as normal
from services.text import searchable

_AROUND = 36
_LONG = frozenset({"errors", "formats"})


@dataclass(frozen=True, slots=True)
class ManualHit:
    """A place of the manual: page, anchor (empty: its top), the titles of both, and the words around what fits."""

    key: str
    anchor: str
    page_title: str
    title: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    anchor: str
    page_title: str
    title: str
    text: str


def find(typed: str, limit: int = 40, *, quick: bool = False) -> tuple[ManualHit, ...]:
    """The places that hold every word typed; titles first, then the order of the contents.

    `quick` leaves out the long lists of messages and formats, which take their time to be made.
    """
    wanted = [normal(word) for word in typed.split() if normal(word)]
    if not wanted:
        return ()
    ranked = [(rank, part) for part in _parts(i18n.language(), quick) if (rank := _rank(part, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(_hit(part, typed) for _order, part in ranked[:limit])


@lru_cache(maxsize=4)
def _parts(_language: str, quick: bool) -> tuple[_Part, ...]:
    return tuple(part for key in page_keys() if not (quick and key in _LONG) for part in _parts_of(key))


def _parts_of(key: str) -> Iterator[_Part]:
    shown = page(key)
    anchor, title, words = "", shown.title, list[str]()
    for block in shown.blocks:
        if isinstance(block, Heading) and block.level > 1:
            yield _Part(key, anchor, shown.title, title, " ".join(words))
            anchor, title, words = block.anchor, block.text, []
        elif not isinstance(block, Heading):
            words.append(words_of(block))
    yield _Part(key, anchor, shown.title, title, " ".join(words))


def _rank(part: _Part, wanted: list[str]) -> int | None:
    title = searchable(part.title)
    if all(word in title for word in wanted):
        return 0 if not part.anchor else 1
    whole = f"{title} {searchable(part.page_title)} {normal(part.text)}"
    return 2 if all(word in whole for word in wanted) else None


def _hit(part: _Part, typed: str) -> ManualHit:
    word = typed.split()[0].casefold()
    place = max(part.text.casefold().find(word), 0)
    start = max(place - _AROUND, 0)
    if start and (space := part.text.find(" ", start, place)) > 0:
        start = space  # a word is not begun in its middle
    cut = part.text[start : place + _AROUND * 3].strip()
    return ManualHit(part.key, part.anchor, part.page_title, part.title, f"…{cut}" if start else cut)
