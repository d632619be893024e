"""What happens before the first window: names, language, theme, Qt's own words."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from services import i18n, memory, paths
from ui.preferences import Preferences
from ui.start.sweeper import Sweeper
from ui.theme.apply import apply, current_mode

NAME = "Zhanggui"
# Short turns: whatever works in the background gives the window its turn after half a millisecond.
_SWITCH_INTERVAL_S = 0.0005


class QtWords(QObject):
    """Keeps Qt's own button and menu texts, and the fonts, in the language that is on."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._translator: QTranslator | None = None
        self._forget = i18n.on_language_change(self._change)
        self._load()

    def end(self) -> None:
        """Follow the language no longer."""
        self._forget()
        self._take_off()

    def _change(self) -> None:
        self._load()
        apply(self._app, current_mode())  # quotation marks are as wide as the language has them

    def _load(self) -> None:
        self._take_off()
        code = i18n.language()
        QLocale.setDefault(QLocale(code))
        if code == "en":
            return
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{code}", folder):
            self._app.installTranslator(translator)
            self._translator = translator
        else:
            translator.deleteLater()

    def _take_off(self) -> None:
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator.deleteLater()
            self._translator = None


def make_application(arguments: list[str]) -> QApplication:
    """The one application object, named; an existing one is used again."""
    memory.give_back_early()  # before there are threads
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([NAME, *arguments])
    QCoreApplication.setOrganizationName(NAME)
    QCoreApplication.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    app.setDesktopFileName(NAME.lower())
    app.setWindowIcon(QIcon(str(paths.resources() / "icon.svg")))
    app.setQuitOnLastWindowClosed(False)  # the session ends the program, after the shop was closed
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    if app.findChild(Sweeper) is None:
        Sweeper(app)
    return app


def dress(app: QApplication, preferences: Preferences) -> QtWords:
    """Put the chosen language and theme on."""
    i18n.set_language(preferences.language)
    apply(app, preferences.theme)
    return QtWords(app)
