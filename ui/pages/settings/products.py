"""What a shop settles about its products, and about buying them again."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from services import settings
from services.catalog.custom_fields import OwnFields, own_fields
from services.i18n import _
from services.settings_view import SettingsView
from ui.dialogs.own_fields import OwnFieldsDialog
from ui.page import PageContext
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import Section, SettingRow
from ui.widgets.buttons import SecondaryButton


def products_section(context: PageContext, owner: QWidget, view: SettingsView) -> Section:
    """The shop's own fields of products, and the way to change them."""
    section = Section("products", _("Products"))
    declared = settings.CUSTOM_FIELDS
    kept: list[dict[str, Any]] = view.values[declared.key]
    names = ", ".join(str(one["name"]) for one in kept)
    button = SecondaryButton(_("Change"), "pencil-simple")
    button.setObjectName("settings.own_fields")
    button.clicked.connect(lambda _on=False: _ask(context, owner))
    section.add(SettingRow(_(declared.label), button, names or _(declared.help), words=_(declared.help)))
    return section


def reorder_section(saver: Saver, view: SettingsView) -> Section:
    """How the reorder list thinks where nothing nearer is known."""
    section = Section("reorder", _("Reorder"))
    for declared, least, most in (
        (settings.REORDER_LOOK_BACK, 7, 730),
        (settings.REORDER_LEAD, 0, 365),
        (settings.REORDER_SAFETY, 0, 365),
        (settings.REORDER_COVER, 1, 730),
    ):
        section.add(saver.number_row(declared, int(view.values[declared.key]), least=least, most=most))
    return section


def _ask(context: PageContext, owner: QWidget) -> None:
    def show(found: OwnFields) -> None:
        context.open_dialog(OwnFieldsDialog(context, found))

    context.link.ask(own_fields, owner=owner).then(show).fails(context.show_error)
