"""The source as the rule tests see it: which files there are, and what each imports and calls."""

from __future__ import annotations

import ast
import gc
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("models", "services", "ui")
_NOT_SOURCE = {".git", ".venv", "build", "dist", "__pycache__", "zhanggui-demo", ".hypothesis"}
_MAY_IMPORT = {ast.Import, ast.ImportFrom, ast.Call}
_MAY_WAIT = {ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.If}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its place in the repository (with slashes) and its syntax tree."""

    path: str
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, dotted in full, where it stands, and whether it is imported when the module loads."""

    name: str
    line: int
    at_load: bool


def snippet(path: str, code: str) -> Source:
    """A made-up file, to prove that a rule can fail."""
    return Source(path, ast.parse(code))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file below `folders`, or of the whole program (without tests) when none is named."""
    paths = [path for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
    if not folders:
        paths.append(ROOT / "main.py")
    gc.collect()
    found = tuple(_read(path) for path in paths)
    gc.freeze()  # kept until the end, millions of objects: to look for garbage among them takes seconds, even once
    return found


@cache
def _read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"), str(path)))


@cache
def nodes(source: Source) -> tuple[ast.AST, ...]:
    """Every node of a file's tree; one walk serves all rules."""
    return tuple(ast.walk(source.tree))


@cache
def repository_files() -> tuple[str, ...]:
    """What belongs to the repository: what git tracks, or outside a checkout every file that is not made."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return tuple(sorted(path.as_posix() for path in found if not _NOT_SOURCE & set(path.parts)))
    names = listed.stdout.decode("utf-8").split("\0")
    return tuple(name for name in names if name and (ROOT / name).is_file())


@cache
def imports(source: Source) -> tuple[Import, ...]:
    """Every import of a file: at the top, inside functions and under TYPE_CHECKING."""
    found: list[Import] = []
    waiting = [node for node in nodes(source) if type(node) in _MAY_WAIT and _waits(node)]
    for node in nodes(source):
        if type(node) not in _MAY_IMPORT:
            continue
        for name, line in _imported(node):
            found.append(Import(name, line, not any(_holds(one, node) for one in waiting)))
    return tuple(sorted(found, key=lambda one: one.line))


def _holds(outer: Any, inner: Any) -> bool:
    """Whether a statement or an expression lies inside another one, by where they begin and end in the text."""
    begins = (outer.lineno, outer.col_offset) <= (inner.lineno, inner.col_offset)
    return begins and (inner.end_lineno, inner.end_col_offset) <= (outer.end_lineno, outer.end_col_offset)


def _imported(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, node.lineno
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield f"{'.' * node.level}{node.module or ''}.{alias.name}", node.lineno
    elif isinstance(node, ast.Call) and called_name(node) in {"import_module", "__import__"}:
        argument = node.args[0] if node.args else None
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value, node.lineno


def called_name(call: ast.Call) -> str:
    """The last word of what is called: `b` for ``a.b(…)``."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls(source: Source) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in nodes(source) if isinstance(node, ast.Call))


def is_below(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of `packages` or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _waits(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _is_for_types(node)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name | ast.Attribute) and getattr(part, "id", getattr(part, "attr", "")) == "TYPE_CHECKING"
        for part in ast.walk(node.test)
    )
