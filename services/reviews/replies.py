"""Texts for public replies to reviews: built in for both languages, and the shop's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import Connection

from services import i18n, paths, settings
from services.errors import Invalid, NotFound
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

PLACEHOLDERS = ("buyer", "product", "variant", "shop", "order")


@dataclass(frozen=True, slots=True)
class Reply:
    """A text with placeholders such as ``{buyer}``. `stars` are the reviews it suits (least, most)."""

    title: str
    text: str
    stars: tuple[int, int] = (1, 5)
    is_own: bool = False


def replies(connection: Connection, rating: int | None = None) -> tuple[Reply, ...]:
    """The shop's own replies, then the built-in ones in the current language; of a rating, those that suit it."""
    kept = settings.read(connection, settings.REVIEW_REPLIES)
    own = tuple(Reply(one["title"], one["text"], (one["least"], one["most"]), True) for one in kept)
    every = own + _built_in(i18n.language())
    return tuple(one for one in every if rating is None or one.stars[0] <= rating <= one.stars[1])


@command("reviews.add_reply", N_("Keep the reply {title}"))
def add_reply(uow: UnitOfWork, fresh: Reply) -> None:
    """Put one more reply behind the shop's own ones."""
    own = [one for one in replies(uow.connection) if one.is_own]
    keep_replies(uow, [*own, fresh])
    uow.describe(title=fresh.title)


@command("reviews.change_reply", N_("Change the reply {title}"))
def change_reply(uow: UnitOfWork, was: Reply, fresh: Reply) -> None:
    """Put a reply in the place of one of the shop's own; of a built-in one, a copy is kept and it stays as it came."""
    own = [one for one in replies(uow.connection) if one.is_own]
    fresh = replace(fresh, is_own=True)
    keep_replies(uow, [fresh if one == was else one for one in own] if was in own else [*own, fresh])
    uow.describe(title=fresh.title.strip())


@command("reviews.remove_reply", N_("Delete the reply {title}"))
def remove_reply(uow: UnitOfWork, was: Reply) -> None:
    """Delete one of the shop's own replies; `NotFound` for one it does not have."""
    own = [one for one in replies(uow.connection) if one.is_own]
    if was not in own:
        raise NotFound(what=message(N_("reply")), which=was.title)
    own.remove(was)
    keep_replies(uow, own)
    uow.describe(title=was.title)


@command("reviews.keep_replies", NN_("Keep {count} own reply", "Keep {count} own replies"))
def keep_replies(uow: UnitOfWork, own: Sequence[Reply]) -> None:
    """Replace the shop's own replies; a placeholder nobody knows is refused by name."""
    for one in own:
        if not one.title.strip() or not one.text.strip():
            raise Invalid(field=message(N_("Reply")), value=one.title, reason=message(N_("title and text are needed")))
        unknown = next((name for name in placeholders(one.text) if name not in PLACEHOLDERS), None)
        if unknown is not None:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            reason = message(N_("known placeholders: {known}"), known=known)
            raise Invalid(field=message(N_("Reply")), value=f"{{{unknown}}}", reason=reason)
    kept = [
        {"title": one.title.strip(), "text": one.text.strip(), "least": one.stars[0], "most": one.stars[1]}
        for one in own
    ]
    settings.keep(uow, settings.REVIEW_REPLIES, kept)
    uow.describe(count=len(kept))


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces, in their order."""
    found = []
    for part in text.split("{")[1:]:
        name, closed, _rest = part.partition("}")
        if closed:
            found.append(name)
    return tuple(found)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every known placeholder replaced once; what is put in is not looked through again."""
    parts = text.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        known = closed and name in PLACEHOLDERS
        out.append(values.get(name, "") + rest if known else "{" + part)
    return "".join(out)


@lru_cache(maxsize=4)
def _built_in(language: str) -> tuple[Reply, ...]:
    with (paths.resources() / "review_replies.toml").open("rb") as file:
        known = tomllib.load(file)
    words = known.get(language) or known["en"]
    return tuple(Reply(one["title"], one["text"], (one["stars"][0], one["stars"][1])) for one in words)
