"""Putting a theme on the application, and telling own-painted widgets about it.

A widget that paints itself asks `current_theme` when it paints; a widget that keeps colours
or pixmaps connects ``theme_signals.changed`` and reads them again.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from ui.theme import style, tokens
from ui.theme.tokens import Theme

MODES = ("light", "dark", "system")


class ThemeSignals(QObject):
    """Says that another theme is on; the argument is the `Theme`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.mode = "light"
        self.theme = tokens.load("light")
        self._follows = False

    def follow_system(self, app: QApplication) -> None:
        """From now on hear when the computer turns dark or light."""
        if not self._follows:
            self._follows = True
            app.styleHints().colorSchemeChanged.connect(self._system_changed)

    @Slot()
    def _system_changed(self) -> None:
        app = QApplication.instance()
        if self.mode == "system" and isinstance(app, QApplication):
            apply(app, "system")


theme_signals = ThemeSignals()


def current_theme() -> Theme:
    """The theme that is on; light before the first `apply`."""
    return theme_signals.theme


def current_mode() -> str:
    """What was asked for: ``light``, ``dark`` or ``system``."""
    return theme_signals.mode


def apply(app: QApplication, mode: str) -> Theme:
    """Dress the application in ``light``, ``dark`` or what the ``system`` prefers."""
    if mode not in MODES:
        raise ValueError(f"unknown theme {mode!r}; known: {', '.join(MODES)}")
    theme = tokens.load(system_theme() if mode == "system" else mode)
    theme_signals.mode, theme_signals.theme = mode, theme
    theme_signals.follow_system(app)
    sheet, colours = style.style_sheet(theme), style.palette(theme)
    app.setFont(theme.font("body"))
    if app.styleSheet() != sheet:
        # Else what a sheet dresses, which is every widget, hears of another palette only when all is dressed again.
        app.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
        app.setStyle("Fusion")
        app.setPalette(colours)
        app.setStyleSheet(sheet)
    elif app.palette() != colours:
        app.setPalette(colours)
        app.sendPostedEvents(None, QEvent.Type.ApplicationPaletteChange)  # now, for the rules ask each widget's palette
        _dress_again(app)
    theme_signals.changed.emit(theme)
    return theme


def _dress_again(app: QApplication) -> None:
    """Let what has rules in the style sheet take the colours of the palette that is on."""
    polish = app.style().polish
    for window in app.topLevelWidgets():
        if window.parentWidget() is None:
            for kind in style.DRESSED:
                for widget in window.findChildren(kind):
                    polish(widget)
        if isinstance(window, (*style.DRESSED, QLabel)):  # a tip is a label of its own
            polish(window)


def system_theme() -> str:
    """``dark`` where the computer says so, else ``light``."""
    hints = QGuiApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def font(role: str = "body") -> QFont:
    """The font of a type role in the theme that is on."""
    return current_theme().font(role)
