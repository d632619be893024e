"""Files dropped anywhere on the window, or pasted into it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, QRectF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from services.i18n import _
from services.importing.suffixes import TABLE_SUFFIXES
from services.shown_names import shown_name
from ui.clipboard import clipboard_data
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting

_NO_TEXT = "\ufffd"


class DropOverlay(QWidget):
    """Covers the window while files hang over it; `dropped` carries the paths, `refused` the reason.

    Files for which `offer` has words (what the page on screen would do with them) go to `taken` instead.

    It takes the drop itself, so that a text field below can never swallow a file name as text.
    """

    dropped = Signal(list)
    refused = Signal(str)
    taken = Signal(list)

    def __init__(
        self,
        window: QWidget,
        problem: Callable[[Sequence[Path]], str] | None = None,
        offer: Callable[[Sequence[Path]], str] | None = None,
    ) -> None:
        """`problem` names the reason why these files cannot be taken, or gives an empty text."""
        super().__init__(window)
        self._window = window
        self._problem = problem or table_problem
        self._offer: Callable[[Sequence[Path]], str] = offer or (lambda _paths: "")
        self._offered = ""
        self._inside = False
        self._reason = ""
        self.setAcceptDrops(True)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self.setAccessibleName(_("Drop to import"))
        self.hide()

    def shown_text(self) -> str:
        """What the overlay says now."""
        return self._offered or self._reason or _("Drop to import")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window:
            return False
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            return self._begin(event)
        if event.type() == QEvent.Type.DragLeave:
            QTimer.singleShot(0, self, self._end_unless_inside)
        elif event.type() == QEvent.Type.DragMove and isinstance(event, QDragMoveEvent):
            event.acceptProposedAction()
            return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.dropEvent(event)
            return True
        elif event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._inside = True
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._inside = False
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._inside = False
        self.hide()
        if self._take(local_files(event.mimeData())):
            event.acceptProposedAction()
        else:
            event.ignore()

    def paste(self) -> bool:
        """Take the files that were copied in a file manager, as if they were dropped; whether there are any."""
        paths = copied_files()
        if paths:
            self._take(paths)
        return bool(paths)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painter.fillRect(self.rect(), theme.color("backdrop"))
        words = self.shown_text()
        width = max(min(painting.text_width(words, theme.font("heading")) + 96, self.width() - 64), 320)
        box = QRect((self.width() - width) // 2, self.height() // 2 - 80, width, 160)
        painting.rounded(painter, QRectF(box), theme.radii["dialog"], theme.color("surface"))
        role = "neg" if self._reason else "accent"
        painter.setPen(QPen(theme.color(role), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(box.adjusted(10, 10, -10, -10)), 8, 8)
        icon = QRect(box.center().x() - 18, box.top() + 34, 36, 36)
        paint_icon(painter, icon, "x-circle" if self._reason else "download-simple", role)
        line = QRect(box.left() + 24, icon.bottom() + 14, box.width() - 48, 26)
        painting.text(painter, line, words, theme.font("heading"), theme.color("text"), Qt.AlignmentFlag.AlignHCenter)

    def _take(self, paths: list[Path]) -> bool:
        """Hand the files on to who takes them, or say why nobody does; whether they were taken."""
        if self._offer(paths):
            self.taken.emit(paths)
            return True
        reason = self._problem(paths)
        if reason:
            self.refused.emit(reason)
            return False
        self.dropped.emit(paths)
        return True

    def _begin(self, event: QDragEnterEvent) -> bool:
        paths = local_files(event.mimeData())
        if not paths:
            return False
        self._offered = self._offer(paths)
        self._reason = "" if self._offered else self._problem(paths)
        event.acceptProposedAction()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        return True

    def _end_unless_inside(self) -> None:
        if not self._inside:
            self.hide()


def local_files(data: QMimeData) -> list[Path]:
    """The files of this computer in what is dragged."""
    return [_path_of(url) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


def _path_of(url: QUrl) -> Path:
    """The file of an address; bytes in its name that are no text are lost to Qt, not to the address itself."""
    text = url.toLocalFile()
    if _NO_TEXT not in text or sys.platform == "win32":  # where names are text, and paths begin with drive or server
        return Path(text)
    encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
    return Path(os.fsdecode(unquote_to_bytes(encoded)))


def copied_files() -> list[Path]:
    """The files of this computer on the clipboard, as a file manager puts them there."""
    data = clipboard_data()
    return local_files(data) if data.hasUrls() else []


def table_problem(paths: Sequence[Path]) -> str:
    """Why these files cannot be imported, or an empty text; folders and tables are fine."""
    wrong = [path.name for path in paths if not path.is_dir() and path.suffix.lower() not in TABLE_SUFFIXES]
    if not wrong:
        return ""
    words = _("“{file}” is not a table. Drop CSV, TXT, XLS, XLSX, XLSB, ODS or HTML files.")
    return words.format(file=shown_name(wrong[0]))
