"""What is left over of a window: Qt's objects, and Python's halves of those that Qt has deleted already."""

from __future__ import annotations

import gc
from collections import Counter

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken


def alive(app: QApplication) -> Counter[str]:
    """How many there are of each kind of object of Qt, those included that only Qt knows, where they are widgets."""
    known = [one for one in Shiboken.getAllValidWrappers() if isinstance(one, QObject)]
    return Counter(type(one).__name__ for one in {*known, *app.allWidgets()})


def dead() -> Counter[str]:
    """How many there are of each kind whose object Qt has deleted: somebody holds them, and all they hold.

    Nobody may be reading rows meanwhile: they would be seen while they are made.
    """
    found = [one for one in gc.get_objects() if isinstance(one, Shiboken.Object) and not Shiboken.isValid(one)]
    return Counter(f"dead {type(one).__name__}" for one in found)


def clear_away(app: QApplication) -> None:
    """Let everything go that nobody holds. Nothing may be set aside since the window was opened: it would stay."""
    for _turn in range(3):
        app.sendPostedEvents(None, 52)  # deferred deletions
        app.processEvents()
        gc.collect()
