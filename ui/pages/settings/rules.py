"""The rules in the settings: what holds an order for a look, and how long each channel leaves to ship."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from services import settings
from services.channels.queries import ChannelView
from services.i18n import NN_, _
from services.messages import counted
from services.orders.holding import Judged, check_open
from services.orders.promises import set_ship_hours
from services.settings_view import SettingsView
from services.written_numbers import parse_count
from ui.page import PageContext
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import CONTROL_WIDTH, Section, SettingRow
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import number_field

_HELD = NN_("{count} order held", "{count} orders held")
_RELEASED = NN_("{count} released", "{count} released")


class RulesSection(Section):
    """A switch for every rule with what it can be set to, the check of all open orders, and hours per channel."""

    def __init__(self, context: PageContext, saver: Saver, view: SettingsView) -> None:
        super().__init__("rules", _("Rules that hold orders"))
        self._context, self._saver, self._values = context, saver, view.values
        self._add_switch(settings.HOLD_NOTE)
        self.add(saver.text_row(settings.HOLD_NOTE_WORDS, str(self._values[settings.HOLD_NOTE_WORDS.key])))
        for switch in (settings.HOLD_ADDRESS, settings.HOLD_UNMATCHED, settings.HOLD_STOCK, settings.HOLD_REFUND,
                       settings.HOLD_DUPLICATE, settings.HOLD_MARGIN):  # fmt: skip
            self._add_switch(switch)
        margin = int(self._values[settings.HOLD_LEAST_MARGIN.key])
        self.add(saver.number_row(settings.HOLD_LEAST_MARGIN, margin, most=99))
        self._add_switch(settings.HOLD_BLACKLIST)
        self._add_blacklist()
        self._add_check()
        for channel in view.channels:
            self._add_hours(channel)

    def _add_switch(self, switch: settings.Declared[bool]) -> None:
        self.add(self._saver.switch_row(switch, bool(self._values[switch.key])))

    def _add_blacklist(self) -> None:
        declared = settings.BLACKLIST
        self.blacklist = LinesField(str(self._values[declared.key]))
        self.blacklist.setFixedSize(CONTROL_WIDTH, 64)
        row = SettingRow(_(declared.label), self.blacklist, _(declared.help))
        self.blacklist.left_changed.connect(lambda typed: self._saver.save(declared, typed, row))
        self.add(row)

    def _add_check(self) -> None:
        self.check_button = SecondaryButton(_("Check the open orders"), "check-circle")
        self.check_button.clicked.connect(self._check)
        why = _("Rules look at every order that arrives. This lets them look at all that are here.")
        self._check_row = self.add(SettingRow(_("Hold orders now"), self.check_button, why))

    def _add_hours(self, channel: ChannelView) -> None:
        field = number_field(_("as the platform says"), "" if channel.ship_hours is None else str(channel.ship_hours))
        field.setFixedWidth(CONTROL_WIDTH)
        label = _("Hours to ship: {channel}").format(channel=channel.name)
        why = _("After the payment, for orders whose file names no time.")
        row = SettingRow(label, field, why)
        field.editingFinished.connect(partial(self._hours_typed, channel, field, row))
        self.add(row)

    def _hours_typed(self, channel: ChannelView, field: QLineEdit, row: SettingRow) -> None:
        typed = field.text().strip()
        known = "" if channel.ship_hours is None else str(channel.ship_hours)
        if typed == known:
            row.set_problem("")
        elif typed and parse_count(typed) is None:
            row.set_problem(_("it must be a whole number of hours, or nothing"))
        elif typed != field.property("sent"):
            field.setProperty("sent", typed)
            words = _("Saved: {what}").format(what=row.label)
            self._saver.run(row, words, set_ship_hours, channel.id, parse_count(typed))

    @Slot()
    def _check(self) -> None:
        pending = self._context.link.run(check_open, owner=self)
        pending.then(self._checked).fails(partial(self._saver.refused, self._check_row))

    def _checked(self, outcome: Any) -> None:
        judged: Judged = outcome.value
        if not judged.held and not judged.released:
            self._context.toast(_("Every open order stays as it is."))
            return
        held = counted(_HELD, judged.held)
        released = counted(_RELEASED, judged.released)
        self._saver.said(f"{held} · {released}", outcome)


class LinesField(QPlainTextEdit):
    """A text of several lines; `left_changed` carries it when the keyboard leaves it and it is another."""

    left_changed = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._saved = text
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        typed = self.toPlainText().strip()
        if typed != self._saved and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._saved = typed
            self.left_changed.emit(typed)
