"""What other currencies are worth in the shop's, by the dated rates typed by hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.books import ExchangeRate
from services import settings

_rates = ExchangeRate.table()
_WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Every rate of a shop, by currency the days they begin on and what they are."""

    home: str
    days: dict[str, tuple[date, ...]]
    ppm: dict[str, tuple[int, ...]]

    @classmethod
    def read(cls, connection: Connection) -> Rates:
        """As the shop has them now."""
        days: dict[str, list[date]] = {}
        ppm: dict[str, list[int]] = {}
        statement = select(_rates.c.currency, _rates.c.since, _rates.c.rate_ppm)
        for row in connection.execute(statement.order_by(_rates.c.currency, _rates.c.since)):
            days.setdefault(row.currency, []).append(row.since)
            ppm.setdefault(row.currency, []).append(row.rate_ppm)
        home = settings.read(connection, settings.CURRENCY)
        return cls(home, {key: tuple(one) for key, one in days.items()}, {key: tuple(one) for key, one in ppm.items()})

    def rate_on(self, currency: str, day: date) -> int | None:
        """Millionths of the home currency's smallest unit per smallest unit; None where no rate holds on the day."""
        if currency == self.home:
            return _WHOLE
        place = bisect_right(self.days.get(currency, ()), day)
        return self.ppm[currency][place - 1] if place else None

    def home_minor(self, amount_minor: int, currency: str, day: date) -> int | None:
        """The amount in the home currency on that day; None where the rate is missing."""
        rate = self.rate_on(currency, day)
        return None if rate is None else converted(amount_minor, rate)

    def missing(self, wanted: Iterable[tuple[str, date]]) -> tuple[tuple[str, date], ...]:
        """Those of the currencies and days no rate holds for."""
        return tuple(sorted({one for one in wanted if self.rate_on(*one) is None}))


def converted(amount_minor: int, rate_ppm: int) -> int:
    """An amount at a rate, rounded half away from zero, so that both sides of a posting round alike."""
    rounded = (abs(amount_minor) * rate_ppm + _WHOLE // 2) // _WHOLE
    return rounded if amount_minor >= 0 else -rounded
