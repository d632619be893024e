"""Products as the program's own workbook, which an import reads back unchanged; pictures are for people to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, select

from models.catalog import Picture, Sku
from services import settings
from services.business_day import shop_today
from services.catalog import flat
from services.catalog.custom_fields import CustomField, FieldKind, custom_fields
from services.catalog.gallery import main_pictures
from services.catalog.pictures import SMALL, folder_for, thumbnail
from services.catalog.product_table import product_table
from services.exporting.writer import Cell, OutColumn, PictureCell, table_file
from services.i18n import N_, translate
from services.kernel.table_query import TableRequest, stored_rows
from services.kernel.tasks import Task
from services.round_trip.layout import Field, cell_of, layout_of, out_columns

_skus = Sku.table()
_CHUNK = 500
# What it is first, then money, then what it is made of and where it comes from.
_COLUMNS = (
    "code", "title", "variant", "barcode", "category", "tags", "unit", "price", "min_price", "cost", "shelf",
    "weight_g", "length_mm", "width_mm", "height_mm", "options", "more_barcodes", "parts",
    "supplier", "supplier_code", "supplier_price", "lead_days", "pack_size", "minimum", "more_suppliers",
    "channel_codes", "listings", "archived", "note",
)  # fmt: skip
_PICTURE_WIDTH = 13


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of one export: those of the format, the shop's own, and where pictures lie if they are wanted."""

    fields: Sequence[Field]
    own: Sequence[CustomField]
    pictures: Path | None

    def columns(self) -> list[OutColumn]:
        """The headings."""
        shown = [OutColumn(translate(N_("Picture")), _PICTURE_WIDTH)] if self.pictures is not None else []
        return [*out_columns(self.fields), *(OutColumn(field.name, 16) for field in self.own), *shown]


def export_products(
    connection: Connection,
    out: Path,
    *,
    request: TableRequest | None = None,
    with_pictures: bool = True,
    task: Task | None = None,
) -> int:
    """Write the SKUs a list shows, by code; without a `request` every SKU, archived ones too. Returns the rows.

    A workbook shows each SKU's picture, where there is one; CSV has no room for it.
    """
    job = task or Task()
    layout = _layout(connection, with_pictures and out.suffix.lower() == ".xlsx")
    currency = settings.read(connection, settings.CURRENCY)
    total = int(connection.execute(select(func.count()).select_from(_skus)).scalar_one())
    rows = 0
    with table_file(out, layout.columns()) as add:
        for ids in _id_chunks(connection, request):
            found = flat.flat_rows(connection, ids, layout.own)
            shown = main_pictures(connection, ids) if layout.pictures is not None else {}
            for number in ids:
                cells = _cells(found[number], layout, currency)
                if layout.pictures is not None:
                    kept = shown.get(number)
                    made = kept and thumbnail(layout.pictures, kept.sha256, kept.suffix, SMALL)
                    cells.append(PictureCell(made) if made else None)
                add(cells)
            rows += len(ids)
            job.checkpoint(rows, total)
    return rows


def _layout(connection: Connection, with_pictures: bool) -> _Layout:
    _spec, fields = layout_of("zhanggui.products", _COLUMNS)
    has_any = with_pictures and connection.execute(select(Picture.table().c.id).limit(1)).first() is not None
    return _Layout(fields, custom_fields(connection), folder_for(connection) if has_any else None)


def _id_chunks(connection: Connection, request: TableRequest | None) -> Iterator[list[int]]:
    """The ids of the SKUs to be written, by code."""
    table = product_table(shop_today(connection))
    wanted = table.condition(request) if request is not None else None
    last = ""
    while True:
        condition = (_skus.c.code_key > last) if wanted is None else and_(_skus.c.code_key > last, wanted)
        statement = select(_skus.c.id, _skus.c.code_key).select_from(table.source([condition])).where(condition)
        rows = stored_rows(connection, statement.order_by(_skus.c.code_key).limit(_CHUNK))
        if not rows:
            return
        last = rows[-1][1]
        yield [row[0] for row in rows]


def _cells(row: Mapping[str, Any], layout: _Layout, currency: str) -> list[Cell | PictureCell]:
    cells: list[Cell | PictureCell] = [cell_of(field, row[field.column], currency) for field in layout.fields]
    return [*cells, *(_own_cell(field, row[flat.CUSTOM + field.key]) for field in layout.own)]


def _own_cell(field: CustomField, value: Any) -> Cell:
    if value is None:
        return None
    if field.kind in (FieldKind.NUMBER, FieldKind.FLAG):
        return int(value)
    return str(value)
