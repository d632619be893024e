"""What stands on a purchase order, and the same as a workbook for the supplier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from models.purchasing import Supplier
from services import clock, formatting, settings
from services.exporting.cells import amount_cell
from services.exporting.writer import OutColumn, table_file
from services.i18n import N_, translate
from services.purchasing.queries import PurchaseDetail, purchase_detail

_suppliers = Supplier.table()


@dataclass(frozen=True, slots=True)
class PurchasePaperLine:
    """One item. Amounts are written out; a price nobody knows is a dash."""

    code: str
    supplier_code: str
    title: str
    variant: str
    quantity: int
    price: str
    amount: str
    note: str


@dataclass(frozen=True, slots=True)
class PurchasePaper:
    """A purchase order as it goes to the supplier. `printed_at` is aware; `zone` is the shop's."""

    number: str
    external_no: str
    shop_name: str
    supplier: str
    contact: str
    phone: str
    address: str
    ordered_on: date | None
    expected_on: date | None
    printed_at: datetime
    zone: str
    currency: str
    lines: tuple[PurchasePaperLine, ...]
    pieces: int
    goods: str
    freight: str
    total: str
    note: str
    is_draft: bool


def purchase_paper(connection: Connection, purchase_id: int) -> PurchasePaper:
    """The purchase order of one purchase. Duty and other costs are ours and do not stand on it."""
    found = purchase_detail(connection, purchase_id)
    supplier = connection.execute(select(_suppliers).where(_suppliers.c.id == found.supplier_id)).one()
    goods = found.goods_minor
    total = None if goods is None else goods + found.freight_minor
    return PurchasePaper(
        number=found.number,
        external_no=found.external_no or "",
        shop_name=settings.read(connection, settings.SHOP_NAME),
        supplier=found.supplier,
        contact=supplier.contact or "",
        phone=supplier.phone or supplier.wechat or "",
        address=supplier.address or "",
        ordered_on=found.ordered_on,
        expected_on=found.expected_on,
        printed_at=clock.now(),
        zone=settings.read(connection, settings.ZONE),
        currency=found.currency,
        lines=tuple(_lines(found)),
        pieces=found.pieces,
        goods=formatting.money(goods, found.currency),
        freight=formatting.money(found.freight_minor, found.currency) if found.freight_minor else "",
        total=formatting.money(total, found.currency),
        note=found.note or "",
        is_draft=found.ordered_on is None,
    )


def export_purchase(connection: Connection, purchase_id: int, out: Path) -> int:
    """Write the purchase order to a workbook or CSV file; returns how many lines it has."""
    found = purchase_detail(connection, purchase_id)
    headings = (
        (N_("Purchase no."), 18), (N_("Supplier"), 24), (N_("Code"), 20), (N_("Supplier's code"), 20),
        (N_("Product"), 34), (N_("Variant"), 18), (N_("Pieces"), 10), (N_("Unit price"), 12), (N_("Amount"), 12),
        (N_("Currency"), 10), (N_("Note"), 24),
    )  # fmt: skip
    with table_file(out, [OutColumn(translate(heading), width) for heading, width in headings]) as add:
        for line in found.lines:
            amounts = (amount_cell(minor, found.currency) for minor in (line.price_minor, line.amount_minor))
            add([found.number, found.supplier, line.code, line.supplier_code, line.title, line.variant,
                 line.quantity, *amounts, found.currency, line.note])  # fmt: skip
    return len(found.lines)


def _lines(found: PurchaseDetail) -> list[PurchasePaperLine]:
    return [
        PurchasePaperLine(
            code=line.code or "",
            supplier_code=line.supplier_code or "",
            title=line.title,
            variant=line.variant or "",
            quantity=line.quantity,
            price=formatting.amount(line.price_minor, found.currency),
            amount=formatting.amount(line.amount_minor, found.currency),
            note=line.note or "",
        )
        for line in found.lines
    ]
