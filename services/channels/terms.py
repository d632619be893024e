"""What selling in a channel costs, from which day on: writes and reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.channels import Channel, ChannelTerms
from models.values import WHOLE_PPM
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.hold_rules import HoldRule
from services.orders.holding import reconsider

_terms = ChannelTerms.table()
_SHARES = {"fee_ppm": N_("Platform fee"), "commission_ppm": N_("Commission"), "ads_ppm": N_("Ads")}
_AMOUNTS = {"freight_minor": N_("Freight"), "packing_minor": N_("Packing")}


@dataclass(frozen=True, slots=True)
class Terms:
    """Shares are ppm of what the buyer paid, amounts minor units per parcel in the channel's currency; None: unknown.

    They hold for orders of the business day `since` and later, until newer terms begin.
    """

    since: date
    fee_ppm: int | None = None
    commission_ppm: int | None = None
    ads_ppm: int | None = None
    freight_minor: int | None = None
    packing_minor: int | None = None


@command("channels.set_terms", N_("Set what selling in {name} costs"))
def set_terms(uow: UnitOfWork, channel_id: int, terms: Terms) -> None:
    """Keep the terms; those of the same day are replaced, earlier ones stay for earlier orders."""
    channel = uow.get(Channel, channel_id)
    put_terms(uow, channel_id, terms)
    reconsider(uow, HoldRule.MARGIN)
    uow.describe(name=channel.name)


def put_terms(uow: UnitOfWork, channel_id: int, terms: Terms) -> None:
    """Write terms within another command; `Invalid` where they cannot be."""
    _require_possible(terms)
    statement = select(ChannelTerms).where(ChannelTerms.channel_id == channel_id, ChannelTerms.since == terms.since)
    row = next(iter(uow.all(statement)), None)
    if row is None:
        row = ChannelTerms(channel_id=channel_id, since=terms.since)
        uow.add(row)
    for name in (*_SHARES, *_AMOUNTS):
        setattr(row, name, getattr(terms, name))


@command("channels.remove_terms", N_("Remove terms of {name}"))
def remove_terms(uow: UnitOfWork, channel_id: int, since: date) -> None:
    """Forget the terms that began on this day; those before them hold on. Nothing happens where there are none."""
    channel = uow.get(Channel, channel_id)
    chosen = (ChannelTerms.channel_id == channel_id, ChannelTerms.since == since)
    for row in uow.all(select(ChannelTerms).where(*chosen)):
        uow.delete(row)
    reconsider(uow, HoldRule.MARGIN)
    uow.describe(name=channel.name)


def terms_of(connection: Connection, channel_id: int) -> tuple[Terms, ...]:
    """All terms of a channel, the newest first."""
    columns = [_terms.c[name] for name in Terms.__dataclass_fields__]
    statement = select(*columns).where(_terms.c.channel_id == channel_id).order_by(_terms.c.since.desc())
    return tuple(Terms(*row) for row in connection.execute(statement))


def terms_on(connection: Connection, channel_id: int, day: date) -> Terms | None:
    """The terms that hold on a business day; None where nobody has said any."""
    return next((one for one in terms_of(connection, channel_id) if one.since <= day), None)


def _require_possible(terms: Terms) -> None:
    for name, label in {**_SHARES, **_AMOUNTS}.items():
        value = getattr(terms, name)
        if value is not None and value < 0:
            reason = message(N_("it must not be negative"))
            raise Invalid(field=message(label), value=str(value), reason=reason)
    shares = {label: getattr(terms, name) or 0 for name, label in _SHARES.items()}
    if sum(shares.values()) > WHOLE_PPM:
        most = max(shares, key=lambda label: shares[label])
        reason = message(N_("fees, commission and ads together take more than the whole price"))
        raise Invalid(field=message(most), value=str(shares[most]), reason=reason)
