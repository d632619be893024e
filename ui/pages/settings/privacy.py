"""Privacy in the settings: the mask on screen (that of paper stands with the paper), and old recipients."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from services import settings
from services.i18n import NN_, _
from services.messages import counted
from services.privacy.erasing import erase_recipients
from services.privacy.retention import RetentionDue, retention
from services.settings_view import SettingsView
from ui.dialogs.dialog import confirm
from ui.dialogs.still_held import finish_erasing
from ui.page import PageContext
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import Section, SettingRow
from ui.widgets.buttons import SecondaryButton

_OLD = NN_("{count} order loses its receiver, phone and address for good; the figures stay.",
           "{count} orders lose their receivers, phones and addresses for good; the figures stay.")  # fmt: skip
_ERASED = NN_("{count} order lost its recipient.", "{count} orders lost their recipients.")
_LONGEST = 36_500


class PrivacySection(Section):
    """One switch for the screen, and the rule that erases old recipients, run by hand or by itself."""

    def __init__(self, context: PageContext, saver: Saver, view: SettingsView) -> None:
        super().__init__("privacy", _("Privacy"))
        self._context, self._values = context, view.values
        self.add(saver.switch_row(settings.MASK_SCREEN, bool(view.values[settings.MASK_SCREEN.key])))
        days = int(view.values[settings.RETENTION_DAYS.key])
        self.add(saver.number_row(settings.RETENTION_DAYS, days, most=_LONGEST))
        self.erase_button = SecondaryButton(_("Erase old recipients…"), "trash")
        self.erase_button.clicked.connect(self._count)
        why = _("With a number of days set this happens by itself once a day; it cannot be taken back.")
        self.add(SettingRow(_("Erase now"), self.erase_button, why))

    @Slot()
    def _count(self) -> None:
        self._context.link.ask(retention, owner=self).then(self._ask)

    def _ask(self, found: RetentionDue) -> None:
        days, count = found.days, found.orders
        if not days or not count:
            words = _("Nothing to erase: no finished order is so old and still has a recipient.")
            self._context.toast(words if days else _("Set a number of days first."))
            return
        confirm(
            self._context.dialog_parent(), _("Erase old recipients?"), counted(_OLD, count), _("Erase for good"),
            partial(self._erase, days), danger=True,
        )  # fmt: skip

    def _erase(self, days: int) -> None:
        done = self._context.link.run(erase_recipients, days, owner=self)
        done.then(self._erased).fails(self._context.show_error)

    def _erased(self, outcome: Any) -> None:
        self._context.toast(counted(_ERASED, outcome.value.orders))
        finish_erasing(self._context, outcome.value)
