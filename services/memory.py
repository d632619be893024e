"""How Python clears away what nobody uses any more, and how much memory the program takes."""

from __future__ import annotations

import gc
import os
from pathlib import Path


def collect_seldom() -> None:
    """Search for garbage in cycles less often than Python would by itself.

    Reading and writing tables makes hundreds of thousands of small objects that all stay in use for a
    moment. With Python's own thresholds two fifths of an import's time went into looking at them again and again.
    """
    gc.set_threshold(5_000, 10, 50)


def resident_mb() -> int | None:
    """How much of the computer's memory this process takes, in millions of bytes; None where it is not told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # only Linux says it in a file
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
