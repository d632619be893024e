"""Signals without end: a version of the bindings that drops a reference of True at each died after some thousands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_EMITS = 100_000
_FIRST = 2_000
"""Sent before the counting: from Python 3.12 on True is never freed, and its count moves by hundreds until it rests."""

_SENDS = f"""
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
import sys
class Bell(QObject):
    rung = Signal(bool)
    def __init__(self):
        super().__init__()
        self.heard = 0
        self.rung.connect(self.hear)
    @Slot(bool)
    def hear(self, on):
        self.heard += on
app = QCoreApplication([])
bell = Bell()
for _number in range({_FIRST}):
    bell.rung.emit(True)
before = sys.getrefcount(True)
for _number in range({_EMITS}):
    bell.rung.emit(True)
print(bell.heard, before - sys.getrefcount(True))
"""


def test_a_hundred_thousand_signals_are_heard_and_cost_no_reference() -> None:
    done = subprocess.run([sys.executable, "-c", _SENDS], capture_output=True, text=True, check=True, cwd=ROOT)
    heard, lost = map(int, done.stdout.split())
    assert heard == _FIRST + _EMITS
    assert lost < 100, "each emit drops a reference of True, and the program dies of it some thousands later"
