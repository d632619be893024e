"""The shop of the stock tests, with a second channel and ways to plan a campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from services.campaigns.commands import add_campaign
from services.campaigns.drafts import CampaignDraft
from services.channels.commands import add as add_channel
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.entering import LineDraft, OrderDraft, add
from services.shop import Shop
from services.types import CampaignKind, OrderStatus, Platform
from tests.services.stock.conftest import START, Clock, channel, lid, mug, set_of_both, time

__all__ = ["Clock", "channel", "lid", "mug", "set_of_both", "time"]

TODAY: date = START.date()
Plan = Callable[..., int]
Sell = Callable[..., int]


@command("test.campaigns.sell_on_days", N_("Test: sales of some days"))
def sell_on_days(uow: UnitOfWork, time: Clock, drafts: Sequence[OrderDraft], days: int) -> None:
    """The same typed orders on each of the next days, as one operation: only what they come to matters."""
    for _day in range(days):
        for draft in drafts:
            add(uow, draft)
        time.forward(days=1)


@pytest.fixture
def market(shop: Shop) -> int:
    """Another channel."""
    return shop.run(add_channel, "Market", Platform.OTHER).value


@pytest.fixture
def plan(shop: Shop) -> Plan:
    """Plan a campaign that begins so many days from the day of the test; returns its id."""

    def planned(name: str = "Spring sale", begins: int = 3, days: int = 3, **more: object) -> int:
        first = TODAY + timedelta(days=begins)
        draft = CampaignDraft(name, CampaignKind.SALE, first, first + timedelta(days=days - 1), **more)  # type: ignore[arg-type]
        return shop.run(add_campaign, draft).value

    return planned


@pytest.fixture
def sell(shop: Shop, channel: int) -> Sell:
    """Type an order of (code, pieces) lines in a channel; returns its id."""

    def typed(*lines: tuple[str, int], where: int | None = None, **more: object) -> int:
        drafts = tuple(LineDraft(code.title(), pieces, code=code, price_minor=1000) for code, pieces in lines)
        return shop.run(add, OrderDraft(where or channel, drafts, status=OrderStatus.PAID, **more)).value  # type: ignore[arg-type]

    return typed
