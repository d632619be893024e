"""Colours have names in resources/themes; a hex colour anywhere else escapes the dark theme."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source_tree import Source, nodes, snippet, sources

_HEX = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?![0-9a-zA-Z#])")
_RGB = re.compile(r"\b(?:rgba?|hsla?)\(\s*\d")


def colours(source: Source) -> list[str]:
    """Where text in a file spells a colour."""
    return [
        f"{source.path}:{node.lineno} {node.value!r}"
        for node in nodes(source)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and not _is_number_format(node.value)
        and (_HEX.search(node.value) or _RGB.search(node.value))
    ]


def _is_number_format(text: str) -> bool:
    return "#,##0" in text


def test_no_colour_is_written_in_code() -> None:
    assert [line for source in sources() for line in colours(source)] == []


@pytest.mark.parametrize("code", ["x = '#1a2b3c'", "x = 'color: #fff;'", "x = f'a{1}#80ff00aa'", "x = 'rgba(1, 2, 3)'"])
def test_a_colour_is_found(code: str) -> None:
    assert colours(snippet("ui/a.py", code))


@pytest.mark.parametrize("code", ["x = '#,##0.00'", "x = 'order #12'", "x = '# heading'", "x = '#feedback'"])
def test_other_text_is_left_alone(code: str) -> None:
    assert colours(snippet("ui/a.py", code)) == []
