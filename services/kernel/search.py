"""Turns what is typed into a search box into conditions."""

from __future__ import annotations

from dataclasses import dataclass

from services import text

MOST_WORDS = 16
LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a search: `plain` as it was typed (NFKC, no case), `is_number` when it is digits only."""

    plain: str
    is_number: bool


def terms(typed: str) -> list[Term]:
    """The words of a search, all of which must be found. Quotes and white space separate them.

    Of a whole list that was pasted into the box the first `MOST_WORDS` are looked for, and of a word its first
    `LONGEST_WORD` characters: each word is a condition on every row, and SQLite refuses a thousand of them.
    """
    found = []
    for word in typed.replace('"', " ").split(maxsplit=MOST_WORDS)[:MOST_WORDS]:
        plain = text.key(word[:LONGEST_WORD])
        if plain:
            found.append(Term(plain, plain.isdecimal() and plain.isascii()))
    return found
