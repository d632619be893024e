"""What lies on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


def clipboard_data() -> QMimeData:
    """All of it, and nothing where the clipboard is empty or another program keeps it to itself: Qt has None then."""
    return QGuiApplication.clipboard().mimeData() or QMimeData()
