"""How Chinese is spelled: the syllable of each character, where it stands in a phrase as it is read there.

The tables (`resources/pinyin`) are those of the library pypinyin, in a fiftieth of the memory and of the time to load
it; a test compares both. The longest phrase that begins at a character decides how its characters are read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from services import paths

_CODES = 0x32400  # code points above have no reading
_SHORTEST = 2  # characters of a phrase


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is read: syllables by code point, phrases by their first character, and those read in another way."""

    syllables: tuple[str, ...]
    by_code: array[int]
    phrases: dict[str, str]
    longest: int
    others: dict[str, tuple[str, ...]]

    def of(self, character: str) -> str:
        """The character's syllable by itself; empty where it is no Chinese one."""
        code = ord(character)
        return self.syllables[self.by_code[code]] if code < _CODES else ""


def initials(text: str) -> str:
    """The first letters of all syllables; what is not Chinese stays as it is."""
    return "".join([syllable[0] if syllable else character for character, syllable in _read(text)])


def spelling(text: str) -> str:
    """All syllables; what is not Chinese stays as it is."""
    return "".join([syllable or character for character, syllable in _read(text)])


@cache
def _tables() -> _Tables:
    folder = paths.resources() / "pinyin"
    syllables, by_code = [""], array("H", bytes(2 * _CODES))
    for number, line in enumerate((folder / "syllables.tsv").read_text("utf-8").splitlines(), start=1):
        syllable, characters = line.split("\t")
        syllables.append(syllable)
        for character in characters:
            by_code[ord(character)] = number
    lines = (folder / "phrases.txt").read_text("utf-8").splitlines()
    others = (line.split("\t") for line in (folder / "exceptions.tsv").read_text("utf-8").splitlines())
    return _Tables(
        tuple(syllables),
        by_code,
        {line[0]: f" {line} " for line in lines},
        max(len(phrase) for line in lines for phrase in line.split()),
        {phrase: tuple(spelled.split()) for phrase, spelled in others},
    )


def _read(text: str) -> Iterator[tuple[str, str]]:
    """Each character with its syllable, which is empty where it is not Chinese."""
    tables, end = _tables(), 0
    while end < len(text):
        start = end
        while end < len(text) and tables.of(text[end]):
            end += 1
        yield from _read_run(tables, text[start:end])
        if end < len(text):
            yield text[end], ""
            end += 1


def _read_run(tables: _Tables, run: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(run):
        phrases = tables.phrases.get(run[at], "")
        longest = min(len(run) - at, tables.longest) if phrases else 0
        lengths = range(longest, _SHORTEST - 1, -1)
        length = next((size for size in lengths if f" {run[at : at + size]} " in phrases), 1)
        part = run[at : at + length]
        if length == 1 and f" {run[at:]}" in phrases:  # the rest begins a phrase and is none
            part = run[at:]
        yield from zip(part, tables.others.get(part) or map(tables.of, part), strict=True)
        at += len(part)
