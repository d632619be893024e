"""Ship files: the tracking numbers as each platform's back-end wants to read them.

Where the person hands over the platform's own empty template, its columns for order number,
courier and tracking number are found by name and filled, and everything else in it stays as
it is. Otherwise a plain file of these three columns is written. Numbers are always text.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from services import i18n, paths, text
from services.errors import CannotWrite, TemplateProblem
from services.exporting.cells import safe_csv_text
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook, zip_target
from services.fulfilment.queries import Shipment
from services.i18n import N_
from services.importing.preflight import ZIP_DAMAGE
from services.messages import message

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_HEADER_ROWS = 20
_MOST_UNPACKED = 10 << 20  # filling such a one takes 8 seconds and 130 MB; empty templates have a hundredth of it
_FIELDS = ("order_no", "courier", "tracking_no")

_NONSENSE = (KeyError, IndexError, TypeError, AttributeError, ParseError)  # what a foreign workbook comes to inside


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    with (paths.resources() / "ship_files.toml").open("rb") as file:
        return tomllib.load(file)


def write_ship_file(shipments: Sequence[Shipment], out: Path, *, template: Path | None = None) -> int:
    """Write the shipments to an .xlsx or .csv file, or into a copy of the platform's template. Returns the rows."""
    if template is not None:
        fill_template(shipments, template, template.name, out)
    elif out.suffix.lower() == ".csv":
        _write_csv(shipments, out)
    elif out.suffix.lower() == ".xlsx":
        _write_xlsx(shipments, out)
    else:
        raise CannotWrite(path=str(out), reason=message(N_("the name must end in .xlsx or .csv")))
    return len(shipments)


def layout_words() -> Mapping[str, Any]:
    """The layouts of the platforms, as `resources/ship_files.toml` has them."""
    found: Mapping[str, Any] = _words()["layout"]
    return found


def heading_of(field: str) -> str:
    """What a column of a plain ship file is called, in the language that is on."""
    return str(_words()[f"heading_{field}"][i18n.language()])


def _headings() -> list[str]:
    return [heading_of(name) for name in _FIELDS]


def _values(shipment: Shipment) -> tuple[str, str, str]:
    return shipment.order_no, shipment.courier, shipment.tracking_no


def _write_csv(shipments: Sequence[Shipment], out: Path) -> None:
    with replacing(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_headings())
        writer.writerows(map(safe_csv_text, _values(shipment)) for shipment in shipments)


def _write_xlsx(shipments: Sequence[Shipment], out: Path) -> None:
    with replacing(out) as part, new_workbook(part) as book:
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        sheet.set_column(0, 2, 24, as_text)
        for row, values in enumerate([_headings(), *map(_values, shipments)]):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value, as_text)


def fill_template(shipments: Sequence[Shipment], template: Path | IO[bytes], name: str, out: Path) -> None:
    """Write a copy of the platform's empty workbook, called `name`, with the shipments in its own columns."""
    import openpyxl  # on first use: it and what it brings take a third of a second to load
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ZipFile(template) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            raise TemplateProblem(file=name, reason=message(N_("it is larger than an empty template can be")))
        book = openpyxl.load_workbook(template)
    except (*ZIP_DAMAGE, *_NONSENSE, OSError, InvalidFileException) as error:
        raise TemplateProblem(file=name, reason=message(N_("it is not an .xlsx workbook"))) from error
    sheet, header_row, columns = _find_columns(book.worksheets, name)
    first = header_row + 1
    for row, shipment in enumerate(shipments, start=_first_free_row(sheet, first, columns)):
        for column, value in zip(columns, _values(shipment), strict=True):
            cell = sheet.cell(row, column)
            cell.value = value
            cell.data_type = "s"
            cell.number_format = "@"
    with replacing(out) as part, zip_target(part) as file:
        book.save(file)


def _find_columns(sheets: Sequence[Worksheet], template: str) -> tuple[Worksheet, int, list[int]]:
    aliases = [{text.key(word) for word in _words()["columns"][name]} for name in _FIELDS]
    for sheet in sheets:
        for row in range(1, min(sheet.max_row, _HEADER_ROWS) + 1):
            found = {
                _heading_key(sheet.cell(row, column).value): column
                for column in range(1, min(sheet.max_column, 200) + 1)
            }
            columns = [next((found[key] for key in found if key in known), None) for known in aliases]
            if all(column is not None for column in columns):
                return sheet, row, [column for column in columns if column is not None]
    names = tuple(_words()["columns"][name][0] for name in _FIELDS)
    raise TemplateProblem(
        file=template, reason=message(N_("no header row with the columns {names} was found"), names=names)
    )


def _heading_key(value: object) -> str:
    """A heading without its remarks: asterisks and bracketed hints such as "(required)"."""
    plain = text.key(str(value or "")).replace("*", "")
    return plain.split("(")[0]


def _first_free_row(sheet: Worksheet, first: int, columns: Sequence[int]) -> int:
    row = first
    while any(sheet.cell(row, column).value not in (None, "") for column in columns):
        row += 1
    return row
