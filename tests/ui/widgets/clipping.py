"""What has less room than its words need."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QWidget,
)

from ui.widgets.pill import CountBadge, Pill


def clipped(root: QWidget) -> list[str]:
    """Texts on buttons and labels that have less room than they need and no way to say the rest."""
    wrong = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and not widget.wordWrap() and widget.text():
            short = widget.fontMetrics().horizontalAdvance(widget.text()) > widget.contentsRect().width() + 1
            if short and widget.toolTip() != widget.text():
                wrong.append(f"label {widget.text()!r}")
        if isinstance(widget, QPushButton) and widget.width() < widget.sizeHint().width():
            wrong.append(f"button {widget.text() or widget.accessibleName()!r}")
        if isinstance(widget, Pill | CountBadge) and widget.width() < widget.sizeHint().width():
            wrong.append(f"mark {widget.accessibleName()!r}")
        if isinstance(widget, QLabel | QPushButton) and widget.height() < widget.fontMetrics().height() - 2:
            wrong.append(f"too low {widget.accessibleName() or widget.objectName()!r}")
    return wrong
