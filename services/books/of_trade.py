"""Postings of what is bought: deliveries, returns, payments; and of couriers' bills and ads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, case, func, select

from models.books import JournalEntry, JournalEntryLine
from models.couriers import CourierCharge
from models.enums.money import PostingSource
from models.growth import AdDay
from models.purchasing import (
    Purchase,
    Receipt,
    ReceiptLine,
    SupplierPayment,
    SupplierReturn,
    SupplierReturnLine,
)
from services.books.legs import Legs
from services.books.rules import payable
from services.exchange import converted
from services.purchasing.payables import deliveries

_purchases = Purchase.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_returns = SupplierReturn.table()
_returned = SupplierReturnLine.table()
_payments = SupplierPayment.table()
_charges = CourierCharge.table()
_ads = AdDay.table()
_entries = JournalEntry.table()
_lines = JournalEntryLine.table()


def post_supplier(connection: Connection, legs: Legs, supplier_id: int | None = None) -> None:
    """Everything of one supplier, or of all."""
    _post_deliveries(connection, legs, supplier_id)
    _post_returns(connection, legs, supplier_id)
    _post_payments(connection, legs, supplier_id)


def _post_deliveries(connection: Connection, legs: Legs, supplier_id: int | None) -> None:
    rates = {row.id: row.rate_ppm for row in connection.execute(select(_purchases.c.id, _purchases.c.rate_ppm))}
    for one in deliveries(connection, supplier_id):
        about = (PostingSource.RECEIPT, one.receipt_id, one.received_on)
        home = converted(one.billed_minor, rates[one.purchase_id])
        accounts = ("goods_clearing", payable(one.supplier_id))
        legs.pair(about, accounts, one.billed_minor, one.currency, unknown=int(one.unpriced > 0), home_minor=home)


def _post_returns(connection: Connection, legs: Legs, supplier_id: int | None) -> None:
    statement = (
        select(
            _returns.c.id, _returns.c.returned_on, _purchases.c.supplier_id, _purchases.c.currency,
            _purchases.c.rate_ppm, func.coalesce(func.sum(_returned.c.credit_minor), 0),
            func.sum(case((_returned.c.credit_minor.is_(None), 1), else_=0)),
        )
        .join_from(_returned, _returns, _returns.c.id == _returned.c.supplier_return_id)
        .join(_arrived, _arrived.c.id == _returned.c.receipt_line_id)
        .join(_receipts, _receipts.c.id == _arrived.c.receipt_id)
        .join(_purchases, _purchases.c.id == _receipts.c.purchase_id)
        .group_by(_returns.c.id, _purchases.c.id)
    )  # fmt: skip
    if supplier_id is not None:
        statement = statement.where(_purchases.c.supplier_id == supplier_id)
    for return_id, on, supplier, currency, rate, credit, unknown in connection.execute(statement):
        about = (PostingSource.SUPPLIER_RETURN, return_id, on)
        accounts = (payable(supplier), "stock_differences")
        home = converted(int(credit), rate)
        legs.pair(about, accounts, int(credit), currency, unknown=int(unknown > 0), home_minor=home)


def _post_payments(connection: Connection, legs: Legs, supplier_id: int | None) -> None:
    columns = (_payments.c.id, _payments.c.supplier_id, _payments.c.paid_on, _payments.c.currency)
    statement = select(*columns, _payments.c.amount_minor)
    if supplier_id is not None:
        statement = statement.where(_payments.c.supplier_id == supplier_id)
    for payment_id, supplier, on, currency, amount in connection.execute(statement):
        about = (PostingSource.SUPPLIER_PAYMENT, payment_id, on)
        legs.pair(about, (payable(supplier), "supplier_payments"), amount, currency)


def post_charges(connection: Connection, legs: Legs, days: Collection[date] | None = None) -> None:
    """What couriers charged on these days."""
    on, currency = _charges.c.charged_on, _charges.c.currency
    statement = select(on, currency, func.sum(_charges.c.amount_minor), func.count()).where(on.is_not(None))
    if days is not None:
        statement = statement.where(on.in_(sorted(days)))
    for day, code, amount, count in connection.execute(statement.group_by(on, currency)):
        about = (PostingSource.COURIER_CHARGES, 0, day)
        legs.pair(about, ("freight", "payable_couriers"), int(amount), code, documents=count)


def post_ads(connection: Connection, legs: Legs, days: Collection[date] | None = None) -> None:
    """What ads spent on these days, by channel."""
    c = _ads.c
    known = func.coalesce(func.sum(c.spend_minor), 0)
    statement = select(
        c.channel_id, c.day, c.currency, known, func.count(), func.sum(case((c.spend_minor.is_(None), 1), else_=0))
    )
    if days is not None:
        statement = statement.where(c.day.in_(sorted(days)))
    for channel, day, currency, spent, count, unknown in connection.execute(
        statement.group_by(c.channel_id, c.day, c.currency)
    ):
        about = (PostingSource.ADS, channel, day)
        legs.pair(about, ("ads", "ad_balance"), int(spent), currency, documents=count, unknown=int(unknown))


def post_entries(connection: Connection, legs: Legs, entry_ids: Collection[int] | None = None) -> None:
    """Entries by hand, as they were written."""
    statement = select(_entries.c.id, _entries.c.on, _lines.c.account, _lines.c.amount_minor).join_from(
        _lines, _entries, _entries.c.id == _lines.c.entry_id
    )
    if entry_ids is not None:
        statement = statement.where(_entries.c.id.in_(sorted(entry_ids)))
    home = legs.rates.home
    for entry_id, on, account, amount in connection.execute(statement):
        legs.single((PostingSource.ENTRY, entry_id, on), account, amount, amount, home, 1, 0)
