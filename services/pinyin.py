"""How Chinese text is spelt in Latin letters: pypinyin, with its table of phrases read in pieces and kept small.

The library would read 47,000 phrases in one call that lets no other thread run: whoever needed them first, the window
stood still for a fifth of a second. It would also keep a list for each syllable of each phrase, where there are only
some 1,300 different ones. What it answers is the same, phrase by phrase (`tests/services/test_pinyin.py`).
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

Readings = list[list[str]]
"""How each character of a phrase may be read."""

_LEAVE_PHRASES_OUT = "PYPINYIN_NO_PHRASES"
_LINES_AT_A_TIME = 20_000
_loading = threading.Lock()
_is_loaded = False


def is_loaded() -> bool:
    """Whether text can be spelt at once: the window, which cannot wait, does without until then."""
    return _is_loaded


def load() -> None:
    """Read the tables, a fifth of a second; whoever needs them meanwhile waits for it."""
    global _is_loaded
    with _loading:
        if not _is_loaded:
            _take_phrases(_library_alone())
            _is_loaded = True


def initials(text: str) -> str:
    """The first letter of each Chinese character; everything else as it is."""
    load()
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: rest))


def spelling(text: str) -> str:
    """Each Chinese character in full, without tones or spaces; everything else as it is."""
    load()
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text))


@lru_cache(maxsize=2048)
def spellings(text: str) -> tuple[str, str]:
    """What a name on screen is found by besides itself: its initials and all of it spelt, in small letters."""
    return initials(text).casefold(), spelling(text).casefold()


def _library_alone() -> Callable[[dict[str, Readings]], None]:
    """What the library takes phrases with, loaded without those of its own."""
    before = os.environ.get(_LEAVE_PHRASES_OUT)
    os.environ[_LEAVE_PHRASES_OUT] = "1"
    try:
        from pypinyin import load_phrases_dict
    finally:
        if before is None:
            del os.environ[_LEAVE_PHRASES_OUT]
        else:
            os.environ[_LEAVE_PHRASES_OUT] = before
    return load_phrases_dict


def _take_phrases(take: Callable[[dict[str, Readings]], None]) -> None:
    """Give the library its own phrases, each reading kept once."""
    known: dict[tuple[str, ...], list[str]] = {}
    phrases: dict[str, Readings] = {}
    with files("pypinyin").joinpath("phrases_dict.json").open(encoding="utf-8") as table:
        for piece in _pieces(table):
            for phrase, readings in json.loads(piece).items():
                phrases[phrase] = [known.setdefault(tuple(one), one) for one in readings]
    take(phrases)


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """The table as several smaller ones, each begun where a phrase begins; in other lines it would come in one."""
    piece: list[str] = []
    for line in lines:
        if len(piece) >= _LINES_AT_A_TIME and line.startswith('"') and line.endswith("[\n"):
            yield _whole(piece)
            piece = []
        piece.append(line)
    yield _whole(piece)


def _whole(piece: list[str]) -> str:
    inside = "".join(piece).strip().removeprefix("{").removesuffix("}").strip().removesuffix(",")
    return f"{{{inside}}}"
