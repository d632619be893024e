"""Which columns tell something of a person, and what stands in them once the person is erased."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from models.dialects.sqlite import json_text
from models.entities import Entity
from services import text
from services.customers.identity import PSEUDONYM, compact, is_masked

RECIPIENT = ("receiver", "phone", "phone_tail", "landline", "email", "district", "address", "zip")
"""What a parcel needs to arrive, and nobody needs once it has."""
WHOLE = (*RECIPIENT, "buyer", "buyer_account", "buyer_note", "seller_note", "extra", "base", "hold_note")
CLEARED: Mapping[Entity, tuple[str, ...]] = {
    Entity.ORDER: WHOLE,
    Entity.ORDER_LINE: ("note",),
    Entity.CASE: ("note", "extra", "base", "next_action", "override_reason", "return_text", "intercept_text"),
    Entity.CASE_PAYMENT: ("note", "override_reason"),
    Entity.REVIEW: ("buyer", "text", "added_text", "pictures", "reply", "note", "extra"),
    Entity.REVIEW_STEP: ("note",),
    Entity.TRANSACTION: ("counterparty", "counterparty_account", "note", "extra"),
    Entity.INVOICE: ("party", "party_tax_no", "text", "note"),
    Entity.PARCEL: ("note", "hold_note"),
    Entity.IMPORT_PROBLEM: ("value", "cells"),
    Entity.CUSTOMER_CARD: ("name", "birthday", "member_since", "tags", "note", "blacklist_reason"),
    Entity.CUSTOMER_CONTACT: ("text",),
    Entity.FOLLOW_UP: ("text", "result"),
    Entity.COUPON: ("title",),
    Entity.CASE_FILE: ("file_name",),
}
FILLED = frozenset({"text", "title", "file_name"})
"""Columns that must not be empty keep a sign that something was there (`REVIEW.text` may be empty, and is)."""
_MAY_BE_EMPTY = frozenset({(Entity.REVIEW, "text")})
GONE = "\u2026"
_LONG = 6
_SHORT = 2
_NAMES = ("buyer", "buyer_account", "receiver", "name", "counterparty")
_LONG_ONES = ("phone", "landline", "email", "address", "counterparty_account")
_PLATFORMS_WORD = frozenset(WHOLE) - {"extra", "base", "hold_note"}


def pseudonym(erasure_id: int, place: int | None = None) -> str:
    """What an erased buyer is called; `place` numbers the people of one erasure."""
    return f"erased-{erasure_id}" if place is None else f"erased-{erasure_id}-{place}"


def is_erased(values: Mapping[str, Any]) -> bool:
    """Whether the recipient of an order was erased here: what its platform says of him is not taken again."""
    return any(PSEUDONYM.match(str(values.get(name) or "")) for name in ("receiver", "buyer"))


def without_person(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an order without those that tell of a person."""
    return {name: value for name, value in fields.items() if name not in _PLATFORMS_WORD}


def cleared(entity: Entity, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The stored values that stand in a row's personal columns afterwards."""
    wanted = CLEARED[entity] if names is None else tuple(names)
    return {
        name: GONE if name in FILLED and (entity, name) not in _MAY_BE_EMPTY else None for name in wanted
    }  # fmt: skip


class Secrets:
    """The words that must be found nowhere any more: names, numbers, addresses."""

    def __init__(self) -> None:
        self.long: set[str] = set()
        self.names: set[str] = set()

    def take(self, image: Mapping[str, Any]) -> None:
        """Remember what a row's stored values say of a person."""
        for name in _NAMES:
            self._name(image.get(name))
        for name in _LONG_ONES:
            self._long(image.get(name))
        base = image.get("base")
        if isinstance(base, str):
            known = json.loads(base)
            if isinstance(known, dict):
                self.take({name: known.get(name) for name in (*_NAMES, *_LONG_ONES)})

    def _name(self, value: Any) -> None:
        found = str(value or "").strip()
        if len(found) >= _SHORT and found != GONE and not is_masked(found) and not PSEUDONYM.match(found):
            self.names.add(found)

    def _long(self, value: Any) -> None:
        found = str(value or "").strip()
        if len(found) >= _LONG and len(compact(found).replace("*", "")) >= _LONG:
            self.long.add(found)
            digits = re.sub(r"\D", "", found)
            if len(digits) >= 7 and len(digits) + 6 >= len(found):
                self.long.add(digits)

    def all(self) -> list[str]:
        """Everything, the longest first, so that no rest of a longer word is left."""
        return sorted(self.long | self.names, key=lambda one: (-len(one), one))

    def lines_without(self, listed: str) -> str:
        """The lines of a list that name nobody of these."""
        keys = {text.key(one) for one in self.long | self.names}
        return "\n".join(line for line in listed.splitlines() if text.key(line) not in keys)


def blotted(value: str, words: Iterable[str]) -> str:
    """A text with each of the words blotted out; a word in Latin letters only where it stands alone."""
    for word in words:
        for spelled in dict.fromkeys((word, json_text(word)[1:-1])):
            if spelled not in value:
                continue
            if spelled.isascii():
                value = re.sub(rf"(?<!\w){re.escape(spelled)}(?!\w)", GONE, value)
            else:
                value = value.replace(spelled, GONE)
    return value
