"""All shortcuts that work now, on one card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.i18n import _
from ui.actions import ActionRegistry
from ui.dialogs.dialog import Dialog
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text


class KeyCap(QWidget):
    """A key sequence in a small frame."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(painting.text_width(self._keys, current_theme().font("caption")) + 16, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), 5, theme.color("subtle"), theme.color("border"))
        words, centre = theme.color("text2"), Qt.AlignmentFlag.AlignHCenter
        painting.text(painter, self.rect(), self._keys, theme.font("caption"), words, centre)


def shortcut_sheet(window: QWidget, registry: ActionRegistry, manual: Callable[[str], object] | None = None) -> Dialog:
    """The card with every shortcut of the window and of the page that is on; not opened yet.

    `manual` shows a page of the manual.
    """
    dialog = Dialog(window, _("Keyboard shortcuts"), icon="keyboard", width=720, height=560)
    inner = QWidget()
    grid = QGridLayout(inner)
    grid.setContentsMargins(0, 0, space.M, 0)
    grid.setHorizontalSpacing(space.XXXL)
    grid.setVerticalSpacing(space.L)
    for index, (group, entries) in enumerate(registry.sheet()):
        grid.addWidget(_group(group, entries), index // 2, index % 2, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    area = ScrollRoom(inner)
    area.setAccessibleName(_("Keyboard shortcuts"))
    dialog.body.addWidget(area)
    dialog.setProperty("manual", "keyboard")
    if manual is not None:
        dialog.add_left(_("Manual"), "book-open", lambda: manual("keyboard"))
    dialog.add_primary(_("Close"))
    return dialog


def _group(title: str, entries: list[tuple[str, str]]) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space.S)
    column.addWidget(Text(title, "section", "text2"))
    for words, keys in entries:
        row = QHBoxLayout()
        row.addWidget(Text(words, elide=True), 1)
        row.addWidget(KeyCap(keys))
        column.addLayout(row)
    return box
