"""No two modules import each other: not through others, inside functions or for types. Each can be read alone."""

from __future__ import annotations

from collections.abc import Mapping

from tests.architecture.source_tree import Source, imports, snippet, sources


def modules(files: tuple[Source, ...]) -> dict[str, Source]:
    """The files by the names they are imported under."""
    return {file.path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in files}


def neighbours(known: Mapping[str, Source]) -> dict[str, set[str]]:
    """Which of the modules each one imports, wherever and for whatever."""
    return {
        name: {ours for one in imports(file) if (ours := _ours(known, one.name)) not in ("", name)}
        for name, file in known.items()
    }


def _ours(known: Mapping[str, Source], name: str) -> str:
    return next((one for one in (name, name.rpartition(".")[0]) if one in known), "")


def circles(wanted: Mapping[str, set[str]]) -> list[list[str]]:
    """The modules that cannot be put into an order in which each comes after those it imports."""
    left = {name: set(others) for name, others in wanted.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    return [_way_round(left, name) for name in sorted(left)[:1]]


def _way_round(left: Mapping[str, set[str]], start: str) -> list[str]:
    way = [start]
    while (after := min(left[way[-1]] & left.keys())) not in way:
        way.append(after)
    return [*way[way.index(after) :], after]


def test_no_module_imports_itself_round_a_circle() -> None:
    assert circles(neighbours(modules(sources()))) == []


def test_a_circle_is_found_also_inside_a_function() -> None:
    files = (
        snippet("services/a.py", "from services.b import one"),
        snippet("services/b.py", "def later():\n    from services import c"),
        snippet("services/c.py", "import services.a"),
    )
    assert circles(neighbours(modules(files))) == [["services.a", "services.b", "services.c", "services.a"]]


def test_what_only_types_ask_for_is_a_circle_too() -> None:
    files = (
        snippet("ui/a.py", "from ui.b import one"),
        snippet("ui/b.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ui.a import Two"),
    )
    assert circles(neighbours(modules(files))) == [["ui.a", "ui.b", "ui.a"]]
