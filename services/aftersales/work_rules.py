"""What a shop decides once about its cases: deadlines, reasons to choose from, where goods go back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from services import settings
from services.aftersales.deadlines import DeadlineRule, bundled, own_rules, set_rules
from services.aftersales.snippets import reasons, set_reasons
from services.business_day import shop_today
from services.channels.queries import ChannelView, channels
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WorkRules:
    """Everything the card of the rules shows; `brought` are the deadlines that came with the program."""

    own: tuple[DeadlineRule, ...]
    brought: tuple[DeadlineRule, ...]
    reasons: tuple[str, ...]
    return_address: str
    channels: tuple[ChannelView, ...]
    today: date


def work_rules(connection: Connection) -> WorkRules:
    """The rules as they stand."""
    address = settings.read(connection, settings.RETURN_ADDRESS)
    today = shop_today(connection)
    return WorkRules(own_rules(connection), bundled(), reasons(connection), address, channels(connection), today)


@command("cases.set_work_rules", N_("Change the rules of after-sales cases"))
def set_work_rules(
    uow: UnitOfWork, own: Sequence[DeadlineRule], wanted_reasons: Sequence[str], return_address: str
) -> None:
    """Keep all of them in one step; `Invalid` for a deadline that cannot be."""
    set_rules(uow, own)
    if tuple(wanted_reasons) != reasons(uow.connection):
        set_reasons(uow, wanted_reasons)
    settings.change(uow, settings.RETURN_ADDRESS.key, return_address.strip())
