"""How Python clears away what nobody uses any more, and how much memory the program takes."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What glibc calls them; its headers are not Python's.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_KEPT_AT_MOST = 1 << 20
_ALONE_FROM = 1 << 18
_HEAPS = 2


def collect_seldom() -> None:
    """Search for garbage in cycles less often than Python would by itself.

    Reading and writing tables makes hundreds of thousands of small objects that all stay in use for a
    moment. With Python's own thresholds two fifths of an import's time went into looking at them again and again.
    """
    gc.set_threshold(5_000, 10, 50)


@contextmanager
def not_collecting() -> Iterator[None]:
    """Search for no garbage in cycles meanwhile: for work that makes very many objects, none of them in a cycle.

    What nobody uses is freed at once all the same. A tenth of an import's time went into looking at its records again
    and again. May be nested, and used by several threads: whoever found the search on turns it on again. It changes
    nothing in the window, which has turned Python's own search off for good and looks through what is young by itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back_early() -> None:
    """Have the C library give memory back to the system as soon as it is free; elsewhere than on Linux, nothing.

    By itself it keeps a heap for each of ten threads, and what was freed in each of them for later: an eighth of the
    window's memory with a large shop, and more with every hour, since what one thread freed serves no other.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is not None:
        set_option(_M_ARENA_MAX, _HEAPS)
        set_option(_M_TRIM_THRESHOLD, _KEPT_AT_MOST)
        set_option(_M_MMAP_THRESHOLD, _ALONE_FROM)


def give_back() -> None:
    """Give free memory back that lies between what is in use; ten milliseconds, and nothing elsewhere than on Linux."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def resident_mb() -> int | None:
    """How much of the computer's memory this process takes, in millions of bytes; None where it is not told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # only Linux says it in a file
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
