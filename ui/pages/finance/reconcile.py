"""The Reconcile section: accounts against their statements, orders against their money, and what could be matched."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from services.i18n import N_
from services.kernel.changes import ChangeSet
from services.reconcile.overview import AccountCard, account_card, accounts_board, offers
from services.reconcile.statements import AccountStanding, unmark
from services.types import Entity
from ui.page import PageContext
from ui.pages.finance.files import ask_statements
from ui.pages.finance.reconcile_accounts import AccountPanel, AccountsPart
from ui.pages.finance.reconcile_form import ReconcileDialog
from ui.pages.finance.reconcile_offers import OffersPart
from ui.pages.finance.reconcile_orders import OrdersPart
from ui.pages.section import Section
from ui.pages.work import run
from ui.theme import space
from ui.widgets.section_switch import SectionSwitch

_ACCOUNTS, _ORDERS, _OFFERS = "accounts", "orders", "offers"
_PARTS = ((_ACCOUNTS, N_("Accounts")), (_ORDERS, N_("Expected and received")), (_OFFERS, N_("To be matched")))
_WATCHED = (
    Entity.TRANSACTION, Entity.TRANSACTION_LINK, Entity.TRANSACTION_PART, Entity.TRANSFER, Entity.RECONCILIATION,
    Entity.ACCOUNT, Entity.ORDER, Entity.CASE, Entity.SETTING, Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE,
)  # fmt: skip


class ReconcileSection(Section):
    """`accounts`, `orders` and `offers` are its parts, `panel` shows one account; `dialog` is the card opened last."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._is_stale = True
        self.switch_parts = SectionSwitch(_PARTS, _ACCOUNTS)
        self.accounts = AccountsPart(self.show_account, partial(ask_statements, context))
        self.orders = OrdersPart(context)
        self.offers = OffersPart(context, self)
        self.parts: dict[str, AccountsPart | OrdersPart | OffersPart] = {
            _ACCOUNTS: self.accounts,
            _ORDERS: self.orders,
            _OFFERS: self.offers,
        }
        self.stack = QStackedWidget()
        for part in self.parts.values():
            self.stack.addWidget(part)
        self.panel = AccountPanel(self._show_row, self.ask_mark, self._unmark, self._show_entries)
        self.set_panel(self.panel)
        self.column.addWidget(self.switch_parts)
        self.column.addSpacing(space.M)
        self.column.addWidget(self.stack, 1)
        self.switch_parts.chosen.connect(self.show_part)
        self.link.watch(self, _WATCHED, self._changed)

    def opened(self, **wanted: Any) -> None:
        """`part` names ``accounts``, ``orders`` or ``offers``; `account` asks for one account."""
        if "part" in wanted:
            self.show_part(str(wanted["part"]))
        if "account" in wanted:
            self.show_part(_ACCOUNTS)
            self.read_account(int(wanted["account"]))

    def show_part(self, key: str) -> None:
        """Show one of the three parts."""
        self.switch_parts.show_section(key)
        self.stack.setCurrentWidget(self.parts[key])
        if key != _ACCOUNTS and self.panel.isVisible():
            self.panel.close_panel()

    def focus_filter(self) -> None:
        """Ctrl+F: the filter of the orders."""
        self.show_part(_ORDERS)
        self.orders.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self.switch_parts.retranslate()
        for part in self.parts.values():
            part.retranslate()

    # --- reading --------------------------------------------------------------------------------

    def read(self) -> None:
        """Read all parts again."""
        self._is_stale = False
        self.link.ask(accounts_board, owner=self).then(self.accounts.show_accounts).fails(self.context.show_error)
        self.link.ask(offers, owner=self).then(self._show_offers).fails(self.context.show_error)
        self.orders.read()

    def _show_offers(self, found: Any) -> None:
        self.offers.show_offers(found)
        self.switch_parts.set_counts({_OFFERS: len(self.offers.rows)})

    def show_account(self, account: AccountStanding) -> None:
        """Show an account's proof at the right."""
        self.read_account(account.account_id)

    def read_account(self, account_id: int) -> None:
        """Read the proof of an account."""
        self.link.ask(account_card, account_id, owner=self).then(self._show_card).fails(self.context.show_error)

    def _show_card(self, card: AccountCard) -> None:
        self.panel.show_card(card)
        self.show_panel()

    def _changed(self, _changes: ChangeSet) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()
            if self.panel.isVisible() and self.panel.card is not None:
                self.read_account(self.panel.card.proof.account_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()

    # --- doing ----------------------------------------------------------------------------------

    def ask_mark(self, card: AccountCard) -> None:
        """Ask for the day and the balance of the statement."""
        self.dialog = ReconcileDialog(self.context, card)
        self.context.open_dialog(self.dialog)

    def _unmark(self, mark_id: int) -> None:
        run(self.context, self, unmark, mark_id)

    def _show_entries(self, account: str) -> None:
        self.context.navigate("finance", section="books", entries_of=account)

    def _show_row(self, account: str, view: str, transaction_id: int | None) -> None:
        wanted: dict[str, Any] = {"account": account, "view": view}
        if transaction_id is not None:
            wanted["transaction"] = transaction_id
        partial(self.context.navigate, "finance", section="transactions")(**wanted)
