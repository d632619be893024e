"""The channel a file's records belong to: known, chosen, or made by the import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.channels import Channel
from models.enums.orders import Platform
from services.channels.commands import create as create_channel
from services.errors import Invalid
from services.i18n import N_
from services.importing.staged import StagedFile
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_channels = Channel.table()

PLATFORM_NAMES: dict[Platform, str] = {
    Platform.TAOBAO: N_("Taobao"),
    Platform.PINDUODUO: N_("Pinduoduo"),
    Platform.JD: N_("JD"),
    Platform.DOUYIN: N_("Douyin"),
    Platform.XIAOHONGSHU: N_("Xiaohongshu"),
    Platform.WECHAT: N_("WeChat shop"),
    Platform.KUAISHOU: N_("Kuaishou"),
    Platform.YOUZAN: N_("Youzan"),
    Platform.SHOPIFY: N_("Shopify"),
    Platform.WOOCOMMERCE: N_("WooCommerce"),
    Platform.ETSY: N_("Etsy"),
    Platform.EBAY: N_("eBay"),
    Platform.AMAZON: N_("Amazon"),
    Platform.SQUARE: N_("Square"),
    Platform.OTHER: N_("Own orders"),
}


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """The channel a file's records belong to; `id` is None where the import creates it."""

    id: int | None
    name: str
    platform: Platform
    currency: str
    zone: str

    def create(self, uow: UnitOfWork) -> int:
        """Make the channel; returns its id."""
        return create_channel(uow, self.name, self.platform, currency=self.currency, zone=self.zone).id


class ChannelBook:
    """The channels of the shop, and those this import will create."""

    def __init__(self, connection: Connection) -> None:
        columns = [_channels.c[key] for key in ("id", "name", "platform", "currency", "zone")]
        self.known = [ChannelPlan(*row) for row in connection.execute(select(*columns).order_by(_channels.c.id))]
        self._new: dict[str, ChannelPlan] = {}

    def of(self, file: StagedFile, named: str | None = None, currency: str | None = None) -> ChannelPlan:
        """The channel of a file: the named one, else the only one of its platform, else a new one."""
        found = channel_for(
            self.known, file.platform, named or file.channel, currency=currency or file.currency, zone=file.zone
        )
        return found if found.id is not None else self._new.setdefault(found.name, found)


def channel_for(
    known: Sequence[ChannelPlan], platform: Platform, name: str | None, *, currency: str, zone: str
) -> ChannelPlan:
    """The named channel, else the only one of the platform, else a new one; `Invalid` where there are several."""
    if name is not None:
        found = [channel for channel in known if channel.name == name.strip()]
        return found[0] if found else ChannelPlan(None, name.strip(), platform, currency, zone)
    candidates = [channel for channel in known if channel.platform is platform]
    if len(candidates) > 1:
        names = tuple(channel.name for channel in candidates)
        raise Invalid(
            field=message(N_("Channel")),
            value=message(PLATFORM_NAMES[platform]),
            reason=message(N_("there are several: {names}; say which one"), names=names),
        )
    if candidates:
        return candidates[0]
    return ChannelPlan(None, str(message(PLATFORM_NAMES[platform])), platform, currency, zone)
