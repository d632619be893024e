"""How Python clears away what nobody uses any more."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Search for garbage in cycles less often than Python would by itself.

    Reading and writing tables makes hundreds of thousands of small objects that all stay in use for a
    moment. With Python's own thresholds two fifths of an import's time went into looking at them again and again.
    """
    gc.set_threshold(5_000, 10, 50)
