"""Writes: the shops she sells in."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select

from models.channels import Channel
from models.enums.orders import Platform
from services import settings
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@command("channels.add", N_("Add the channel {name}"))
def add(uow: UnitOfWork, name: str, platform: Platform, *, currency: str | None = None, zone: str | None = None) -> int:
    """A new channel, in the shop's currency and zone where it has none of its own; its name must be free. Its id."""
    uow.describe(name=name.strip())
    own_currency = currency if currency is not None else settings.read(uow.connection, settings.CURRENCY)
    own_zone = zone if zone is not None else settings.read(uow.connection, settings.ZONE)
    return create(uow, name, platform, currency=own_currency, zone=own_zone).id


@command("channels.rename", N_("Rename a channel to {name}"))
def rename(uow: UnitOfWork, channel_id: int, name: str) -> None:
    """Give a channel another name; its orders stay with it."""
    channel = uow.get(Channel, channel_id)
    _require_free_name(uow, name, except_id=channel_id)
    channel.name = name.strip()
    uow.describe(name=channel.name)


def create(uow: UnitOfWork, name: str, platform: Platform, *, currency: str, zone: str) -> Channel:
    """The new channel's row, for commands that need one on the way."""
    _require_free_name(uow, name)
    if zone not in _zones():
        raise Invalid(field=message(N_("Time zone")), value=zone, reason=message(N_("there is no such time zone")))
    if len(currency) != 3 or not currency.isalpha():
        raise Invalid(
            field=message(N_("Currency")), value=currency, reason=message(N_("use a code of three letters such as CNY"))
        )
    channel = Channel(name=name.strip(), platform=platform, currency=currency.upper(), zone=zone)
    uow.add(channel)
    uow.flush()
    return channel


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # some six hundred files are looked through for it


def _require_free_name(uow: UnitOfWork, name: str, except_id: int | None = None) -> None:
    clean = name.strip()
    if not clean:
        raise Invalid(field=message(N_("Channel name")), value=name, reason=message(N_("it must not be empty")))
    for channel in uow.all(select(Channel).where(Channel.name == clean)):
        if channel.id != except_id:
            raise Invalid(field=message(N_("Channel name")), value=clean, reason=message(N_("it is taken")))
