"""The photos and files of a case on its panel: small pictures that open large, names of other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from services.aftersales.attachments import CaseFileView, path_of
from services.i18n import _
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.pictures import rounded_picture
from ui.widgets.text import Text

_SIDE, _COLUMNS = 56, 5


class CaseFiles(QWidget):
    """`removed` carries the id of a file that is to be taken off, `wanted` asks for more."""

    removed = Signal(int)
    wanted = Signal()

    def __init__(self, files: Sequence[CaseFileView], shop: Path) -> None:
        super().__init__()
        self._shop = shop
        self.pictures: dict[int, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.XS, 0, 0)
        column.setSpacing(space.S)
        grid = QGridLayout()
        grid.setSpacing(space.S)
        shown = [one for one in files if one.is_picture]
        for place, one in enumerate(shown):
            grid.addWidget(self._picture(one), place // _COLUMNS, place % _COLUMNS)
        grid.setColumnStretch(_COLUMNS, 1)
        column.addLayout(grid)
        for one in files:
            if not one.is_picture:
                column.addLayout(self._line(one))
        column.addWidget(
            Text(_("Drop photos or files here, or paste them with Ctrl+V."), "caption", "text3", wrap=True)
        )
        add = LinkButton(_("Add photos or files…"), "paperclip")
        add.set_flush()
        add.clicked.connect(lambda _on=False: self.wanted.emit())
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_small(self, small: Mapping[int, Path]) -> None:
        """Show the small pictures, by the ids of their files."""
        for file_id, path in small.items():
            pixmap = rounded_picture(str(path), _SIDE, self.devicePixelRatioF())
            if pixmap is not None and file_id in self.pictures:
                self.pictures[file_id].setIcon(QIcon(pixmap))
                self.pictures[file_id].setText("")
                self.pictures[file_id].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _picture(self, one: CaseFileView) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(_SIDE, _SIDE)
        button.setIconSize(QSize(_SIDE, _SIDE))
        button.setAutoRaise(True)
        button.setToolTip(one.kept.file_name or _("Photo"))
        button.setAccessibleName(one.kept.file_name or _("Photo"))
        button.clicked.connect(partial(self._open, one))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        take_off = button.addAction(_("Take it off the case"))
        take_off.triggered.connect(partial(self._remove, one))
        self.pictures[one.id] = button
        return button

    def _line(self, one: CaseFileView) -> QHBoxLayout:
        row = QHBoxLayout()
        name = LinkButton(one.kept.file_name, "file-text")
        name.clicked.connect(partial(self._open, one))
        remove = IconButton("x", _("Take it off the case"))
        remove.set_side(24)
        remove.clicked.connect(partial(self._remove, one))
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(remove)
        return row

    def _open(self, one: CaseFileView, _on: bool = False) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path_of(self._shop, one.kept))))

    def _remove(self, one: CaseFileView, _on: bool = False) -> None:
        self.removed.emit(one.id)
