"""Spaces between widgets have names in ``measures.toml``; a number in a layout call is one more space nobody chose."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.architecture.source_tree import ROOT, Source, called_name, calls, nodes, snippet, sources

_CALLS = {
    "setSpacing", "addSpacing", "setHorizontalSpacing", "setVerticalSpacing", "setContentsMargins", "setTextMargins",
    "setViewportMargins",
}  # fmt: skip
_WORDS = {"spacing", "padding", "margin", "margins"}
_NAMED_AS_SPACE = re.compile(r"^_?([A-Z]+_)*(PAD|GAP|EDGE|MARGINS?|SPAC(E|ING)|AIR|APART|INSET)$")
_ON_PAPER = ("ui/paper/", "ui/charts/")  # these measure sheets, not the window
_HOW = "take it from the tokens, as in: from ui.theme import space … row.setSpacing(space.S)"


def unnamed_spaces(source: Source) -> list[str]:
    """Where a file writes a space as a number: in a layout call, as a card's padding, or as a constant named so."""
    numbers = _numbers(source)
    found = [
        f"{source.path}:{call.lineno} {ast.unparse(argument)}"
        for call in calls(source)
        for argument in _spaces_in(call)
        if _has_number(argument) or (isinstance(argument, ast.Name) and argument.id in numbers)
    ]
    if not source.path.startswith(_ON_PAPER):
        found += [f"{source.path} {name} = {value}" for name, value in numbers.items() if _NAMED_AS_SPACE.match(name)]
    return found


def _spaces_in(call: ast.Call) -> Iterator[ast.expr]:
    if called_name(call) in _CALLS:
        yield from call.args
    yield from (word.value for word in call.keywords if word.arg in _WORDS)


def _has_number(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and _is_number(part.value) for part in ast.walk(node))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value != 0


def _numbers(source: Source) -> Mapping[str, object]:
    """The numbers that constants of the module stand for, also where several are set in one line."""
    found: dict[str, object] = {}
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            for name, value in _pairs(node.targets[0], node.value):
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and _is_number(value.value):
                    found[name.id] = value.value
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def test_every_space_has_a_name() -> None:
    assert [line for source in sources("ui") for line in unnamed_spaces(source)] == [], _HOW


@pytest.mark.parametrize(
    "code",
    [
        "row.setSpacing(10)",
        "row.setContentsMargins(space.M, 0, 0, 3)",
        "column.addSpacing(6 if low else space.S)",
        "row.setContentsMargins(_LEFT - 8, 0, 0, 0)",
        "_LEFT = 13\nrow.setContentsMargins(_LEFT, 0, 0, 0)",
        "card = Card(padding=14)",
        "_HEIGHT, _PAD = 30, 9",
    ],
)
def test_a_number_is_found(code: str) -> None:
    assert unnamed_spaces(snippet("ui/a.py", code))


@pytest.mark.parametrize(
    "code",
    [
        "row.setSpacing(0)",
        "row.setContentsMargins(space.L, 0, space.XL, 0)",
        "_SIGN = 32\nrow.setContentsMargins(space.XS + _SIGN + space.M, 0, 0, 0)",
        "card = Card(padding=space.HAIRLINE, flush=True)",
        "_HEIGHT = 30",
    ],
)
def test_names_and_nothing_are_left_alone(code: str) -> None:
    assert unnamed_spaces(snippet("ui/a.py", code)) == []


# --- the style sheet --------------------------------------------------------------------------

_SHEET_SPACE = re.compile(r"(?:padding|margin)[a-z-]*:[^;}]*[1-9][^;}]*")


def test_spaces_of_the_style_sheet_have_names() -> None:
    (sheet,) = (one for one in sources("ui") if one.path == "ui/theme/style.py")
    texts = (part.value for part in ast.walk(sheet.tree) if isinstance(part, ast.Constant))
    found = [one for text in texts if isinstance(text, str) for one in _SHEET_SPACE.findall(text)]
    assert found == [], "name it in _ROOM"
    assert [f"{ast.unparse(made)}" for made in _room(sheet) if _has_number(made)] == [], _HOW


def test_a_number_in_a_style_sheet_is_found() -> None:
    assert _SHEET_SPACE.findall("QMenu { padding: 5px; margin: 0px; } QMenu::icon { padding-left: 0 6px; }") == [
        "padding: 5px", "padding-left: 0 6px",
    ]  # fmt: skip
    assert _SHEET_SPACE.findall("QMenu { padding: @menu; margin: 0px; min-height: 26px; }") == []


def _room(sheet: Source) -> Iterator[ast.expr]:
    for node in sheet.tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_ROOM" and isinstance(node.value, ast.Dict):
            yield from node.value.values


# --- no token without a reader ----------------------------------------------------------------


def unread(measures: Mapping[str, Any], files: tuple[Source, ...]) -> list[str]:
    """Tokens no code asks for: spaces by ``space.M``, all others by their key."""
    read = {node for source in files for node in _words(source)}
    spaces = [f"space.{key}" for key in measures["space"] if f"space.{key.upper()}" not in read]
    others = ("size", "radius", "type", "motion")
    return spaces + [f"{group}.{key}" for group in others for key in measures[group] if key not in read]


def _words(source: Source) -> Iterator[str]:
    for node in nodes(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_every_token_is_read() -> None:
    measures = tomllib.loads((ROOT / "resources/themes/measures.toml").read_text("utf-8"))
    assert unread(measures, sources("ui")) == [], "use it where the number is written by hand, or take it out"


def test_an_unread_token_is_found() -> None:
    measures = {"space": {"s": 8, "m": 12}, "size": {"row": 36, "idle": 1}, "radius": {}, "type": {}, "motion": {}}
    code = "row.setSpacing(space.S)\nheight = theme.sizes['row']"
    assert unread(measures, (snippet("ui/a.py", code),)) == ["space.m", "size.idle"]
