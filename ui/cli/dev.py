"""``dev``: what developers run, so that nothing hides in shell scripts."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import services
from services import i18n
from services.errors import AppError, kinds_below
from services.manual.definitions import definitions
from ui.cli.call import Call

ROOT = Path(services.__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "figures.md"
_GATES = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest", "-q"),
)


def run(call: Call) -> int:
    """Do one of the developers' tasks."""
    return TASKS[call.words.task](call)


def _i18n(call: Call) -> int:
    from ui.cli.translations import update

    missing = update(ROOT)
    lines = [f"{language}\t{count}" for language, count in missing.items()]
    call.console.answer({"missing": missing}, lines)
    return 0


def _check(call: Call) -> int:
    """Format, lint, types and tests: all of them, whatever fails; what they say goes to standard error."""
    codes = {}
    for gate in _GATES:
        name = " ".join(gate[:2])
        codes[name] = subprocess.run([sys.executable, "-m", *gate], cwd=ROOT, stdout=sys.stderr, check=False).returncode
    call.console.answer({"gates": codes}, [f"{name}\t{'ok' if code == 0 else code}" for name, code in codes.items()])
    return 1 if any(codes.values()) else 0


def _build(call: Call) -> int:
    from ui.cli import building

    return building.run(call)


def _structure(call: Call) -> int:
    from ui.cli import structure

    return structure.run(call)


def _figures(call: Call) -> int:
    """Write docs/figures.md: how every figure and chart is reckoned, in English."""
    before = i18n.language()
    i18n.set_language("en")
    try:
        FIGURES.write_text(definitions(), encoding="utf-8", newline="\n")
    finally:
        i18n.set_language(before)
    call.console.answer({"out": str(FIGURES)}, [str(FIGURES)])
    return 0


def _sizes(call: Call) -> int:
    """Lines of Python per package and the longest files."""
    sizes = {path.relative_to(ROOT): _lines(path) for folder in _folders() for path in sorted(folder.rglob("*.py"))}
    packages: dict[str, int] = {}
    for path, count in sizes.items():
        name = "/".join(path.parts[:2]) if len(path.parts) > 2 else path.parts[0]
        packages[name] = packages.get(name, 0) + count
    longest = sorted(sizes.items(), key=lambda one: -one[1])[:20]
    value = {
        "packages": packages,
        "longest": [{"file": path.as_posix(), "lines": count} for path, count in longest],
        "total": sum(sizes.values()),
    }
    lines = [f"{count:>7}  {name}" for name, count in sorted(packages.items(), key=lambda one: -one[1])]
    lines += ["", *(f"{count:>7}  {path.as_posix()}" for path, count in longest), "", f"{value['total']:>7}"]
    call.console.answer(value, lines)
    return 0


def _folders() -> list[Path]:
    return [ROOT / name for name in ("models", "services", "ui", "tests")]


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _line in file)


def _errors(call: Call) -> int:
    """Every error with a sentence: its code, its exit code, what it says and what it advises."""
    for found in pkgutil.walk_packages(services.__path__, "services."):
        importlib.import_module(found.name)
    records: list[dict[str, Any]] = [
        {"code": one.code, "exit_code": one.exit_code, "message": one.template, "hint": one.hint}
        for one in sorted(kinds_below(AppError), key=lambda one: (one.exit_code, one.code))
    ]
    lines = [f"{one['exit_code']:>3}  {one['code']}\t{one['message']} {one['hint']}".rstrip() for one in records]
    call.console.answer({"errors": records}, lines)
    return 0


def _manual(call: Call) -> int:
    from ui.cli import picturing

    return picturing.run(call)


def _screens(call: Call) -> int:
    from ui.cli import screening

    return screening.run(call)


def _audit(call: Call) -> int:
    from ui.cli import auditing

    return auditing.run(call, ROOT)


TASKS = {
    "audit": _audit,
    "i18n": _i18n,
    "check": _check,
    "sizes": _sizes,
    "errors": _errors,
    "figures": _figures,
    "manual": _manual,
    "screens": _screens,
    "structure": _structure,
    "build": _build,
}
