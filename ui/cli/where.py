"""``--where``: the words of the search box, and ``column:value`` terms for single columns.

A value may be quoted, a comma separates alternatives, ``1..9`` is a range of which either end
may be missing, and ``view:to_ship`` chooses one of the list's views. In columns of text ``:``
finds a part and ``=`` the whole. A code that no row can ever have is refused; a name that no row
has is said where nothing was found.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services import formatting
from services.aftersales.words import KIND_LABELS, STATE_LABELS
from services.catalog.listings import STATE_LABELS as LISTING_LABELS
from services.errors import Invalid
from services.i18n import N_, translate
from services.importing.channels import PLATFORM_NAMES
from services.kernel.table_query import Filter, Kind, TableQuery, TableRequest
from services.messages import Message, message
from services.orders.commands import REFUND_LABELS, STATUS_LABELS
from services.purchasing.rules import STATE_LABELS as PURCHASE_LABELS

_TERM = re.compile(r'([a-z_]+)([:=])("[^"]*"|\S*)|"[^"]*"|\S+')
_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {str(code): label for code, label in STATUS_LABELS.items()},
    "refund_status": {str(code): label for code, label in REFUND_LABELS.items()},
    "platform": {str(code): label for code, label in PLATFORM_NAMES.items()},
    "listing": {str(code): label for code, label in LISTING_LABELS.items()},
    "kind": {str(code): label for code, label in KIND_LABELS.items()},
    "state": {str(code): label for code, label in (*STATE_LABELS.items(), *PURCHASE_LABELS.items())},
}
_NAMED = frozenset({"channel", "account"})
"""Columns of text that hold the few names a shop has given."""
_YES_NO = {"true": "1", "yes": "1", "1": "1", "false": "0", "no": "0", "0": "0"}


@dataclass(frozen=True, slots=True)
class Term:
    """One ``column:value`` term as it was typed."""

    key: str
    is_whole: bool
    value: str


def split(typed: str) -> tuple[str, list[Term]]:
    """The words to search for, and the column terms."""
    words: list[str] = []
    terms: list[Term] = []
    for found in _TERM.finditer(typed):
        if found[1] is None:
            words.append(found[0].strip('"'))
        else:
            terms.append(Term(found[1], found[2] == "=", found[3].strip('"')))
    return " ".join(words), terms


def request_of(typed: str, query: TableQuery, *, currency: str, zone: str) -> TableRequest:
    """What the text asks of a list; amounts are read in `currency` and days in `zone`."""
    search, terms = split(typed)
    view = next((term.value for term in terms if term.key == "view"), "all")
    filters = tuple(_filter(term, query, currency, zone) for term in terms if term.key != "view")
    return TableRequest(search=search, view=view, filters=filters)


def _filter(term: Term, query: TableQuery, currency: str, zone: str) -> Filter:
    kind = query.column(term.key).kind
    if kind is Kind.INSTANT:
        return Filter(term.key, "between", _instants(term, zone))
    if ".." in term.value and kind in (Kind.MONEY, Kind.INTEGER, Kind.DATE):
        low, _dots, high = term.value.partition("..")
        return Filter(term.key, "between", tuple(_stored(term.key, kind, end, currency) for end in (low, high)))
    values = tuple(_stored(term.key, kind, value.strip(), currency) for value in term.value.split(","))
    if (codes := query.codes(term.key)) is not None:
        _require_known(term.key, values, codes)
    is_part = kind in (Kind.TEXT, Kind.ID) and not term.is_whole and all(values)
    return Filter(term.key, "contains" if is_part else "in", values)


def _stored(key: str, kind: Kind, value: str, currency: str) -> str:
    if value == "":
        return ""
    if kind is Kind.MONEY:
        minor = formatting.parse_amount(value, currency)
        if minor is None:
            raise _not_usable(key, value)
        return str(minor)
    if kind is Kind.FLAG:
        if value.casefold() not in _YES_NO:
            raise _not_usable(key, value)
        return _YES_NO[value.casefold()]
    if kind is Kind.CODE:
        labels = _WORDS.get(key, {})
        return next((code for code, label in labels.items() if value in (code, label, translate(label))), value)
    return value


def _instants(term: Term, zone: str) -> tuple[str, str]:
    """The first and last millisecond of a day, a range of days, or a range of times."""
    low, dots, high = term.value.partition("..")
    ends = [(low, False), (high if dots else low, True)]
    return tuple(_epoch_ms(term.key, text, zone, is_end=is_end) if text else "" for text, is_end in ends)  # type: ignore[return-value]


def _epoch_ms(key: str, text: str, zone: str, *, is_end: bool) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _not_usable(key, text) from None
    if is_end and len(text) <= len("2026-11-21"):
        at = datetime.combine(at.date(), time()) + timedelta(days=1) - timedelta(milliseconds=1)
    aware = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))
    return str(round(aware.timestamp() * 1000))


def _require_known(key: str, values: Collection[str], codes: Collection[str]) -> None:
    unknown = next((value for value in values if value and value not in codes), None)
    if unknown is None:
        return
    known, near = ", ".join(codes), _near(unknown, codes)
    reason = message(N_("known are {known}"), known=known)
    if near:
        reason = message(N_("did you mean {near}? Known are {known}"), near=near, known=known)
    raise Invalid(field=message(N_("Filter {column}"), column=key), value=unknown, reason=reason)


def _near(value: str, known: Collection[str]) -> str:
    """What is written much like a value, the likest first; nothing where nothing is."""
    folded = {one.casefold(): one for one in known}
    return ", ".join(folded[one] for one in difflib.get_close_matches(value.casefold(), folded, 2, 0.6))


def names_to_look_up(query: TableQuery, filters: Iterable[Filter]) -> list[Filter]:
    """The filters of a list whose values are codes or names that the shop's own rows decide about."""
    return [
        one
        for one in filters
        if one.operator in ("in", "contains") and one.key in query.columns and query.codes(one.key) is None
        and (one.key in _NAMED or query.column(one.key).kind is Kind.CODE)
    ]  # fmt: skip


def nobody_has(wanted: Filter, held: Collection[str]) -> list[Message]:
    """What is said of the values of a filter that none of the values `held` by a list's rows is."""
    found = []
    for value in wanted.values if held else ():
        folded = value.casefold()
        if any(folded in one.casefold() if wanted.operator == "contains" else folded == one.casefold() for one in held):
            continue
        known, near = ", ".join(sorted(held)), _near(value, held)
        said = N_("No row of this list has “{value}” as {column}; there are {known}.")
        if near:
            said = N_("No row of this list has “{value}” as {column}; did you mean {near}?")
        found.append(message(said, value=value, column=wanted.key, near=near, known=known))
    return found


def _not_usable(key: str, value: str) -> Invalid:
    reason = message(N_("a filter of this kind cannot be made of it"))
    return Invalid(field=message(N_("Filter {column}"), column=key), value=value, reason=reason)
