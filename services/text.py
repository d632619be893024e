"""Texts as they are compared and searched: normal forms, pinyin initials, n-grams."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from operator import add

from services import pinyin

_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


def key(text: str) -> str:
    """The form two codes are compared in: NFKC, case folded, without any white space."""
    if text.isascii():  # most codes and numbers are: the same result in a third of the time
        words = text.lower().split()
        return words[0] if len(words) == 1 else "".join(words)
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def clean(typed: str | None) -> str | None:
    """The text without white space around it; None where nothing is left."""
    return (typed or "").strip() or None


def tail(phone: str | None) -> str | None:
    """The last four digits of a phone number, which couriers and buyers name it by."""
    plain = unicodedata.normalize("NFKC", phone or "")
    digits = plain if plain.isdigit() else "".join(filter(str.isdigit, plain))
    return digits[-4:] if len(digits) >= 4 else None


def initials(text: str) -> str:
    """Pinyin initials of the Chinese characters in a text, letters and digits kept."""
    if text.isascii():
        return ""
    return key("".join([run if run.isascii() else _run_initials(run) for run in _RUNS.findall(text)]))


@lru_cache(maxsize=65_536)
def _run_initials(run: str) -> str:
    """Initials of a run of other letters: names come back with other numbers behind them, so they are remembered."""
    return pinyin.initials(run)


def searchable(text: str) -> str:
    """The normal form of a text together with its pinyin initials, as the search index holds it."""
    return key(text) if text.isascii() else _with_initials(text)


@lru_cache(maxsize=65_536)
def _with_initials(text: str) -> str:
    plain = key(text)
    letters = initials(text)
    return f"{plain} {letters}" if letters and letters != plain else plain


def grams(text: str) -> str:
    """Every pair of neighbouring characters of each word, once, separated by spaces.

    Two characters are the shortest Chinese word people search for; a trigram index would
    not find it.
    """
    neighbours = [map(add, word, word[1:]) if word[1:] else word for word in text.split()]
    pairs = dict.fromkeys(chain.from_iterable(neighbours))
    return " ".join(map(_GRAMS.__getitem__, pairs))


def grams_query(needle: str) -> str | None:
    """The n-gram expression every match of `needle` fulfils, or None where it is too short to help."""
    wanted = grams(needle)
    if not wanted or all(len(word) < 2 for word in needle.split()):
        return None
    return " AND ".join(f'"{gram}"' for gram in wanted.split())


class _Grams(dict[str, str]):
    """Pair (or single character) → its n-gram; the same few thousand come back in order after order.

    Punctuation is no token to the tokenizer, so a pair is written as letters: code points in hexadecimal.
    """

    def __missing__(self, pair: str) -> str:
        gram = "x".join(f"{ord(ch):x}" for ch in pair)
        if len(self) < _REMEMBERED:
            self[pair] = gram
        return gram


_REMEMBERED = 131_072
_GRAMS = _Grams()
