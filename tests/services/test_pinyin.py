"""Chinese text is spelt as the library spells it, and nobody else waits while its tables are read."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files

import pytest

from services import pinyin
from tests.examples import few_when_quick

_OTHERWISE_MADE = (
    "import re; from services import pinyin; pinyin._PHRASE = re.compile(rb'no line of it')",
    "from pypinyin.seg import mmseg; del mmseg.seg._prefix_set",
    "from pypinyin import converter; del converter.PHRASES_DICT",
    "import sys; sys.modules['pypinyin.seg.simpleseg'] = None",
)
_EVERY = 7
_BY_THE_LIBRARY = f"""
import json, sys
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT
some = list(PHRASES_DICT)[::{_EVERY}]
answers = [["".join(lazy_pinyin(one, style=Style.FIRST_LETTER)), "".join(lazy_pinyin(one))] for one in some]
sys.stdout.write(json.dumps(dict(zip(some, answers))))
"""


def test_every_phrase_of_the_library_is_known_as_it_reads_it() -> None:
    pinyin.load()
    from pypinyin import converter
    from pypinyin.seg.mmseg import seg

    phrases = vars(converter)["PHRASES_DICT"]

    whole = json.loads(files("pypinyin").joinpath("phrases_dict.json").read_text("utf-8"))
    assert len(phrases) == len(whole) > 40_000
    assert {phrase: phrases[phrase] for phrase in phrases} == whole
    beginnings = {phrase[:end] for phrase in whole for end in range(1, len(phrase) + 1)}
    others = {one + "\u4e00" for one in beginnings} - beginnings
    assert all(one in seg._prefix_set for one in beginnings)
    assert not any(one in seg._prefix_set for one in others)
    assert not any(one in phrases for one in beginnings - set(whole))


def test_what_is_spelt_is_what_the_library_alone_spells() -> None:
    found = subprocess.run([sys.executable, "-c", _BY_THE_LIBRARY], capture_output=True, check=True, text=True)
    expected = json.loads(found.stdout)
    assert len(expected) > 6_000
    assert {one: [pinyin.initials(one), pinyin.spelling(one)] for one in expected} == expected


def test_a_phrase_nobody_knows_is_spelt_character_by_character() -> None:
    pinyin.load()
    from pypinyin import converter

    assert "\u9f9a\u9f9a\u9f9a" not in vars(converter)["PHRASES_DICT"]
    assert pinyin.initials("\u9f9a\u9f9a\u9f9a 1") == "ggg 1"


@pytest.mark.parametrize("otherwise", few_when_quick(_OTHERWISE_MADE))
def test_a_library_that_is_made_otherwise_reads_its_phrases_itself(otherwise: str) -> None:
    ask = "from services import pinyin; print(pinyin.initials('\u91cd\u5e86'), pinyin.spelling('\u91cd\u5e86'))"
    found = subprocess.run([sys.executable, "-c", f"{otherwise}\n{ask}"], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["cq", "chongqing"]
    assert "reads its phrases itself" in found.stderr
