"""Palette and style sheet made from a theme.

The style sheet stays small on purpose: a rule that matches an item view makes scrolling ten
times slower, and a font size on ``QWidget`` defeats every own font.
"""

from __future__ import annotations

from PySide6.QtGui import QPalette

from ui.theme.tokens import Theme


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
        role.Midlight: "subtle",
        role.Mid: "border",
        role.Dark: "border_strong",
        role.Shadow: "border_strong",
        role.Accent: "accent",
    }
    for target, token in colours.items():
        result.setColor(target, theme.color(token))
    for target in (role.Text, role.WindowText, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, theme.color("text3"))
    return result


def style_sheet(theme: Theme) -> str:
    """Rules for fields, menus, tips and scroll bars; none matches an item view."""
    sheet = _SHEET
    for name, value in theme.colours.items():
        sheet = sheet.replace(f"@{name};", f"{value};").replace(f"@{name} ", f"{value} ")
    return sheet


_SHEET = """
QToolTip { background: @inverse; color: @on_inverse; border: 0px; padding: 5px 8px; }
QMenu { background: @surface; border: 1px solid @border_strong; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 10px; border-radius: 5px; color: @text; }
QMenu::item:selected { background: @accent_soft; color: @accent_text; }
QMenu::item:disabled { color: @text3; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: @border; margin: 5px 6px; }
QLineEdit, QPlainTextEdit, QTextEdit {
  background: @surface; color: @text; border: 1px solid @border_input; border-radius: 6px; padding: 2px 9px; }
QLineEdit { min-height: 26px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @focus; padding: 1px 8px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { background: @subtle; color: @text3; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 1px solid @neg; }
QLineEdit[problem="true"]:focus, QPlainTextEdit[problem="true"]:focus { border: 2px solid @neg; }
QTextEdit[bare="true"] { border: 0px; border-left: 2px solid transparent; padding: 0px; border-radius: 0px; }
QTextEdit[bare="true"]:focus { border-left: 2px solid @focus; }
QLineEdit[bare="true"] { border: 0px; padding: 0px; background: transparent; min-height: 20px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: 0px; padding: 0px; min-height: 20px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle { background: @border_strong; border-radius: 3px; }
QScrollBar::handle:vertical { margin: 2px; min-height: 36px; }
QScrollBar::handle:horizontal { margin: 2px; min-width: 36px; }
QScrollBar::handle:hover { background: @border_input; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
