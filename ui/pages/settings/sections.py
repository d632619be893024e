"""The sections of the settings page, each built from what the shop and this computer have set."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from services import i18n, paths, settings
from services.about import sqlite_has_wal_bug, versions
from services.errors import AppError
from services.i18n import N_, _
from services.settings_view import SettingsView
from services.world import currencies, own_name, zones
from ui.page import PageContext
from ui.pages.settings.carrying import CarryRow
from ui.pages.settings.saving import Saver, choice
from ui.pages.settings.section import Section, SettingRow
from ui.paper.size import PaperSize
from ui.preferences import Preferences
from ui.system import desktop_entry
from ui.theme import space
from ui.theme.apply import MODES, apply
from ui.widgets.buttons import LinkButton, SecondaryButton
from ui.widgets.text import Text

THEMES = {"light": N_("Light"), "dark": N_("Dark"), "system": N_("As the computer")}


def shop_section(saver: Saver, view: SettingsView) -> Section:
    """Name, currency and zone of the shop."""
    section = Section("shop", _("Shop"))
    shop = view.shop
    section.add(saver.text_row(settings.SHOP_NAME, shop.name))
    section.add(
        saver.choice_row(settings.CURRENCY, shop.currency, currencies(shop.currency), N_("money coin yuan dollar"))
    )
    section.add(saver.choice_row(settings.ZONE, shop.zone, zones(shop.zone)))
    section.add(saver.switch_row(settings.FIRST_STEPS, bool(view.values[settings.FIRST_STEPS.key])))
    return section


def paper_section(saver: Saver, view: SettingsView) -> Section:
    """What stands on packing lists."""
    section = Section("paper", _("Paper"))
    values = view.values
    sizes = [
        (paper.key if paper is PaperSize.LABEL_100X150 else paper.key.upper(), _(paper.title)) for paper in PaperSize
    ]
    section.add(saver.choice_row(settings.PAPER_SIZE, str(values[settings.PAPER_SIZE.key]), sizes))
    section.add(saver.switch_row(settings.SHOW_RECEIVER, bool(values[settings.SHOW_RECEIVER.key])))
    section.add(saver.switch_row(settings.MASK_RECEIVER, bool(values[settings.MASK_RECEIVER.key])))
    section.add(saver.text_row(settings.THANK_YOU, str(values[settings.THANK_YOU.key])))
    return section


def looks_section() -> Section:
    """Language and theme of this computer; both switch at once."""
    section = Section("looks", _("Language and appearance"))
    languages = choice([(code, own_name(code)) for code in i18n.LANGUAGES], i18n.language())
    languages.setObjectName("settings.language")
    own_names = " ".join(own_name(code) for code in i18n.LANGUAGES)  # for who cannot read the one that is on
    languages.activated.connect(lambda _index: choose_language(str(languages.currentData())))
    section.add(SettingRow(_("Language"), languages, _("For this computer."), f"language {own_names}"))
    themes = choice([(mode, _(THEMES[mode])) for mode in MODES], Preferences().theme)
    themes.setObjectName("settings.theme")
    themes.activated.connect(lambda _index: choose_theme(str(themes.currentData())))
    section.add(SettingRow(_("Appearance"), themes, _("For this computer."), N_("theme dark light night")))
    section.add(_hints_row())
    return section


def _hints_row() -> SettingRow:
    """The hints of the pages once more."""
    button = SecondaryButton(_("Show again"), "info")
    button.setObjectName("settings.hints")
    row = SettingRow(_("Hints"), button, _("Each page says once what is good to know; for this computer."))

    def forget() -> None:
        Preferences().forget_hints()
        button.setEnabled(False)

    button.setEnabled(bool(Preferences().seen_hints()))
    button.clicked.connect(lambda _on=False: forget())
    return row


def choose_language(code: str) -> None:
    """Switch the language of the program and remember it."""
    Preferences().language = code
    i18n.set_language(code)


def choose_theme(mode: str) -> None:
    """Switch the theme of the program and remember it."""
    Preferences().theme = mode
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply(app, mode)


def files_section(context: PageContext, owner: QWidget) -> Section:
    """Where things are, and other shops."""
    section = Section("files", _("Files and folders"))
    path: Path = context.link.shop.path
    section.add(SettingRow(_("Shop file"), _folder_button(path.parent), str(path)))
    section.add(SettingRow(_("Import formats of your own"), _folder_button(paths.user_formats_dir()),
                           str(paths.user_formats_dir())))  # fmt: skip
    section.add(CarryRow(context, owner))
    section.add(SettingRow(_("Log"), _folder_button(paths.log_dir()), str(paths.log_dir())))
    section.add(SettingRow(_("Other shops"), _shop_buttons(context), words=N_("open new recent")))
    if desktop_entry.is_possible():
        section.add(_menu_row(context))
    return section


def _menu_row(context: PageContext) -> SettingRow:
    """The program in the applications menu, or out of it."""
    there = desktop_entry.is_there()
    button = SecondaryButton(_("Take out") if there else _("Put in"), "minus" if there else "plus")
    row = SettingRow(_("Applications menu"), button, _("With its icon; shop files open with a double-click."))

    def switch() -> None:
        try:
            (desktop_entry.remove if desktop_entry.is_there() else desktop_entry.add)()
        except AppError as error:
            context.show_error(error)
        button.setText(_("Take out") if desktop_entry.is_there() else _("Put in"))

    button.clicked.connect(lambda _on=False: switch())
    return row


def about_section() -> Section:
    """Versions, and what is known about them."""
    section = Section("about", _("About"))
    for name, version in versions():
        warning = ""
        if name == "SQLite" and sqlite_has_wal_bug():
            warning = _(
                "This SQLite has a known fault that can lose data when two programs write at once (fixed in 3.51.3). "
                "Zhanggui writes from one place only and is not affected; "
                "do not open the shop file with other programs."
            )
        section.add(SettingRow(name, Text(version, "body", "text2"), warning))
    section.add(SettingRow(_("Licence"), Text("MIT", "body", "text2")))
    return section


def keyboard_section(context: PageContext) -> Section:
    """The ways to the manual and to the sheet of all shortcuts."""
    section = Section("keyboard", _("Keyboard"))
    button = SecondaryButton(_("Keyboard shortcuts"), "keyboard")
    button.clicked.connect(lambda _on=False: context.registry.trigger("window.shortcuts"))
    section.add(SettingRow(_("All shortcuts"), button, _("“?” or Ctrl+/ shows them anywhere.")))
    book = SecondaryButton(_("Manual"), "book-open")
    book.clicked.connect(lambda _on=False: context.registry.trigger("window.manual"))
    section.add(SettingRow(_("Manual"), book, _("F1 opens it at the page for what is on screen.")))
    return section


def _folder_button(folder: Path) -> SecondaryButton:
    button = SecondaryButton(_("Open folder"), "folder-open")
    button.clicked.connect(lambda _on=False: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
    return button


def _shop_buttons(context: PageContext) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space.S)
    known = {spec.id: spec for spec in context.registry.every_spec()}
    for action in ("shop.open", "shop.new"):
        if action in known:
            button = SecondaryButton(_(known[action].text), known[action].icon)
            button.clicked.connect(partial(_trigger, context, action))
            row.addWidget(button)
    for action, spec in known.items():
        if action.startswith("shop.recent."):
            link = LinkButton(spec.shown_text(), spec.icon)
            link.clicked.connect(partial(_trigger, context, action))
            row.addWidget(link)
            break
    return box


def _trigger(context: PageContext, action: str, _on: bool = False) -> None:
    context.registry.trigger(action)
