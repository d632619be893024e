"""Chinese lives in resources, where a translator finds it; code is English."""

from __future__ import annotations

import re
import tokenize

import pytest

from tests.architecture.source_tree import ROOT, sources

_CJK = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def chinese_lines(path: str, text: str) -> list[str]:
    """The lines of a file that hold Chinese (or Japanese) characters."""
    return [f"{path}:{number}" for number, line in enumerate(text.splitlines(), 1) if _CJK.search(line)]


def test_no_chinese_is_written_in_code() -> None:
    found = []
    for source in sources():
        with tokenize.open(ROOT / source.path) as file:
            found += chinese_lines(source.path, file.read())
    assert found == []


@pytest.mark.parametrize("text", ["x = '订单'", "# 说明"])
def test_chinese_is_found(text: str) -> None:
    assert chinese_lines("ui/a.py", text) == ["ui/a.py:1"]


def test_signs_are_no_chinese() -> None:
    assert chinese_lines("ui/a.py", "x = '“…” – · ¥ → 、'") == []
