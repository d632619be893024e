"""Whether a program's memory stays where it is: measured each time the shop is closed, and judged by one rule.

The first half of the times is left out: until then some page, dialog or module is seen for the first time. Over the
second half the growth is the middle one of the slopes between every two of the times, so that one that was out of the
way (a file was just read) decides nothing. Two things are judged:

- what is in use (the objects of Python and what the C library has lent out): grows where something is kept for ever;
- what is resident, which grows too where what was freed lies in holes that nobody else can use. Holes fill up and are
  left anew, so that it may go up and down a little more.
"""

from __future__ import annotations

import ctypes
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from services import memory

FEWEST, FEWEST_STEPS = 6, 200
MOST_IN_USE_MB, MOST_RESIDENT_MB = 5.0, 10.0
_MB_A_BLOCK = 85e-6  # measured: 143 MB of objects in 1.67 million blocks


@dataclass(frozen=True, slots=True)
class Closing:
    """What the program takes with no shop open, after so many steps, in MB; and of what there is how many."""

    step: int
    resident_mb: float
    lent_mb: float
    kept_mb: float
    blocks: int
    also: str = ""

    @property
    def in_use_mb(self) -> float:
        """What the C library has lent out, and Python's own small objects, which lie apart from it."""
        return self.lent_mb + self.blocks * _MB_A_BLOCK

    def __str__(self) -> str:
        return (
            f"closed at step {self.step}: resident {self.resident_mb:.0f} MB, in use {self.in_use_mb:.0f} MB "
            f"({self.blocks} blocks, {self.lent_mb:.0f} MB lent out), kept {self.kept_mb:.0f} MB{self.also}"
        )


def growth(closings: Sequence[Closing], size: Callable[[Closing], float]) -> float:
    """MB in 1,000 steps over the second half."""
    pairs = combinations(_second_half(closings), 2)
    slopes = [(size(b) - size(a)) / (b.step - a.step) for a, b in pairs]
    return 1000 * statistics.median(slopes) if slopes else 0.0


def _second_half(closings: Sequence[Closing]) -> Sequence[Closing]:
    return closings[len(closings) // 2 :]


def judged(closings: Sequence[Closing]) -> str:
    """The rule in one line; it begins with “memory grows” where it does."""
    if len(closings) < FEWEST:
        return f"memory not judged: closed {len(closings)} times, {FEWEST} would do"
    if _second_half(closings)[-1].step - _second_half(closings)[0].step < FEWEST_STEPS:
        return f"memory not judged: less than {FEWEST_STEPS} steps over the second half"
    in_use = growth(closings, lambda one: one.in_use_mb)
    resident = growth(closings, lambda one: one.resident_mb)
    is_flat = in_use < MOST_IN_USE_MB and resident < MOST_RESIDENT_MB
    return (
        f"memory {'is flat' if is_flat else 'grows'}: in use {in_use:+.1f} MB in 1,000 steps "
        f"(less than {MOST_IN_USE_MB:.0f}), resident {resident:+.1f} (less than {MOST_RESIDENT_MB:.0f})"
    )


def grows(closings: Sequence[Closing]) -> bool:
    """Whether it is a finding."""
    return judged(closings).startswith("memory grows")


def resident_mb() -> float:
    """What this process takes of the computer's memory; 0 where it is not told."""
    return float(memory.resident_mb() or 0)


def heap_mb() -> tuple[float, float]:
    """What the C library has lent out, and what it keeps for later, in MB; 0 elsewhere than on Linux."""
    if sys.platform != "linux":
        return 0.0, 0.0
    tell = ctypes.CDLL(None).mallinfo2
    tell.restype = _Heap
    heap = tell()
    return (heap.uordblks + heap.hblkhd) / 1e6, heap.fordblks / 1e6


class _Heap(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )]  # fmt: skip
