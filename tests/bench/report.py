"""The table as Markdown: the lines, the machine they were taken on, and what grows with the shop."""

from __future__ import annotations

import importlib.metadata
import json
import math
import os
import platform
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from lines import MISSED, Line, shown

_PACKAGES = ("PySide6_Essentials", "SQLAlchemy", "openpyxl", "python-calamine", "XlsxWriter", "duckdb")
_SHORT = 60  # characters of a note that stand in the line itself
_BEGIN, _END = "<!-- the table begins -->\n", "<!-- the table ends -->\n"
_HEAD = "| work | ours | of the processor | floor | ratio | instead | target | |\n|---|---|---|---|---|---|---|---|\n"


def table(found: dict[str, dict[str, Any]], orders: int, made_with: str) -> str:
    """All lines, the pieces they are of, and how many meet their target."""
    text, verdicts, notes = f"## {orders:,} orders\n\n{made_with}\n\n{_HEAD}", [], []
    for kept in found.values():
        for line in (Line(**one) for one in kept["lines"]):
            verdicts.append(line.verdict())
            if len(line.note) > _SHORT:
                notes.append(line.note)
                line = replace(line, note=f"see {len(notes)}")
            text += _row(line)
    text += "".join(f"\n{number}. {note}" for number, note in enumerate(notes, start=1)) + "\n"
    loads = ", ".join(f"{name} {kept['at']} ({kept['load'][0]}–{kept['load'][1]})" for name, kept in found.items())
    judged = [one for one in verdicts if one]
    met = sum(one != MISSED for one in judged)
    return text + f"\n{met} of {len(judged)} targets met. Taken at, with load: {loads}.\n"


def _row(line: Line) -> str:
    busy = "" if line.busy is None else shown(line.busy, line.unit)
    floor = "" if line.floor is None else f"{shown(line.floor, line.unit)} ({line.least})"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    if line.busy_ratio is not None:
        ratio += f" ({line.busy_ratio:.2f} of the processor)"
    peer = line.instead if line.peer is None else f"{shown(line.peer, line.unit)} ({line.instead})"
    work = line.work + (f"; {line.note}" if line.note else "")
    cells = (work, shown(line.ours, line.unit), busy, floor, ratio, peer, line.target, line.verdict())
    return f"| {' | '.join(cells)} |\n"


def growth(folder: Path) -> str:
    """The lines that were taken at several sizes of shop, and the power of the size they grow with."""
    sizes = sorted(int(one.name) for one in folder.iterdir() if one.name.isdigit() and (one / "figures").exists())
    if len(sizes) < 2:
        return ""
    figures: dict[str, dict[int, tuple[float, str]]] = {}
    for size in sizes:
        for file in sorted((folder / str(size) / "figures").glob("*.json")):
            for one in json.loads(file.read_text(encoding="utf-8"))["lines"]:
                best = one["ours"] if one["busy"] is None else min(one["ours"], one["busy"])
                figures.setdefault(one["work"], {})[size] = (best, one["unit"])
    text = "\n## Growth\n\nThe smaller of clock and processor; the power p means that it grows as ordersᵖ.\n\n"
    text += f"| work | {' | '.join(f'{size:,}' for size in sizes)} | power |\n|---|{'---|' * (len(sizes) + 1)}\n"
    for work, by_size in figures.items():
        if len(by_size) > 1:
            cells = [shown(*by_size[size]) if size in by_size else "" for size in sizes]
            text += f"| {work} | {' | '.join(cells)} | {_power(by_size)} |\n"
    return text


def _power(by_size: dict[int, tuple[float, str]]) -> str:
    first, last = min(by_size), max(by_size)
    if by_size[first][0] <= 0 or by_size[last][0] <= 0:
        return ""
    return f"{math.log(by_size[last][0] / by_size[first][0]) / math.log(last / first):.2f}"


def into(document: Path, text: str) -> None:
    """Put the table where the document has the last one."""
    before, _begin, rest = document.read_text(encoding="utf-8").partition(_BEGIN)
    _old, _end, after = rest.partition(_END)
    document.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")


def versions() -> str:
    """The machine and what the figures were made with."""
    parts = [
        f"{platform.system()} {platform.release().partition('-')[0]}",
        _processor(),
        f"{os.cpu_count()} cores",
        _memory(),
    ]
    parts += [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for name in _PACKAGES:
        try:
            parts.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            parts.append(f"{name} not installed")
    try:
        said = subprocess.run(["sqlite3", "--version"], capture_output=True, text=True, check=False).stdout.split()
        parts.append(f"sqlite3 CLI {said[0]}")
    except (FileNotFoundError, IndexError):
        parts.append("sqlite3 CLI not installed")
    return ", ".join(part for part in parts if part)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB"
    except (ValueError, OSError, AttributeError):
        return ""
