"""What other currencies are worth in the shop's, by the dated rates typed by hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.books import ExchangeRate
from models.dialects.prepared import Prepared
from services import settings
from services.exchange import OWN_RATE, converted

_rates = ExchangeRate.table()
_IN_ORDER = select(_rates.c.currency, _rates.c.since, _rates.c.rate_ppm).order_by(_rates.c.currency, _rates.c.since)
_ALL = Prepared(_IN_ORDER)


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
        for currency, since, rate_ppm in _ALL.rows(connection):
            days.setdefault(currency, []).append(date.fromisoformat(since))
            ppm.setdefault(currency, []).append(rate_ppm)
        home = settings.read(connection, settings.CURRENCY)
        return cls(home, {key: tuple(one) for key, one in days.items()}, {key: tuple(one) for key, one in ppm.items()})

    def rate_on(self, currency: str, day: date) -> int | None:
        """Millionths of the home currency's smallest unit per smallest unit; None where no rate holds on the day."""
        if currency == self.home:
            return OWN_RATE
        place = bisect_right(self.days.get(currency, ()), day)
        return self.ppm[currency][place - 1] if place else None

    def home_minor(self, amount_minor: int, currency: str, day: date) -> int | None:
        """The amount in the home currency on that day; None where the rate is missing."""
        rate = self.rate_on(currency, day)
        return None if rate is None else converted(amount_minor, rate)

    def missing(self, wanted: Iterable[tuple[str, date]]) -> tuple[tuple[str, date], ...]:
        """Those of the currencies and days no rate holds for."""
        return tuple(sorted({one for one in wanted if self.rate_on(*one) is None}))


@dataclass(frozen=True, slots=True)
class RateView:
    """One rate of the table, as it was typed."""

    id: int
    currency: str
    since: date
    rate_ppm: int
    source: str | None


def rates(connection: Connection) -> tuple[RateView, ...]:
    """Every rate, by currency, the newest first."""
    columns = (_rates.c.id, _rates.c.currency, _rates.c.since, _rates.c.rate_ppm, _rates.c.source)
    statement = select(*columns).order_by(_rates.c.currency, _rates.c.since.desc())
    return tuple(RateView(*row) for row in connection.execute(statement))
