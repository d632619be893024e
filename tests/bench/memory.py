"""Memory of the real window: after jumping through the list of orders, and after long use of all pages."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lines import Given, Line

LIMIT_MB = 300.0
HOURS_WORTH = 20  # rounds through all pages: more visits than anybody makes in an hour


def measure(given: Given) -> list[Line]:
    """Two windows, each in a process of its own."""
    jumped, used = _told(given.shop, "jump"), _told(given.shop, "use")
    empty = _told(None, "end")
    return [
        Line(f"memory, {jumped[0]:,} rows open, jumped through", jumped[1], "MB", floor=empty[1],
             least="same libraries, empty window", most=LIMIT_MB),
        Line(f"memory after {HOURS_WORTH} rounds of all pages", used[1], "MB", floor=empty[1],
             least="same libraries, empty window", most=LIMIT_MB, note=f"{used[2]} MB after the first round"),
    ]  # fmt: skip


def _told(shop: Path | None, then: str) -> tuple[int, int, int]:
    """(rows shown, megabytes in memory at the end, megabytes after the first round)."""
    words = ["--then", then] + ([] if shop is None else ["--shop", str(shop), "--rounds", str(HOURS_WORTH)])
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("first_paint.py")), *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "ZHANGGUI_HOME": home},
            timeout=300,
            check=False,
        )
    said = done.stdout.split()
    if "rss" not in said:
        raise SystemExit(done.stdout.strip() or "the window did not come")
    named = dict(zip(said[1::2], said[2::2], strict=False))
    return int(named.get("rows", 0)), int(named["rss"]), int(named.get("first", 0))
