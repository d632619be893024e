"""Which days and documents have to be posted again when a row changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, select

from models.books import JournalEntryLine
from models.couriers import CourierCharge
from models.entities import Entity
from models.finance import Transaction, TransactionLink, TransactionPart
from models.growth import AdDay
from models.orders import Order
from models.purchasing import (
    Purchase,
    PurchaseLine,
    Receipt,
    ReceiptLine,
    SupplierPayment,
    SupplierReturn,
    SupplierReturnLine,
)
from services import settings
from services.books import of_money, of_orders
from services.books.days import QUARTER_MS
from services.kernel.images import Image, table_of
from services.kernel.table_query import stored_rows

_orders = Order.table()
_t = Transaction.table()
_parts = TransactionPart.table()
_links = TransactionLink.table()
_charges = CourierCharge.table()
_ads = AdDay.table()
_lines = JournalEntryLine.table()
_purchases = Purchase.table()
_receipts = Receipt.table()

# A key is one of these and what it is about.
ALL, LEFT, PAID_BACK, ORDER, CASE, CASES = "all", "left", "paid_back", "order", "case", "cases"
NUMBER = "number"
TX, TX_ID, OPENING, SUPPLIER, PURCHASE, RECEIPT = "tx", "tx_id", "opening", "supplier", "purchase", "receipt"
RETURN, CHARGED, AD, ENTRY, CURRENCY = "return", "charged", "ad", "entry", "currency"
Key = tuple[Any, ...]
_RULING = (settings.CURRENCY.key, settings.ZONE.key)
_KeysOf = Callable[[Image], Iterable[Key]]


def _of_order(image: Image) -> Iterable[Key]:
    at = of_orders.left_at(image)
    if at is not None and image["status"] in of_orders.OUT:  # what is here yet is in no books
        yield (LEFT, at // QUARTER_MS)
    yield (CASES, image["id"])
    yield (NUMBER, image["external_no"])


def _of_case(image: Image) -> Iterable[Key]:
    if image["refunded_at"] is not None:
        yield (PAID_BACK, image["refunded_at"] // QUARTER_MS)
    yield (CASE, image["id"])
    if image["order_id"] is not None:
        yield (ORDER, image["order_id"])


def _of_payment(image: Image) -> Iterable[Key]:
    yield (PAID_BACK, image["paid_at"] // QUARTER_MS)
    yield (CASE, image["case_id"])


def _of_setting(image: Image) -> Iterable[Key]:
    return ((ALL,),) if image["key"] in _RULING else ()


def _day_of(name: str, image: Image) -> Iterable[Key]:
    day = image["charged_on" if name == CHARGED else "day"]
    return ((name, day),) if day is not None else ()


KEYS_OF: dict[Entity, _KeysOf] = {
    Entity.ORDER: _of_order,
    Entity.CASE: _of_case,
    Entity.CASE_PAYMENT: _of_payment,
    Entity.TRANSACTION: lambda image: ((TX, image["account_id"], image["happened_on"]),),
    Entity.TRANSACTION_PART: lambda image: ((TX_ID, image["transaction_id"]),),
    Entity.TRANSACTION_LINK: lambda image: ((TX_ID, image["transaction_id"]),),
    Entity.ACCOUNT: lambda image: ((OPENING, image["id"]),),
    Entity.PURCHASE: lambda image: ((SUPPLIER, image["supplier_id"]),),
    Entity.PURCHASE_LINE: lambda image: ((PURCHASE, image["purchase_id"]),),
    Entity.RECEIPT: lambda image: ((PURCHASE, image["purchase_id"]),),
    Entity.RECEIPT_LINE: lambda image: ((RECEIPT, image["receipt_id"]),),
    Entity.SUPPLIER_RETURN: lambda image: ((SUPPLIER, image["supplier_id"]),),
    Entity.SUPPLIER_RETURN_LINE: lambda image: ((RETURN, image["supplier_return_id"]),),
    Entity.SUPPLIER_PAYMENT: lambda image: ((SUPPLIER, image["supplier_id"]),),
    Entity.COURIER_CHARGE: lambda image: _day_of(CHARGED, image),
    Entity.AD_DAY: lambda image: _day_of(AD, image),
    Entity.JOURNAL_ENTRY: lambda image: ((ENTRY, image["id"]),),
    Entity.JOURNAL_ENTRY_LINE: lambda image: ((ENTRY, image["entry_id"]),),
    Entity.EXCHANGE_RATE: lambda image: ((CURRENCY, image["currency"]),),
    Entity.SETTING: _of_setting,
}
# Of a block: the columns a key is made of. Orders, cases and settings are told apart below.
_BLOCKS: dict[Entity, tuple[str, tuple[Any, ...]]] = {
    Entity.TRANSACTION: (TX, (_t.c.account_id, _t.c.happened_on)),
    Entity.TRANSACTION_PART: (TX_ID, (_parts.c.transaction_id,)),
    Entity.TRANSACTION_LINK: (TX_ID, (_links.c.transaction_id,)),
    Entity.COURIER_CHARGE: (CHARGED, (_charges.c.charged_on,)),
    Entity.AD_DAY: (AD, (_ads.c.day,)),
    Entity.JOURNAL_ENTRY_LINE: (ENTRY, (_lines.c.entry_id,)),
    Entity.PURCHASE: (SUPPLIER, (_purchases.c.supplier_id,)),
    Entity.PURCHASE_LINE: (PURCHASE, (PurchaseLine.table().c.purchase_id,)),
    Entity.RECEIPT: (PURCHASE, (_receipts.c.purchase_id,)),
    Entity.RECEIPT_LINE: (RECEIPT, (ReceiptLine.table().c.receipt_id,)),
    Entity.SUPPLIER_RETURN: (SUPPLIER, (SupplierReturn.table().c.supplier_id,)),
    Entity.SUPPLIER_RETURN_LINE: (RETURN, (SupplierReturnLine.table().c.supplier_return_id,)),
    Entity.SUPPLIER_PAYMENT: (SUPPLIER, (SupplierPayment.table().c.supplier_id,)),
}


def keys_in(connection: Connection, entity: Entity, first: int, last: int) -> Iterable[Key]:
    """The keys of a block of rows, without reading what they do not depend on."""
    if entity is Entity.ORDER:
        quarters = select(of_orders.LEFT_AT // QUARTER_MS).where(_orders.c.id.between(first, last)).distinct()
        found: list[Key] = [(LEFT, one) for one in connection.execute(quarters).scalars() if one is not None]
        found += [(TX, account, day.isoformat()) for account, day in of_money.days_naming(connection, first, last)]
        return [*found, (CASES, first, last)]
    if entity in _BLOCKS:
        kind, columns = _BLOCKS[entity]
        within = columns[0].table.c.id.between(first, last)
        rows = stored_rows(connection, select(*columns).where(within).distinct())
        return [(kind, *row) for row in rows if row[0] is not None]
    table = table_of(entity)
    rows = stored_rows(connection, select(table).where(table.c.id.between(first, last)))
    names = [column.name for column in table.columns]
    return [key for row in rows for key in KEYS_OF[entity](dict(zip(names, row, strict=True)))]
