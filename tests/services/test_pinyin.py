"""Chinese text is spelt as the library spells it, and nobody else waits while its tables are read."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files

from services import pinyin

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
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg.mmseg import p_set

    whole = json.loads(files("pypinyin").joinpath("phrases_dict.json").read_text("utf-8"))
    assert len(whole) > 40_000
    assert whole == PHRASES_DICT
    assert p_set._set == {phrase[:end] for phrase in whole for end in range(1, len(phrase) + 1)}


def test_what_is_spelt_is_what_the_library_alone_spells() -> None:
    found = subprocess.run([sys.executable, "-c", _BY_THE_LIBRARY], capture_output=True, check=True, text=True)
    expected = json.loads(found.stdout)
    assert len(expected) > 6_000
    assert {one: [pinyin.initials(one), pinyin.spelling(one)] for one in expected} == expected


def test_the_table_is_read_in_pieces() -> None:
    with files("pypinyin").joinpath("phrases_dict.json").open(encoding="utf-8") as table:
        pieces = [json.loads(piece) for piece in pinyin._pieces(table)]
    assert len(pieces) > 20
    assert max(map(len, pieces)) < 3_000
