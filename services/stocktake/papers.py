"""What stands on a count sheet, and the same as a workbook that is filled in and read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from services import clock, formatting, settings
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.fulfilment.papers import walking_key
from services.i18n import N_, translate
from services.messages import render
from services.stocktake.listing import rows_of
from services.stocktake.queries import stocktake
from services.stocktake.words import STATES

NUMBER, CODE, LOT, COUNTED, COUNTED_AT, NOTE = (
    N_("Stocktake"), N_("Code"), N_("Lot"), N_("Counted"), N_("Counted at"), N_("Note"),
)  # fmt: skip
_KEYS = ("code", "title", "variant", "shelf", "barcode", "lot", "quantity", "counted_at", "note")


@dataclass(frozen=True, slots=True)
class CountSheetLine:
    """One box to fill in."""

    shelf: str
    code: str
    barcode: str
    title: str
    variant: str
    lot: str


@dataclass(frozen=True, slots=True)
class CountSheet:
    """Everything to be counted, in walking order. What the books expect is not on it, so that nobody copies it."""

    number: str
    shop_name: str
    scope: str
    place: str
    printed_at: datetime
    zone: str
    lines: tuple[CountSheetLine, ...]


def count_sheet(connection: Connection, stocktake_id: int, *, uncounted_only: bool = False) -> CountSheet:
    """The count sheet of a stocktake, or only of what nobody counted yet."""
    taken = stocktake(connection, stocktake_id)
    rows = _in_walking_order(connection, stocktake_id)
    lines = tuple(
        CountSheetLine(*(row[key] or "" for key in ("shelf", "code", "barcode", "title", "variant", "lot")))
        for row in rows
        if row["quantity"] is None or not uncounted_only
    )
    name = settings.read(connection, settings.SHOP_NAME)
    return CountSheet(taken.number, name, render(taken.scope), taken.place, clock.now(), taken.zone, lines)


def export_count_sheet(connection: Connection, stocktake_id: int, out: Path) -> int:
    """Write the lines to a workbook with an empty column for the counts; returns how many lines.

    What is counted already stands in it, so that the file is the count as well as the sheet.
    """
    taken = stocktake(connection, stocktake_id)
    rows = _in_walking_order(connection, stocktake_id)
    with table_file(out, _columns()) as add:
        for row in rows:
            add(_cells(taken.number, row, taken.zone))
    return len(rows)


_RESULT = ("code", "title", "variant", "shelf", "lot", "state", "expected", "quantity", "difference", "value")


def export_result(connection: Connection, stocktake_id: int, out: Path) -> int:
    """Write what was expected, counted and different to a workbook, with what it is worth; returns how many lines."""
    taken = stocktake(connection, stocktake_id)
    rows = rows_of(connection, stocktake_id, (*_RESULT, "counted_at", "counter", "note"))
    rows.sort(key=lambda row: walking_key(row["shelf"] or "", row["code"]))
    headings = (
        (N_("Stocktake"), 18), (N_("Code"), 22), (N_("Product"), 30), (N_("Variant"), 18), (N_("Shelf"), 10),
        (N_("Lot"), 14), (N_("State"), 16), (N_("Expected"), 10), (N_("Counted"), 10), (N_("Difference"), 10),
        (N_("Worth"), 12), (N_("Counted at"), 20), (N_("Counted by"), 14), (N_("Note"), 30),
    )  # fmt: skip
    with table_file(out, [OutColumn(translate(heading), width) for heading, width in headings]) as add:
        for row in rows:
            row["state"] = translate(STATES[row["state"]])
            row["value"] = amount_cell(row["value"], taken.currency)
            row["counted_at"] = _moment(row["counted_at"], taken.zone)
            add([taken.number, *(row[key] for key in (*_RESULT, "counted_at", "counter", "note"))])
    return len(rows)


def _in_walking_order(connection: Connection, stocktake_id: int) -> list[dict[str, Any]]:
    rows = rows_of(connection, stocktake_id, _KEYS)
    return sorted(rows, key=lambda row: (*walking_key(row["shelf"] or "", row["code"]), row["lot"] or ""))


def _columns() -> list[OutColumn]:
    headings = (
        (NUMBER, 18), (N_("Shelf"), 10), (CODE, 22), (N_("Barcode"), 18), (N_("Product"), 34), (N_("Variant"), 18),
        (LOT, 14), (COUNTED, 10), (COUNTED_AT, 20), (NOTE, 30),
    )  # fmt: skip
    return [OutColumn(translate(heading), width) for heading, width in headings]


def _cells(number: str, row: dict[str, Any], zone: str) -> list[Cell]:
    values = [row[key] for key in ("shelf", "code", "barcode", "title", "variant", "lot", "quantity")]
    return [number, *values, _moment(row["counted_at"], zone), row["note"]]


def _moment(epoch_ms: int | None, zone: str) -> str | None:
    shown = formatting.iso_ms(epoch_ms, zone)
    return None if shown is None else shown.replace("T", " ")[:19]
