"""The couriers of a shop: how their waybill numbers look, and what every platform calls them.

The program brings a list (`resources/couriers.toml`); what a shop changes of it is kept in its settings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from services import i18n, paths, settings, text
from services.errors import Invalid
from services.i18n import N_
from services.messages import message


@dataclass(frozen=True, slots=True)
class Courier:
    """One courier. `patterns` fit whole numbers; `names` holds, by platform, what its back-end calls the courier."""

    key: str
    name: str
    patterns: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    is_used: bool = True

    def fits(self, number: str) -> bool:
        """Whether a waybill number has the form of this courier's."""
        return any(_compiled(pattern).fullmatch(number) is not None for pattern in self.patterns)

    def name_for(self, platform: str) -> str:
        """What the platform's back-end calls this courier."""
        return self.names.get(platform) or self.name


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def _bundled() -> tuple[Mapping[str, Any], ...]:
    with (paths.resources() / "couriers.toml").open("rb") as file:
        return tuple(tomllib.load(file)["courier"])


def bundled() -> tuple[Courier, ...]:
    """The couriers the program brings, named in the language that is on."""
    return tuple(
        Courier(
            key=one["key"],
            name=one["name"][i18n.language()],
            patterns=tuple(one["patterns"]),
            aliases=tuple(dict.fromkeys((*one["name"].values(), *one["aliases"]))),
            names=dict(one["names"]),
        )
        for one in _bundled()
    )


def couriers(connection: Connection) -> tuple[Courier, ...]:
    """The couriers of the shop: those the program brings, as changed here, and the shop's own behind them."""
    return with_own({one["key"]: from_json(one) for one in settings.read(connection, settings.COURIERS)})


def with_own(own: Mapping[str, Courier]) -> tuple[Courier, ...]:
    """The couriers the program brings, those of these keys as a shop changed them, and the shop's own behind them."""
    left = dict(own)
    known = [left.pop(one.key, one) for one in bundled()]
    return (*known, *left.values())


def from_json(kept: Mapping[str, Any]) -> Courier:
    """A courier as the settings keep it."""
    return Courier(
        key=kept["key"],
        name=kept["name"],
        patterns=tuple(kept["patterns"]),
        aliases=tuple(kept["aliases"]),
        names=dict(kept["names"]),
        is_used=bool(kept["is_used"]),
    )


def to_json(courier: Courier) -> dict[str, Any]:
    """What the settings keep of a courier."""
    return {
        "key": courier.key,
        "name": courier.name,
        "patterns": list(courier.patterns),
        "aliases": list(courier.aliases),
        "names": dict(courier.names),
        "is_used": courier.is_used,
    }


def require_patterns(patterns: Iterable[str]) -> None:
    """`Invalid` where a pattern of waybill numbers is no regular expression, or fits everything."""
    for pattern in patterns:
        try:
            fits_all = re.compile(pattern).fullmatch("") is not None
        except re.error as error:
            raise Invalid(field=message(N_("Form of the number")), value=pattern, reason=str(error)) from error
        if fits_all:
            reason = message(N_("it would fit an empty number"))
            raise Invalid(field=message(N_("Form of the number")), value=pattern, reason=reason)


def recognised(known: Sequence[Courier], number: str) -> Courier | None:
    """The courier a waybill number belongs to; None where none fits, or several do and no single one is in use."""
    clean = "".join(number.split()).upper()
    fitting = [one for one in known if one.fits(clean)]
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.is_used]
    return fitting[0] if len(fitting) == 1 else None


def named(known: Sequence[Courier], word: str) -> Courier | None:
    """The courier somebody means by a name: ours, a platform's, or one of its other names."""
    wanted = text.key(word)
    if not wanted:
        return None
    for one in known:
        if wanted in {text.key(name) for name in (one.key, one.name, *one.aliases, *one.names.values())}:
            return one
    return None


def platform_name(known: Sequence[Courier], word: str, number: str, platform: str) -> str:
    """What a platform calls the courier of a shipment; the word as it is where nobody knows it."""
    found = named(known, word) or (recognised(known, number) if not word.strip() else None)
    return found.name_for(platform) if found is not None else word
