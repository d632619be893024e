"""Any file → its tables as text. Runs in the child process; nothing here trusts the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.importing.errors import FileEmpty
from services.importing.preflight import Container, preflight
from services.importing.read_markup import read_html, read_xml_workbook
from services.importing.read_text import read_text_table
from services.importing.read_workbook import read_workbook
from services.importing.sheets import Sheet


def read_sheets(path: Path, encodings: Sequence[str] = ()) -> list[Sheet]:
    """The filled tables of a file, chosen by its content and not by its name. Raises a `FileProblem`."""
    found = preflight(path)
    match found.container:
        case Container.TEXT:
            sheets = [read_text_table(path, encodings)]
        case Container.HTML:
            sheets = read_html(path)
        case Container.XML_WORKBOOK:
            sheets = read_xml_workbook(path)
        case _:
            sheets = read_workbook(path, found)
    filled = [sheet for sheet in sheets if not sheet.is_blank()]
    if not filled:
        raise FileEmpty(file=path.name)
    return filled
