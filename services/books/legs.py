"""Postings as they are put together: always in pairs, so that nothing can be written that does not balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.enums.money import PostingSource
from services.books.rates import Rates

Place = tuple[str, int, str, str, str]
"""(source, source id, day, account, currency) as stored: where a posting stands."""
Figures = tuple[int, int, int, int]
"""(amount, in the home currency, documents, unknown)."""

PLACE_COLUMNS = ("source", "source_id", "day", "account", "currency")
FIGURE_COLUMNS = ("amount_minor", "home_minor", "documents", "unknown")
COLUMNS = PLACE_COLUMNS + FIGURE_COLUMNS


@dataclass(slots=True)
class Legs:
    """Collects postings by the place they stand in."""

    rates: Rates
    found: dict[Place, list[int]] = field(default_factory=dict)

    def pair(
        self,
        about: tuple[PostingSource, int, date],
        accounts: tuple[str, str],
        amount_minor: int,
        currency: str,
        *,
        documents: int = 1,
        unknown: int = 0,
        home_minor: int | None = None,
    ) -> None:
        """Debit the first account and credit the second; nothing where there is neither amount nor doubt.

        `home_minor` is given where a document brings its own rate.
        """
        if not amount_minor and not unknown:
            return
        home = self.rates.home_minor(amount_minor, currency, about[2]) if home_minor is None else home_minor
        if home is None:
            home, unknown = 0, documents
        for account, sign in zip(accounts, (1, -1), strict=True):
            self.single(about, account, sign * amount_minor, sign * home, currency, documents, unknown)

    def single(
        self,
        about: tuple[PostingSource, int, date],
        account: str,
        amount_minor: int,
        home_minor: int,
        currency: str,
        documents: int,
        unknown: int,
    ) -> None:
        """One leg of what balances as a whole (an entry by hand)."""
        place = (str(about[0]), about[1], about[2].isoformat(), account, currency)
        kept = self.found.setdefault(place, [0, 0, 0, 0])
        for number, value in enumerate((amount_minor, home_minor, documents, unknown)):
            kept[number] += value

    def rows(self) -> dict[Place, Figures]:
        """What was collected; legs that came to nothing and leave no doubt are left out."""
        return {
            place: (one[0], one[1], one[2], one[3]) for place, one in self.found.items() if one[0] or one[1] or one[3]
        }
