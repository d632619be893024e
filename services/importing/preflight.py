"""What a file really is, told from its bytes, and whether it is safe to hand to a reader.

The extension is never trusted: platforms call HTML pages and text files ``.xls``. Zip
containers are looked through before any workbook reader sees them, because a two-kilobyte
workbook can ask for gigabytes. Measured limits, with their reasons, are the constants below.
"""

from __future__ import annotations

import errno
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from services.i18n import N_
from services.importing.errors import (
    FileDamaged,
    FileEmpty,
    FileHostile,
    FileLocked,
    FileMissing,
    FileNotData,
    FileTooBig,
)
from services.messages import Message, message

MAX_WORKBOOK = 50 << 20
MAX_TEXT = 200 << 20
MAX_UNPACKED = 400 << 20
MAX_PART = 300 << 20
MAX_PARTS = 2000
MAX_RATIO = 150  # the highest of harmless workbooks seen is 68:1
_CHUNK = 1 << 18

# what zipfile raises over a directory or a part that makes no sense; UnicodeDecodeError is a ValueError
ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAR_CELL = re.compile(rb'\br="(?:([A-Z]{3,}\d+|[A-Z]{1,2}\d{7,})|\d{7,})"')
_MAYBE_FAR = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]{0,2}\d{7})')  # begins with letters to look for, so it is fast
_CELL_REF = re.compile(rb"([A-Z]+)(\d+)")
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,2}\d{1,6})"[^>]*>(?:(?!</(?:\w+:)?c>).){0,400}?<(?:\w+:)?v>(#[^<]{1,12})<',
    re.DOTALL,
)
_NO_VALUE = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>")
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_NEVER_READ = ("customxml/",)  # notes of other programs, in any encoding; no reader opens them
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)
_KNOWN_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"SQLite format 3",
    b"\x7fELF",
)


class Container(StrEnum):
    """How the bytes of a file are put together."""

    ZIP_WORKBOOK = "zip_workbook"
    OLE_WORKBOOK = "ole_workbook"
    HTML = "html"
    XML_WORKBOOK = "xml_workbook"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Preflight:
    """The container, and what the look through a workbook's parts found.

    `errors` maps a sheet part to its cells that hold an Excel error (``B7`` → ``#N/A``);
    `without_value` counts formulas nobody has calculated yet.
    """

    container: Container
    errors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    without_value: int = 0


def preflight(path: Path) -> Preflight:
    """Look at the file without loading it; raises the `FileProblem` that keeps it from being read."""
    name = path.name
    if not path.is_file():
        raise FileMissing(file=name)
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty(file=name)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE)):
        _check_size(name, size, MAX_WORKBOOK)
        return Preflight(Container.OLE_WORKBOOK) if head.startswith(_OLE) else _look_through_zip(path)
    _check_size(name, size, MAX_TEXT)
    if head.startswith(_KNOWN_BINARY):
        raise FileNotData(file=name)
    return Preflight(_text_container(name, head))


def _check_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise FileTooBig(
            file=name, reason=message(N_("{size} MB, the limit is {limit} MB"), size=size >> 20, limit=limit >> 20)
        )


def _text_container(name: str, head: bytes) -> Container:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.replace(b"\0", b"") if wide else head
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<?xml", b"<Workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text or b"Excel.Sheet" in text:
            return Container.XML_WORKBOOK
        if not _HTML.search(text):
            raise FileNotData(file=name)
    if start.startswith(b"<") and _HTML.search(text):
        return Container.HTML
    if b"\0" in head and not wide:
        raise FileNotData(file=name)
    return Container.TEXT


def _look_through_zip(path: Path) -> Preflight:
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = checked_names(name, parts)
            if any(part.flag_bits & 1 for part in parts):
                raise FileLocked(file=name)
            check_unpacked(name, parts)
            if not is_workbook(names):
                raise FileNotData(file=name)
            errors: dict[str, Mapping[str, str]] = {}
            without_value = 0
            for part in parts:
                inner = part.filename.replace("\\", "/").lower()
                if inner.endswith((".xml", ".rels", ".vml")) and not inner.startswith(_NEVER_READ):
                    found, missing = _scan_part(name, archive, part)
                    without_value += missing
                    if found:
                        errors[part.filename.replace("\\", "/")] = found
            return Preflight(Container.ZIP_WORKBOOK, errors, without_value)
    except ZIP_DAMAGE as error:
        raise FileDamaged(file=name) from error
    except OSError as error:
        if is_of_content(error):
            raise FileDamaged(file=name) from error
        raise


def is_of_content(error: OSError) -> bool:
    """Whether the archive's content is broken and not the disk it lies on.

    Such are an offset before the start of the file, and what bzip2 cannot read, which has no number of the system's.
    """
    return error.errno in (errno.EINVAL, None)


def checked_names(file: str, parts: list[zipfile.ZipInfo]) -> set[str]:
    """The names of an archive's parts, small; raises where there are too many, or one leads out of the archive."""
    if len(parts) > MAX_PARTS:
        raise _hostile(file, message(N_("{count} parts"), count=len(parts)))
    names: set[str] = set()
    for part in parts:
        inner = part.filename.replace("\\", "/")
        if inner.startswith("/") or ".." in inner.split("/") or ":" in inner:
            raise _hostile(file, message(N_("an unsafe name inside")))
        if inner.lower() in names:
            raise _hostile(file, message(N_("the same part twice")))
        names.add(inner.lower())
    return names


def check_unpacked(file: str, parts: list[zipfile.ZipInfo]) -> None:
    """Raises when the parts of an archive say that they unpack to more than a table needs."""
    for part in parts:
        if part.file_size > (1 << 20) and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise _hostile(file, message(N_("one part unpacks to {size} MB"), size=part.file_size >> 20))
        if part.file_size > MAX_PART:
            raise FileTooBig(file=file, reason=message(N_("one part unpacks to {size} MB"), size=part.file_size >> 20))
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise FileTooBig(file=file, reason=message(N_("it unpacks to {size} MB"), size=total >> 20))


def is_workbook(names: set[str]) -> bool:
    """Whether an archive with parts of these (small) names is a workbook."""
    if {"xl/workbook.xml", "xl/workbook.bin"} & names:
        return True
    if "content.xml" in names and "mimetype" in names:
        return True
    return "[content_types].xml" in names and not any(inner.startswith(("word/", "ppt/")) for inner in names)


def _scan_part(file: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[dict[str, str], int]:
    """Refuse declarations and addresses that blow up a reader; collect the error cells of a sheet."""
    is_sheet = _SHEET_PART.fullmatch(part.filename.replace("\\", "/")) is not None
    errors: dict[str, str] = {}
    without_value = done = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if done == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:200]):
                raise _hostile(file, message(N_("a part that is not UTF-8 text")))
            done += len(chunk)
            if done > MAX_PART:
                raise _hostile(file, message(N_("one part grows beyond {size} MB"), size=MAX_PART >> 20))
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise _hostile(file, message(N_("entity declarations inside")))
            if is_sheet:
                _refuse_far_cells(file, text)
                if b't="e"' in text:
                    errors.update(
                        (ref.decode(), shown.decode("ascii", "replace")) for ref, shown in _ERROR_CELL.findall(text)
                    )
                if b"f>" in text:
                    without_value += len(_NO_VALUE.findall(text)) - len(_NO_VALUE.findall(tail))
            tail = text[-600:]
    return errors, without_value


def _refuse_far_cells(file: str, text: bytes) -> None:
    found = _FAR_CELL.search(text) if _MAYBE_FAR.search(text) else None
    if found is None:
        return
    address = found.group(1) or found.group()
    ref = _CELL_REF.fullmatch(address)
    shown = message(N_("a cell at {address}"), address=address.decode("ascii", "replace"))
    if ref and (len(ref.group(1)) > 3 or int(ref.group(2)) > 1_048_576):
        raise _hostile(file, shown)
    raise FileTooBig(file=file, reason=shown)


def _hostile(file: str, reason: Message) -> FileHostile:
    return FileHostile(file=file, reason=reason)
