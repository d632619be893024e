"""What a table can be filtered by, and how a filter reads on its chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.days import read_day
from services.formatting import parse_amount
from services.i18n import _, join_list
from services.types import Filter
from services.written_numbers import parse_number

_SHOWN = 2


def _none() -> Sequence[tuple[str, str]]:
    return ()


def _no_spans() -> Sequence[tuple[str, str, str]]:
    return ()


def _as_typed(text: str) -> str | None:
    return text.strip()


def _as_stored(text: str) -> str:
    return text


def stored_day(typed: str) -> str | None:
    """What is stored for a typed day; None where it is none."""
    day = read_day(typed)
    return None if day is None else day.isoformat()


def stored_whole(typed: str) -> str | None:
    """What is stored for a typed whole number, also below zero; None where it is none."""
    number = parse_number(typed, 0)
    return None if number is None else str(number)


def stored_amount(currency: Callable[[], str]) -> Callable[[str], str | None]:
    """Reader of typed amounts, stored as minor units; None where it is none."""

    def read(typed: str) -> str | None:
        minor = parse_amount(typed, currency())
        return None if minor is None else str(minor)

    return read


@dataclass(frozen=True)
class FilterSpec:
    """One thing to filter by. `label` is marked with `N_`.

    `choices` gives ``(stored, shown)`` for ``is`` and ``in``; `spans` gives ``(shown, low, high)`` for
    ``between``. `parse` turns a typed text into a stored one (``None``: it cannot be read), `show` back.
    """

    key: str
    label: str
    operator: str = "in"
    choices: Callable[[], Sequence[tuple[str, str]]] = _none
    spans: Callable[[], Sequence[tuple[str, str, str]]] = _no_spans
    parse: Callable[[str], str | None] = _as_typed
    show: Callable[[str], str] = _as_stored

    def words(self, chosen: Filter) -> str:
        """The filter in words, as its chip shows it."""
        return _("{label}: {values}").format(label=_(self.label), values=self._values(chosen))

    def _values(self, chosen: Filter) -> str:
        if chosen.operator == "between":
            return self._span_words(chosen)
        names = dict(self.choices())
        shown = [names.get(value, self.show(value)) if value else _("empty") for value in chosen.values]
        if len(shown) <= _SHOWN + 1:
            return join_list(shown)
        return _("{some} … {count} in all").format(some=join_list(shown[:_SHOWN]), count=len(shown))

    def _span_words(self, chosen: Filter) -> str:
        low, high = chosen.values
        for name, first, last in self.spans():
            if (first, last) == (low, high):
                return name
        if not high:
            return _("from {low}").format(low=self.show(low))
        if not low:
            return _("up to {high}").format(high=self.show(high))
        return _("{low} to {high}").format(low=self.show(low), high=self.show(high))
