"""Finding something in the manual: by words, by pinyin, by initials."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from services import i18n
from services.manual.markup import Heading, words_of
from services.manual.pages import ManualPage, page, page_keys
from services.text import key as normal
from services.text import searchable

_AROUND = 36
_LONG = frozenset({"errors", "formats"})
_known: dict[tuple[str, bool], tuple[_Part, ...]] = {}
_making = threading.Lock()


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
    looked_at: str
    """The title as it is compared, with its pinyin."""
    whole: str
    """All of it as it is compared: worked out once, not with every letter somebody types."""


def find(typed: str, limit: int = 40, *, quick: bool = False) -> tuple[ManualHit, ...]:
    """The places that hold every word typed; titles first, then the order of the contents.

    `quick` leaves out the long lists of messages and formats, which take their time to be made.
    """
    wanted = [normal(word) for word in typed.split() if normal(word)]
    if not wanted:
        return ()
    ranked = [(rank, part) for part in _parts(quick) if (rank := _rank(part, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(_hit(part, typed) for _order, part in ranked[:limit])


def _parts(quick: bool) -> tuple[_Part, ...]:
    """All parts in the language that is on. Those made while it was changed may be half of each: they are not kept."""
    while True:
        language = i18n.language()
        with _making:  # whoever asks meanwhile waits for it instead of making the same
            found = _known.get((language, quick)) or tuple(_made(quick))
            if i18n.language() == language:
                return _known.setdefault((language, quick), found)


def _made(quick: bool) -> Iterator[_Part]:
    for key in page_keys():
        if not (quick and key in _LONG):
            yield from _parts_of(key)


def _parts_of(key: str) -> Iterator[_Part]:
    shown = page(key)
    anchor, title, words = "", shown.title, list[str]()
    for block in shown.blocks:
        if isinstance(block, Heading) and block.level > 1:
            yield _part(shown, anchor, title, words)
            anchor, title, words = block.anchor, block.text, []
        elif not isinstance(block, Heading):
            words.append(words_of(block))
    yield _part(shown, anchor, title, words)


def _part(shown: ManualPage, anchor: str, title: str, words: list[str]) -> _Part:
    looked_at, text = searchable(title), " ".join(words)
    whole = f"{looked_at} {searchable(shown.title)} {normal(text)}"
    return _Part(shown.key, anchor, shown.title, title, text, looked_at, whole)


def _rank(part: _Part, wanted: list[str]) -> int | None:
    if all(word in part.looked_at for word in wanted):
        return 0 if not part.anchor else 1
    return 2 if all(word in part.whole for word in wanted) else None


def _hit(part: _Part, typed: str) -> ManualHit:
    word = typed.split()[0].casefold()
    place = max(part.text.casefold().find(word), 0)
    start = max(place - _AROUND, 0)
    if start and (space := part.text.find(" ", start, place)) > 0:
        start = space  # a word is not begun in its middle
    cut = part.text[start : place + _AROUND * 3].strip()
    return ManualHit(part.key, part.anchor, part.page_title, part.title, f"…{cut}" if start else cut)
