"""What nobody uses is not kept: a name of a module is used by the program, not by tests alone."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.architecture.source_tree import Source, nodes, snippet, sources

# What only tests ask for: the clock they turn, and what they compare with.
_FOR_TESTS = {
    "models/dialects/sqlite.py schema_of",
    "services/clock.py set_source",
    "services/catalog/bundles.py set_components",
    "services/history/wording.py stored_fields",
}
_CALLED_BY_NAME = re.compile(r"(?:[\w.]+:)?([\w-]+)")


def unused(files: tuple[Source, ...]) -> list[str]:
    """Functions, classes and constants of modules that no code names; one with an underscore, none of its own file."""
    used = {file.path: _used(file) for file in files}
    anywhere = Counter(name for names in used.values() for name in names)
    return [
        f"{file.path} {name}"
        for file in files
        for name in _defined(file)
        if not (name in used[file.path] if name.startswith("_") and name != "_" else anywhere[name])
    ]


def _used(file: Source) -> set[str]:
    """The names the code of a file takes: as names, attributes and imports, or as a text that is nothing but a name."""
    found: set[str] = set()
    for node in nodes(file):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name.rpartition(".")[2])
        elif isinstance(node, ast.Constant) and (named := _CALLED_BY_NAME.fullmatch(str(node.value))):
            found.add(named[1].replace("-", "_"))
    return found


def _defined(file: Source) -> Iterator[str]:
    for node in file.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not _is_registered(node):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for one in targets if isinstance(one, ast.Name) and not one.id.startswith("__"))


def _is_registered(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator hands a private function to somebody who calls it (``@event.listens_for``)."""
    return node.name.startswith("_") and any(isinstance(one, ast.Call) for one in node.decorator_list)


def test_every_name_of_a_module_is_used() -> None:
    assert set(unused(sources())) == _FOR_TESTS


def test_what_is_unused_is_found() -> None:
    files = (
        snippet("services/a.py", "_LEFT = 1\n_KEPT = 2\ndef asked(): return _KEPT\ndef forgotten(): pass"),
        snippet("services/b.py", "from services.a import asked\n_LEFT = 3\nasked(_LEFT)"),
        snippet("ui/c.py", "def run_it(): pass\nVERBS = 'ui.c:run_it'\nprint(VERBS)"),
    )
    assert unused(files) == ["services/a.py _LEFT", "services/a.py forgotten"]
