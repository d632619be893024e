"""What arrives when somebody touches the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent

BY_HAND = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip
