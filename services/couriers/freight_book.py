"""Freight rules as a workbook: written, changed in a spreadsheet, and read again."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from models.values import LARGEST_MINOR, minor_digits
from services import i18n, paths, text
from services.couriers.book import Courier, named
from services.couriers.expected import FreightBook
from services.couriers.freight import FreightRule, require_rule
from services.errors import Invalid, TemplateProblem
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_
from services.importing.child import read_tables
from services.messages import Message, message
from services.written_numbers import in_units, parse_decimal

_NAMES = ("courier", "provinces", "since", "first_g", "first", "step_g", "step", "volume_divisor", "surcharge")
_REQUIRED = ("courier", "first_g", "first")
_SEPARATORS = re.compile("[,;\uff0c\uff1b\u3001\\s]+")


@lru_cache(maxsize=1)
def _headings() -> Mapping[str, Mapping[str, str]]:
    with (paths.resources() / "freight_rules.toml").open("rb") as file:
        return dict(tomllib.load(file)["headings"])


def write_rules(book: FreightBook, currency: str, out: Path) -> int:
    """Write the rules to an .xlsx or .csv file that `read_rules` takes again. Returns how many."""
    columns = [OutColumn(_headings()[name][i18n.language()], 30 if name == "provinces" else 16) for name in _NAMES]
    with table_file(out, columns) as add:
        for rule in book.rules:
            add(_row_of(rule, book.name_of(rule.courier), currency))
    return len(book.rules)


def read_rules(file: Path, known: Sequence[Courier], currency: str) -> tuple[FreightRule, ...]:
    """The rules of a workbook or CSV file; the first row that cannot be used is named, and nothing is taken then."""
    rows = _rows(file)
    header = next(rows, None)
    places = _places(header or [], file)
    rules = []
    for number, cells in enumerate(rows, start=2):
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        if any(row.values()):
            rules.append(_rule(row, number, known, currency))
    if not rules:
        raise TemplateProblem(file=file.name, reason=message(N_("there is no rule in it")))
    return tuple(rules)


def _row_of(rule: FreightRule, courier: str, currency: str) -> list[Cell]:
    return [
        courier,
        " ".join(rule.provinces),
        rule.since.isoformat() if rule.since else None,
        rule.first_g,
        amount_cell(rule.first_minor, currency),
        rule.step_g,
        amount_cell(rule.step_minor, currency),
        rule.volume_divisor,
        amount_cell(rule.surcharge_minor, currency),
    ]


def _rows(file: Path) -> Iterator[list[str]]:
    if file.suffix.lower() == ".csv":
        yield from _csv_rows(file)
        return
    yield from read_tables(file)[0].rows


def _csv_rows(file: Path) -> Iterator[list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from csv.reader(opened)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TemplateProblem(file=file.name, reason=message(N_("it cannot be read"))) from error


def _places(header: Sequence[str], file: Path) -> dict[str, int]:
    shown = {text.key(heading): place for place, heading in enumerate(header)}
    found: dict[str, int] = {}
    for name in _NAMES:
        place = next((shown[text.key(word)] for word in _headings()[name].values() if text.key(word) in shown), None)
        if place is not None:
            found[name] = place
    if any(name not in found for name in _REQUIRED):
        names = tuple(_headings()[name][i18n.language()] for name in _REQUIRED)
        reason = message(N_("no header row with the columns {names} was found"), names=names)
        raise TemplateProblem(file=file.name, reason=reason)
    return found


def _rule(row: Mapping[str, str], number: int, known: Sequence[Courier], currency: str) -> FreightRule:
    courier = named(known, row["courier"])
    if courier is None:
        raise _wrong(number, "courier", row["courier"], message(N_("there is no such courier")))
    digits = minor_digits(currency)
    rule = FreightRule(
        courier=courier.key,
        provinces=tuple(part for part in _SEPARATORS.split(row.get("provinces", "")) if part),
        since=_day(row, number),
        first_g=_whole(row, "first_g", number),
        first_minor=_whole(row, "first", number, digits),
        step_g=_whole(row, "step_g", number),
        step_minor=_whole(row, "step", number, digits),
        volume_divisor=_whole(row, "volume_divisor", number),
        surcharge_minor=_whole(row, "surcharge", number, digits),
    )
    require_rule(rule)
    return rule


def _whole(row: Mapping[str, str], name: str, number: int, digits: int = 0) -> int:
    typed = row.get(name, "")
    value = parse_decimal(typed or "0")
    if value is not None and abs(value) > Decimal(LARGEST_MINOR).scaleb(-digits):
        raise _wrong(number, name, typed, message(N_("it is too large; is it another column's?")))
    whole = None if value is None else in_units(value, digits)
    if whole is None:
        raise _wrong(number, name, typed, message(N_("it is not a number of this kind")))
    return whole


def _day(row: Mapping[str, str], number: int) -> date | None:
    typed = row.get("since", "")[:10]
    if not typed:
        return None
    whole = f"{typed}-01" if re.fullmatch(r"\d{4}-\d{2}", typed) else typed
    try:
        return date.fromisoformat(whole)
    except ValueError:
        raise _wrong(number, "since", typed, message(N_("it is not a day or a month"))) from None


def _wrong(number: int, name: str, typed: str, reason: Message) -> Invalid:
    heading = _headings()[name][i18n.language()]
    return Invalid(field=message(N_("row {row}, {column}"), row=number, column=heading), value=typed, reason=reason)
