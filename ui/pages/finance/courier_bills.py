"""The courier bills: every waybill that was billed, what is wrong with it, and the claim list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services import formatting, paths
from services.couriers.audit import AuditRow, CourierAudit, Finding, month_audit
from services.couriers.claims import write_claims
from services.couriers.wording import FINDING_LABELS
from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import Entity
from ui.page import PageContext
from ui.pages.finance.bill_columns import COLUMNS, ORDER, line_of, searched
from ui.pages.list_export import write_and_say
from ui.pages.section import Section
from ui.table.list_panel import ListPanel
from ui.table.list_table import ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_WRONG, _ALL = "wrong", "all"
_WAYBILLS = NN_("{count} waybill", "{count} waybills")
_WRITTEN = NN_("{file}: {count} claim written.", "{file}: {count} claims written.")
_TEXTS = PanelTexts(N_("Courier bills"))
_WATCHED = (Entity.COURIER_CHARGE, Entity.ORDER, Entity.PARCEL, Entity.SETTING)


class CourierBills(QWidget):
    """`table` lists the waybills of the tab and month that are on; read when it is first seen."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.audit: CourierAudit | None = None
        self._is_stale = True
        self.month = Choice()
        self.month.setAccessibleName(_("Month"))
        self.month.setMinimumWidth(140)
        self.month.activated.connect(lambda _index: self.read())
        self.filter = text_field("")
        self.filter.textChanged.connect(lambda _typed: self._refill())
        self.tabs = ViewTabs()
        self.tabs.changed.connect(lambda _key: self._refill())
        self.table = ListTable(COLUMNS, line_of, kept="finance.bills")
        self.table.opened.connect(self.show_order)
        self.table.clicked_cell.connect(self._clicked)
        self.claims = SecondaryButton("", "download-simple")
        self.claims.clicked.connect(lambda _on=False: self.ask_claims())
        self.sum = Text("", "body", "text2", elide=True)
        self.stack = QStackedWidget()
        self._notice = EmptyState("hourglass", _("Working it out…"), "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card())
        self._link.watch(self, _WATCHED, self._changed)
        self.retranslate()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Audit the month that is chosen again."""
        self._is_stale = False
        month = str(self.month.currentData() or "")
        self._link.ask(month_audit, month, owner=self).then(partial(self._arrived, month)).fails(self._failed)

    def _arrived(self, month: str, found: tuple[CourierAudit, tuple[str, ...]]) -> None:
        if month != str(self.month.currentData() or ""):  # another month was chosen meanwhile
            return
        self.audit, months = found
        self._fill_months(months)
        self._show_tabs()
        self._refill()

    def _failed(self, error: Exception) -> None:
        self._is_stale = True
        self._context.show_error(error)

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _fill_months(self, months: tuple[str, ...]) -> None:
        chosen = str(self.month.currentData() or "")
        self.month.clear()
        self.month.addItem(_("All months"), "")
        for month in months:
            self.month.addItem(month, month)
        self.month.setCurrentIndex(max(self.month.findData(chosen), 0))

    # --- showing -----------------------------------------------------------------------------

    def rows(self) -> tuple[AuditRow, ...]:
        """The waybills of the tab that is on, as far as the filter lets them through."""
        if self.audit is None:
            return ()
        key, typed = self.tabs.current() or _WRONG, self.filter.text().strip().casefold()
        if key == _ALL:
            rows = self.audit.rows
        elif key == _WRONG:
            rows = self.audit.wrong
        else:
            rows = tuple(row for row in self.audit.rows if Finding(key) in row.findings)
        return tuple(row for row in rows if typed in searched(row))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.filter.setPlaceholderText(_("Waybill, courier, order no.…"))
        self.filter.setAccessibleName(_("Waybill, courier, order no.…"))
        self.month.setAccessibleName(_("Month"))
        if self.month.count():
            self.month.setItemText(0, _("All months"))
        self.listing.retranslate()
        self.claims.setText(_("Write the claim list…"))
        self.claims.updateGeometry()
        self._show_tabs()
        self._refill()

    def _show_tabs(self) -> None:
        audit, current = self.audit, self.tabs.current() or _WRONG
        counts: dict[str, int] = {}
        if audit is not None:
            counts = {str(one): count for one, count in audit.counts().items()}
            counts |= {_WRONG: len(audit.wrong), _ALL: len(audit.rows)}
        kinds = [ViewTab(str(one), _(words), counts.get(one)) for one, words in FINDING_LABELS.items()]
        first = ViewTab(_WRONG, _("With mistakes"), counts.get(_WRONG))
        self.tabs.set_tabs([first, *kinds, ViewTab(_ALL, _("All waybills"), counts.get(_ALL))])
        self.tabs.set_current(current)

    def _refill(self) -> None:
        rows = self.rows()
        self.table.set_rows(rows)
        if self.audit is not None and not rows:
            self._show_notice(self.audit)
        self.stack.setCurrentWidget(self.listing if rows else self._notice)
        self.claims.setEnabled(any(row.findings for row in rows))
        sums = CourierAudit(rows).sums()
        told = [
            _("billed {billed}, to claim {claim}").format(
                billed=formatting.money(billed, currency), claim=formatting.money(claim, currency)
            )
            for currency, (billed, claim) in sums.items()
        ]
        self.sum.setText(" · ".join([counted(_WAYBILLS, len(rows)), *told]))

    def _show_notice(self, audit: CourierAudit) -> None:
        actions = []
        if not audit.rows:
            icon, title = "receipt", _("No courier bills yet")
            why = _("Import what your couriers bill; every waybill is held against what you sent.")
            actions = [(_("Import bills"), "upload-simple", self.import_bills)]
        elif self.filter.text().strip():
            icon, title, why = "magnifying-glass", _("Nothing found"), _("No row fits the filter.")
        else:
            icon, title, why = "check-circle", _("Nothing is wrong"), _("These waybills cost what they should.")
        self.stack.removeWidget(self._notice)
        self._notice.deleteLater()
        self._notice = EmptyState(icon, title, why, actions)
        self.stack.addWidget(self._notice)

    # --- doing -------------------------------------------------------------------------------

    def import_bills(self) -> None:
        """Ask for bills; the import takes them from there."""
        filters = _("Tables ({suffixes})").format(suffixes="*.csv *.xlsx *.xls *.zip")
        self._context.ask_files(_("Import bills"), filters, lambda files: self._context.navigate("import", files=files))

    def show_order(self, row: AuditRow) -> None:
        """Go to the order that was sent under a waybill."""
        if row.order_numbers:
            self._context.navigate("orders", search=row.order_numbers[0])

    def _clicked(self, row: AuditRow, column: int) -> None:
        if column == ORDER:
            self.show_order(row)

    def ask_claims(self) -> None:
        """Ask where the claims on screen shall be written."""
        name = _("Courier claims {day}").format(day=self.month.currentData() or self._link.home.today())
        suggested = paths.documents_dir() / f"{name}.xlsx"
        self._context.ask_save(_("Write the claim list"), _("Tables (*.xlsx *.csv)"), suggested, self.write_to)

    def write_to(self, out: Path) -> None:
        """Write the claims on screen to this file."""
        write_and_say(self._context, self, _WRITTEN, out, _write, self.rows(), out)

    # --- building ----------------------------------------------------------------------------

    def _card(self) -> Card:
        card = Card(padding=space.HAIRLINE, spacing=0)
        self.filter.setFixedWidth(240)
        self.listing = ListPanel(
            self.table, _TEXTS, box=self.filter, controls=(self.month, self.claims), foot=(self.sum,)
        )
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self._notice)
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        return card

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()


def _write(_connection: Any, rows: tuple[AuditRow, ...], out: Path) -> int:
    """Runs on a reader thread: writing a file must not stop the window."""
    return write_claims(rows, out)


class CourierBillsSection(Section):
    """The bills as a part of the Finance page; `bills` is what is shown."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.bills = CourierBills(context)
        self.column.addWidget(self.bills, 1)

    def retranslate(self) -> None:
        super().retranslate()
        self.bills.retranslate()

    def focus_filter(self) -> None:
        """Ctrl+F: the filter over the waybills."""
        self.bills.filter.setFocus()
