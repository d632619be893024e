"""``dev structure``: the picture in docs/architecture.md, drawn from the imports of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ui.cli.call import Call
from ui.system.installation import ROOT

PAGE = ROOT / "docs" / "architecture.md"
_BEGIN, _END = "<!-- structure -->", "<!-- /structure -->"
_AREAS = "services: what a shop does"
# The rooms of the picture and what of the code each holds: the longest beginning decides.
_ROOMS = {
    "main": "main.py",
    "ui": "ui: window, pages, dialogs",
    "ui.table": "ui: table, widgets, theme",
    "ui.widgets": "ui: table, widgets, theme",
    "ui.theme": "ui: table, widgets, theme",
    "ui.charts": "ui: charts, paper",
    "ui.paper": "ui: charts, paper",
    "ui.cli": "ui/cli: verbs",
    "ui.debug": "",
    "services": _AREAS,
    "services.kernel": "services/kernel: the one door",
    **dict.fromkeys(
        (f"services.{name}" for name in ("errors", "messages", "i18n", "clock", "memory", "paths", "text")),
        "services: words, errors, time, folders",
    ),
    "models": "models: what is kept",
}


def run(call: Call) -> int:
    """Draw the picture anew into the page; the arrows are the answer."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(with_picture(text), encoding="utf-8", newline="\n")
    drawn = [f"{one} → {other}" for one, other in sorted(arrows())]
    call.console.answer({"out": str(PAGE), "arrows": drawn}, drawn)
    return 0


def with_picture(page: str) -> str:
    """The page with the picture as the code is now."""
    head, _, rest = page.partition(_BEGIN)
    return f"{head}{_BEGIN}\n{_picture()}\n{_END}{rest.partition(_END)[2]}"


@cache
def arrows() -> frozenset[tuple[str, str]]:
    """(room, room it uses), over every import of the program."""
    found: set[tuple[str, str]] = set()
    for file in [
        ROOT / "main.py",
        *(path for top in ("models", "services", "ui") for path in (ROOT / top).rglob("*.py")),
    ]:
        room = _room(".".join(file.relative_to(ROOT).with_suffix("").parts))
        used = {_room(name) for name in _imports(file) if name.partition(".")[0] in ("models", "services", "ui")}
        found |= {(room, other) for other in used if room and other and other != room}
    return frozenset(found)


def _room(module: str) -> str:
    parts = module.split(".")
    return next(_ROOMS[name] for size in range(len(parts), 0, -1) if (name := ".".join(parts[:size])) in _ROOMS)


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _picture() -> str:
    drawn = sorted(arrows())
    rooms = sorted({room for arrow in drawn for room in arrow})
    names = {room: f"r{number}" for number, room in enumerate(rooms)}
    boxes = [f'  {names[room]}["{room}{_below(room)}"]' for room in rooms]
    lines = [f"  {names[one]} --> {names[other]}" for one, other in drawn]
    return "\n".join(["```mermaid", "flowchart TD", *boxes, *lines, "```"])


def _below(room: str) -> str:
    """The areas by name: the picture is where a newcomer looks first."""
    if room != _AREAS:
        return ""
    folders = [path.name for path in sorted((ROOT / "services").iterdir()) if (path / "__init__.py").exists()]
    shown = [name for name in folders if name != "kernel"]
    return "<br/>" + "<br/>".join(" · ".join(shown[at : at + 6]) for at in range(0, len(shown), 6))
