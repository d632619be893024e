"""Takes files through the whole import, for the tests of what single kinds of record become."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from services.importing.commands import ImportResult
from services.importing.service import ImportSession
from services.shop import Shop
from tests.formats.golden import SAMPLES


def apply(
    shop: Shop, *paths: Path, chosen: frozenset[tuple[str, str]] = frozenset(), channel: str | None = None
) -> ImportResult:
    """Import these files together."""
    with ImportSession(shop) as session:
        for path in paths:
            found = session.add(path, channel=channel)
            assert found.error is None, str(found.error)
            assert found.staged is not None
        return session.submit_apply(chosen=chosen).result().value


def sample(format_id: str, name: str = "sample.csv") -> Path:
    """A sample of this repository."""
    return SAMPLES / format_id / name


def table(path: Path, *rows: Sequence[str]) -> Path:
    """A table as text, its header first."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def changed(path: Path, out: Path, **cells: str) -> Path:
    """A copy of a text file with one text put in the place of another: ``changed(a, b, old=new)``."""
    text = path.read_text(encoding="utf-8-sig")
    for old, new in cells.items():
        assert old in text
        text = text.replace(old, new)
    out.write_text(text, encoding="utf-8-sig")
    return out


def outcome(result: ImportResult, file: int = 0) -> tuple[int, int, int, int]:
    """(new, updated, unchanged, waiting) of one file."""
    plan = result.plan.files[file]
    return plan.counts.new, plan.counts.updated, plan.counts.unchanged, plan.rejected
