"""What she calls new, lapsed, at risk and of high value, and the limits of the RFM scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, case

from models.values import minor_digits
from services import settings
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.settings import Declared

Limits = tuple[int, int, int, int]
_PARTS = 4
_TOP = 5


@dataclass(frozen=True, slots=True)
class Cuts:
    """Days, and money in whole units; `recency` grows from the best score down, the others up to the best."""

    new_days: int = settings.CUSTOMER_NEW.default
    risk_days: int = settings.CUSTOMER_RISK.default
    lapsed_days: int = settings.CUSTOMER_LAPSED.default
    high_value: int = settings.CUSTOMER_HIGH_VALUE.default
    recency: Limits = (30, 60, 120, 240)
    frequency: Limits = (2, 3, 5, 8)
    money: Limits = (50, 150, 300, 600)


def cuts_of(connection: Connection) -> Cuts:
    """The limits as they are set; limits nobody can read count as the usual ones."""
    plain = Cuts()
    return Cuts(
        settings.read(connection, settings.CUSTOMER_NEW),
        settings.read(connection, settings.CUSTOMER_RISK),
        settings.read(connection, settings.CUSTOMER_LAPSED),
        settings.read(connection, settings.CUSTOMER_HIGH_VALUE),
        limits_in(settings.read(connection, settings.RFM_RECENCY)) or plain.recency,
        limits_in(settings.read(connection, settings.RFM_FREQUENCY)) or plain.frequency,
        limits_in(settings.read(connection, settings.RFM_MONEY)) or plain.money,
    )


def limits_in(typed: str) -> Limits | None:
    """Four growing whole numbers separated by commas; None where it is something else."""
    parts = [part.strip() for part in typed.split(",")]
    if len(parts) != _PARTS or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        return None
    found = [int(part) for part in parts]
    if any(later <= earlier for earlier, later in pairwise(found)):
        return None
    return found[0], found[1], found[2], found[3]


@command("customers.set_cuts", N_("Change what customers are sorted by"))
def set_cuts(uow: UnitOfWork, cuts: Cuts, member_day: int | None = None) -> None:
    """Keep all limits, and the weekday of members (1 to 7, 0 none) at once; `Invalid` names what makes no sense."""
    if member_day is not None:
        if member_day not in range(8):
            raise _bad(settings.MEMBER_DAY, str(member_day), N_("it is no weekday"))
        settings.keep(uow, settings.MEMBER_DAY, member_day)
    for declared, limits in ((settings.RFM_RECENCY, cuts.recency), (settings.RFM_FREQUENCY, cuts.frequency),
                             (settings.RFM_MONEY, cuts.money)):  # fmt: skip
        typed = ", ".join(map(str, limits))
        if limits_in(typed) is None:
            raise _bad(declared, typed, N_("type four whole numbers that grow, such as 2, 3, 5, 8"))
        settings.keep(uow, declared, typed)
    for days, number in ((settings.CUSTOMER_NEW, cuts.new_days), (settings.CUSTOMER_RISK, cuts.risk_days),
                         (settings.CUSTOMER_LAPSED, cuts.lapsed_days),
                         (settings.CUSTOMER_HIGH_VALUE, cuts.high_value)):  # fmt: skip
        if number < 1:
            raise _bad(days, str(number), N_("it must be more than nothing"))
        settings.keep(uow, days, number)
    if cuts.lapsed_days <= cuts.risk_days:
        raise _bad(settings.CUSTOMER_LAPSED, str(cuts.lapsed_days), N_("it must be later than “at risk”"))


def _bad(declared: Declared[Any], value: str, reason: str) -> Invalid:
    return Invalid(field=message(declared.label), value=value, reason=message(reason))


def days_before(today: date, days: int) -> date:
    """The day so many days before `today`, or the first there is."""
    return today - timedelta(days=min(days, today.toordinal() - 1))


def recency_score(last_on: ColumnElement[Any], today: date, limits: Limits) -> ColumnElement[int]:
    """5 for the freshest, 1 beyond the last limit of days."""
    steps = enumerate(limits)
    return case(*((last_on >= days_before(today, limit), _TOP - place) for place, limit in steps), else_=1)


def growing_score(value: ColumnElement[Any], limits: Sequence[int | ColumnElement[Any]]) -> ColumnElement[int]:
    """1 below the first limit, 5 from the last on."""
    steps = list(enumerate(limits, start=2))
    return case(*((value >= limit, score) for score, limit in reversed(steps)), else_=1)


def worth_from(net: ColumnElement[Any], currency: ColumnElement[str], whole: int) -> ColumnElement[bool]:
    """Rows whose amount is so many whole units of their own currency, or more."""
    return net >= _minor_of(currency, whole)


def money_score(net: ColumnElement[Any], currency: ColumnElement[str], limits: Limits) -> ColumnElement[int]:
    """1 below the first limit of whole units, 5 from the last on."""
    return growing_score(net, [_minor_of(currency, limit) for limit in limits])


def _minor_of(currency: ColumnElement[str], whole: int) -> ColumnElement[int]:
    """So many whole units as minor units of the row's currency; nearly all currencies have hundredths."""
    odd = case(*((currency == code, whole * 10 ** minor_digits(code)) for code in _ODD), else_=whole * 100)
    return case((currency.in_(_ODD), odd), else_=whole * 100)


_ODD = tuple(code for code in (
    "JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "PYG", "KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD",
) if minor_digits(code) != 2)  # fmt: skip
"""Currencies whose smallest unit is no hundredth."""
