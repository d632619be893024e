"""Reads: the money calendar of the next days: what is there, what is known to come and go, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from services import formatting
from services.books.balances import held
from services.books.rates import Rates
from services.business_day import shop_today
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message
from services.owing.payouts import NotCounted, expected_payouts
from services.owing.queries import Due, open_dues

DAYS = 90
_LATE = NN_(
    "{count} order of {channel} should have been paid long ago: {amount} is not counted.",
    "{count} orders of {channel} should have been paid long ago: {amount} is not counted.",
)
_UNDATED = NN_(
    "{count} order of {channel} waits for {amount}. When it is paid is not known yet, so it is not counted.",
    "{count} orders of {channel} wait for {amount}. When they are paid is not known yet, so they are not counted.",
)
_UNPRICED = NN_(
    "{count} delivered piece has no price yet and is not counted.",
    "{count} delivered pieces have no price yet and are not counted.",
)
_NO_RATE = N_("Amounts in {currency} are not counted, because no exchange rate is known. Set it in the books.")


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One amount that comes or goes on `day`; what is overdue stands on today.

    `minor` is signed and in the shop's currency, None where no rate is known; `balance_minor` is what is there
    after it.
    """

    day: date
    due: Due
    minor: int | None
    balance_minor: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class CashForecast:
    """What is known of the days from `today` through `last`, in minor units of `currency`. No new sale is guessed."""

    today: date
    last: date
    currency: str
    opening_minor: int
    lines: tuple[CalendarLine, ...]
    notes: tuple[Message, ...]

    @property
    def in_minor(self) -> int:
        """What comes in."""
        return sum(max(line.minor or 0, 0) for line in self.lines)

    @property
    def out_minor(self) -> int:
        """What goes out, above zero."""
        return sum(max(-(line.minor or 0), 0) for line in self.lines)

    @property
    def closing_minor(self) -> int:
        """What is there at the end."""
        return self.opening_minor + self.in_minor - self.out_minor

    @property
    def overdue_minor(self) -> int:
        """What should have been paid by us before today, above zero."""
        return sum(max(-(line.minor or 0), 0) for line in self.lines if line.is_overdue)

    @property
    def lowest(self) -> tuple[date, int]:
        """The day on whose evening the least is there, and how much; the first of several."""
        evenings = {self.today: self.opening_minor, **{line.day: line.balance_minor for line in self.lines}}
        day = min(evenings, key=lambda one: (evenings[one], one))
        return day, evenings[day]


def cash_forecast(connection: Connection, days: int = DAYS) -> CashForecast:
    """The money calendar of the next `days` days: dues that are known, and payouts by each platform's own pace."""
    today = shop_today(connection)
    last = today + timedelta(days=days)
    rates = Rates.read(connection)
    payouts = expected_payouts(connection, today, last)
    dues = [*open_dues(connection, last), *payouts.dues]
    lies = held(connection, today)
    opening = sum(rates.home_minor(one.minor, one.currency, today) or 0 for one in lies)
    used = {one.currency for one in lies if one.minor} | {due.currency for due in dues}
    lacking = sorted({currency for currency, _day in rates.missing((one, today) for one in used)})
    notes = (*(message(_NO_RATE, currency=one) for one in lacking), *_notes(dues, payouts.not_counted))
    lines = tuple(_lines(dues, rates, today, opening))
    return CashForecast(today, last, rates.home, opening, lines, notes)


def _lines(dues: Iterable[Due], rates: Rates, today: date, opening: int) -> Iterator[CalendarLine]:
    balance = opening
    for due in sorted(dues, key=lambda one: (max(one.due_on, today), one.due_on, one.source, one.key)):
        minor = rates.home_minor(due.signed_minor, due.currency, today)
        balance += minor or 0
        yield CalendarLine(max(due.due_on, today), due, minor, balance, due.due_on < today)


def _notes(dues: Iterable[Due], not_counted: Iterable[NotCounted]) -> Iterator[Message]:
    for one in not_counted:
        amount = formatting.money(one.amount_minor, one.currency)
        yield plural_message(_LATE if one.is_late else _UNDATED, one.orders, channel=one.channel, amount=amount)
    unpriced = sum(due.unpriced for due in dues)
    if unpriced:
        yield plural_message(_UNPRICED, unpriced)
