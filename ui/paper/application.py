"""What drawing needs of the computer: a Qt application object and a font with Chinese characters."""

from __future__ import annotations

import os
import sys
from functools import cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from services.errors import FontMissing
from ui.theme import tokens


def ensure_gui_application() -> QCoreApplication:
    """The running application, or a windowless one for a command line without a display."""
    running = QCoreApplication.instance()
    if running is not None:
        return running
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["zhanggui"])


def paper_font(pixels: int) -> QFont:
    """The font of all paper, `pixels` layout units high; FontMissing where nothing here has Chinese characters."""
    families = paper_families()
    font = QFont()
    font.setFamilies(families)
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Localised digit forms of CJK fonts have no character of their own: a PDF would lose them when searched.
    font.setFeature(QFont.Tag("locl"), 0)
    return font


@cache  # Qt looks for fonts once, and a stack of paper asks for each of its documents
def paper_families() -> list[str]:
    """The families to try in turn: the installed part of the chain, else any family with Chinese characters."""
    installed = set(QFontDatabase.families())
    chain = [family for family in tokens.load("light").chinese_families if family in installed]
    if chain:
        return chain
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if not chinese:
        raise FontMissing()
    return list(chinese[:1])
