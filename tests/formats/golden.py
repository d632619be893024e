"""The golden files of the import formats: what each sample must become.

``python -m tests.formats.golden`` writes them anew; a person must read the difference.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from services.importing.read_request import ReadRequest
from services.importing.scratch import read_meta
from services.importing.worker import read_here

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "formats"
_FACTS = (
    "format_id",
    "kind",
    "encoding",
    "header_row",
    "rows",
    "blank_rows",
    "repeated_headers",
    "footer_rows",
    "duplicate_rows",
)


def samples() -> list[Path]:
    """Every sample file, each in the folder named after its format."""
    return sorted(path for path in SAMPLES.glob("*/sample*") if path.suffix != ".json")


def expected(sample: Path) -> Path:
    """Where the golden of a sample is."""
    return sample.with_name(sample.stem.replace("sample", "expected") + ".json")


def staged(path: Path, scratch: Path) -> dict[str, Any]:
    """What reading the file leaves in the scratch file, as plain values."""
    read_here(ReadRequest(path, scratch), lambda _done, _total: None)
    meta = read_meta(scratch)
    with closing(sqlite3.connect(scratch)) as db:
        found_records = db.execute("SELECT kind, key, row, data FROM record ORDER BY seq").fetchall()
        found_lines = db.execute("SELECT key, position, row, data FROM line ORDER BY seq").fetchall()
        found_problems = db.execute(
            'SELECT row, "column", value, code, key, rejects FROM problem ORDER BY seq'
        ).fetchall()
    return {
        "facts": {name: meta.get(name) for name in _FACTS},
        "warnings": [{"code": found["code"], "count": found["count"]} for found in meta.get("warnings", [])],
        "records": [[*place, json.loads(data)] for *place, data in found_records],
        "lines": [[*place, json.loads(data)] for *place, data in found_lines],
        "problems": [list(found) for found in found_problems],
    }


def _write_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples():
            found = staged(sample, Path(folder) / "scratch.db")
            text = json.dumps(found, ensure_ascii=False, indent=1)
            expected(sample).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write_all()
