"""Tables in HTML pages and in Excel 2003 XML, both of which platforms like to call ``.xls``."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from services.i18n import N_
from services.importing.errors import FileDamaged, FileHostile, FileNotData
from services.importing.read_text import decode
from services.importing.sheets import Sheet, cell_text, number_text
from services.messages import message

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MAX_COLUMNS = 1024


def read_html(path: Path) -> list[Sheet]:
    """Every table of the page that has a filled cell, as one sheet each."""
    text, encoding, warnings = decode(path, _declared(path))
    collector = _Tables()
    collector.feed(text)
    collector.close()
    sheets = [
        Sheet(str(number), rows, encoding=encoding, warnings=warnings)
        for number, rows in enumerate(collector.tables, start=1)
        if any(cell.strip() for row in rows for cell in row)
    ]
    if not sheets:
        raise FileNotData(file=path.name)
    return sheets


def _declared(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(4096))
    if found is None:
        return ()
    name = found.group(1).decode("ascii").lower()
    name = "gb18030" if name in ("gbk", "gb2312") else name
    try:
        codecs.lookup(name)
    except LookupError:
        return ()
    # a page saved as UTF-8 by a tool that left the old declaration must still be read as UTF-8
    return () if name == "utf-8" else ("utf-8", name)


class _Tables(HTMLParser):
    """Collects the rows of top-level tables; the text of an inner table belongs to its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _MAX_COLUMNS) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None or not self.tables:
            return
        if not self.tables[-1]:
            self.tables[-1].append([])
        lines = ("".join(self._cell)).split("\n")
        self.tables[-1][-1].append("\n".join(line for line in (" ".join(part.split()) for part in lines) if line))
        self.tables[-1][-1].extend([""] * (self._span - 1))
        self._cell = None


def read_xml_workbook(path: Path) -> list[Sheet]:
    """The worksheets of an Excel 2003 XML file; declarations of entities are refused."""
    data = path.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:200]:
        raise FileHostile(file=path.name, reason=message(N_("entity declarations inside")))
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise FileDamaged(file=path.name) from error
    sheets = []
    for number, worksheet in enumerate(root.iter(f"{_SS}Worksheet"), start=1):
        rows: list[list[str]] = []
        for row in worksheet.iter(f"{_SS}Row"):
            _pad(rows, _index(row) - 1, [])
            rows.append(_xml_row(row))
        hidden = any(
            (found.text or "").startswith("SheetHidden") for found in worksheet.iter() if found.tag.endswith("}Visible")
        )
        sheets.append(Sheet(worksheet.get(f"{_SS}Name") or str(number), rows, hidden=hidden))
    if not sheets:
        raise FileNotData(file=path.name)
    return sheets


def _xml_row(row: ElementTree.Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SS}Cell"):
        index = min(_index(cell), _MAX_COLUMNS)
        cells.extend([""] * (index - 1 - len(cells)))
        data = cell.find(f"{_SS}Data")
        text = "".join(data.itertext()) if data is not None else ""
        kind = data.get(f"{_SS}Type") if data is not None else None
        if kind == "Number":
            text = _number(text)
        elif kind == "DateTime":
            text = text.replace("T", " ").split(".")[0]
        cells.append(text)
    return cells


def _number(text: str) -> str:
    if text.lstrip("-").isdecimal():
        return number_text(text)
    try:
        return cell_text(float(text))
    except ValueError:
        return text


def _index(element: ElementTree.Element) -> int:
    text = element.get(f"{_SS}Index") or "0"
    return min(int(text), 1_048_576) if text.isdecimal() else 0


def _pad(rows: list[list[str]], length: int, filler: list[str]) -> None:
    rows.extend([list(filler) for _ in range(length - len(rows))])
