"""No widget is shown before it lies in another: for a moment it would be a window of its own on the screen.

It also takes the keyboard from the window behind, which does not get it back everywhere.
"""

from __future__ import annotations

import ast

from tests.architecture.source_tree import Source, nodes, snippet, sources

_PARENTS = {"self", "parent", "self.card"}
_WINDOWS = {"FirstRun", "LockedWindow"}
"""Windows of their own; others are told by their title."""


def shown_too_early(source: Source) -> list[str]:
    """Where a function makes a widget without a parent and shows it before it hands it to a layout."""
    return [
        f"{source.path}:{line}" for node in nodes(source) if isinstance(node, ast.FunctionDef) for line in _early(node)
    ]


def _early(function: ast.FunctionDef) -> list[int]:
    alone: set[str] = set()
    early = []
    steps = [node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.Call)]
    for node in sorted(steps, key=lambda one: (one.lineno, one.col_offset)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                alone.discard(ast.unparse(target))
                if _makes_alone(node.value):
                    alone.add(ast.unparse(target))
            continue
        alone -= {ast.unparse(handed) for handed in node.args}
        if not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "setWindowTitle":
            alone.discard(ast.unparse(node.func.value))
        if _shows(node) and ast.unparse(node.func.value) in alone:
            early.append(node.lineno)
    return early


def _makes_alone(value: ast.expr) -> bool:
    """A class is called, and nothing that may be a parent is given to it."""
    if not isinstance(value, ast.Call):
        return False
    name = ast.unparse(value.func).rpartition(".")[2]
    if not name[:1].isupper() or name in _WINDOWS:
        return False
    given = [*value.args, *(one.value for one in value.keywords)]
    return not any(ast.unparse(one) in _PARENTS for one in given)


def _shows(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "show":
        return not call.args and not call.keywords  # a form of ours that is given something to show stays where it is
    if call.func.attr != "setVisible" or not call.args:
        return False
    return not (isinstance(call.args[0], ast.Constant) and call.args[0].value is False)


def test_no_widget_is_shown_before_it_lies_in_another() -> None:
    assert [place for source in sources("ui") for place in shown_too_early(source)] == []


def test_showing_too_early_is_found() -> None:
    made, shown, laid = "    one = Button()\n", "    one.setVisible(is_new)\n", "    row.addWidget(one)\n"
    start = "def lay_out(self):\n"
    assert shown_too_early(snippet("ui/a.py", start + made + shown + laid)) == ["ui/a.py:3"]
    assert shown_too_early(snippet("ui/a.py", start + made + laid + shown)) == []
    assert shown_too_early(snippet("ui/a.py", start + made.replace("()", "(self)") + shown)) == []
    assert shown_too_early(snippet("ui/a.py", start + made + "    one.show()\n" + laid)) == ["ui/a.py:3"]
    assert shown_too_early(snippet("ui/a.py", start + made + "    one.show(order)\n" + laid)) == []
    titled = made + "    one.setWindowTitle(name)\n"
    assert shown_too_early(snippet("ui/a.py", start + titled + "    one.show()\n")) == []
