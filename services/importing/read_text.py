"""Text tables: which encoding, which delimiter, then rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from services.i18n import NN_
from services.importing.errors import FileDamaged, FileEmpty, FileNotData
from services.importing.sheets import FileWarning, Sheet
from services.messages import plural_message

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 1 << 16
_CONTROL = frozenset(map(chr, range(32))) - set("\t\r\n\x0b\x0c\x1a\x1c")
_HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")
_LETTER_AFTER_HIGH = re.compile(rb"[\x81-\xfe][\x40-\x7e]")
csv.field_size_limit(1 << 20)


def read_text_table(path: Path, encodings: Sequence[str] = ()) -> Sheet:
    """The table in a text file; `encodings` are tried before the usual order. Raises a `FileProblem`."""
    text, encoding, warnings = decode(path, encodings)
    if not text.strip():
        raise FileEmpty(file=path.name)
    if any(sign in _CONTROL for sign in text[:_SAMPLE]):
        raise FileNotData(file=path.name)
    delimiter, skip = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if _quotes_are_text(rows, delimiter):
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise FileDamaged(file=path.name) from error
    if skip:
        rows[0] = []
    if not any(sum(1 for cell in row if cell.strip()) >= 2 for row in rows):
        raise FileNotData(file=path.name)
    return Sheet("", rows, encoding=encoding, delimiter=delimiter, warnings=warnings)


def decode(path: Path, preferred: Sequence[str] = ()) -> tuple[str, str, list[FileWarning]]:
    """Text and encoding: byte order mark, then strict UTF-8, then GB18030, then the nearest of them, then Windows-1252.

    A file cut off inside a character loses that character and gets a warning.
    """
    data = path.read_bytes()
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded_or_damaged(path, data, encoding)
    for encoding in (*preferred, "utf-8", "gb18030"):
        if encoding == "gb18030" and _looks_western(data):
            continue
        try:
            return data.decode(encoding), encoding, []
        except UnicodeDecodeError as error:
            if error.start >= len(data) - 3 and error.start > 0:
                return data[: error.start].decode(encoding), encoding, [_cut_off()]
    return _nearest(path, data)


def _looks_western(data: bytes) -> bool:
    """Accented letters before plain ones: real Chinese text has pairs of high bytes, this has none."""
    return _LETTER_AFTER_HIGH.search(data) is not None and _HIGH_PAIR.search(data) is None


def _decoded_or_damaged(path: Path, data: bytes, encoding: str) -> tuple[str, str, list[FileWarning]]:
    try:
        return data.decode(encoding), encoding, []
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        if lost * 1000 > len(text) + 1000:
            raise FileDamaged(file=path.name) from error
        return text, encoding, [_unreadable(lost)]


def _nearest(path: Path, data: bytes) -> tuple[str, str, list[FileWarning]]:
    if _looks_western(data):
        return data.decode("cp1252", "replace"), "cp1252", []
    tries = [(data.decode(encoding, "replace"), encoding) for encoding in ("gb18030", "utf-8")]
    text, encoding = min(tries, key=lambda found: found[0].count("\ufffd"))
    lost = text.count("\ufffd")
    if lost * 1000 <= len(text):
        return text, encoding, [_unreadable(lost)]
    try:
        return data.decode("cp1252"), "cp1252", []
    except UnicodeDecodeError as error:
        raise FileNotData(file=path.name) from error


def _cut_off() -> FileWarning:
    forms = NN_(
        "The file ends in the middle of a character; it may be cut off.",
        "The file ends in the middle of a character; it may be cut off.",
    )
    return FileWarning("cut_off", 1, plural_message(forms, 1))


def _unreadable(count: int) -> FileWarning:
    forms = NN_("{count} character could not be read.", "{count} characters could not be read.")
    return FileWarning("unreadable_characters", count, plural_message(forms, count))


def _delimiter(text: str) -> tuple[str, bool]:
    """The delimiter, and whether the first line only names it (Excel's ``sep=;``)."""
    first = text[:10].lstrip("\ufeff").lower()
    if first.startswith("sep=") and len(first) > 4:
        return text.lstrip("\ufeff")[4], True
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    scores = {sign: _score(sample, sign) for sign in _DELIMITERS}
    best = max(scores, key=lambda sign: scores[sign])
    # a padded bank file has as many tabs as commas; the comma is the delimiter unless clearly beaten
    return ("," if scores[best] <= scores[","] * 1.2 else best), False


def _score(sample: str, sign: str) -> int:
    """How regularly the sample falls into several columns: columns gained x rows of that width."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row)
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _quotes_are_text(rows: list[list[str]], delimiter: str) -> bool:
    """A cell that swallowed whole rows of a tab file: there the quote was only an inch sign."""
    return delimiter == "\t" and any(cell.count("\n") > 2 and cell.count("\t") > 4 for row in rows for cell in row)
