"""The Finance page: accounts and what statements say about them, one transaction at the right; courier bills."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from services.exporting.transactions import export_transactions
from services.finance import commands
from services.finance.queries import FinanceOverview, TransactionDetail, finance_overview, transaction_detail
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.kernel.runner import Outcome
from services.types import Entity, Filter
from ui.actions import ActionSpec
from ui.dialogs.import_words import counted
from ui.pages.finance.account_bar import AccountBar
from ui.pages.finance.account_form import AccountForm
from ui.pages.finance.courier_bills import SECTIONS, CourierBills
from ui.pages.finance.detail import TransactionPanel
from ui.pages.finance.files import ask_export, ask_statements, say_written
from ui.pages.finance.table import COUNTED, TableCalls, currency_of, make_table, zone_of
from ui.pages.spec import Page, PageContext, PageSpec
from ui.table.free_width import FreeWidth
from ui.table.kept import KeptTable
from ui.table.source import TableRequest
from ui.widgets.page_header import PageHeader
from ui.widgets.section_switch import SectionSwitch

_NARROW = 1280
_IN_PLACE = frozenset({"finance.note_transaction"})


class FinancePage(Page):
    """Everything about money that moved. The parts are public: `accounts`, `table`, `detail`, `bills`."""

    def __init__(self, context: PageContext, kept: KeptTable | None = None) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.kept = kept if kept is not None else KeptTable("finance")
        self.overview: FinanceOverview | None = None
        self.form: AccountForm | None = None
        self.accounts = AccountBar()
        self.bills = CourierBills(context)
        asked = TableCalls(lambda: self.overview, self.import_statements, self.new_account)
        self.table = make_table(self._link, self.kept, asked)
        self.detail = TransactionPanel(self._keep_note, self._show_order)
        self._lay_out()
        self._connect()
        self._add_actions()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`section` names the part, `search` and `account` ask for a part of the list, `transaction` for one of it,
        `new` for the account form."""
        if "section" in wanted or {"view", "search", "account", "filters", "transaction"} & wanted.keys():
            self.show_section(str(wanted.get("section", "transactions")))
        if {"view", "search", "account", "filters"} & wanted.keys():
            filters = [Filter(*one) for one in wanted.get("filters", ())]
            if wanted.get("account"):
                filters.append(Filter("account", "in", (str(wanted["account"]),)))
            view = str(wanted.get("view", "all"))
            self.table.open(TableRequest(str(wanted.get("search", "")), view, tuple(filters)))
        if "transaction" in wanted:
            self.open_detail(int(wanted["transaction"]))
        if wanted.get("new"):
            self.new_account()

    def show_section(self, key: str) -> None:
        """Show the transactions, or the courier bills."""
        is_bills = key == SECTIONS[1][0]
        self.switch.show_section(key)
        self.stack.setCurrentIndex(int(is_bills))
        if is_bills:
            self.detail.hide()
            self.header.set_subtitle("")
        elif self.overview is not None:
            self.header.set_subtitle(counted(COUNTED, self.overview.counts["all"]))

    def may_leave(self) -> bool:
        """True: a note that was typed is kept."""
        self.detail.save_note()
        return True

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.header.title.setText(_("Finance"))
        self.header.retranslate()
        self._import.setText(_("Import statements"))
        for part in (self.switch, self.accounts, self.table, self.detail, self.bills):
            part.retranslate()
        self.reload()

    def reload(self) -> None:
        """Read accounts and counts again."""
        self._link.ask(finance_overview, owner=self).then(self._show)

    def _show(self, found: FinanceOverview) -> None:
        before, self.overview = self.overview, found
        if before is None or (before.currency, before.zone) != (found.currency, found.zone):
            self.table.refresh()
        self.accounts.show_accounts(found.accounts)
        self.accounts.choose(self._account_of(self.table.request))
        self.accounts.setVisible(bool(found.accounts))
        self.table.set_counts(dict(found.counts))
        if not self.bills.isVisible():
            self.header.set_subtitle(counted(COUNTED, found.counts["all"]))

    def _changed(self, changes: ChangeSet) -> None:
        self.reload()
        if changes.code in _IN_PLACE:
            self.table.refresh()
        else:
            self.table.reload()
        if self.detail.isVisible() and self.detail.shown is not None and changes.touches(Entity.TRANSACTION):
            self.open_detail(self.detail.shown.id)

    # --- accounts -------------------------------------------------------------------------------

    def new_account(self) -> None:
        """Open the form for a new account."""
        self._open_form(AccountForm(self._context, currency_of(self.overview)))

    def change_account(self, account_id: int) -> None:
        """Open the form of an account."""
        found = next((one for one in self.accounts_known() if one.id == account_id), None)
        if found is not None:
            self._open_form(AccountForm(self._context, currency_of(self.overview), found))

    def accounts_known(self) -> tuple[Any, ...]:
        """The accounts as they were read last."""
        return self.overview.accounts if self.overview is not None else ()

    def _open_form(self, form: AccountForm) -> None:
        self.form = form
        for closed in (form.accepted, form.rejected):
            closed.connect(self._form_closed)
        self._context.open_dialog(form)

    def _form_closed(self) -> None:
        self.form = None

    def _archive(self, account_id: int) -> None:
        found = next(one for one in self.accounts_known() if one.id == account_id)
        command = commands.restore_account if found.is_archived else commands.archive_account
        said = _("{name} is back") if found.is_archived else _("{name} was archived")
        done = partial(self._done, said.format(name=found.name))
        self._link.run(command, account_id, owner=self).then(done)

    def _done(self, words: str, outcome: Outcome[Any]) -> None:
        self._context.toast(words, undo=partial(self._link.undo, outcome.changes.operation_id))

    def _choose(self, name: str) -> None:
        """Show one account's transactions only, beside whatever else is filtered."""
        request = self.table.request
        filters = tuple(one for one in request.filters if one.key != "account")
        if name:
            filters = (*filters, Filter("account", "in", (name,)))
        self.table.open(replace(request, filters=filters))

    def _requested(self, request: TableRequest) -> None:
        self.kept.keep_sort(request.sort)
        self.accounts.choose(self._account_of(request))

    @staticmethod
    def _account_of(request: TableRequest) -> str:
        chosen = next((one.values for one in request.filters if one.key == "account"), ())
        return chosen[0] if len(chosen) == 1 else ""

    # --- one transaction -----------------------------------------------------------------------------

    def open_detail(self, transaction_id: int) -> None:
        """Show a transaction at the right."""
        job = self._link.ask(transaction_detail, transaction_id, owner=self)
        job.then(self._show_detail).fails(lambda _error: self.detail.hide())

    def _show_detail(self, found: TransactionDetail) -> None:
        self.detail.show_transaction(found, zone_of(self.overview))
        self.detail.show()
        self._place_detail()

    def _keep_note(self, transaction_id: int, note: str) -> None:
        self._link.run(commands.note_transaction, transaction_id, note, owner=self)

    def _show_order(self, order_no: str) -> None:
        self._context.navigate("orders", search=order_no)

    # --- files -----------------------------------------------------------------------------------------

    def import_statements(self) -> None:
        """Ask for statements and import them."""
        ask_statements(self._context)

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook that imports again."""
        ask_export(self._context, partial(self.export_to, request))

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        written = partial(say_written, self._context, out)
        self._link.ask(export_transactions, out, request=request, owner=self).then(written)

    # --- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.header = PageHeader(_("Finance"))
        self._import = self.header.set_primary(_("Import statements"), "upload-simple", self.import_statements)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 20, 16)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._switch_line())
        self.stack = QStackedWidget()
        self.stack.addWidget(self._transactions())
        self.stack.addWidget(self.bills)
        column.addWidget(self.stack, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.detail)
        self.accounts.hide()
        self.detail.hide()

    def _switch_line(self) -> QHBoxLayout:
        self.switch = SectionSwitch(SECTIONS, SECTIONS[0][0])
        self.switch.chosen.connect(self.show_section)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 10)
        line.addWidget(self.switch)
        line.addStretch(1)
        return line

    def _transactions(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.accounts)
        column.addSpacing(12)
        column.addWidget(self.table, 1)
        return part

    def _connect(self) -> None:
        self.header.search_opened.connect(self._context.open_palette)
        view = self.table.view
        view.open_requested.connect(self.open_detail)
        view.peek_requested.connect(self.open_detail)
        view.refused.connect(lambda words: self._context.toast(str(words)))
        self.table.export_requested.connect(self.export)
        self.table.failed.connect(self._context.show_error)
        self.table.request_changed.connect(self._requested)
        self.detail.closed.connect(self._place_detail)
        self.accounts.chosen.connect(self._choose)
        self.accounts.new_wanted.connect(self.new_account)
        self.accounts.change_wanted.connect(self.change_account)
        self.accounts.archive_wanted.connect(self._archive)
        self._link.watch(self, {Entity.ACCOUNT, Entity.TRANSACTION}, self._changed)
        state = self.kept.table()
        if state:
            view.restore_state(state)
            self.table.bar.density = view.density
        self._free_width = FreeWidth(view, "subject", self.kept)
        view.arrangement_changed.connect(self._arranged)  # restoring is no arrangement of a person's
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_columns)
        self.table.open()

    @Slot()
    def _fit_columns(self) -> None:
        self._free_width.fit()

    @Slot()
    def _arranged(self) -> None:
        self.kept.keep_table(self.table.view.save_state())
        self._free_width.arranged()

    def _place_detail(self) -> None:
        """Beside the list; over it where the window is narrow."""
        self._fit.start()
        self.detail.fit_window(self.window().width())
        if self.window().width() < _NARROW:
            self._row.removeWidget(self.detail)
            width = self.detail.width()
            self.detail.setGeometry(self.width() - width, 0, width, self.height())
            self.detail.raise_()
        elif self._row.indexOf(self.detail) < 0:
            self._row.addWidget(self.detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_detail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_detail()

    def _add_actions(self) -> None:
        group = N_("Finance")
        self._context.registry.add(
            ActionSpec(
                "finance.new_account", N_("New account"), self.new_account, "plus", "Ctrl+N", scope="finance",
                group=group,
            ),
            ActionSpec(
                "finance.import", N_("Import statements"), self.import_statements, "upload-simple", scope="finance",
                group=group,
            ),
            ActionSpec(
                "finance.filter", N_("Filter these rows"), self.table.focus_filter, "funnel-simple", "Ctrl+F",
                scope="finance", group=group, palette=False,
            ),
        )  # fmt: skip


FINANCE = PageSpec("finance", N_("Finance"), "wallet", FinancePage)
