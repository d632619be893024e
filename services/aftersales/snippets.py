"""Replies that are written again and again, with places that a case fills in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.orders import Order
from services import clock, i18n, settings
from services.aftersales.deadlines import defaults_file
from services.errors import Invalid, NotFound
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

PLACES = ("buyer", "order", "case", "product", "amount", "days", "shop", "address")
BLANK = "…"
_PLACE = re.compile(r"\{([^{}]*)\}")
_cases = Case.table()
_orders = Order.table()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A reply: its key, what it is called and its text, in one language; `{buyer}` and the like are filled in."""

    key: str
    name: str
    text: str
    language: str


def snippets(connection: Connection, language: str | None = None) -> tuple[Snippet, ...]:
    """The replies of a language (the one that is on): the shop's own first, then the program's as the shop has them."""
    wanted = language or i18n.language()
    own = [Snippet(**one) for one in settings.read(connection, settings.CASE_SNIPPETS)]
    of_language = [one for one in own if one.language == wanted]
    changed = {one.key for one in of_language}
    brought = [
        Snippet(one["key"], one["name"][wanted], one["text"][wanted], wanted) for one in defaults_file()["snippet"]
    ]
    known = {one.key for one in brought}
    by_key = {one.key: one for one in of_language}
    return (*(one for one in of_language if one.key in changed - known), *(by_key.get(one.key, one) for one in brought))


def is_brought(key: str) -> bool:
    """Whether the program brings a reply of this key; the others are the shop's own."""
    return any(one["key"] == key for one in defaults_file()["snippet"])


@command("cases.set_snippet", N_("Write the reply “{name}”"))
def set_snippet(uow: UnitOfWork, snippet: Snippet) -> None:
    """Keep a reply, in place of the one of the same key and language; one without a key is new.

    `Invalid` for a place nobody can fill in.
    """
    if not snippet.name.strip() or not snippet.text.strip():
        raise Invalid(field=message(N_("Reply")), value=snippet.name, reason=message(N_("it must not be empty")))
    unknown = [place for place in _PLACE.findall(snippet.text) if place not in PLACES]
    if unknown:
        reason = message(
            N_("there is no place {place}; there are {places}"), place=unknown[0], places=", ".join(PLACES)
        )
        raise Invalid(field=message(N_("Reply")), value=snippet.name, reason=reason)
    stored = settings.read(uow.connection, settings.CASE_SNIPPETS)
    key = snippet.key or _fresh_key({one["key"] for one in stored})
    found = [one for one in stored if (one["key"], one["language"]) == (key, snippet.language)]
    fresh = {**asdict(snippet), "key": key, "name": snippet.name.strip()}
    kept = [fresh if one in found else one for one in stored] if found else [*stored, fresh]
    settings.change(uow, settings.CASE_SNIPPETS.key, kept)
    uow.describe(name=snippet.name)


@command("cases.reset_snippet", N_("Reset the reply “{name}”"))
def reset_snippet(uow: UnitOfWork, key: str, language: str) -> None:
    """Forget what the shop wrote: a reply of the program reads as it came, another one is gone."""
    name = next((one.name for one in snippets(uow.connection, language) if one.key == key), key)
    settings.change(uow, settings.CASE_SNIPPETS.key, _others(uow.connection, key, language))
    uow.describe(name=name)


def filled(connection: Connection, snippet: Snippet, case_id: int) -> str:
    """The reply with what is known of the case; "…" stands where nothing is."""
    places = _places(connection, case_id)
    return _PLACE.sub(lambda found: places.get(found[1]) or BLANK, snippet.text)


def filled_all(connection: Connection, case_id: int) -> tuple[tuple[Snippet, str], ...]:
    """Every reply of the language that is on, with its text for this case."""
    return tuple((one, filled(connection, one, case_id)) for one in snippets(connection))


def reasons(connection: Connection) -> tuple[str, ...]:
    """The reasons offered when a case is opened: the shop's own list, else the program's in the language that is on."""
    own = settings.read(connection, settings.CASE_REASONS)
    return tuple(own) if own else tuple(one["name"][i18n.language()] for one in defaults_file()["reason"])


@command("cases.set_reasons", N_("Change the reasons of cases"))
def set_reasons(uow: UnitOfWork, wanted: Sequence[str]) -> None:
    """Offer these reasons; none brings the program's list back."""
    clean = list(dict.fromkeys(one.strip() for one in wanted if one.strip()))
    settings.change(uow, settings.CASE_REASONS.key, clean)


def _fresh_key(taken: Collection[str]) -> str:
    return next(f"own-{number}" for number in count(1) if f"own-{number}" not in taken)


def _others(connection: Connection, key: str, language: str) -> list[Mapping[str, str]]:
    stored = settings.read(connection, settings.CASE_SNIPPETS)
    return [one for one in stored if (one["key"], one["language"]) != (key, language)]


def _places(connection: Connection, case_id: int) -> dict[str, str | None]:
    statement = (
        select(_cases, _orders.c.buyer, _orders.c.receiver)
        .outerjoin(_orders, _orders.c.id == _cases.c.order_id)
        .where(_cases.c.id == case_id)
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(what=message(N_("after-sales case")), which=f"#{case_id}")
    amount = next((one for one in (row.agreed_minor, row.asked_minor, row.refunded_minor) if one is not None), None)
    days = None if row.deadline_at is None else max((row.deadline_at - clock.now()).days, 0)
    return {
        "buyer": row.buyer or row.receiver,
        "order": row.order_no,
        "case": row.external_no,
        "product": row.title,
        "amount": None if amount is None else money(amount, row.currency),
        "days": None if days is None else str(days),
        "shop": settings.read(connection, settings.SHOP_NAME),
        "address": settings.read(connection, settings.RETURN_ADDRESS),
    }
