"""What a shop settles about its products and where they lie, and about buying them again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import settings
from services.catalog.custom_fields import OwnFields, own_fields
from services.i18n import N_, _
from services.settings_view import SettingsView
from services.stock import keeping
from services.stock.queries import PlaceView
from ui.dialogs.own_fields import OwnFieldsDialog
from ui.page import PageContext
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import CONTROL_WIDTH, Section, SettingRow
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import text_field


def products_section(context: PageContext, saver: Saver, owner: QWidget, view: SettingsView) -> Section:
    """The shop's own fields of products and the way to change them, and a row per place goods lie in."""
    section = Section("products", _("Products"))
    declared = settings.CUSTOM_FIELDS
    kept: list[dict[str, Any]] = view.values[declared.key]
    names = ", ".join(str(one["name"]) for one in kept)
    button = SecondaryButton(_("Change"), "pencil-simple")
    button.setObjectName("settings.own_fields")
    button.clicked.connect(lambda _on=False: _ask(context, owner))
    section.add(SettingRow(_(declared.label), button, names or _(declared.help), words=declared.help))
    for place in view.places:
        section.add(_PlaceRow(saver, place))
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


class _PlaceRow(SettingRow):
    """A place: its name, saved when it is left, and the button that takes it out of use."""

    def __init__(self, saver: Saver, place: PlaceView) -> None:
        self._saver, self._place = saver, place
        self.field = text_field(value=place.name)
        self.close_button = SecondaryButton(_("Stop using"), "archive")
        self.close_button.setAccessibleName(_("Close the place {name}").format(name=place.name))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        row.addWidget(self.field, 1)
        row.addWidget(self.close_button)
        self.close_button.setVisible(not place.is_default)
        box.setFixedWidth(CONTROL_WIDTH)
        box.setFocusProxy(self.field)
        why = (
            _("Sales leave from here.") if place.is_default else _("It can be put out of use when nothing lies there.")
        )
        super().__init__(_("Place: {name}").format(name=place.name), box, why, N_("warehouse location rename archive"))
        self.field.setAccessibleName(self.label)
        self._saved = place.name
        self.field.editingFinished.connect(self._rename)
        self.close_button.clicked.connect(lambda _on=False: self._close())

    @Slot()
    def _rename(self) -> None:
        typed = self.field.text().strip()
        if typed != self._saved:
            self._saved = typed
            self._saver.run(self, _("Saved: {what}").format(what=typed), keeping.rename_place, self._place.id, typed)

    def _close(self) -> None:
        words = _("No longer used: {name}").format(name=self._place.name)
        self._saver.run(self, words, keeping.archive_place, self._place.id)


def _ask(context: PageContext, owner: QWidget) -> None:
    def show(found: OwnFields) -> None:
        context.open_dialog(OwnFieldsDialog(context, found))

    context.link.ask(own_fields, owner=owner).then(show).fails(context.show_error)
