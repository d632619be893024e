"""A moment the window lets pass before it acts, in case more of the same comes: keys, rows, changes."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject, QTimer


class Pause(QTimer):
    """Ends so many milliseconds after it was last started: each start begins it anew."""

    share: ClassVar[float] = 1.0
    """How much of every pause is kept. Tests keep less: nobody thinks there between two keys."""

    def __init__(self, parent: QObject, ms: int) -> None:
        super().__init__(parent, singleShot=True, interval=round(ms * self.share))
