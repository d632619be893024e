"""Palette and style sheet made from a theme.

The style sheet stays small on purpose: a rule that matches an item view makes scrolling ten
times slower, and a font size on ``QWidget`` defeats every own font.

It takes its colours from the palette and is the same in every theme: another sheet would have each widget of every open
page dressed and laid out again, which holds the window for a second. `DRESSED` says which widgets have rules.
"""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QScrollBar, QTextEdit, QWidget

from ui.theme import space
from ui.theme.tokens import Theme

DRESSED: tuple[type[QWidget], ...] = (QLineEdit, QPlainTextEdit, QTextEdit, QScrollBar, QMenu)
"""What the rules are about, beside tips: these keep the colours they were dressed in until they are dressed again."""


def palette(theme: Theme) -> QPalette:
    """The Qt palette for `theme`."""
    result = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: "app",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "subtle",
        role.Text: "text",
        role.PlaceholderText: "placeholder",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "neg",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "accent_text",
        role.LinkVisited: "accent_text",
        role.ToolTipBase: "inverse",
        role.ToolTipText: "on_inverse",
        role.Light: "surface",
        role.Midlight: "accent_soft",
        role.Mid: "border",
        role.Dark: "border_strong",
        role.Shadow: "border_input",
        role.Accent: "accent",
    }
    for target, token in colours.items():
        result.setColor(target, theme.color(token))
    for target in (role.Text, role.WindowText, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, theme.color("text3"))
    return result


def style_sheet(theme: Theme) -> str:
    """Rules for fields, menus, tips and scroll bars; none matches an item view, none names a colour."""
    sheet = _SHEET
    for name, pixels in {**{name: (radius,) for name, radius in theme.radii.items()}, **_ROOM}.items():
        sheet = sheet.replace(f"@{name};", " ".join(f"{one}px" for one in pixels) + ";")
    return sheet


_ROOM: dict[str, tuple[int, ...]] = {
    "tip": (space.XS + space.HAIRLINE, space.S),
    "menu": (space.XS + space.HAIRLINE,),
    "item": (space.XS + space.XXS, space.XXL + space.XXS, space.XS + space.XXS, space.S + space.XXS),
    "icon": (space.XS + space.XXS,),
    "separator": (space.XS + space.HAIRLINE, space.XS + space.XXS),
    "field": (space.XXS, space.S + space.HAIRLINE),
    "field-focused": (space.XXS - space.HAIRLINE, space.S),  # its line is thicker by a hairline, its text stays
    "handle": (space.XXS,),
}
"""Paddings and margins of the sheet, above, right, below and left as a style sheet has them."""

_SHEET = """
QToolTip { background: palette(tooltip-base); color: palette(tooltip-text); border: 0px; padding: @tip; }
QMenu { background: palette(base); border: 1px solid palette(dark); padding: @menu; }
RoundMenu { border-radius: @popup; }
QMenu::item { padding: @item; border-radius: @option; color: palette(text); }
QMenu::item:selected { background: palette(midlight); color: palette(link); }
QMenu::item:disabled { color: palette(placeholder-text); }
QMenu::icon { padding-left: @icon; }
QMenu::separator { height: 1px; background: palette(mid); margin: @separator; }
QLineEdit, QPlainTextEdit, QTextEdit {
  background: palette(base); border: 1px solid palette(shadow); border-radius: @control; padding: @field; }
QLineEdit { min-height: 26px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid palette(accent); padding: @field-focused; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { background: palette(alternate-base); }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 1px solid palette(bright-text); }
QLineEdit[problem="true"]:focus, QPlainTextEdit[problem="true"]:focus { border: 2px solid palette(bright-text); }
QTextEdit[bare="true"] { border: 0px; border-left: 2px solid transparent; padding: 0px; border-radius: 0px; }
QTextEdit[bare="true"]:focus { border-left: 2px solid palette(accent); }
QLineEdit[bare="true"] { border: 0px; padding: 0px; background: transparent; min-height: 20px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: 0px; padding: 0px; min-height: 20px; }
QComboBox { combobox-popup: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle { background: palette(dark); border-radius: 3px; }
QScrollBar::handle:vertical { margin: @handle; min-height: 36px; }
QScrollBar::handle:horizontal { margin: @handle; min-width: 36px; }
QScrollBar::handle:hover { background: palette(shadow); }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
