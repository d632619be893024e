"""A layout is never asked for its items.

``itemAt`` gives an object of Python's for one that Qt deletes without telling: a widget that is later made at the same
place in memory is then taken for it, and the program ends when that widget goes. ``takeAt`` hands the item over and is
no danger; ``indexOf`` asks the other way round.
"""

from __future__ import annotations

import ast

from tests.architecture.source_tree import Source, nodes, snippet, sources

_FORBIDDEN = {"itemAt", "itemAtPosition"}


def asked(source: Source) -> list[str]:
    """Where a file asks a layout for its items."""
    return [
        f"{source.path}:{node.lineno}"
        for node in nodes(source)
        if isinstance(node, ast.Attribute) and node.attr in _FORBIDDEN
    ]


def test_no_layout_is_asked_for_its_items() -> None:
    assert [place for source in sources("ui", "tests/ui") for place in asked(source)] == []


def test_asking_is_found() -> None:
    assert asked(snippet("ui/a.py", "layout.itemAt(0).widget()")) == ["ui/a.py:1"]
