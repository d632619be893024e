"""The invented people, places and goods demo shops are made of; the words lie in ``resources/samples``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

from services import paths

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented who receives a parcel. The phone numbers lie in a range nobody was given."""

    nick: str
    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    postcode: str


@lru_cache(maxsize=8)
def load(name: str) -> dict[str, Any]:
    """A file of samples by its name without ending."""
    with (paths.resources() / "samples" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def one_of(random: Random, choices: Sequence[T]) -> T:
    """Any of the choices; several times as fast as `Random.choice`, which counts for a million orders."""
    return choices[int(random.random() * len(choices))]


def person(random: Random, words: dict[str, Any]) -> Person:
    """An invented buyer with an address: a real city, an invented street."""
    province, city, districts, postcode = one_of(random, words["places"])
    number = int(random.random() * 10_000)
    return Person(
        nick=f"{one_of(random, words['nick_heads'])}{one_of(random, words['nick_tails'])}{number % 97 or ''}",
        name=one_of(random, words["surnames"]) + one_of(random, words["given"]),
        phone=f"1380000{number:04d}",
        province=province,
        city=city,
        district=one_of(random, districts),
        street=words["street_pattern"].format(
            street=one_of(random, words["streets"]),
            number=1 + number % 180,
            estate=one_of(random, words["estates"]),
            house=1 + number % 23,
            room=101 + number % 900,
        ),
        postcode=postcode,
    )
