"""How long something has waited, and how long is left, in few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services import clock
from services.i18n import _
from services.orders.stages import SOON

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def span_word(span: timedelta) -> str:
    """A length of time in its largest unit, rounded down: minutes, hours below two days, then days."""
    span = abs(span)
    if span < _HOUR:
        return _("{count} min").format(count=int(span.total_seconds()) // 60)
    if span < 2 * _DAY:
        return _("{count} h").format(count=int(span.total_seconds()) // 3600)
    return _("{count} d").format(count=span.days)


def age_word(at: datetime) -> str:
    """How long ago something was."""
    return span_word(max(clock.now() - at, timedelta()))


def countdown(deadline: datetime) -> tuple[str, str]:
    """(words, tone) of the time until a deadline: how much is left, or how late it is."""
    left = deadline - clock.now()
    if left < timedelta():
        return _("{span} late").format(span=span_word(left)), "neg"
    words = _("{span} left").format(span=span_word(left))
    return words, "pill.amber.word" if left < SOON else "text2"


def at_ms(value: int) -> datetime:
    """The instant of a stored time."""
    return datetime.fromtimestamp(value // 1000, UTC)
