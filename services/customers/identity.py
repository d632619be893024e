"""Whom an order is from: the buyer as his channel shows him, masked or not, as one number.

A name alone is nobody. What counts, the surest first: the buyer's account, his nickname, a full
phone number, a masked phone number together with name and city, a full name at a full address.
A number that platforms lend for one delivery (with an extension) is no phone of his.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services import text

MASK = "*"
PSEUDONYM = re.compile(r"erased-(\d+)(?:-\d+)?$")
"""The buyer of orders whose person was erased; the number is that of the erasure."""
FIELDS = ("channel_id", "buyer", "buyer_account", "receiver", "phone", "province", "city", "district", "address")
_SHORTEST_PHONE = 7
_DIGITS_SHOWN = 7
_TAIL_SHOWN = 4
_SHORTEST_ADDRESS = 6
_LENT = re.compile(r"[\d*]{11}\s*[-,_ \u8f6c]+\s*\d{3,4}$")
_BITS = 63


class Evidence(StrEnum):
    """What a buyer is known by, the surest first."""

    ACCOUNT = "account"
    NICKNAME = "nickname"
    PHONE = "phone"
    MASKED_PHONE = "masked_phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Identity:
    """A buyer of one channel: the number he has in every file, and what he is known by."""

    id: int
    evidence: Evidence


def identity_of(row: Mapping[str, Any]) -> Identity | None:
    """Who the order of these stored values (`FIELDS`) is from; None where it tells nobody."""
    evidence, told = _told(row)
    return None if evidence is None else Identity(number_of(int(row["channel_id"]), evidence, told), evidence)


def evidence_of(row: Mapping[str, Any]) -> Evidence | None:
    """What the buyer of the order of these stored values is known by."""
    return _told(row)[0]


def _told(row: Mapping[str, Any]) -> tuple[Evidence | None, str]:
    for evidence, tell in _TELLING:
        told = tell(row)
        if told is not None:
            return evidence, told
    return None, ""


def number_of(channel_id: int, evidence: Evidence, told: str) -> int:
    """The number of a buyer. The same in every shop file, so that nothing has to remember it."""
    digest = hashlib.blake2b(f"{channel_id} {evidence} {told}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> (64 - _BITS)) or 1


def is_masked(value: str | None) -> bool:
    """Whether a name or number is shown in part only."""
    return MASK in (value or "")


def full_phone(phone: str | None) -> str | None:
    """A phone number that is shown in full and is the buyer's own, as digits; else None."""
    if not phone or is_masked(phone) or _LENT.search(phone):
        return None
    digits = "".join(ch for ch in phone if ch.isdecimal() and ch.isascii())
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits if len(digits) >= _SHORTEST_PHONE else None


def compact(address: str) -> str:
    """An address as it is compared: without spaces and punctuation."""
    return "".join(ch for ch in text.key(address) if ch.isalnum() or ch == MASK)


def full_address(row: Mapping[str, Any]) -> str | None:
    """The whole address where nothing of it is masked and it is long enough to be one."""
    street = row["address"] or ""
    if is_masked(street) or len(compact(street)) < _SHORTEST_ADDRESS:
        return None
    return compact("".join(part for part in (row["province"], row["city"], row["district"], street) if part))


def _account(row: Mapping[str, Any]) -> str | None:
    return _full_name(row["buyer_account"])


def _nickname(row: Mapping[str, Any]) -> str | None:
    return _full_name(row["buyer"])


def _phone(row: Mapping[str, Any]) -> str | None:
    return full_phone(row["phone"])


def _masked_phone(row: Mapping[str, Any]) -> str | None:
    phone, name = row["phone"] or "", text.key(row["receiver"] or row["buyer"] or "")
    if not is_masked(phone) or _LENT.search(phone) or not name.strip(MASK):
        return None
    shown = text.key(phone)
    digits = sum(ch.isdecimal() for ch in shown)
    known_by_name = not is_masked(name) and len(name) > 1
    if digits < _DIGITS_SHOWN and not (known_by_name and digits >= _TAIL_SHOWN):
        return None
    return f"{name}|{shown}|{text.key(row['city'] or row['province'] or '')}"


def _at_address(row: Mapping[str, Any]) -> str | None:
    name, address = _full_name(row["receiver"]), full_address(row)
    return f"{name}|{address}" if name is not None and len(name) > 1 and address is not None else None


def _full_name(name: str | None) -> str | None:
    found = text.key(name) if name else None
    return found if found and MASK not in found else None


_TELLING: tuple[tuple[Evidence, Callable[[Mapping[str, Any]], str | None]], ...] = (
    (Evidence.ACCOUNT, _account),
    (Evidence.NICKNAME, _nickname),
    (Evidence.PHONE, _phone),
    (Evidence.MASKED_PHONE, _masked_phone),
    (Evidence.ADDRESS, _at_address),
)
