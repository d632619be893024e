"""The Transactions section: accounts and what statements say about them, one transaction at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.books.chart import ChartAccount
from services.finance import commands
from services.finance.one import OneTransaction, one_transaction
from services.finance.queries import FinanceOverview, finance_overview, late_counts
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.kernel.runner import Outcome
from services.messages import counted
from services.round_trip.transactions import export_transactions
from services.types import Entity, Filter, TableRequest
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.finance.account_bar import AccountBar
from ui.pages.finance.account_form import AccountForm
from ui.pages.finance.detail import TransactionPanel
from ui.pages.finance.files import ask_export, ask_statements
from ui.pages.finance.sorting import Sorting
from ui.pages.finance.table import COUNTED, TableCalls, make_table
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.list_rows import part_of_list, rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.said import way_back
from ui.theme import space
from ui.widgets.bulk_bar import BulkBar

_SELECTED = NN_("{count} transaction selected", "{count} transactions selected")
_SHOWN = (
    Entity.TRANSACTION, Entity.TRANSACTION_PART, Entity.TRANSACTION_LINK, Entity.TRANSACTION_PAPER, Entity.TRANSFER,
    Entity.CATEGORY_RULE, Entity.ORDER, Entity.LEDGER_ACCOUNT,
)  # fmt: skip
_BOOKED = (Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE)
_IN_PLACE = frozenset({"finance.note_transaction"})


class TransactionsSection(Section):
    """Everything about money that moved. The parts are public: `accounts`, `table`, `detail`."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._context, self._link = context, context.link
        self.overview: FinanceOverview | None = None
        self.form: AccountForm | None = None
        self._is_named = True
        self.accounts = AccountBar()
        self._above = QWidget()
        asked = TableCalls(lambda: self.overview, self.import_statements, self.new_account)
        self.table = make_table(self._link, asked)
        self.deeds = Sorting(context, self, lambda: self._categories(), self.with_selected, lambda: self.overview)
        self.detail = TransactionPanel(self._keep_note, self._show_order, self.deeds)
        self.one = OneShown(context, self, self.detail, one_transaction, self._show_detail)
        self.bulk = BulkBar(self.table)
        self._lay_out()
        self._connect()
        self._add_actions()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`view`, `search`, `account` and `filters` ask for a part of the list, `transaction` for one of it, `new`
        for the account form."""
        account = wanted.get("account")
        if part := part_of_list(wanted, *([Filter("account", "in", (str(account),))] if account else [])):
            self.table.open(part)
        if "transaction" in wanted:
            self.open_detail(int(wanted["transaction"]))
        if wanted.get("new"):
            self.new_account()
        if wanted.get("entry"):
            self.deeds.new_money()

    def new(self) -> None:
        """Ctrl+N: money no statement tells of, or the first account."""
        if self.accounts_known():
            self.deeds.new_money()
        else:
            self.new_account()

    def focus_filter(self) -> None:
        """Ctrl+F: the table's filter."""
        self.table.focus_filter()

    def may_leave(self) -> bool:
        """True: a note that was typed is kept."""
        self.detail.save_note()
        return True

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._import.setText(_("Import statements"))
        for part in (self.accounts, self.table, self.bulk):
            part.retranslate()
        self._name_buttons()
        self.reload()

    def reload(self) -> None:
        """Read accounts and counts again."""
        self._link.ask(finance_overview, owner=self).then(self._show)
        self._link.ask(late_counts, owner=self).then(self._show_late)

    def _show(self, found: FinanceOverview) -> None:
        before, self.overview = self.overview, found
        if before is None or before.categories != found.categories:
            self._is_named = self.table.model.summary is not None
            self.table.refresh()
        self.accounts.show_accounts(found.accounts)
        self.accounts.choose(self._account_of(self.table.request))
        self._above.setVisible(bool(found.accounts))
        self.table.kept.keep("accounts", bool(found.accounts))
        self.table.set_counts(dict(found.counts))
        self.header.set_subtitle(counted(COUNTED, found.counts["all"]))

    def _show_late(self, counts: Mapping[str, int]) -> None:
        self.table.set_counts(dict(counts))

    @Slot()
    def _rows_arrived(self) -> None:
        """Rows that were prepared before the shop's own names were known are prepared again, once."""
        if not self._is_named and self.overview is not None and self.table.model.summary is not None:
            self._is_named = True
            self.table.refresh()

    def _changed(self, changes: ChangeSet) -> None:
        self.reload()
        if changes.code in _IN_PLACE:
            self.table.refresh()
        else:
            self.table.reload()
        if any(changes.touches(one) for one in _SHOWN):
            self.one.read_again()

    # --- accounts -------------------------------------------------------------------------------

    def new_account(self) -> None:
        """Open the form for a new account."""
        self._open_form(AccountForm(self._context, self._link.home.currency()))

    def change_account(self, account_id: int) -> None:
        """Open the form of an account."""
        found = next((one for one in self.accounts_known() if one.id == account_id), None)
        if found is not None:
            self._open_form(AccountForm(self._context, self._link.home.currency(), found, self.accounts_known()))

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
        self._context.toast(words, undo=way_back(self._link, outcome.changes))

    def _choose(self, name: str) -> None:
        """Show one account's transactions only, beside whatever else is filtered."""
        request = self.table.request
        filters = tuple(one for one in request.filters if one.key != "account")
        if name:
            filters = (*filters, Filter("account", "in", (name,)))
        self.table.open(replace(request, filters=filters))

    def _requested(self, request: TableRequest) -> None:
        self.accounts.choose(self._account_of(request))

    @staticmethod
    def _account_of(request: TableRequest) -> str:
        chosen = next((one.values for one in request.filters if one.key == "account"), ())
        return chosen[0] if len(chosen) == 1 else ""

    def _show_entries(self) -> None:
        """Show what was booked on the account by hand: the entries of the books with a side there."""
        found = self.accounts.current
        if found is not None:
            self._context.navigate("finance", section="books", entries_of=found.name)

    # --- one transaction -----------------------------------------------------------------------------

    def open_detail(self, transaction_id: int) -> None:
        """Show a transaction at the right."""
        self.one.open(transaction_id)

    def _show_detail(self, found: OneTransaction) -> None:
        self.detail.show_transaction(found, self._link.home.zone())
        self.show_panel()

    def _keep_note(self, transaction_id: int, note: str) -> None:
        self._link.run(commands.note_transaction, transaction_id, note, owner=self)

    def _show_order(self, order_no: str) -> None:
        self._context.navigate("orders", search=order_no)

    # --- where transactions belong ---------------------------------------------------------------------

    def with_selected(self, then: Callable[[list[int]], object]) -> None:
        """Hand the ticked transactions, or else the current one, to `then`."""
        view = self.table.view
        if view.selected_count:
            self._link.wait_for(view.selected_ids(), owner=self).then(lambda ids: then(list(ids)))
            return
        current = view.table.row_id(view.current_row()) if view.current_row() >= 0 else None
        if current is not None:
            then([current])

    def _categories(self) -> tuple[ChartAccount, ...]:
        return self.overview.categories if self.overview is not None else ()

    def _row_menu(self, spot: QPoint) -> None:
        self.with_selected(lambda ids: self.deeds.menu(self, ids).popup(spot))

    def _ticked(self) -> None:
        count = self.table.view.selected_count
        self.bulk.show_selection(counted(_SELECTED, count) if count > 1 else "")

    def _name_buttons(self) -> None:
        self._rules.setText(_("Rules"))
        self._entry.setText(_("Enter by hand"))
        actions = (
            (_("Choose a category"), "tag", self.deeds.categorise_selected),
            (_("Say which order"), "link", lambda: self.with_selected(self.deeds.link_order)),
            (_("Belongs to no order"), "link-break", lambda: self.with_selected(self.deeds.no_order)),
        )
        self.bulk.set_actions(actions)

    # --- files -----------------------------------------------------------------------------------------

    def import_statements(self) -> None:
        """Ask for statements and import them."""
        ask_statements(self._context)

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook that imports again."""
        ask_export(self._context, partial(self.export_to, request))

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        write_and_say(self._context, self, ROWS, out, export_transactions, out, request=request)

    # --- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._entry = self.header.add_secondary("", "plus", self.deeds.new_money)
        self._rules = self.header.add_secondary("", "list-numbers", self.deeds.rules)
        self._import = self.header.set_primary(_("Import statements"), "upload-simple", self.import_statements)
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, space.M)
        above.addWidget(self.accounts)
        self.column.addWidget(self._above)
        self.column.addWidget(self.table, 1)
        self.set_panel(self.detail)
        self._above.setVisible(self.table.kept.is_on("accounts"))  # as last time: the list shall not move down

    def _connect(self) -> None:
        view = self.table.view
        rows_show(self.table, self._context, self.open_detail)
        view.menu_requested.connect(self._row_menu)
        view.selection_changed.connect(self._ticked)
        self.table.model.summary_changed.connect(self._rows_arrived)
        self.bulk.closed.connect(self.table.model.selection.clear)
        self._name_buttons()
        self.table.export_requested.connect(self.export)
        self.table.request_changed.connect(self._requested)
        self.accounts.chosen.connect(self._choose)
        self.accounts.new_wanted.connect(self.new_account)
        self.accounts.change_wanted.connect(self.change_account)
        self.accounts.archive_wanted.connect(self._archive)
        self.accounts.entries_wanted.connect(self._show_entries)
        self._link.watch(self, {Entity.ACCOUNT, *_SHOWN}, self._changed)
        self._link.watch(self, _BOOKED, lambda _changes: self.reload())
        self.table.open()

    def _add_actions(self) -> None:
        group = N_("Finance")
        self._context.registry.add(
            ActionSpec(
                "finance.new_account", N_("New account"), self.new_account, "plus", scope="finance", group=group
            ),
            ActionSpec(
                "finance.new_entry", N_("Enter money by hand"), self.deeds.new_money, "plus", scope="finance",
                group=group,
            ),
            ActionSpec(
                "finance.import", N_("Import statements"), self.import_statements, "upload-simple", scope="finance",
                group=group,
            ),
            ActionSpec(
                "finance.categorise", N_("Choose a category"), self.deeds.categorise_selected, "tag", "Ctrl+G",
                scope="finance", group=group,
            ),
            ActionSpec(
                "finance.rules", N_("Rules for categories"), self.deeds.rules, "list-numbers", scope="finance",
                group=group,
            ),
        )  # fmt: skip
