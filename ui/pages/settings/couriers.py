"""The settings of sending: the couriers, the freight rules, and how much heavier a bill may be."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import paths, settings
from services.couriers.book import couriers
from services.couriers.commands import set_freight_rules
from services.couriers.expected import freight_book
from services.couriers.freight import FreightRule
from services.couriers.freight_book import read_rules, write_rules
from services.i18n import NN_, _
from services.messages import counted
from services.settings_view import SettingsView
from ui.page import PageContext
from ui.pages.settings.courier_dialogs import CouriersDialog
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import Section, SettingRow
from ui.theme import space
from ui.widgets.buttons import SecondaryButton

_RULES = NN_(
    "{count} rule by courier, province, weight and month", "{count} rules by courier, province, weight and month"
)
_KEPT = NN_("{count} freight rule kept", "{count} freight rules kept")
_WRITTEN = NN_("{file}: {count} rule written", "{file}: {count} rules written")


class CourierSection(Section):
    """`dialog` is the list of couriers while it is open; rules go out and in as a workbook."""

    def __init__(self, context: PageContext, saver: Saver, view: SettingsView) -> None:
        super().__init__("couriers", _("Couriers and freight"))
        self._context, self._saver = context, saver
        self._platforms = tuple(dict.fromkeys(channel.platform for channel in view.channels))
        self._currency = view.shop.currency
        self.dialog: CouriersDialog | None = None
        self.book_button = SecondaryButton(_("Change the list…"), "list-bullets")
        self.book_button.clicked.connect(lambda _on=False: self.open_book())
        self.add(SettingRow(_(settings.COURIERS.label), self.book_button, _(settings.COURIERS.help)))
        count = len(view.values[settings.FREIGHT_RULES.key])
        told = counted(_RULES, count) if count else _(settings.FREIGHT_RULES.help)
        self.rules_row = SettingRow(_(settings.FREIGHT_RULES.label), self._rule_buttons(), told)
        self.add(self.rules_row)
        tolerance = int(view.values[settings.WEIGHT_TOLERANCE.key])
        self.add(saver.number_row(settings.WEIGHT_TOLERANCE, tolerance))

    def open_book(self) -> None:
        """The list of couriers."""
        self.dialog = CouriersDialog(self._context, self._platforms)
        self._context.open_dialog(self.dialog)

    def _rule_buttons(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.save_button = SecondaryButton(_("Save as a workbook…"), "download-simple")
        self.read_button = SecondaryButton(_("Read a workbook…"), "upload-simple")
        self.save_button.clicked.connect(lambda _on=False: self._ask_out())
        self.read_button.clicked.connect(lambda _on=False: self._ask_file())
        row.addWidget(self.save_button)
        row.addWidget(self.read_button)
        return box

    def _ask_out(self) -> None:
        suggested = paths.documents_dir() / (_("Freight rules") + ".xlsx")
        self._context.ask_save(_("Save the freight rules"), _("Tables (*.xlsx *.csv)"), suggested, self.write_to)

    def write_to(self, out: Path) -> None:
        """Write the rules to a workbook; where there are none, its headings to begin with."""
        written = partial(self._written, out)
        self._context.link.ask(_write, out, self._currency, owner=self).then(written).fails(self._refused)

    def _written(self, out: Path, count: int) -> None:
        self._context.toast(counted(_WRITTEN, count, file=out.name))

    def _ask_file(self) -> None:
        self._context.ask_file(_("Freight rules"), _("Tables (*.xlsx *.csv)"), self.read_file)

    def read_file(self, file: Path) -> None:
        """Replace the rules with those of a workbook; what is wrong in it is said by its row."""
        self.rules_row.set_problem("")
        asked = self._context.link.ask(_read, file, self._currency, owner=self)
        asked.then(self._keep).fails(self._refused)

    def _keep(self, rules: tuple[FreightRule, ...]) -> None:
        words = counted(_KEPT, len(rules))
        self._saver.run(self.rules_row, words, set_freight_rules, rules)

    def _refused(self, error: Exception) -> None:
        self._saver.refused(self.rules_row, error)


def _write(connection: Any, out: Path, currency: str) -> int:
    """Runs on a reader thread: writing a file must not stop the window."""
    return write_rules(freight_book(connection), currency, out)


def _read(connection: Any, file: Path, currency: str) -> tuple[FreightRule, ...]:
    """Runs on a reader thread: reading a file must not stop the window."""
    return read_rules(file, couriers(connection), currency)
