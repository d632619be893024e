"""What was freed goes back to the system, and not only into a store for later."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_FREES_MUCH = """
import sys
from services import memory
if sys.argv[1] == "early":
    memory.give_back_early()
large = bytearray(30_000_000)
del large  # from here on glibc by itself keeps up to twice as much for later
before = memory.resident_mb()
pieces = [bytearray(b"x" * 1_000_000) for _number in range(25)]
del pieces
print(memory.resident_mb() - before)
"""

_LEAVES_HOLES = """
import sys
from services import memory
before = memory.resident_mb()
memory.give_back_early()
one = b"x"
pieces = [(one * 100_000, one * 1_000) for _number in range(250)]
kept = [small for _large, small in pieces]
del pieces
if sys.argv[1] == "early":
    memory.give_back()
print(memory.resident_mb() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only this C library can be told")
def test_freed_memory_goes_back_where_the_c_library_would_keep_it_for_later() -> None:
    assert _kept_mb(_FREES_MUCH, "early") <= 4
    assert _kept_mb(_FREES_MUCH, "as it comes") >= 15  # so that it is known that this test can fail


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only this C library can be told")
def test_holes_between_what_is_in_use_are_given_back_when_it_is_quiet() -> None:
    assert _kept_mb(_LEAVES_HOLES, "early") <= 10
    assert _kept_mb(_LEAVES_HOLES, "as it comes") >= 15


def _kept_mb(program: str, way: str) -> int:
    words = [sys.executable, "-c", program, way]
    return int(subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
