"""A shop with a channel and two products, and short ways to do and to look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from models.catalog import Component
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.entering import LineDraft, OrderDraft, add
from services.shop import Shop
from services.types import OrderStatus, Platform

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


@command("test.stock.consists_of", N_("Test: what a bundle consists of"))
def consists_of(uow: UnitOfWork, bundle_id: int, parts: dict[int, int]) -> None:
    """Replace the bundle's parts."""
    for old in uow.all_in(Component, Component.bundle_id, [bundle_id]):
        uow.delete(old)
    uow.flush()
    uow.add_all(Component(bundle_id=bundle_id, part_id=part, quantity=count) for part, count in parts.items())


class Clock:
    """The time of the test; it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def forward(self, **spent: int) -> None:
        """Let time pass, e.g. ``hours=1``."""
        self.now += timedelta(**spent)


@pytest.fixture(autouse=True)
def time() -> Iterator[Clock]:
    """The clock everything goes by."""
    found = Clock()
    clock.set_source(lambda: found.now)
    yield found
    clock.set_source(None)


@pytest.fixture
def channel(shop: Shop) -> int:
    """A channel to sell on."""
    return shop.run(add_channel, "Stall", Platform.OTHER).value


@pytest.fixture
def mug(shop: Shop) -> int:
    """A product nobody has counted yet."""
    return shop.run(add_sku, SkuDraft("MUG", "Mug", price_minor=2900)).value


@pytest.fixture
def lid(shop: Shop) -> int:
    """Another one."""
    return shop.run(add_sku, SkuDraft("LID", "Lid", price_minor=900)).value


@pytest.fixture
def set_of_both(shop: Shop, mug: int, lid: int) -> int:
    """A bundle of one mug and two lids."""
    bundle = shop.run(add_sku, SkuDraft("SET", "Set")).value
    shop.run(consists_of, bundle, {mug: 1, lid: 2})
    return bundle


@pytest.fixture
def sell(shop: Shop, channel: int) -> Callable[..., int]:
    """Type an order of (code, pieces) lines; returns its id."""

    def typed(*lines: tuple[str, int], status: OrderStatus = OrderStatus.PAID) -> int:
        drafts = tuple(LineDraft(code.title(), pieces, code=code) for code, pieces in lines)
        return shop.run(add, OrderDraft(channel, drafts, status=status)).value

    return typed
