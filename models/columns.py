"""Column types: how our values are stored, the same on every database.

Nothing here may depend on SQLite. A value that does not fit its column is refused when it
is bound, not found out a year later.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, Dialect, String, Text, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

EnumType = TypeVar("EnumType", bound=StrEnum)


def to_epoch_ms(instant: datetime) -> int:
    """Milliseconds since 1970 in UTC. Naive times are refused: nobody knows when they were."""
    if instant.tzinfo is None:
        raise ValueError("a time without zone cannot be stored")
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def from_epoch_ms(value: int) -> datetime:
    """The aware UTC instant of `to_epoch_ms`."""
    return _EPOCH + timedelta(milliseconds=value)


class MinorUnits(TypeDecorator[int]):
    """An amount as a count of the currency's smallest unit. Floats are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Let integers through and nothing else."""
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise TypeError(f"an amount must be an integer of minor units, not {value!r}")
        return value


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, stored as epoch milliseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store the instant in UTC."""
        return None if value is None else to_epoch_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Give the instant back, aware."""
        return None if value is None else from_epoch_ms(value)


class BusinessDate(TypeDecorator[date]):
    """A calendar day of the shop, stored as ISO text so that it sorts and reads plainly."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Store ``YYYY-MM-DD``."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Give the day back."""
        return None if value is None else date.fromisoformat(value)


class CodeEnum(TypeDecorator[EnumType], Generic[EnumType]):
    """A closed set of short stable codes; a code that is not in the set is refused."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[EnumType]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: EnumType | str | None, dialect: Dialect) -> str | None:
        """Store the code."""
        return None if value is None else str(self.codes(value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> EnumType | None:
        """Give the enum member back."""
        return None if value is None else self.codes(value)
