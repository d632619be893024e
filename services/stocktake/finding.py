"""Which SKU a scanned or typed code means."""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.catalog import Barcode, Sku
from services import text

_skus = Sku.table()
_barcodes = Barcode.table()


def sku_of_code(connection: Connection, typed: str) -> int | None:
    """The SKU with this code or barcode, archived ones too; None where there is none."""
    key = text.key(typed)
    if not key:
        return None
    found = connection.execute(select(_skus.c.id).where(_skus.c.code_key == key)).scalar()
    if found is None:
        found = connection.execute(select(_barcodes.c.sku_id).where(_barcodes.c.code_key == key)).scalar()
    return found
