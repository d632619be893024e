"""The three scores platforms give a shop (goods as described, service, delivery), typed day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from models.channels import Channel
from models.growth import ShopDay
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_days = ShopDay.table()
_channels = Channel.table()
SCORES = ("item_score", "service_score", "delivery_score")
HIGHEST = 500


@dataclass(frozen=True, slots=True)
class ScoreDay:
    """The scores of one channel on one day, in hundredths (4.86 is 486); one that is not known is None."""

    channel_id: int
    day: date
    item_score: int | None
    service_score: int | None
    delivery_score: int | None


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """A channel with its newest scores and those before them, newest first."""

    channel_id: int
    channel: str
    days: tuple[ScoreDay, ...]


@command("reviews.note_scores", NN_("Note the scores of {count} day", "Note the scores of {count} days"))
def note_scores(uow: UnitOfWork, scores: Sequence[ScoreDay]) -> None:
    """Keep typed scores; other figures of these days stay as they are. A score above 5.00 is refused."""
    for one in scores:
        _require_scores(one)
        channel = uow.get(Channel, one.channel_id)
        statement = select(ShopDay).where(ShopDay.channel_id == channel.id, ShopDay.day == one.day)
        row = next(iter(uow.all(statement)), None)
        if row is None:
            row = ShopDay(channel_id=channel.id, day=one.day, currency=channel.currency)
            uow.add(row)
        for name in SCORES:
            if getattr(row, name) != getattr(one, name):
                setattr(row, name, getattr(one, name))
    uow.describe(count=len(scores))


def _require_scores(one: ScoreDay) -> None:
    for name in SCORES:
        value = getattr(one, name)
        if value is not None and not 0 <= value <= HIGHEST:
            reason = message(N_("scores are between 0 and 5"))
            raise Invalid(field=message(N_("Score")), value=f"{value / 100:.2f}", reason=reason)


def scores(connection: Connection, days: int = 30) -> tuple[ChannelScores, ...]:
    """Every channel by name with its last days that have a score, newest first and at most `days` of them."""
    found = []
    rows = connection.execute(select(_channels.c.id, _channels.c.name).order_by(_channels.c.name)).all()
    for channel_id, name in rows:
        columns = [_days.c.day, *(_days.c[score] for score in SCORES)]
        statement = (
            select(*columns)
            .where(_days.c.channel_id == channel_id, or_(*(_days.c[score].is_not(None) for score in SCORES)))
            .order_by(_days.c.day.desc())
            .limit(days)
        )
        known = tuple(ScoreDay(channel_id, *row) for row in connection.execute(statement))
        found.append(ChannelScores(channel_id, name, known))
    return tuple(found)


def score_text(value: int | None) -> str:
    """A score or an average as people write it: 486 hundredths are ``4.86``; nothing for None."""
    return "" if value is None else f"{value // 100}.{value % 100:02d}"
