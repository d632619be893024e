"""Workbooks: xlsx, xlsm, xlsb, xls, et and ods, through calamine, with openpyxl for what calamine refuses."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from services.i18n import N_, NN_
from services.importing.errors import FileDamaged, FileLocked, FileNotData
from services.importing.preflight import Preflight
from services.importing.sheets import CellTexts, FileWarning, Sheet, cell_text
from services.messages import message, plural_message

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_ROW_LIMITS = (65_536, 1_048_576)


def read_workbook(path: Path, found: Preflight) -> list[Sheet]:
    """Every worksheet with its rows; Excel errors stand in their cells as text. Raises a `FileProblem`."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [
            _sheet(workbook.get_sheet_by_name(meta.name), meta.name, meta.visible != SheetVisibleEnum.Visible)
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError as error:
        raise FileLocked(file=path.name) from error
    except (CalamineError, OSError, ValueError) as error:
        if "Unrecognized sheet" in str(error):
            sheets = _with_openpyxl(path)
        elif "orkbook" in str(error) and "not found" in str(error):
            raise FileNotData(file=path.name) from error
        else:
            raise FileDamaged(file=path.name) from error
    except BaseException as error:
        if (
            type(error).__name__ == "PanicException"
        ):  # how calamine's native code fails on nonsense; it has no base to import
            raise FileDamaged(file=path.name) from error
        raise
    if found.errors:
        _put_errors(path, sheets, found.errors)
    if found.without_value and sheets:
        forms = NN_(
            "{count} formula has no stored result. Open the file in Excel or WPS and save it once.",
            "{count} formulas have no stored result. Open the file in Excel or WPS and save it once.",
        )
        warning = FileWarning("formula_without_value", found.without_value, plural_message(forms, found.without_value))
        sheets[0].warnings.append(warning)
    return sheets


def _sheet(sheet: CalamineSheet, name: str, hidden: bool) -> Sheet:
    texts = CellTexts()
    # Row by row, so that a sheet is never in memory twice; empty columns at the left are not in these rows.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows = [
        before + [value if value.__class__ is str else texts[value.__class__, value] for value in row]
        for row in sheet.iter_rows()
    ]
    found = Sheet(name, rows, hidden=hidden)
    if len(rows) in _ROW_LIMITS:
        text = message(
            N_("The sheet ends exactly at the last possible row ({rows}); the export was probably cut off."),
            rows=len(rows),
        )
        found.warnings.append(FileWarning("row_limit", 1, text))
    return found


def _with_openpyxl(path: Path) -> list[Sheet]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl drops (charts, extensions) is nothing we read
            workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            return [
                Sheet(
                    sheet.title,
                    [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)],
                    hidden=sheet.sheet_state != "visible",
                )
                for sheet in workbook.worksheets
            ]
        finally:
            workbook.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        ElementTree.ParseError,
    ) as error:
        raise FileDamaged(file=path.name) from error


def _put_errors(path: Path, sheets: list[Sheet], errors: Mapping[str, Mapping[str, str]]) -> None:
    """calamine gives error cells as empty; put the error's text back so that it is seen."""
    names = _sheet_names(path)
    for part, cells in errors.items():
        sheet = next((one for one in sheets if one.name == names.get(part.lower())), None)
        for address, shown in cells.items():
            ref = _ADDRESS.fullmatch(address)
            if sheet is None or ref is None:
                continue
            row, column = int(ref.group(2)) - 1, _column(ref.group(1))
            if row < len(sheet.rows) and column < len(sheet.rows[row]) and not sheet.rows[row][column]:
                sheet.rows[row][column] = shown
        if sheet is not None:
            forms = NN_(
                "{count} cell holds an Excel error such as #N/A.", "{count} cells hold an Excel error such as #N/A."
            )
            sheet.warnings.append(FileWarning("error_cells", len(cells), plural_message(forms, len(cells))))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _sheet_names(path: Path) -> dict[str, str]:
    """Sheet part (small letters) → sheet name, from the workbook's own list."""
    try:
        with zipfile.ZipFile(path) as archive:
            # entity declarations were refused by the preflight
            workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): link.get("Target") or "" for link in links}
    names: dict[str, str] = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            names[part.lower()] = sheet.get("name") or ""
    return names
