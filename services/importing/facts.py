"""What a statement says about itself above and below its table: whose it is, and totals its rows must add up to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from models.enums.money import Flow
from models.values import Money, minor_digits
from services.exporting.cells import plain
from services.i18n import N_
from services.importing import cells as reading
from services.importing.cells import CellProblem, fold
from services.importing.flows import flow_of
from services.importing.sheets import FileWarning
from services.importing.spec import Fact, FormatSpec
from services.messages import Message, message
from services.written_words import written_words

_NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
_DIFFERENT: Mapping[str, tuple[str, str]] = {
    "all": (N_("Amounts: {stated} stated, {found} in the rows."), N_("Rows: {stated} stated, {found} found.")),
    "in": (
        N_("Money in: {stated} stated, {found} in the rows."),
        N_("Rows of money in: {stated} stated, {found} found."),
    ),
    "out": (
        N_("Money out: {stated} stated, {found} in the rows."),
        N_("Rows of money out: {stated} stated, {found} found."),
    ),
    "neutral": (
        N_("Neutral movements: {stated} stated, {found} in the rows."),
        N_("Rows of neutral movements: {stated} stated, {found} found."),
    ),
}


@dataclass(slots=True)
class Stated:
    """The facts a file states: amounts in minor units and counts of rows by what they are of."""

    account: str | None = None
    amounts: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def stated(
    spec: FormatSpec, above: Sequence[Sequence[str]], headers: Sequence[str], below: Sequence[Sequence[str]]
) -> Stated:
    """What the cells above and below the table say, as far as the format knows their labels."""
    found = Stated()
    places = {fold(header): place for place, header in reversed(list(enumerate(headers)))}
    for fact in spec.facts:
        text = _text(fact, [*above, *below], below, places)
        if text is None:
            continue
        if fact.name == "account":
            found.account = next(iter(text.strip("[] ").split()), None)
            continue
        count, amount = _figures(text, spec)
        if fact.name == "all" and count is None and text.isdecimal():
            count, amount = _count(text), None
        if count is not None:
            found.counts[fact.name] = count
        if amount is not None:
            found.amounts[fact.name] = amount
    return found


def _text(
    fact: Fact, everywhere: Sequence[Sequence[str]], below: Sequence[Sequence[str]], places: Mapping[str, int]
) -> str | None:
    if fact.under:
        return _under(fold(fact.under), below)
    if fact.row:
        place = places.get(fold(fact.column))
        return None if place is None else _in_row(fold(fact.row), place, below)
    return next((text for label in fact.after if (text := _after(fold(label), everywhere)) is not None), None)


def _after(label: str, rows: Sequence[Sequence[str]]) -> str | None:
    """The text behind a label, in the same cell or in the next filled one."""
    for row in rows:
        filled = [text for cell in row if (text := fold(cell))]
        for place, cell in enumerate(filled):
            bare = cell.lstrip("# ")
            if not bare.startswith(label):
                continue
            rest = bare[len(label) :]
            if rest.strip(" :"):
                if rest[0] in " :[" or rest[0].isdigit():
                    return rest.strip(" :")
            elif place + 1 < len(filled):
                return filled[place + 1]
    return None


def _under(label: str, rows: Sequence[Sequence[str]]) -> str | None:
    """The text under a heading of a small table of totals."""
    for head, row in pairwise(rows):
        for place, cell in enumerate(head):
            if fold(cell) == label and place < len(row):
                return plain(row[place])
    return None


def _in_row(label: str, place: int, rows: Sequence[Sequence[str]]) -> str | None:
    """The text of a column of the table in the row of totals that begins with a label."""
    for row in rows:
        first = next((text for cell in row if (text := fold(cell))), "")
        if first.startswith(label) and place < len(row):
            return plain(row[place]) or None
    return None


def _figures(text: str, spec: FormatSpec) -> tuple[int | None, int | None]:
    """The count and the amount in a text such as ``3 rows, together 3,000.00``; a bare number is an amount."""
    counted = _counted().search(text)
    count = _count(counted.group(1)) if counted else None
    rest = _counted().sub(" ", text, count=1)
    number = re.search(_NUMBER, rest)
    if number is None:
        return count, None
    try:
        return count, reading.money(minor_digits(spec.currency), spec.layout.decimal)(number.group().strip(","))
    except CellProblem:
        return count, None


def _count(text: str) -> int | None:
    """A number of rows; None where none is so large: a line that only looks like totals ends no import."""
    try:
        return reading.integer(text)
    except CellProblem:
        return None


@cache
def _counted() -> re.Pattern[str]:
    words = "|".join(map(re.escape, written_words()["facts"]["counters"]))
    return re.compile(rf"(\d[\d,]*)\s*(?:{words})")


def proof(spec: FormatSpec, said: Stated, records: Iterable[Mapping[str, Any]]) -> list[FileWarning]:
    """What came of comparing the file's own totals and balances with its rows, both figures in every difference."""
    movements = [(data, *flow_of(data)) for data in records]
    sums = {"in": 0, "out": 0, "neutral": 0, "all": 0}
    counts = dict(sums)
    for _data, direction, amount in movements:
        for name in (str(direction), "all"):
            sums[name] += abs(amount)
            counts[name] += 1
    differing = [*_totals(said, sums, counts, spec.currency), *_ends(said, sums, spec.currency)]
    compared = len(said.counts) + len(said.amounts)
    found = [FileWarning("totals_differ", 1, one) for one in differing]
    if compared and not differing:
        agree = message(N_("The totals agree with the file."))
        found.append(FileWarning("totals_agree", compared, agree))
    return [*found, *_balances(movements, spec.currency)]


def _totals(said: Stated, sums: Mapping[str, int], counts: Mapping[str, int], currency: str) -> list[Message]:
    found = []
    for name, (of_amount, of_count) in _DIFFERENT.items():
        amount, count = said.amounts.get(name), said.counts.get(name)
        if amount is not None and abs(amount) != sums[name]:
            found.append(message(of_amount, stated=_shown(abs(amount), currency), found=_shown(sums[name], currency)))
        if count is not None and count != counts[name]:
            found.append(message(of_count, stated=count, found=counts[name]))
    return found


def _ends(said: Stated, sums: Mapping[str, int], currency: str) -> list[Message]:
    opening, closing = said.amounts.get("opening"), said.amounts.get("closing")
    if opening is None or closing is None or opening + sums["in"] - sums["out"] == closing:
        return []
    return [_off(opening, sums["in"], sums["out"], closing, currency)]


def _balances(movements: Sequence[tuple[Mapping[str, Any], Flow, int]], currency: str) -> list[FileWarning]:
    """The proof by the balance in every row: before the first + in − out = after the last, in either order of time."""
    if len(movements) < 2 or any(one[0].get("balance") is None or one[1] is Flow.NEUTRAL for one in movements):
        return []
    runs = [movements, movements[::-1]]
    if movements[0][0]["happened_at"] > movements[-1][0]["happened_at"]:
        runs.reverse()
    came_in = sum(amount for _data, _direction, amount in movements if amount > 0)
    went_out = -sum(amount for _data, _direction, amount in movements if amount < 0)
    for run in runs:
        opening, closing = run[0][0]["balance"] - run[0][2], run[-1][0]["balance"]
        if opening + came_in - went_out == closing:
            said = message(
                N_("The balances agree: {opening} + {came_in} − {went_out} = {closing}."),
                opening=_shown(opening, currency),
                came_in=_shown(came_in, currency),
                went_out=_shown(went_out, currency),
                closing=_shown(closing, currency),
            )
            return [FileWarning("balances_agree", len(run), said)]
    first = runs[0]
    opening, closing = first[0][0]["balance"] - first[0][2], first[-1][0]["balance"]
    return [FileWarning("balances_differ", 1, _off(opening, came_in, went_out, closing, currency))]


def _off(opening: int, came_in: int, went_out: int, closing: int, currency: str) -> Message:
    return message(
        N_("The balances do not add up: {opening} + {came_in} − {went_out} is {expected}, the file says {closing}."),
        opening=_shown(opening, currency),
        came_in=_shown(came_in, currency),
        went_out=_shown(went_out, currency),
        expected=_shown(opening + came_in - went_out, currency),
        closing=_shown(closing, currency),
    )


def _shown(minor: int, currency: str) -> str:
    return Money(minor, currency).decimal()
