"""Which category a transaction gets: by her rules first, else by what its provider's own words mean. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from models.enums.money import Flow, SortedBy
from services import paths

_ANYWHERE = "~"
_EVERY = "*"
SEARCHED = ("kind_text", "subject", "counterparty", "note")
"""The texts a rule's words are looked for in."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What of a transaction decides its category; `provider` keeps its account."""

    account_id: int | None
    provider: str | None
    direction: Flow
    amount_minor: int
    kind_text: str | None = None
    subject: str | None = None
    counterparty: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What transactions are sorted by; all conditions that are filled in must hold (see `models.finance.CategoryRule`).

    Amounts compare without their sign, in minor units of the account.
    """

    category: str
    words: str | None = None
    counterparty: str | None = None
    kind_text: str | None = None
    account_id: int | None = None
    direction: Flow | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    takes_order: bool = False
    id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it has no condition at all, so that it would catch everything."""
        conditions = (one.name for one in fields(self) if one.name not in ("category", "takes_order", "id"))
        return all(getattr(self, name) is None for name in conditions)

    def catches(self, movement: Movement) -> bool:
        """Whether all its conditions hold for a movement."""
        size = abs(movement.amount_minor)
        return (
            (self.account_id is None or self.account_id == movement.account_id)
            and (self.direction is None or self.direction is movement.direction)
            and (self.kind_text is None or self.kind_text == movement.kind_text)
            and (self.least_minor is None or size >= self.least_minor)
            and (self.most_minor is None or size <= self.most_minor)
            and (self.counterparty is None or holds(movement.counterparty, self.counterparty))
            and (self.words is None or any(holds(getattr(movement, name), self.words) for name in SEARCHED))
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """The category a movement gets, and from whom."""

    category: str
    sorted_by: SortedBy
    rule_id: int | None = None
    takes_order: bool = False


def holds(text: str | None, wanted: str) -> bool:
    """Whether a text has the wanted one in it; only A–Z are taken for their small letters, as the file's LIKE does."""
    return text is not None and small(wanted) in small(text)


def small(text: str) -> str:
    """The text with A–Z made small and everything else as it is."""
    return text.translate(_SMALL)


def sort(movement: Movement, rules: Sequence[Rule]) -> Sorted | None:
    """The first rule that catches the movement, else what its words mean by default; None where nothing is known."""
    for rule in rules:
        if rule.catches(movement):
            return Sorted(rule.category, SortedBy.RULE, rule.id, rule.takes_order)
    category = by_default(movement)
    return None if category is None else Sorted(category, SortedBy.DEFAULT)


def by_default(movement: Movement) -> str | None:
    """The category that the provider's own words for a movement mean."""
    exact = (movement.kind_text, movement.subject)
    together = "\n".join(text for text in (*exact, movement.note) if text)
    if not together:
        return None
    kinds = _kinds()
    for one in (*kinds.get(movement.provider or "", ()), *kinds[_EVERY]):
        for way in ("any", str(movement.direction)):
            for category, words in one.get(way, {}).items():
                if any(word[1:] in together if word[0] == _ANYWHERE else word in exact for word in words):
                    return str(category)
    return None


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    with (paths.resources() / "money_kinds.toml").open("rb") as file:
        told = tomllib.load(file)["kinds"]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in told:
        for provider in one["providers"]:
            found.setdefault(provider, []).append(one)
    return found


_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
