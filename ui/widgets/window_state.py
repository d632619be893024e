"""Remembering where the window stood, and never opening it where nobody can see it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMargins, QRect, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

# Room for a title bar and edges: how wide the real ones are is not known before the window is shown.
FRAME = QMargins(8, 40, 8, 8)
_GRIP = 120


class WindowState:
    """Geometry, page and sidebar of the main window in `settings`."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def save(self, window: QWidget, page: str, folded: bool) -> None:
        """Write down how the window is now."""
        self._settings.setValue("window/geometry", window.saveGeometry())
        self._settings.setValue("window/page", page)
        self._settings.setValue("window/folded", folded)
        self._settings.sync()

    def page(self) -> str:
        """Key of the page that was on, or an empty text."""
        return str(self._settings.value("window/page", ""))

    def forget_page(self) -> None:
        """Let the next window begin with its first page."""
        self._settings.setValue("window/page", "")

    def folded(self) -> bool:
        """Whether the sidebar showed only icons."""
        return str(self._settings.value("window/folded", "false")).lower() == "true"

    def restore(self, window: QWidget) -> None:
        """Put the window where it was, pulled back onto a screen where it would be out of sight.

        One that was never placed is left to the window manager: only that one knows the height of the title bar,
        which would lie above the screen if the window were put into its corner.
        """
        stored = self._settings.value("window/geometry")
        if not isinstance(stored, QByteArray) or not window.restoreGeometry(stored):
            return
        if window.isMaximized() or window.isFullScreen():
            return
        seen = pulled_back(window.geometry(), [s.availableGeometry() for s in QGuiApplication.screens()])
        seen.setSize(with_title_bar(seen.size(), window.screen().availableGeometry()))
        if seen != window.geometry():
            window.setGeometry(seen)


def least_size(wanted: QSize, screen: QRect, frame: QMargins) -> QSize:
    """`wanted`, where `screen` has room for it inside the window's `frame`; else what there is room for."""
    return wanted.boundedTo(screen.marginsRemoved(frame).size())


def with_title_bar(size: QSize, screen: QRect) -> QSize:
    """`size`; lower where it would fill a `screen` that is smaller now, or drawn larger: Qt forgets the title bar."""
    width = min(size.width(), screen.width())
    if size.height() < screen.height():
        return QSize(width, size.height())
    return QSize(width, least_size(size, screen, FRAME).height())


def pulled_back(window: QRect, screens: list[QRect]) -> QRect:
    """`window`, moved (and only then made smaller) so that its top edge can be gripped on one of `screens`."""
    if not screens:
        return window
    grip = QRect(window.left(), window.top(), window.width(), 40)
    for screen in screens:
        seen = screen.intersected(grip)
        if seen.width() >= min(_GRIP, window.width()) and seen.height() >= 20 and window.top() >= screen.top():
            return window
    home = screens[0]
    size = window.size().boundedTo(home.size())
    left = min(max(window.left(), home.left()), home.right() + 1 - size.width())
    top = min(max(window.top(), home.top()), home.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())
