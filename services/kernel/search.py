"""Turns what is typed into a search box into conditions."""

from __future__ import annotations

from dataclasses import dataclass

from services import text


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a search: `plain` as it was typed (NFKC, no case), `is_number` when it is digits only."""

    plain: str
    is_number: bool


def terms(typed: str) -> list[Term]:
    """The words of a search, all of which must be found. Quotes and white space separate them."""
    found = []
    for word in typed.replace('"', " ").split():
        plain = text.key(word)
        if plain:
            found.append(Term(plain, plain.isdecimal() and plain.isascii()))
    return found
