"""How Chinese text is spelt in Latin letters: pypinyin, with its table of phrases kept as the file has it.

The library would read 47,000 phrases in one call that lets no other thread run: whoever needed them first, the window
stood still for a fifth of a second. It would also keep a list for each syllable of each phrase and every beginning of
one, 30 MB. Here a phrase is taken apart when it is asked for, and beginnings are looked up among the phrases, which
stand in order. What the library answers is the same, phrase by phrase (`tests/services/test_pinyin.py`).
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from typing import Any

Readings = list[list[str]]
"""How each character of a phrase may be read."""

_LEAVE_PHRASES_OUT = "PYPINYIN_NO_PHRASES"
_BY_NAME = "PHRASES_DICT"
_LEAST_PHRASES = 40_000
_PHRASE = re.compile(rb'^"([^"]+)": \[$', re.MULTILINE)  # a line of the table, one syllable a line under it
_READING = re.compile(r'"([^"]+)"')
_END = b"]\n]"
_loading = threading.Lock()
_is_loaded = False


def is_loaded() -> bool:
    """Whether text can be spelt at once: the window, which cannot wait, does without until then."""
    return _is_loaded


def load() -> None:
    """Read the tables, a tenth of a second; whoever needs them meanwhile waits for it."""
    global _is_loaded
    with _loading:
        if not _is_loaded:
            _take_phrases()
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


class _Phrases(dict[str, Any]):
    """How each phrase is read: where that stands in the table, until it is asked for."""

    def __init__(self, table: bytes) -> None:
        super().__init__((one[1].decode(), one.end() - 1) for one in _PHRASE.finditer(table))
        self._table = table

    def __getitem__(self, phrase: str) -> Readings:
        at = super().__getitem__(phrase)
        syllables = self._table[at : self._table.find(_END, at)].decode().split("]")
        return [_READING.findall(one) for one in syllables]


class _Beginnings:
    """What phrases begin with: every phrase is one, and the rest is looked up among them in their order."""

    def __init__(self, phrases: _Phrases) -> None:
        self._phrases = phrases
        self._in_order = sorted(phrases)

    def __contains__(self, beginning: str) -> bool:
        if beginning in self._phrases:
            return True
        place = bisect_left(self._in_order, beginning)
        return place < len(self._in_order) and self._in_order[place].startswith(beginning)


def _take_phrases() -> None:
    """Give the library its phrases; where another version of it is not made as this one, those of its own."""
    try:
        _give_phrases()
    except (ImportError, OSError, LookupError, TypeError) as error:
        logging.getLogger(__name__).warning("pypinyin reads its phrases itself: %r", error)
        for name in [one for one in sys.modules if one.partition(".")[0] == "pypinyin"]:
            del sys.modules[name]


def _give_phrases() -> None:
    """Put the phrases where the library looks for them; `LookupError` where it looks elsewhere or they are too few."""
    converter, mmseg, simpleseg = _library_alone()
    phrases = _Phrases(files("pypinyin").joinpath("phrases_dict.json").read_bytes())
    if len(phrases) < _LEAST_PHRASES:
        raise LookupError(f"{len(phrases)} phrases")
    places = [(vars(module), _BY_NAME) for module in (converter, mmseg, simpleseg)]
    segments = (vars(vars(mmseg)["seg"]), "_prefix_set")
    for names, name in (*places, segments):
        if name not in names:
            raise LookupError(name)
    for names, name in places:
        names[name] = phrases
    segments[0][segments[1]] = _Beginnings(phrases)


def _library_alone() -> tuple[Any, Any, Any]:
    """The parts of the library that look phrases up, loaded without those of its own."""
    before = os.environ.get(_LEAVE_PHRASES_OUT)
    os.environ[_LEAVE_PHRASES_OUT] = "1"
    try:
        from pypinyin import converter
        from pypinyin.seg import mmseg, simpleseg
    finally:
        if before is None:
            del os.environ[_LEAVE_PHRASES_OUT]
        else:
            os.environ[_LEAVE_PHRASES_OUT] = before
    return converter, mmseg, simpleseg
