"""What stands on the labels of goods: code, title, variant, price, shelf, and the barcode a scanner reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from models.catalog import Barcode, Product, Sku
from models.purchasing import Purchase, Receipt, ReceiptLine, Supplier
from models.stock_ledger import SkuStock
from services import formatting, settings, text
from services.catalog.queries import SKUS
from services.errors import NotFound, NothingSelected
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import TableRequest
from services.messages import message

_EAN_DIGITS = 13
_skus = Sku.table()
_products = Product.table()
_barcodes = Barcode.table()
_stock = SkuStock.table()
_receipts = Receipt.table()
_receipt_lines = ReceiptLine.table()
_purchases = Purchase.table()
_suppliers = Supplier.table()


class Symbol(StrEnum):
    """Which symbol carries the text of a label."""

    EAN13 = "ean13"
    CODE128 = "code128"
    QR = "qr"


class LabelField(StrEnum):
    """What a label may show; everybody chooses."""

    TITLE = "title"
    VARIANT = "variant"
    CODE = "code"
    PRICE = "price"
    BARCODE = "barcode"
    SHELF = "shelf"


ALL_FIELDS = frozenset(LabelField)


@dataclass(frozen=True, slots=True)
class Label:
    """One SKU as its label shows it; `price` is written out, `scanned` is what the symbol says."""

    sku_id: int
    code: str
    title: str
    variant: str
    price: str
    shelf: str
    scanned: str
    symbol: Symbol


def labels(connection: Connection, sku_ids: Sequence[int]) -> tuple[Label, ...]:
    """A label for each of these SKUs, in this order; NotFound where one is gone."""
    currency = settings.read(connection, settings.CURRENCY)
    wanted = list(dict.fromkeys(sku_ids))
    found: dict[int, Label] = {}
    for chunk in sorted_chunks(wanted):
        statement = (
            select(
                _skus.c.id,
                _skus.c.code,
                _products.c.title,
                _skus.c.variant,
                _skus.c.price_minor,
                _skus.c.shelf,
                _skus.c.barcode,
            )
            .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
            .where(_skus.c.id.in_(chunk))
        )
        for row in connection.execute(statement):
            price = "" if row.price_minor is None else formatting.money(row.price_minor, currency)
            scanned, symbol = symbol_of(row.barcode or row.code)
            found[row.id] = Label(
                row.id, row.code, row.title, row.variant or "", price, row.shelf or "", scanned, symbol
            )
    missing = next((number for number in wanted if number not in found), None)
    if missing is not None:
        raise NotFound(what=message(N_("product")), which=f"#{missing}")
    return tuple(found[number] for number in wanted)


def symbol_of(typed: str) -> tuple[str, Symbol]:
    """What the symbol says, and which it is.

    EAN-13 for a right EAN-13 or UPC-A number, Code 128 for what it can hold, a QR code for all else.
    """
    said = typed.strip()
    number = "0" + said if len(said) == _EAN_DIGITS - 1 else said
    if len(number) == _EAN_DIGITS and number.isascii() and number.isdecimal() and _check_digit(number) == number[-1]:
        return number, Symbol.EAN13
    if said.isascii() and said.isprintable():
        return said, Symbol.CODE128
    return said, Symbol.QR


def _check_digit(number: str) -> str:
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[: _EAN_DIGITS - 1]))
    return str(-weighed % 10)


def repeated(found: Sequence[Label], copies: dict[int, int]) -> tuple[Label, ...]:
    """Every label as often as its SKU's number of copies says; one that is not named comes once."""
    return tuple(label for label in found for _copy in range(max(copies.get(label.sku_id, 1), 0)))


def sku_ids_of(connection: Connection, codes: Sequence[str]) -> tuple[int, ...]:
    """The SKUs these own codes or barcodes mean, in this order; NotFound names the first that is nobody's."""
    found = {code: _sku_of(connection, text.key(code)) for code in codes if code.strip()}
    if not found:
        raise NothingSelected(what=message(N_("no code was given")))
    missing = next((code for code, sku_id in found.items() if sku_id is None), None)
    if missing is not None:
        raise NotFound(what=message(N_("product")), which=missing.strip())
    return tuple(dict.fromkeys(sku_id for sku_id in found.values() if sku_id is not None))


def _sku_of(connection: Connection, key: str) -> int | None:
    own = connection.execute(select(_skus.c.id).where(_skus.c.code_key == key)).scalar()
    if own is not None:
        return int(own)
    scanned = connection.execute(select(_barcodes.c.sku_id).where(_barcodes.c.code_key == key)).scalar()
    return None if scanned is None else int(scanned)


def matching_ids(connection: Connection, request: TableRequest) -> tuple[int, ...]:
    """The SKUs a request finds in the list of products, by their codes."""
    rows = connection.execute(SKUS.select([SKUS.row_id], request).order_by(_skus.c.code))
    return tuple(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class LabelRun:
    """What a dialog for labels begins with: the labels, pieces on hand by SKU, and arrivals to label instead."""

    labels: tuple[Label, ...]
    on_hand: dict[int, int]
    receipts: tuple[tuple[int, str], ...]


def label_run(connection: Connection, sku_ids: Sequence[int]) -> LabelRun:
    """The labels of these SKUs, how many pieces of each lie on the shelf, and the latest arrivals."""
    found = labels(connection, sku_ids)
    return LabelRun(found, pieces_on_hand(connection, [one.sku_id for one in found]), recent_receipts(connection))


def pieces_on_hand(connection: Connection, sku_ids: Sequence[int]) -> dict[int, int]:
    """Good pieces by SKU, for those that were ever counted; never below 0."""
    found: dict[int, int] = {}
    for chunk in sorted_chunks(sku_ids):
        columns = select(_stock.c.sku_id, _stock.c.on_hand)
        rows = connection.execute(columns.where(_stock.c.sku_id.in_(chunk)))
        found.update((row.sku_id, max(row.on_hand, 0)) for row in rows)
    return found


def recent_receipts(connection: Connection, limit: int = 30) -> tuple[tuple[int, str], ...]:
    """(id, what it is called) of the latest arrivals, newest first."""
    statement = (
        select(_receipts.c.id, _receipts.c.number, _suppliers.c.name, _receipts.c.received_on)
        .join_from(_receipts, _purchases, _purchases.c.id == _receipts.c.purchase_id)
        .join(_suppliers, _suppliers.c.id == _purchases.c.supplier_id)
        .order_by(_receipts.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(statement)
    return tuple((row.id, " · ".join((row.number, row.name, formatting.day(row.received_on)))) for row in rows)


def received(connection: Connection, receipt_id: int) -> dict[int, int]:
    """Good pieces of each SKU that arrived, in the order of the receipt."""
    statement = select(_receipt_lines.c.sku_id, _receipt_lines.c.good).where(_receipt_lines.c.receipt_id == receipt_id)
    found: dict[int, int] = {}
    for sku_id, good in connection.execute(statement.order_by(_receipt_lines.c.id)):
        found[sku_id] = found.get(sku_id, 0) + good
    return found


def received_labels(connection: Connection, receipt_id: int) -> tuple[tuple[Label, ...], dict[int, int]]:
    """The labels of what arrived, and how many of each."""
    copies = received(connection, receipt_id)
    return labels(connection, list(copies)), copies
