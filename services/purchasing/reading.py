"""Reads for the purchase form: what a chosen product is called and costs there, and lines pasted from a table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, or_, select

from models.catalog import Barcode, Product, Sku, SupplierItem
from services import formatting, settings, text
from services.written_numbers import PLAIN_FORMS, parse_count

_skus = Sku.table()
_products = Product.table()
_items = SupplierItem.table()
_barcodes = Barcode.table()


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line as the form shows it; `price_minor` is for a piece.

    Prices of the catalogue are in the shop's currency, pasted ones in that of the purchase.
    """

    sku_id: int | None
    code: str
    title: str
    variant: str | None = None
    supplier_code: str | None = None
    quantity: int = 1
    price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PastedLines:
    """What was understood of a pasted table, and the rows that were not (number, what stood there)."""

    lines: tuple[FormLine, ...]
    refused: tuple[tuple[int, str], ...]


def form_line(connection: Connection, sku_id: int, supplier_id: int | None) -> FormLine | None:
    """A SKU as this supplier sells it, at least the pieces they sell; None where it is gone."""
    statement = (
        select(
            _skus.c.code, _products.c.title, _skus.c.variant, _skus.c.cost_minor,
            _items.c.code.label("supplier_code"), _items.c.price_minor, _items.c.minimum,
        )
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .outerjoin(_items, (_items.c.sku_id == _skus.c.id) & (_items.c.supplier_id == supplier_id))
        .where(_skus.c.id == sku_id)
    )  # fmt: skip
    row = connection.execute(statement).first()
    if row is None:
        return None
    price = row.cost_minor if row.price_minor is None else row.price_minor
    return FormLine(sku_id, row.code, row.title, row.variant, row.supplier_code, row.minimum or 1, price)


def read_pasted(connection: Connection, pasted: str, supplier_id: int | None, currency: str) -> PastedLines:
    """Lines copied from a spreadsheet: code or name first, then pieces, then the price of a piece.

    Prices are in `currency`. A row without pieces buys one. Codes are our own, barcodes, or the
    supplier's; what no product answers to stays as a name and can be linked later. Headings are
    left out.
    """
    is_own = currency == settings.read(connection, settings.CURRENCY)
    lines, refused = [], []
    for number, row in enumerate(pasted.splitlines(), start=1):
        cells = [cell.strip() for cell in row.split("\t")]
        if not any(cells):
            continue
        numbers = [(place, _pieces(cell)) for place, cell in enumerate(cells[1:], start=1)]
        place, pieces = next(((place, found) for place, found in numbers if found is not None), (0, None))
        if not cells[0] or (pieces is None and any(cells[1:])):
            if number > 1:
                refused.append((number, " ".join(cell for cell in cells if cell)))
            continue
        prices = [formatting.parse_amount(cell, currency) for cell in cells[place + 1 :] if cell] if place else []
        price = next((one for one in prices if one is not None and one >= 0), None)
        names = [cell for cell in cells[1:place] if cell] if place else []
        line = _line(connection, cells[0], names, pieces or 1, price, supplier_id)
        lines.append(line if is_own or price is not None else replace(line, price_minor=None))
    return PastedLines(tuple(lines), tuple(refused))


def _line(
    connection: Connection, first: str, names: list[str], pieces: int, price: int | None, supplier_id: int | None
) -> FormLine:
    sku_id = sku_of(connection, first, supplier_id)
    known = form_line(connection, sku_id, supplier_id) if sku_id is not None else None
    if known is None:
        title = names[0] if names else first
        return FormLine(None, "", title, None, first if names else None, pieces, price)
    paid = known.price_minor if price is None else price
    return FormLine(known.sku_id, known.code, known.title, known.variant, known.supplier_code, pieces, paid)


def sku_of(connection: Connection, code: str, supplier_id: int | None = None) -> int | None:
    """The SKU of our code, a barcode, or this supplier's code; None where there is none."""
    wanted = text.key(code)
    ours = select(_skus.c.id).where(or_(_skus.c.code_key == wanted, _skus.c.barcode == code.strip()))
    scanned = select(_barcodes.c.sku_id).where(_barcodes.c.code_key == wanted)
    theirs = select(_items.c.sku_id).where(_items.c.code_key == wanted, _items.c.supplier_id == supplier_id)
    for statement in (ours, scanned, theirs):
        found: int | None = connection.execute(statement.limit(1)).scalar()
        if found is not None:
            return found
    return None


def _pieces(cell: str) -> int | None:
    return None if "." in cell.translate(PLAIN_FORMS) else parse_count(cell, least=1)  # "12.00" is a price
