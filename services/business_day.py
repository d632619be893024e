"""Which day it is where the shop is: its business day now, and when that begins.

For statements that are written before anybody has a connection to read the zone, SQL asks when it is run: two functions
are offered to every connection (`services.registry`).
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, Text, func, select, type_coerce

from models.columns import BusinessDate, to_epoch_ms
from models.settings import Setting
from services import clock, settings

_kept = Setting.table()


def shop_today(connection: Connection) -> date:
    """The business day it is now in the shop's zone."""
    return _day(settings.read(connection, settings.ZONE))


def start_of_today(zone: str, days: int = 0) -> datetime:
    """When the business day of now began in a zone, or the one so many days later."""
    return datetime.combine(_day(zone, days), time(), ZoneInfo(zone))


def business_day(zone: str | None, days: int) -> str:
    """For SQL: the business day so many days from now, as it is stored.

    `zone` is as its setting is kept, None where it was never set.
    """
    return _day(_named(zone), days).isoformat()


def business_day_start(zone: str | None, days: int) -> int:
    """For SQL: when that day begins, in epoch milliseconds."""
    return to_epoch_ms(start_of_today(_named(zone), days))


def day_in(days: int) -> ColumnElement[date]:
    """The shop's day so many days after whenever the statement is run."""
    return type_coerce(_asked_once(func.business_day, days), BusinessDate())


def start_in(days: int) -> ColumnElement[int]:
    """When that day begins, as moments are stored."""
    return type_coerce(_asked_once(func.business_day_start, days), BigInteger())


def _day(zone: str, days: int = 0) -> date:
    return clock.business_day(clock.now(), zone) + timedelta(days=days)


def _named(zone: str | None) -> str:
    return str(json.loads(zone)) if zone else settings.ZONE.default


def _asked_once(function: Any, days: int) -> Any:
    """The function over the zone in the file; in a query of its own, so that it is not called for every row."""
    zone = select(type_coerce(_kept.c.value, Text())).where(_kept.c.key == settings.ZONE.key).scalar_subquery()
    return select(function(zone, days)).scalar_subquery()
