"""Eight hundred times read, add one, write, from four threads: none is lost, because a command is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services import settings
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop

_THREADS, _TIMES = 4, 800


@command("test.count_up", N_("Test: count"))
def count_up(uow: UnitOfWork) -> None:
    """Read what is there and write one more."""
    settings.change(uow, settings.SHOP_NAME.key, str(int(settings.read(uow.connection, settings.SHOP_NAME) or 0) + 1))


def _counted(shop: Shop, add_one: Callable[[Shop], object]) -> int:
    """What is there after all have added theirs, begun at 0."""
    shop.run(settings.change, settings.SHOP_NAME.key, "0")
    with ThreadPoolExecutor(_THREADS) as people:
        for done in [people.submit(add_one, shop) for _time in range(_TIMES)]:
            done.result()
    return int(shop.ask(settings.read, settings.SHOP_NAME))


def _carelessly(shop: Shop) -> None:
    """The mistake: what is written was read before the transaction began."""
    seen = int(shop.ask(settings.read, settings.SHOP_NAME))
    shop.run(settings.change, settings.SHOP_NAME.key, str(seen + 1))


@pytest.mark.exhaustive
def test_what_commands_add_is_all_there_and_what_is_read_before_them_is_lost(tmp_path: Path) -> None:
    with Shop.create(tmp_path / "a.shop") as shop:
        assert _counted(shop, lambda one: one.run(count_up)) == _TIMES
        assert _counted(shop, _carelessly) < _TIMES, "the test is blind"
