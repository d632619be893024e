"""How long a case may wait: rules by platform or channel, kind and whom it waits for, each from a day on.

The program brings rules (`resources/aftersales.toml`), all marked as inferred: platforms change theirs without
notice. What a shop changes is kept in its settings and goes before them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.channels import Channel
from models.enums.aftersales import CaseKind, CaseState
from services import clock, paths, settings
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

MOST_HOURS = 24 * 365
_channels = Channel.table()


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """`hours` from the moment a case begins to wait. An empty platform, kind or state fits every one.

    `channel_id` makes it a rule of one channel, which goes before those of its platform. It holds for
    cases opened on the day `since` or later, until a newer rule begins. `is_inferred` marks a rule
    nobody at the platform has confirmed.
    """

    hours: int
    since: date
    platform: str = ""
    channel_id: int | None = None
    kind: str = ""
    state: str = ""
    is_inferred: bool = False


def bundled() -> tuple[DeadlineRule, ...]:
    """The rules the program brings."""
    return tuple(
        DeadlineRule(
            hours=one["hours"],
            since=one["since"],
            platform=one.get("platform", ""),
            kind=one.get("kind", ""),
            state=one.get("state", ""),
            is_inferred=one.get("inferred", True),
        )
        for one in defaults_file()["deadline"]
    )


@lru_cache(maxsize=1)
def defaults_file() -> Mapping[str, Any]:
    """What `resources/aftersales.toml` says."""
    with (paths.resources() / "aftersales.toml").open("rb") as file:
        return tomllib.load(file)


def own_rules(connection: Connection) -> tuple[DeadlineRule, ...]:
    """The rules this shop wrote itself."""
    stored = settings.read(connection, settings.CASE_DEADLINES)
    return tuple(DeadlineRule(**{**one, "since": date.fromisoformat(one["since"])}) for one in stored)


def rules(connection: Connection) -> tuple[DeadlineRule, ...]:
    """Every rule, the shop's own first."""
    return (*own_rules(connection), *bundled())


@command("cases.set_deadline_rules", N_("Change the deadlines of cases"))
def set_rules(uow: UnitOfWork, wanted: Sequence[DeadlineRule]) -> None:
    """Replace the shop's own rules; those the program brings stay behind them."""
    for rule in wanted:
        if not isinstance(rule.hours, int) or not 0 < rule.hours <= MOST_HOURS:
            reason = message(N_("it must lie between {least} and {most}"), least=1, most=MOST_HOURS)
            raise Invalid(field=message(N_("Hours")), value=str(rule.hours), reason=reason)
        _require_codes(rule)
    stored = [{**asdict(rule), "since": rule.since.isoformat()} for rule in wanted]
    settings.change(uow, settings.CASE_DEADLINES.key, stored)


def due(connection: Connection, case: Case) -> datetime | None:
    """When a case that begins to wait now is late; None where no rule says so."""
    statement = select(_channels.c.platform, _channels.c.zone).where(_channels.c.id == case.channel_id)
    channel = connection.execute(statement).one()
    began = case.asked_at or clock.now()
    day = clock.business_day(began, channel.zone)
    rule = fitting(rules(connection), case.channel_id, str(channel.platform), case.kind, case.state, day)
    return None if rule is None else clock.this_second() + timedelta(hours=rule.hours)


def fitting(
    known: Sequence[DeadlineRule], channel_id: int, platform: str, kind: CaseKind, state: CaseState, day: date
) -> DeadlineRule | None:
    """The rule that holds: the most particular one, then the newest, then the first in the list."""
    fits = [
        rule
        for rule in known
        if rule.since <= day
        and rule.channel_id in (None, channel_id)
        and rule.platform in ("", platform)
        and rule.kind in ("", kind)
        and rule.state in ("", state)
    ]
    return max(fits, key=_weight, default=None)


def _weight(rule: DeadlineRule) -> tuple[bool, bool, bool, bool, bool, date]:
    is_own = not rule.is_inferred
    return (is_own, rule.channel_id is not None, bool(rule.platform), bool(rule.kind), bool(rule.state), rule.since)


def _require_codes(rule: DeadlineRule) -> None:
    for label, value, codes in (
        (N_("Case kind"), rule.kind, {str(kind) for kind in CaseKind}),
        (N_("Case state"), rule.state, {str(state) for state in CaseState}),
    ):
        if value and value not in codes:
            raise Invalid(field=message(label), value=value, reason=message(N_("it is not known")))
