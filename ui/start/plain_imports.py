"""Imports as Python itself makes them, begun before anything else of the window is loaded.

PySide puts its own function in the place of Python's import. It reads the source of every module that is loaded
afterwards, to see whether it wants Qt's functions under other names, and Python then keeps all those lines: more than
half a million of them once all pages were opened, 58 MB, and a tenth of the time of the start. Nobody here wants that.
"""

from __future__ import annotations

import builtins
import linecache

import PySide6.QtCore  # noqa: F401 - it is this import that puts PySide's function in


def _give_back() -> None:
    original = getattr(builtins, "__orig_import__", None)  # PySide keeps Python's function under this name
    if original is not None:
        builtins.__import__ = original
    linecache.clearcache()  # what was read of Python's own and PySide's modules until here


_give_back()
