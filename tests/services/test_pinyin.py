"""Chinese is spelled as the library spells it whose tables these are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from services import paths, pinyin
from tests.services.pinyin_tables import NAMES, tables

_PHRASES = sorted(PHRASES_DICT)
_BEGINNINGS = st.tuples(st.sampled_from(_PHRASES), st.integers(1, 4)).map(lambda one: one[0][: one[1]])
_CHARACTERS = st.one_of(st.sampled_from(sorted(PINYIN_DICT)).map(chr), st.characters())
_TEXTS = st.lists(st.one_of(_BEGINNINGS, _CHARACTERS), max_size=6).map("".join)


def _letters(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))


def test_the_tables_are_the_librarys() -> None:
    folder = paths.resources() / "pinyin"
    kept = {name: (folder / name).read_text("utf-8") for name in NAMES}
    assert kept == tables(), "write them again: python -m tests.services.pinyin_tables"


def test_every_phrase_and_every_character_is_spelled_alike() -> None:
    known = [*_PHRASES, *map(chr, PINYIN_DICT)]
    assert [text for text in known if pinyin.initials(text) != _letters(text)] == []
    assert [text for text in known if pinyin.spelling(text) != "".join(lazy_pinyin(text))] == []


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_any_text_is_spelled_alike(text: str) -> None:
    assert pinyin.initials(text) == _letters(text)
    assert pinyin.spelling(text) == "".join(lazy_pinyin(text))


@pytest.mark.parametrize(
    ("text", "letters", "spelled"),
    [
        ("重庆银行", "cqyh", "chongqingyinhang"),
        ("重量 2kg", "zl 2kg", "zhongliang 2kg"),
        ("", "", ""),
        ("中华人民共", "zhrmg", "zhonghuarenmingong"),
        ("Ünü·é", "Ünü·é", "Ünü·é"),
    ],
)
def test_phrases_decide_how_characters_are_read(text: str, letters: str, spelled: str) -> None:
    assert pinyin.initials(text) == letters
    assert pinyin.spelling(text) == spelled
