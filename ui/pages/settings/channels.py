"""The channels in the settings: names can be changed in place, new ones added."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from services.channels import commands
from services.channels.queries import ChannelView
from services.errors import AppError, Invalid
from services.i18n import _
from services.importing.channels import PLATFORM_NAMES
from services.set_up import ShopFacts
from services.types import Platform
from services.world import currencies, zones
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.settings.saving import Saver, choice
from ui.pages.settings.section import CONTROL_WIDTH, Section, SettingRow
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import FormRow, text_field
from ui.widgets.text import Text


class ChannelSection(Section):
    """Every channel with its name in a field, and the way to add one."""

    def __init__(self, context: PageContext, saver: Saver, channels: Sequence[ChannelView], shop: ShopFacts) -> None:
        super().__init__("channels", _("Channels"))
        self._context, self._saver, self._shop = context, saver, shop
        for channel in channels:
            self._add_channel(channel)
        self.add_button = SecondaryButton(_("Add a channel…"), "plus")
        self.add_button.clicked.connect(self._ask_new)
        why = _("Each shop on a platform is a channel; imports add them by themselves.")
        self.add(SettingRow(_("New channel"), self.add_button, why))

    def _add_channel(self, channel: ChannelView) -> None:
        field = text_field(value=channel.name)
        field.setFixedWidth(CONTROL_WIDTH)
        field.setAccessibleName(_("Name of the channel {name}").format(name=channel.name))
        facts = " · ".join((_(PLATFORM_NAMES[channel.platform]), channel.currency, channel.zone))
        row = SettingRow(channel.name, field, facts)
        field.editingFinished.connect(partial(self._rename, channel, field, row))
        self.add(row)

    def _rename(self, channel: ChannelView, field: QLineEdit, row: SettingRow) -> None:
        name = field.text().strip()
        if name != channel.name and name != field.property("sent"):
            field.setProperty("sent", name)
            words = _("Renamed to {name}").format(name=name)
            self._saver.run(row, words, commands.rename, channel.id, name)

    @Slot()
    def _ask_new(self) -> None:
        self._context.open_dialog(NewChannel(self._context, self._saver, self._shop, self._context.dialog_parent()))


class NewChannel(Dialog):
    """Name, platform, currency and zone of a new channel; a refused value is said under the name."""

    topic = "settings#channels"

    def __init__(self, context: PageContext, saver: Saver, shop: ShopFacts, parent: QWidget) -> None:
        super().__init__(parent, _("Add a channel"), icon="storefront", width=440)
        self._context, self._saver = context, saver
        self.name = text_field()
        self.platform = choice([(str(one), _(words)) for one, words in PLATFORM_NAMES.items()], str(Platform.TAOBAO))
        self.currency = choice(currencies(shop.currency), shop.currency)
        self.zone = choice(zones(shop.zone), shop.zone)
        self._row = FormRow(_("Channel name"), self.name, required=True)
        self.body.addWidget(self._row)
        for words, field in (
            (_("Platform"), self.platform),
            (_("Currency"), self.currency),
            (_("Time zone"), self.zone),
        ):
            field.setMinimumWidth(CONTROL_WIDTH)
            field.setMaximumWidth(2 * CONTROL_WIDTH)
            self.body.addWidget(FormRow(words, field))
        self._refusal = Text("", "body", "neg", wrap=True)
        self._refusal.setVisible(False)
        self.body.addWidget(self._refusal)
        self.add_cancel()
        self.go = self.add_primary(_("Add"), "plus", self._send)

    def _send(self) -> None:
        self.go.setEnabled(False)
        pending = self._context.link.run(
            commands.add,
            self.name.text(),
            Platform(self.platform.currentData()),
            currency=str(self.currency.currentData()),
            zone=str(self.zone.currentData()),
            owner=self,
        )
        pending.then(self._added).fails(self._refused)

    def _added(self, outcome: object) -> None:
        words = _("Added: {name}").format(name=self.name.text().strip())
        self.accept()
        self._saver.said(words, outcome)

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if isinstance(error, Invalid):
            self._row.set_problem(str(error.params["reason"]))
        elif isinstance(error, AppError):
            self._refusal.setText(str(error))
            self._refusal.setVisible(True)
        else:
            self._context.show_error(error)
