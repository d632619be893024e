"""Who may import whom: ui → services → models, and nothing back, also inside functions."""

from __future__ import annotations

import re
import sys

import pytest

from tests.architecture.source_tree import ROOT, Import, Source, imports, is_below, snippet, sources

_FORBIDDEN = {
    "models/": ("services", "ui", "PySide6", "shiboken6", "matplotlib", "qtawesome"),
    "services/": ("ui", "PySide6", "shiboken6", "qtawesome"),
    "ui/": ("models", "sqlalchemy", "alembic", "sqlite3"),
}
_QT = ("PySide6", "shiboken6", "qtawesome")
# Areas are the packages below services that hold the trade; the kernel serves them and knows none.
_MACHINERY = {"kernel"}
_READERS = ("python_calamine", "services.importing.readers", "services.importing.read_workbook")
_PURE = ("models/values.py", "models/enums/")
_BEFORE_INSTALLATION = {"main.py", "ui/system/system_libraries.py", "ui/system/installation.py"}


def breaches(source: Source) -> list[str]:
    """What a file imports and may not, one sentence each."""
    return [
        f"{source.path}:{imported.line} imports {imported.name}: {reason}"
        for imported in imports(source)
        for reason in _reasons(source.path, imported)
    ]


def _reasons(path: str, imported: Import) -> list[str]:
    name = imported.name
    reasons = [
        f"{layer} may not" for layer, banned in _FORBIDDEN.items() if path.startswith(layer) and is_below(name, *banned)
    ]
    if name.startswith("."):
        reasons.append("imports are written in full")
    if path.startswith("ui/cli/") and imported.at_load and is_below(name, *_QT):
        reasons.append("the command line loads Qt only inside the function that draws")
    if not path.startswith("services/importing/") and is_below(name, *_READERS):
        reasons.append("other people's tables are read in a process of its own: services.importing.child")
    if path.startswith(_PURE) and is_below(name, "models", "sqlalchemy", "alembic"):
        reasons.append("values know nothing else")
    if path.startswith("services/kernel/") and _area(name):
        reasons.append("the kernel knows no area")
    page = re.match(r"ui/pages/(\w+)/", path)
    other = re.match(r"ui\.pages\.(\w+)", name)
    if page and other and other[1] not in {page[1], *_shared_page_modules()}:
        reasons.append("a page does not import another page")
    return reasons


def _area(name: str) -> bool:
    match = re.match(r"services\.(\w+)(\.|$)", name)
    return match is not None and match[1] not in _MACHINERY and (ROOT / "services" / match[1]).is_dir()


def _shared_page_modules() -> set[str]:
    return {path.stem for path in (ROOT / "ui" / "pages").glob("*.py")}


def loads_qt(modules: dict[str, Source], start: str, seen: set[str] | None = None) -> list[str]:
    """The chain of modules by which loading `start` loads Qt; empty when it does not."""
    seen = set() if seen is None else seen
    seen.add(start)
    for imported in imports(modules[start]):
        if not imported.at_load:
            continue
        if is_below(imported.name, *_QT):
            return [start, imported.name]
        ours = next((name for name in (imported.name, imported.name.rpartition(".")[0]) if name in modules), None)
        chain = loads_qt(modules, ours, seen) if ours and ours not in seen else []
        if chain:
            return [start, *chain]
    return []


def _modules(files: tuple[Source, ...]) -> dict[str, Source]:
    return {re.sub(r"(/__init__)?\.py$", "", file.path).replace("/", "."): file for file in files}


def test_no_layer_imports_what_it_may_not() -> None:
    assert [line for source in sources() for line in breaches(source)] == []


def test_loading_the_command_line_never_loads_qt() -> None:
    modules = _modules(sources())
    chains = [loads_qt(modules, name) for name in modules if is_below(name, "ui.cli")]
    assert [chain for chain in chains if chain] == []


def test_what_runs_before_the_installation_uses_the_standard_library_only() -> None:
    ours = {"ui", "ui.system.system_libraries", "ui.system.installation", "__future__"}
    assert [
        f"{source.path}:{imported.line} {imported.name}"
        for source in sources()
        if source.path in _BEFORE_INSTALLATION
        for imported in imports(source)
        if not _is_standard(imported.name) and not is_below(imported.name, *ours)
    ] == []


def _is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("models/orders.py", "from services import clock"),
        ("models/orders.py", "def f():\n    import ui.start.app"),
        ("models/values.py", "from models import base"),
        ("models/values.py", "import sqlalchemy"),
        ("models/enums/orders.py", "from models import orders"),
        ("services/orders/commands.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ui import app"),
        ("services/shop.py", "from PySide6.QtCore import QObject"),
        ("services/kernel/runner.py", "from services.orders import commands"),
        ("ui/start/app.py", "from models.values import Money"),
        ("ui/start/app.py", "import sqlite3"),
        ("ui/start/app.py", "import importlib\nimportlib.import_module('sqlalchemy.orm')"),
        ("ui/cli/main.py", "from PySide6 import QtGui"),
        ("ui/pages/orders/page.py", "from ui.pages.products import page"),
        ("ui/pages/orders/page.py", "from . import columns"),
        ("services/stocktake/reading.py", "from services.importing.readers import read_sheets"),
    ],
)
def test_a_forbidden_import_is_found(path: str, code: str) -> None:
    assert breaches(snippet(path, code))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("ui/cli/draw.py", "def paper():\n    from PySide6 import QtGui"),
        ("ui/pages/orders/page.py", "from ui.pages.orders import columns"),
        ("services/orders/commands.py", "from services.catalog import queries"),
        ("services/kernel/runner.py", "from services import errors"),
    ],
)
def test_an_allowed_import_is_left_alone(path: str, code: str) -> None:
    assert breaches(snippet(path, code)) == []


def test_qt_loaded_through_another_module_is_found() -> None:
    files = (
        snippet("ui/cli/main.py", "from ui.paper import pick"),
        snippet("ui/paper/pick.py", "import PySide6.QtGui"),
    )
    assert loads_qt(_modules(files), "ui.cli.main") == ["ui.cli.main", "ui.paper.pick", "PySide6.QtGui"]
