"""The whole table of what the program promises: one command, each line beside its floor and its alternative.

Run: python tests/bench/all.py [--orders 10000|100000|1000000|3000000] [--only PIECE ...] [--dir DIR] [--again]
[--document].
The shop lies in DIR/ORDERS and is built there on the first run, which takes minutes. Every piece runs in a process of
its own, so that memory and caches do not mix, and what it found is kept in DIR/ORDERS/figures: a run that was broken
off goes on where it stopped, and figures of another state of the program are taken anew (`--again`: all of them).
The table is printed and written to DIR/ORDERS/table.md. What grows with the shop is compared over all sizes in DIR.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from measuring import ROOT, tell

# isort: split
from lines import MISSED, Given, Line, compiled_as_installed
from report import growth, into, table, versions
from whole_shop import whole_shop

PIECES = {
    "start": "start",
    "pages": "pages",
    "table": "table",
    "scroll": "scroll",
    "stall": "stall",
    "import": "imports",
    "ship": "ship",
    "charts": "charts",
    "export": "exports",
    "papers": "papers",
    "backup": "backups",
    "memory": "memory",
    "size": "size",
}
"""By its name: the module whose `measure` takes the lines."""
SECONDS = 420  # a piece that takes longer is told as not measured


def main() -> int:
    """Measure what is not measured yet, and show everything."""
    options = _options()
    folder = options.dir / str(options.orders)
    folder.mkdir(parents=True, exist_ok=True)
    if options.piece:
        return _measure(options.piece, folder, options.orders)
    whole_shop(folder, options.orders)
    state = _state()
    for name in options.only or PIECES:
        kept = _kept(folder, name)
        if options.again or options.only or kept is None or kept["state"] != state:
            _in_its_own_process(name, folder, options)
    found = {name: kept for name in PIECES if (kept := _kept(folder, name)) is not None}
    text = table(found, options.orders, versions()) + growth(options.dir)
    (folder / "table.md").write_text(text, encoding="utf-8")
    if options.document:
        into(ROOT / "docs" / "performance.md", text)
    tell(text)
    missed = [one for kept in found.values() for one in _lines(kept) if one.verdict() == MISSED]
    return int(bool(missed) or len(found) < len(PIECES))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=list(PIECES), default=[])
    parser.add_argument("--dir", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--document", action="store_true", help="put the table into docs/performance.md as well")
    parser.add_argument("--piece", choices=list(PIECES), help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_its_own_process(name: str, folder: Path, options: argparse.Namespace) -> None:
    (folder / "figures" / f"{name}.json").unlink(missing_ok=True)
    script = str(Path(__file__).with_name("all.py"))
    words = [sys.executable, script, "--piece", name, "--orders", str(options.orders), "--dir", str(options.dir)]
    began = time.monotonic()
    try:
        code = subprocess.run(words, timeout=SECONDS, env=compiled_as_installed(), check=False).returncode
    except subprocess.TimeoutExpired:
        code = SECONDS
    tell(f"{name}: {time.monotonic() - began:.0f} s" + (f", ended with {code}: not measured" if code else ""))


def _measure(name: str, folder: Path, orders: int) -> int:
    """One piece, in this process; what it found goes into its file."""
    load = os.getloadavg()[0]
    given = Given(whole_shop(folder, orders), orders, folder)
    lines: list[Line] = import_module(PIECES[name]).measure(given)
    kept = {
        "state": _state(),
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "lines": [line.as_json() for line in lines],
    }
    out = folder / "figures" / f"{name}.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _kept(folder: Path, name: str) -> dict[str, Any] | None:
    file = folder / "figures" / f"{name}.json"
    found: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    return found


def _lines(kept: dict[str, Any]) -> list[Line]:
    return [Line(**one) for one in kept["lines"]]


def _state() -> str:
    """Which state of the program this is."""
    done = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip()
