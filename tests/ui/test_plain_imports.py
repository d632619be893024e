"""Loading the program leaves no source text behind, whatever PySide would like to read of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

_LOADED = """
import ui.start.app, ui.window.shop_window, linecache
kept = [name for name in linecache.cache if "/ui/" in name or "/services/" in name]
print(len(kept), kept[:3])
from PySide6.QtCore import *
print(QObject.__name__)
"""


@pytest.mark.exhaustive
def test_the_source_of_a_loaded_module_is_not_read_and_kept() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["0 []", "QObject"]
