"""Every report by the name a script asks for it; a new report is one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from services import settings
from services.errors import Invalid
from services.exporting.text_export import ListColumn, Record, plain_value
from services.i18n import N_
from services.messages import message
from services.reports.advice import ADVICE
from services.reports.aftersales import (
    AFTER_SALES_COSTS,
    AFTER_SALES_PRODUCTS,
    AFTER_SALES_REASONS,
    CLOSING_TIMES,
    RETURN_RATES,
    REVIEW_RATES,
)
from services.reports.books import (
    ACCOUNT_LEDGER,
    AUDIT_TRAIL,
    BALANCE_SHEET,
    CASH_FLOW,
    PROFIT_AND_LOSS,
    PROFIT_BY_DATE,
    TAKING_OUT,
    TRIAL_BALANCE,
)
from services.reports.budgets import BUDGETS
from services.reports.buying import REORDER, SUPPLIER_STATEMENT
from services.reports.campaigns import CAMPAIGN
from services.reports.couriers import COURIER_AUDIT
from services.reports.customers import SEGMENTS
from services.reports.goods import ABC, DEAD_STOCK, SHORTAGES, STOCK_AGEING, STOCK_VALUE
from services.reports.money import EXPECTED_RECEIVED, RECEIVABLES, RECONCILIATION
from services.reports.month import MONTH
from services.reports.orders import DEADLINES
from services.reports.owing import CASH_FORECAST, OWING
from services.reports.profit import PROFIT
from services.reports.report import About, Asked, Report
from services.reports.tax import PLATFORM_INCOME, SALES_BY_CHANNEL, TAX, TAX_INCOME, TAX_RATES

REPORTS: Mapping[str, Report] = {
    "stock-value": STOCK_VALUE,
    "stock-ageing": STOCK_AGEING,
    "dead-stock": DEAD_STOCK,
    "abc": ABC,
    "shortages": SHORTAGES,
    "reorder": REORDER,
    "supplier-statement": SUPPLIER_STATEMENT,
    "courier-audit": COURIER_AUDIT,
    "deadlines": DEADLINES,
    "month": MONTH,
    "profit-and-loss": PROFIT_AND_LOSS,
    "balance-sheet": BALANCE_SHEET,
    "cash-flow": CASH_FLOW,
    "trial-balance": TRIAL_BALANCE,
    "account-ledger": ACCOUNT_LEDGER,
    "taking-out": TAKING_OUT,
    "profit-by-date": PROFIT_BY_DATE,
    "profit": PROFIT,
    "audit-trail": AUDIT_TRAIL,
    "receivables": RECEIVABLES,
    "expected-received": EXPECTED_RECEIVED,
    "reconciliation": RECONCILIATION,
    "owing": OWING,
    "cash-forecast": CASH_FORECAST,
    "budgets": BUDGETS,
    "tax": TAX,
    "tax-income": TAX_INCOME,
    "tax-rates": TAX_RATES,
    "platform-income": PLATFORM_INCOME,
    "sales-by-channel": SALES_BY_CHANNEL,
    "aftersales-reasons": AFTER_SALES_REASONS,
    "aftersales-costs": AFTER_SALES_COSTS,
    "aftersales-products": AFTER_SALES_PRODUCTS,
    "return-rates": RETURN_RATES,
    "closing-times": CLOSING_TIMES,
    "reviews": REVIEW_RATES,
    "segments": SEGMENTS,
    "campaign": CAMPAIGN,
    "advice": ADVICE,
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report read: its columns and rows as scripts read them."""

    columns: tuple[ListColumn, ...]
    rows: tuple[Record, ...]


def read_report(connection: Connection, name: str, asked: Asked | None = None) -> ReportTable:
    """The report of this name; `Invalid` where there is none, or it is asked for days it is not about."""
    report = REPORTS.get(name)
    if report is None:
        reason = message(N_("known reports: {known}"), known=", ".join(REPORTS))
        raise Invalid(field=message(N_("Report")), value=name, reason=reason)
    wanted = asked or Asked()
    _require_fitting(report, wanted)
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)
    rows = []
    for values in report.rows(connection, wanted):
        stored = dict(zip((column.key for column in report.columns), values, strict=True))
        own = str(stored.get("currency") or currency)
        rows.append({one.key: plain_value(one.kind, stored[one.key], own, zone) for one in report.columns})
    return ReportTable(report.columns, tuple(rows))


def _require_fitting(report: Report, asked: Asked) -> None:
    if asked.first is not None and asked.last is not None and asked.last < asked.first:
        reason = message(N_("it ends before it begins"))
        raise Invalid(field=message(N_("Until")), value=asked.last.isoformat(), reason=reason)
    if asked.only is not None and not report.takes_only:
        reason = message(N_("this report is about everything"))
        raise Invalid(field=message(N_("Only")), value=asked.only, reason=reason)
    if not report.takes_by and (given := asked.by or asked.basis) is not None:
        reason = message(N_("this report is put together in one way"))
        raise Invalid(field=message(N_("Put together by")), value=given, reason=reason)
    day = asked.first if asked.first is not None else asked.last
    if report.about is About.NOW and day is not None:
        raise Invalid(
            field=message(N_("Day")), value=day.isoformat(), reason=message(N_("this report is about now"))
        )  # fmt: skip
    if report.about is About.DAY and asked.first is not None and asked.first != asked.last:
        reason = message(N_("this report is about one day"))
        raise Invalid(field=message(N_("Day")), value=asked.first.isoformat(), reason=reason)
