"""What stands on a pick list and on a packing list, as plain values, and what is hidden on it.

Whoever prints fills these from the shop; ``ui.paper`` draws them. Prices are left out unless somebody asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from models.values import Money

Key: TypeAlias = tuple[tuple[int, int, str], ...]
MASK = "****"
# Head and tail digits that stay readable; at least six are hidden (e-waybill national standard).
_PHONE_HEAD, _PHONE_TAIL, _PHONE_HIDDEN = 3, 2, 6

_PROVINCE_MARK = "\u7701"  # sheng, province
_CITY_MARK = "\u5e02"  # shi, city
_DISTRICT_MARK = "\u533a"  # qu, district
_COUNTY_MARKS = "\u53bf\u65d7"  # xian, qi: county and banner
_AUTONOMOUS = "\u81ea\u6cbb"  # zizhi
_PREFECTURE_MARK = "\u5dde"  # zhou
_AREA_MARK = "\u5730\u533a"  # diqu
_LEAGUE_MARK = "\u76df"  # meng
_SPECIAL_REGION = "\u7279\u522b\u884c\u653f\u533a"  # tebie xingzheng qu
# Words for streets, lanes, villages, buildings and rooms: a name that holds one is no region.
_BELOW_DISTRICT = "\u8def\u8857\u9053\u5df7\u5f04\u53f7\u6751\u680b\u5e62\u5ba4"
# Before "district" these make a housing estate (xiaoqu, shequ) or a business park (yuanqu).
_NOT_BEFORE_DISTRICT = "\u5c0f\u793e\u56ed"

_NAME = rf"[^\W\d_{_BELOW_DISTRICT}]"
_ANY = r"[^\W\d_]"
_REGION = re.compile(
    rf"(?P<province>{_NAME}{{1,3}}{_PROVINCE_MARK}|{_NAME}{{2,6}}{_AUTONOMOUS}{_DISTRICT_MARK}"
    rf"|{_NAME}{{2}}{_SPECIAL_REGION})?\s*"
    rf"(?P<city>{_NAME}{{1,6}}?{_CITY_MARK}|{_NAME}{{2,12}}?{_AUTONOMOUS}{_PREFECTURE_MARK}"
    rf"|{_NAME}{{2,6}}?{_AREA_MARK}|{_NAME}{{2,6}}?{_LEAGUE_MARK})?\s*"
    rf"(?P<district>{_ANY}{_NAME}{{0,3}}?(?<![{_NOT_BEFORE_DISTRICT}]){_DISTRICT_MARK}"
    rf"|{_NAME}{{2,12}}?{_AUTONOMOUS}[{_COUNTY_MARKS}]|{_NAME}{{1,5}}?[{_COUNTY_MARKS}]|{_NAME}{{1,4}}?{_CITY_MARK})?"
)
_LEADING_WORD = re.compile(r"[^\W\d_]{2,4}\s+")


@dataclass(frozen=True, slots=True)
class PickLine:
    """One SKU to fetch: how many pieces, for how many orders. Not `matched`: only the platform's code is known.

    `single` of the pieces are packed with nothing else, `parents` are the bundles it is fetched for, and
    `picture` is the file of a small picture.
    """

    code: str
    title: str
    variant: str
    shelf: str
    quantity: int
    order_count: int
    matched: bool = True
    single: int = 0
    parents: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class OrderNote:
    """What buyer and seller wrote on one order."""

    order_no: str
    buyer_note: str = ""
    seller_note: str = ""


@dataclass(frozen=True, slots=True)
class PickList:
    """Everything to fetch in one walk, of the wave of that number where it is one.

    `printed_at` is aware; `zone` is the shop's (IANA name).
    """

    number: str
    shop_name: str
    printed_at: datetime
    zone: str
    order_count: int
    piece_count: int
    lines: tuple[PickLine, ...]
    notes: tuple[OrderNote, ...] = ()
    reprint: bool = False
    wave: str = ""


@dataclass(frozen=True, slots=True)
class PackingLine:
    """One SKU in a parcel. `amount` is what the buyer paid for the line; papers show it only where she wants it."""

    code: str
    title: str
    variant: str
    shelf: str
    quantity: int
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class PackingList:
    """One parcel, which may hold several orders. `ordered_at` is aware; `gift_text` stands on its gift card.

    It is `part` of the `parts` its order travels in, from 1; 0 where the order is sent whole.
    """

    shop_name: str
    order_numbers: tuple[str, ...]
    channel_name: str
    ordered_at: datetime | None
    zone: str
    receiver: str
    phone: str
    address: str
    lines: tuple[PackingLine, ...]
    buyer_note: str = ""
    seller_note: str = ""
    thank_you: str = ""
    reprint: bool = False
    gift_text: str = ""
    part: int = 0
    parts: int = 0


def sort_for_picking(lines: Iterable[PickLine]) -> tuple[PickLine, ...]:
    """The lines in walking order: by shelf (A-2 before A-10), lines without a shelf last, then by code."""
    return tuple(sorted(lines, key=lambda line: walking_key(line.shelf, line.code)))


def walking_key(shelf: str, code: str) -> tuple[bool, Key, Key]:
    """The sort key of walking order for anything that lies on a shelf."""
    return not shelf.strip(), natural_key(shelf), natural_key(code)


def piece_count(lines: Iterable[PickLine | PackingLine]) -> int:
    """All pieces of the lines together."""
    return sum(line.quantity for line in lines)


def masked(packing: PackingList) -> PackingList:
    """The same parcel with receiver, phone and address masked."""
    return replace(
        packing,
        receiver=mask_name(packing.receiver),
        phone=mask_phone(packing.phone),
        address=mask_address(packing.address),
    )


def mask_name(name: str) -> str:
    """The first character and three stars; nothing for an empty name."""
    text = name.strip()
    return f"{text[0]}***" if text else ""


def mask_phone(phone: str) -> str:
    """The number with its middle hidden (``138******34``): at least six digits, all of a short one."""
    text = unicodedata.normalize("NFKC", phone).strip()
    digits = "".join(ch for ch in text if ch.isdigit() or ch == "*")
    if not digits:
        return MASK if text else ""
    readable = max(0, len(digits) - _PHONE_HIDDEN)
    tail = min(_PHONE_TAIL, readable)
    head = min(_PHONE_HEAD, readable - tail)
    sign = "+" if text.startswith("+") else ""
    return sign + digits[:head] + "*" * (len(digits) - head - tail) + digits[len(digits) - tail :]


def mask_address(address: str) -> str:
    """Province, city and district, and four stars for the rest; only stars where no region is recognised."""
    text = unicodedata.normalize("NFKC", address).strip()
    if not text:
        return ""
    return _region(text) + MASK


def _region(text: str) -> str:
    """The administrative region an address starts with, without white space, or nothing."""
    found = _REGION.match(text)
    parts = found.groups() if found else ()
    if not any(parts):
        # A bare first word may be "Shanghai" without its suffix or a person's name: it is dropped, not shown.
        word = _LEADING_WORD.match(text)
        found = _REGION.match(text, word.end()) if word else None
        parts = found.groups() if found else ()
    return "".join(part for part in parts if part)


def natural_key(text: str) -> Key:
    """A sort key in which numbers inside a text compare as numbers."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", folded)
    )
