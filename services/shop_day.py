"""The day it is where the shop is, for statements that are written before anybody has a connection to read its zone.

SQL asks for it when it is run: the two functions below are offered to every connection (`services.registry`).
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, func, select, type_coerce

from models.columns import BusinessDate, from_epoch_ms, to_epoch_ms
from models.settings import Setting
from services import clock, settings

_kept = Setting.table()
_QUARTER_MS = 15 * 60 * 1000


def start_of_today(zone: str, days: int = 0) -> datetime:
    """When the business day of now began in a zone, or the one so many days later."""
    return _start(zone, _day(zone, clock.now(), days))


def shop_day(zone: str | None, at: int, days: int) -> str:
    """The business day so many days after a moment, as it is stored.

    `zone` is as its setting is kept, None where it was never set; `at` is in epoch milliseconds.
    """
    return _day(_named(zone), from_epoch_ms(at), days).isoformat()


def shop_day_start(zone: str | None, at: int, days: int) -> int:
    """When that day begins, in epoch milliseconds."""
    name = _named(zone)
    return to_epoch_ms(_start(name, _day(name, from_epoch_ms(at), days)))


def day_in(days: int) -> ColumnElement[date]:
    """The shop's day so many days after whenever the statement is run."""
    return type_coerce(_asked_once(func.shop_day, days), BusinessDate())


def start_in(days: int) -> ColumnElement[int]:
    """When that day begins, as moments are stored."""
    return type_coerce(_asked_once(func.shop_day_start, days), BigInteger())


def _day(zone: str, at: datetime, days: int) -> date:
    return clock.business_day(at, zone) + timedelta(days=days)


def _start(zone: str, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _named(zone: str | None) -> str:
    return str(json.loads(zone)) if zone else settings.ZONE.default


def _asked_once(function: Any, days: int) -> Any:
    """The function over the zone in the file; in a query of its own, so that it is not called for every row."""
    zone = select(type_coerce(_kept.c.value, Text())).where(_kept.c.key == settings.ZONE.key).scalar_subquery()
    # The quarter of an hour, in which no zone's day ends: sums that are remembered for it hold as long, not for ever.
    at = bindparam(None, type_=BigInteger(), callable_=lambda: to_epoch_ms(clock.now()) // _QUARTER_MS * _QUARTER_MS)
    return select(function(zone, at, days)).scalar_subquery()
