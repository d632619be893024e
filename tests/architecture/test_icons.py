"""Every icon that is named is in the font: a name that is not raises when the menu or the page is opened."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import qtawesome

from tests.architecture.source_tree import Source, nodes, snippet, sources

# Where an icon stands among the arguments of what shows one; by its keyword it stands anywhere.
_PLACES = {
    "icon": 0, "paint_icon": 1, "IconButton": 0, "EmptyState": 0, "OptionCard": 0,
    "RowDeed": 1, "PrimaryButton": 1, "SecondaryButton": 1, "DangerButton": 1, "LinkButton": 1, "Button": 1,
    "add_primary": 1, "add_left": 1, "finish_form": 1, "SectionTitle": 1,
    "PageSpec": 2, "ActionSpec": 3,
}  # fmt: skip
_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def known() -> set[str]:
    """The names the icon font has."""
    folder = Path(qtawesome.__file__).parent / "fonts"
    (table,) = folder.glob("phosphor-charmap*.json")
    return set(json.loads(table.read_text("utf-8")))


def named(source: Source) -> list[tuple[str, str]]:
    """(where, icon) for every icon a file names outright."""
    found = []
    for node in nodes(source):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = _PLACES.get(called)
        given = [one.value for one in node.keywords if one.arg == "icon"]
        if place is not None and len(node.args) > place:
            given.append(node.args[place])
        found += [
            (f"{source.path}:{node.lineno}", one.value)
            for one in given
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and _NAME.fullmatch(one.value)
        ]
    return found


def test_every_named_icon_is_in_the_font() -> None:
    font = known()
    every = [one for source in sources("ui") for one in named(source)]
    assert len(every) > 200
    assert [(where, icon) for where, icon in every if icon not in font] == []


def test_a_name_that_is_none_is_found() -> None:
    assert named(snippet("ui/a.py", 'RowDeed("x", "no-such-icon", run)')) == [("ui/a.py:1", "no-such-icon")]
    assert "no-such-icon" not in known()
