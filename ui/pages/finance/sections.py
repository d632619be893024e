"""The sections of the Finance page in the order they stand in. A new one adds a function and a line.

A section's code is loaded when it is first shown.
"""

from __future__ import annotations

from services.i18n import N_
from ui.page import PageContext
from ui.pages.section import Section, SectionSpec


def _transactions(context: PageContext) -> Section:
    from ui.pages.finance.transactions import TransactionsSection

    return TransactionsSection(context)


def _courier_bills(context: PageContext) -> Section:
    from ui.pages.finance.courier_bills import CourierBillsSection

    return CourierBillsSection(context)


def _books(context: PageContext) -> Section:
    from ui.pages.finance.books import BooksSection

    return BooksSection(context)


def _closing(context: PageContext) -> Section:
    from ui.pages.finance.closing import ClosingSection

    return ClosingSection(context)


def _reconcile(context: PageContext) -> Section:
    from ui.pages.finance.reconcile import ReconcileSection

    return ReconcileSection(context)


def _owing(context: PageContext) -> Section:
    from ui.pages.finance.owing import OwingSection

    return OwingSection(context)


def _budgets(context: PageContext) -> Section:
    from ui.pages.finance.budgets import BudgetsSection

    return BudgetsSection(context)


def _profit(context: PageContext) -> Section:
    from ui.pages.finance.profit import ProfitSection

    return ProfitSection(context)


def _tax(context: PageContext) -> Section:
    from ui.pages.finance.tax import TaxSection

    return TaxSection(context)


def _invoices(context: PageContext) -> Section:
    from ui.pages.finance.invoices import InvoicesSection

    return InvoicesSection(context)


def _audit(context: PageContext) -> Section:
    from ui.pages.finance.audit import AuditSection

    return AuditSection(context)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("transactions", N_("Transactions"), _transactions),
    SectionSpec("profit", N_("Profit"), _profit),
    SectionSpec("reconcile", N_("Reconcile"), _reconcile),
    SectionSpec("courier-bills", N_("Courier bills"), _courier_bills),
    SectionSpec("owing", N_("Due"), _owing),
    SectionSpec("budgets", N_("Budgets"), _budgets),
    SectionSpec("books", N_("Books"), _books),
    SectionSpec("tax", N_("Tax"), _tax),
    SectionSpec("invoices", N_("Invoices"), _invoices),
    SectionSpec("closing", N_("Month close"), _closing),
    SectionSpec("audit", N_("Audit"), _audit),
)
