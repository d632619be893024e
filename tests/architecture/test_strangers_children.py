"""Nothing is asked for that the binding would take for a child of whom it asks.

Shiboken takes a Qt object that a function without arguments answers with for a child of the object that was asked.
Where it is none, the order of things is turned round: the next one in the focus chain becomes a child of the one
before it, the window a child of its own button. When such a parent goes and the child then gets another one, a
reference to the child is never given back, and with it stays all of the window it belonged to, long after that was
closed. Ask from the other side: what a group, a proxy or a list of one's own holds is known to who made it.
"""

from __future__ import annotations

import ast

from tests.architecture.source_tree import Source, nodes, snippet, sources

_FORBIDDEN = {
    "nextInFocusChain", "previousInFocusChain", "focusProxy", "group", "buddy", "sourceModel", "targetObject",
    "defaultAction", "actionGroup", "topLevelWidget",
}  # fmt: skip


def asked(source: Source) -> list[str]:
    """Where a file asks for one of them."""
    return [
        f"{source.path}:{node.lineno} {node.func.attr}"
        for node in nodes(source)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _FORBIDDEN
        and not node.args
    ]


def test_nobody_is_asked_for_what_is_no_child_of_its_own() -> None:
    assert [place for source in sources("ui") for place in asked(source)] == []


def test_asking_is_found() -> None:
    assert asked(snippet("ui/a.py", "while one := one.nextInFocusChain(): pass")) == ["ui/a.py:1 nextInFocusChain"]
    assert asked(snippet("ui/a.py", "found.group(1)")) == []
