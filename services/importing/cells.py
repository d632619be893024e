"""From the text of one cell to one value: every way a cell may be cleaned or read.

The functions are pure. They raise `CellProblem` with a stable code and a sentence when the
text is not what the column promises; nothing is ever guessed. The names a format file may
use for them are listed in `vocabulary`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from models.values import LARGEST_MINOR
from services.exporting.cells import BLANK, plain
from services.i18n import N_
from services.messages import Message, message
from services.written_numbers import PLAIN_FORMS, in_units, parse_decimal
from services.written_words import written_words

_PLAIN_MONEY = re.compile(r"-?\d{1,9}(?:\.\d{1,2})?", re.ASCII)
_LARGEST_COUNT = 10**9  # of pieces, visitors, days, grams, seconds, parts per million
_SIGNS = r"[A-Z]{0,3}[$€£¥]"
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_TIME = r"(?:[T ]\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
_DATE_SHAPES = {
    "ymd": re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})" + _TIME, re.ASCII),
    "mdy": re.compile(r"(?P<m>\d{1,2})([-/.])(?P<d>\d{1,2})\2(?P<y>\d{4}|\d{2})" + _TIME, re.ASCII),
    "dmy": re.compile(r"(?P<d>\d{1,2})([-/.])(?P<m>\d{1,2})\2(?P<y>\d{4}|\d{2})" + _TIME, re.ASCII),
}
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2}):?(\d{2}))?", re.ASCII)
_ZIP_AT_END = re.compile(r"\s*\((\d{6})\)$", re.ASCII)
_WEIGHT = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(kg|g)?", re.IGNORECASE | re.ASCII)


class CellProblem(Exception):
    """The text of a cell is not what its column promises; `code` is stable, `said` is the sentence."""

    def __init__(self, code: str, said: Message) -> None:
        self.code = code
        self.said = said
        super().__init__(code)


class LongNumber(str):
    """The text of a workbook's number cell with more than 15 digits: the last ones are lost."""

    __slots__ = ()


def narrow(text: str) -> str:
    """Full-width digits, letters and signs as the ASCII ones they stand for; any other text as it is."""
    if text.isascii():
        return text
    narrowed = text.translate(PLAIN_FORMS)
    return narrowed if narrowed.isascii() else text


def fold(text: str) -> str:
    """The form in which headers and status texts are compared: full-width, case and padding do not count."""
    folded = unicodedata.normalize("NFKC", plain(text)).strip("* \t")
    return " ".join(folded.split()).casefold()


# --- cleaners: text → text ---------------------------------------------------------------------


def no_prefix(text: str) -> str:
    """Without Taobao's ``No:`` before a tracking number."""
    return text[3:].strip(BLANK) if text[:3].lower() == "no:" else text


def one_line(text: str) -> str:
    """Line breaks become single spaces."""
    return " ".join(text.split())


def phone(text: str) -> str:
    """A phone number as a workbook's number cell may have left it, without ``.0`` and without +86."""
    text = narrow(text).removesuffix(".0")
    return re.sub(r"^\+?86[- ]?(?=1\d{10}$)", "", text)


def present(text: str) -> str:
    """``present`` for any text at all; for columns where only being filled says something."""
    return "present" if text else ""


def cash_on_delivery(text: str) -> str:
    """``cash_on_delivery`` for a joined fulfilment, payment and method of an order to be sent before it is paid."""
    fulfilment, payment, method = [*text.casefold().split("|"), "", ""][:3]
    is_cod = "cash on delivery" in method or method.strip("() ") == "cod"
    return "cash_on_delivery" if (fulfilment, payment) == ("unfulfilled", "pending") and is_cod else ""


def upper(text: str) -> str:
    """In capitals."""
    return text.upper()


# --- parsers: text → value ---------------------------------------------------------------------


def money(digits: int, decimal_mark: str, *, is_rounded: bool = False) -> Callable[[str], int]:
    """Reader of an amount in minor units with `digits` decimals; `decimal_mark` is ``.`` or ``,``.

    Any currency may stand at it: a file says elsewhere which one it is in, and ``$`` is the sign of a dozen. More
    decimals than the currency has are refused, or, where the format says so, rounded half away from zero.
    """
    scale: int = 10**digits

    def read(text: str) -> int:
        if digits == 2 and decimal_mark == "." and _PLAIN_MONEY.fullmatch(text):
            whole, _, part = text.partition(".")
            minor = int(whole.lstrip("-")) * scale + int((part + "00")[:2])
            return -minor if text[0] == "-" else minor
        number = amount_of(text, decimal_mark)
        units = rounded(number, digits) if is_rounded else in_units(number, digits)
        if units is None:
            said = N_("“{value}” has more decimals than the currency (at most {digits}).")
            raise CellProblem("not_money", message(said, value=text, digits=digits))
        return believable(units, text)

    return read


def amount_of(text: str, decimal_mark: str) -> Decimal:
    """The amount a text says, in units of its currency, exactly; `CellProblem` where it is none."""
    number = parse_decimal(text, names=_currencies(), mark=decimal_mark)
    if number is None:
        raise CellProblem("not_money", message(N_("“{value}” is not an amount of money."), value=text))
    return number


@cache
def _currencies() -> str:
    named = written_words()["money"]
    return "|".join((_SIGNS, *named["codes"], *named["yuan"]))


def rounded(number: Decimal | Fraction, digits: int) -> int:
    """A number in units of its last decimal, rounded half away from zero."""
    whole, parts = number.as_integer_ratio()
    units: int = (2 * abs(whole) * 10**digits + parts) // (2 * parts)
    return units if whole >= 0 else -units


def believable(minor: int, text: str) -> int:
    """An amount that `text` came to; `CellProblem` where none is so large (a barcode in a column of prices)."""
    if abs(minor) > LARGEST_MINOR:
        said = N_("“{value}” is too large for an amount of money; is it another column's?")
        raise CellProblem("too_large", message(said, value=text))
    return minor


def money_difference(digits: int, decimal_mark: str) -> Callable[[str], int]:
    """Reader of two joined amounts, ``whole|rest``: what is left of the first when the second is taken off."""
    read_one = money(digits, decimal_mark)

    def read(text: str) -> int:
        whole, _, rest = text.partition("|")
        return believable(read_one(whole) - (read_one(rest) if rest else 0), text)

    return read


def money_sum(digits: int, decimal_mark: str, *, is_rounded: bool = False) -> Callable[[str], int]:
    """Reader of joined amounts, ``one|two|three``: what they come to; empty ones count nothing."""
    read_one = money(digits, decimal_mark, is_rounded=is_rounded)

    def read(text: str) -> int:
        return believable(sum(read_one(part) for part in text.split("|") if part), text)

    return read


def integer(text: str) -> int:
    """A whole number; ``2.0`` and ``2 pcs`` are 2."""
    if text.isdecimal() and text.isascii() and len(text) <= 9:
        return int(text)
    number = parse_decimal(text, names=_pieces())
    whole = in_units(number, 0) if number is not None else None
    if whole is None:
        raise CellProblem("not_number", message(N_("“{value}” is not a whole number."), value=text))
    return countable(whole, text)


@cache
def _pieces() -> str:
    return "|".join(written_words()["counts"]["pieces"])


def countable(number: int, text: str) -> int:
    """A number that `text` came to; `CellProblem` where nothing is so large (a barcode in a column of pieces)."""
    if abs(number) > _LARGEST_COUNT:
        said = N_("“{value}” is too large for a number of anything; is it another column's?")
        raise CellProblem("too_large", message(said, value=text))
    return number


def grams(text: str) -> int:
    """A weight in grams; ``0.5kg`` is 500, a bare number counts grams."""
    found = _WEIGHT.fullmatch(narrow(text))
    if not found:
        raise CellProblem("not_number", message(N_("“{value}” is not a weight."), value=text))
    whole, _, part = found.group(1).partition(".")
    if (found.group(2) or "").lower() == "kg":
        milli = (part + "000")[:3]
        if part[3:].strip("0"):
            raise CellProblem("not_number", message(N_("“{value}” is finer than one gram."), value=text))
        return countable(int(whole) * 1000 + int(milli), text)
    if part.strip("0"):
        raise CellProblem("not_number", message(N_("“{value}” is finer than one gram."), value=text))
    return countable(int(whole), text)


def identifier(text: str) -> str:
    """An id, kept as text; refused when a spreadsheet program has already rounded it."""
    if isinstance(text, LongNumber):
        raise CellProblem(
            "id_as_number",
            message(
                N_("“{value}” is stored as a number with more than 15 digits, so its last digits are lost."),
                value=str(text),
            ),
        )
    text = narrow(text)
    if _SCIENTIFIC.fullmatch(text):
        raise CellProblem(
            "id_as_float",
            message(
                N_("“{value}” was turned into a rounded number by a spreadsheet program; the real one is lost."),
                value=text,
            ),
        )
    return text


def currency(text: str) -> str:
    """An ISO 4217 code of three capital letters."""
    code = text.upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise CellProblem(
            "unknown_currency", message(N_("“{value}” is not a currency code like CNY or USD."), value=text)
        )
    return code


def instant(order: str, zone: str) -> Callable[[str], int]:
    """Reader of a moment in epoch milliseconds; a time without offset is in `zone`, `order` is ymd, mdy or dmy."""
    shape = _DATE_SHAPES[order]
    tz = ZoneInfo(zone)

    @cache
    def read(raw: str) -> int:
        text = narrow(raw)
        found = shape.fullmatch(text) or shape.fullmatch(_dated(text))
        try:
            if found:
                parts = found.groupdict()
                clock_parts, offset = found.groups()[-4:-1], found.groups()[-1]
                moment = _moment(_year(parts["y"]), parts["m"], parts["d"], clock_parts)
                return _epoch_ms(moment.replace(tzinfo=_offset(offset) if offset else tz))
            compact = _COMPACT_DATE.fullmatch(text) if order == "ymd" else None
            if compact:
                year, month, day, *clock_parts2 = compact.groups()
                return _epoch_ms(_moment(int(year), month, day, tuple(clock_parts2)).replace(tzinfo=tz))
        except ValueError as error:
            raise _not_date(text) from error
        raise _not_date(text)

    return read


def _dated(text: str) -> str:
    for word, sign in written_words()["date"]["separators"].items():
        text = text.replace(word, sign)
    return " ".join(text.strip().rstrip(":/").split())


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _moment(year: int, month: str, day: str, time: tuple[str | None, ...]) -> datetime:
    if not 1990 <= year <= 2100:
        raise ValueError("year out of range")
    hour, minute, second = (int(part) if part else 0 for part in time)
    return datetime(year, int(month), int(day), hour, minute, second)  # noqa: DTZ001 - the zone follows


def _offset(text: str) -> timezone:
    if text in ("Z", "UTC"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def _epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def _not_date(text: str) -> CellProblem:
    return CellProblem("not_date", message(N_("“{value}” is not a date or time."), value=text))


def cn_address(text: str) -> dict[str, str]:
    """``province city district street(zip)`` in its parts where that is certain; the whole always in `address`."""
    rules = written_words()["address"]
    parts = {"address": text}
    zipped = _ZIP_AT_END.search(text)
    if zipped:
        if zipped.group(1) != "000000":
            parts["zip"] = zipped.group(1)
        text = text[: zipped.start()]
    tokens = text.split(None, 3)
    if len(tokens) < 4:
        return parts
    province, city, district, _street = tokens
    known = province in rules["province_names"] or province.endswith(tuple(rules["province_suffixes"]))
    if known and city.endswith(tuple(rules["city_suffixes"])) and district.endswith(tuple(rules["district_suffixes"])):
        parts.update(province=province, city=city, district=district)
    return parts
