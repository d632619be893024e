"""Writes the tables of `services.pinyin` from the library they come from: python -m tests.services.pinyin_tables"""

from __future__ import annotations

from collections import defaultdict

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

from services import paths

NAMES = ("syllables.tsv", "phrases.txt", "exceptions.tsv")


def tables() -> dict[str, str]:
    """The text of each file, from the library as it is installed."""
    characters: defaultdict[str, list[str]] = defaultdict(list)
    alone: dict[str, str] = {}
    for character in map(chr, sorted(PINYIN_DICT)):
        if RE_HANS.match(character):
            (alone[character],) = lazy_pinyin(character)
            characters[alone[character]].append(character)
    phrases: defaultdict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for phrase in sorted(PHRASES_DICT):
        if all(character in alone for character in phrase):
            phrases[phrase[0]].append(phrase)
            spelled = lazy_pinyin(phrase)
            if spelled != [alone[character] for character in phrase]:
                others.append(f"{phrase}\t{' '.join(spelled)}")
    texts = (
        [f"{syllable}\t{''.join(found)}" for syllable, found in sorted(characters.items())],
        [" ".join(found) for _first, found in sorted(phrases.items())],
        others,
    )
    return {name: "\n".join(lines) + "\n" for name, lines in zip(NAMES, texts, strict=True)}


if __name__ == "__main__":
    for name, text in tables().items():
        (paths.resources() / "pinyin" / name).write_text(text, encoding="utf-8")
