"""Campaigns: the days of a sale, where it runs, what is in it at which price, and how many pieces are kept for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.channels import Channel
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.growth import CampaignKind


class Campaign(Journaled, Base):
    """A campaign from `first_on` to `last_on`, told of since `preheat_on`. Without channels it runs in the whole shop.

    `budget_minor` is what ads and gifts for it may cost, `target_minor` the sales it is to bring, both in `currency`.
    What its items set aside is held until it `is_released` or `is_cancelled` (`CampaignItem`). `review` is what the
    owner says came of it.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        Index(None, "last_on"),
        CheckConstraint("last_on >= first_on", name="ends_after_it_begins"),
        CheckConstraint("preheat_on IS NULL OR preheat_on < first_on", name="preheats_before"),
    )

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[CampaignKind] = mapped_column(CodeEnum(CampaignKind))
    preheat_on: Mapped[date | None] = mapped_column(BusinessDate)
    first_on: Mapped[date] = mapped_column(BusinessDate)
    last_on: Mapped[date] = mapped_column(BusinessDate)
    currency: Mapped[str] = mapped_column(Text)
    budget_minor: Mapped[int | None] = mapped_column(MinorUnits)
    target_minor: Mapped[int | None] = mapped_column(MinorUnits)
    note: Mapped[str | None] = mapped_column(Text)
    review: Mapped[str | None] = mapped_column(Text)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    is_released: Mapped[bool] = mapped_column(default=False)


class CampaignChannel(Journaled, Base):
    """A channel a campaign runs in."""

    __tablename__ = "campaign_channel"
    __table_args__ = (UniqueConstraint("campaign_id", "channel_id"), Index(None, "channel_id"))

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))

    campaign: Mapped[Campaign] = relationship(lazy="raise")
    channel: Mapped[Channel] = relationship(lazy="raise")


class CampaignItem(Journaled, Base):
    """A SKU in a campaign: its price there, in the shop's currency, and the pieces nobody else may sell.

    What the campaign's own channels sell of it in its days comes out of `set_aside` (services/stock/setting_aside.py).
    """

    __tablename__ = "campaign_item"
    __table_args__ = (
        UniqueConstraint("campaign_id", "sku_id"),
        Index(None, "sku_id"),
        CheckConstraint("set_aside >= 0", name="set_aside"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    set_aside: Mapped[int] = mapped_column(default=0)

    campaign: Mapped[Campaign] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")
