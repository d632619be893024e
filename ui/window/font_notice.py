"""Says above the page that no installed font has Chinese characters, where the program or the shop needs them."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from services import i18n
from ui.widgets.banner import Banner
from ui.window.main_window import MainWindow

# In English in every language: where there is no such font, nothing else can be read.
_WORDS = "No font with Chinese characters is installed: Chinese texts show as boxes, or as nothing."
_ADVICE = "Install one, for example fonts-noto-cjk, and start the program again."
_FIRST_CHINESE = "\u2e80"  # from here on scripts of East Asia, with few others between


def say_if_no_chinese_font(window: MainWindow, shop_name: str) -> None:
    """Put the notice into the window, where no font is there and the program or the shop's name is Chinese."""
    is_wanted = i18n.language() == "zh_CN" or any(one >= _FIRST_CHINESE for one in shop_name)
    if is_wanted and not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        window.show_banner(Banner("warning", _WORDS, _ADVICE))
