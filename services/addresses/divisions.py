"""The provinces, cities and districts of China, and finding a run of them in a text.

The table (`resources/addresses/divisions.tsv`) follows GB/T 2260 and keeps names that were
abolished in recent years, because parcels still carry them. A city directly under its
province has no districts; a municipality is its own city.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from services import paths


@dataclass(frozen=True, slots=True)
class Division:
    """A place in the table: a district, a city (`district` empty) or a province (`city` empty too)."""

    province: str
    city: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a region stands in a text (`start` ≤ i < `end`) and what it is.

    `stated` counts the levels that are written, `whole` those written in full; the other
    levels follow from the table.
    """

    place: Division
    start: int
    end: int
    stated: int
    whole: int


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """What people write around addresses (`resources/addresses/words.toml`)."""
    return tomllib.loads((paths.resources() / "addresses" / "words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Districts by city by province."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    with (paths.resources() / "addresses" / "divisions.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            districts = tuple(row["districts"].split(",")) if row["districts"] else ()
            found.setdefault(row["province"], {})[row["city"]] = districts
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """The written forms of the places of one level by their first letter, longest first: (text, place, is it whole)."""

    forms: Mapping[str, tuple[tuple[str, Division, bool], ...]]

    def at(self, text: str, start: int) -> Iterator[tuple[int, Division, bool]]:
        for form, place, is_whole in self.forms.get(text[start : start + 1], ()):
            if text.startswith(form, start):
                yield start + len(form), place, is_whole


@lru_cache(maxsize=1)
def _provinces() -> _Names:
    rules = words()["regions"]
    forms = [(name, Division(name), True) for name in table()]
    forms += [(form, Division(name), False) for name in table() for form in _spoken(name, "province_endings")]
    forms += [(short, Division(name), False) for short, name in rules["short"].items()]
    return _names(forms)


@lru_cache(maxsize=64)
def _cities(province: str | None) -> _Names:
    rules = words()["regions"]
    forms: list[tuple[str, Division, bool]] = []
    for name, cities in table().items():
        if province in (None, name):
            forms += [(city, Division(name, city), True) for city in cities]
            forms += [(form, Division(name, city), False) for city in cities for form in _spoken(city, "city_endings")]
            forms += [
                (short, Division(name, city), False) for short, city in rules["short_cities"].items() if city in cities
            ]
    return _names(forms)


@lru_cache(maxsize=512)
def _districts(province: str, city: str | None) -> _Names:
    forms: list[tuple[str, Division, bool]] = []
    for name, districts in table()[province].items():
        if city in (None, name):
            forms += [(one, Division(province, name, one), True) for one in districts]
            forms += [
                (form, Division(province, name, one), False)
                for one in districts
                for form in _spoken(one, "district_endings")
            ]
    return _names(forms)


@lru_cache(maxsize=1)
def _unique_districts() -> _Names:
    """Districts whose full name exists once in the country: they say where they are by themselves."""
    owners: dict[str, list[Division]] = {}
    for province, cities in table().items():
        for city, districts in cities.items():
            for district in districts:
                owners.setdefault(district, []).append(Division(province, city, district))
    return _names((name, places[0], True) for name, places in owners.items() if len(places) == 1 and len(name) > 2)


def _names(forms: Iterable[tuple[str, Division, bool]]) -> _Names:
    kept = {(form, place): is_whole for form, place, is_whole in reversed(list(forms)) if len(form) >= 2}
    ordered = sorted(kept.items(), key=lambda item: (-len(item[0][0]), not item[1]))
    by_letter: dict[str, list[tuple[str, Division, bool]]] = {}
    for (form, place), is_whole in ordered:
        by_letter.setdefault(form[0], []).append((form, place, is_whole))
    return _Names({letter: tuple(found) for letter, found in by_letter.items()})


def _spoken(name: str, endings: str) -> tuple[str, ...]:
    """The name as people say it: without its ending and the peoples of an autonomous region, and that with its kind."""
    rules = words()["regions"]
    ending = next((one for one in rules[endings] if name.endswith(one) and len(name) - len(one) >= 2), "")
    short = name.removesuffix(ending)
    while people := next((one for one in rules["peoples"] if short.endswith(one) and len(short) - len(one) >= 2), ""):
        short = short.removesuffix(people)
    return (short + ending[-1:], short) if short + ending != name else (short,)


def find_region(text: str) -> Region | None:
    """The best run of province, city and district in a text: most levels, fullest names, earliest."""
    best: Region | None = None
    for start in range(len(text)):
        for found in _regions_at(text, start):
            if best is None or _rank(found) > _rank(best):
                best = found
    return best


def _rank(region: Region) -> tuple[int, int, int, int]:
    return (region.stated, region.whole, -region.start, region.end)


def _regions_at(text: str, start: int) -> Iterator[Region]:
    for end, place, is_whole in _provinces().at(text, start):
        if _is_street(text, end, is_whole):
            continue
        yield from _below_province(text, Region(place, start, end, 1, int(is_whole)))
    for end, place, is_whole in _cities(None).at(text, start):
        region = Region(place, start, end, 1, int(is_whole))
        if _is_street(text, end, is_whole):
            continue
        yield from _below_city(text, region)
    for end, place, _whole in _unique_districts().at(text, start):
        yield Region(place, start, end, 1, 1)


def _below_province(text: str, region: Region) -> Iterator[Region]:
    province = region.place.province
    found = False
    for at in _next_starts(text, region.end):
        for end, place, is_whole in _cities(province).at(text, at):
            if not _is_street(text, end, is_whole):
                found = True
                yield from _below_city(text, _with(region, place, end, is_whole))
        for end, place, is_whole in _districts(province, None).at(text, at):
            if not _is_street(text, end, is_whole, "street_next"):
                found = True
                yield _with(region, place, end, is_whole)
    only = tuple(table()[province])
    if len(only) == 1:  # a municipality is its own city
        yield from _below_city(text, replace(region, place=Division(province, only[0])))
    elif not found and region.whole:
        yield region


def _below_city(text: str, region: Region) -> Iterator[Region]:
    yield region
    city = region.place.city
    for at in _next_starts(text, region.end):
        if text.startswith(city, at):  # platforms repeat the name of a city without districts
            yield from _below_city(text, replace(region, end=at + len(city)))
        for end, place, is_whole in _districts(region.place.province, city).at(text, at):
            if not _is_street(text, end, is_whole, "street_next"):
                yield _with(region, place, end, is_whole)


def _with(region: Region, place: Division, end: int, is_whole: bool) -> Region:
    return Region(place, region.start, end, region.stated + 1, region.whole + is_whole)


def _is_street(text: str, end: int, is_whole: bool, goes_on: str = "road_next") -> bool:
    """Whether a short name goes on as the name of a street: such a name is no place of its own."""
    return not is_whole and text.startswith(tuple(words()["regions"][goes_on]), end)


def _next_starts(text: str, at: int) -> tuple[int, ...]:
    """Where the next level may begin: behind separators, and behind words that mean nothing between the levels.

    Both are tried: the first character of a district may look like such a word.
    """
    separators, fillers = words()["separators"] + "-", words()["regions"]["fillers"]
    starts: list[int] = []
    while at < len(text):
        if text[at] in separators:
            at += 1
            continue
        starts.append(at)
        filler = next((one for one in fillers if text.startswith(one, at)), None)
        if filler is None:
            break
        at += len(filler)
    return tuple(starts)
