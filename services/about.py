"""What the program runs on, for the About section and for bug reports."""

from __future__ import annotations

import platform
import re
from functools import lru_cache
from importlib import metadata

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from services import paths

# The WAL-reset bug: a checkpoint racing a commit of another connection can lose commits.
_FIXED_FROM = (3, 51, 3)
_BACKPORTS = {(3, 50): 7, (3, 44): 6}


def program_version() -> str:
    """The version of the program, from its project file or its package."""
    project = paths.resources().parent / "pyproject.toml"
    if project.is_file():
        found = re.search(r'^version = "([^"]+)"', project.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return found[1]
    try:
        return metadata.version("zhanggui")
    except metadata.PackageNotFoundError:
        return "0"


@lru_cache(maxsize=1)
def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of what the program runs on; looked up once."""
    libraries = ("PySide6-Essentials", "SQLAlchemy", "openpyxl", "matplotlib")
    return (
        ("Zhanggui", program_version()),
        ("Python", platform.python_version()),
        ("SQLite", ".".join(map(str, sqlite_version()))),
        *((name, metadata.version(name)) for name in libraries),
        (platform.system(), platform.release()),
    )


def sqlite_version() -> tuple[int, ...]:
    """The version of SQLite that is really used."""
    return tuple(SQLiteDialect_pysqlite.import_dbapi().sqlite_version_info)


def sqlite_has_wal_bug(version: tuple[int, ...] | None = None) -> bool:
    """Whether this SQLite has the WAL-reset bug, which this program avoids by writing from one connection only."""
    version = sqlite_version() if version is None else version
    patch = _BACKPORTS.get((version[0], version[1]))
    return version < _FIXED_FROM and not (patch is not None and version[2] >= patch)
