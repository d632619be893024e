"""The demo shop: built through the real import, the same every time, sound, and gone again after undo."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from models.aftersales import Case
from models.base import Base
from models.catalog import Sku, SkuAlias
from models.entities import Entity
from models.imports import ImportFile, ImportProblem
from models.journal import Operation
from models.orders import Order, OrderLine
from services import clock, demo, settings
from services.aftersales.deadlines import defaults_file
from services.aftersales.snippets import reasons
from services.couriers.book import couriers
from services.errors import Cancelled, ShopExists
from services.fulfilment.wave_views import wave_detail, waves
from services.integrity import check
from services.kernel.tasks import Progress, Task
from services.orders.parcel_costs import FREIGHT, TERMS_JOIN
from services.orders.queries import view_counts
from services.samples import calendar
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.services import soundness

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed_now() -> None:
    clock.set_source(lambda: NOW)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, for the tests that only look at it or at a copy."""
    clock.set_source(lambda: NOW)
    path = ready_shop(tmp_path_factory)
    clock.set_source(None)
    return path


def _count(connection: Connection, mapped: type[Base]) -> int:
    return connection.execute(select(func.count()).select_from(mapped.table())).scalar_one()


def test_the_demo_shop_is_sound_and_shows_every_state(tmp_path: Path) -> None:
    told: list[Path] = []
    path = demo.build(tmp_path, report=told.append)
    assert told[-1] == path == tmp_path / "demo.shop"
    assert len(told) == 13
    assert all(one.is_file() for one in told)
    with Shop.open(path, read_only=True) as shop:
        assert shop.ask(check) == ()
        counts = shop.ask(view_counts)
        assert counts["all"] == 270
        empty = [view for view, found in counts.items() if not found]
        assert empty == []
        assert shop.ask(settings.read, settings.IS_DEMO) is True
        assert shop.ask(settings.read, settings.SHOP_NAME)
        assert shop.ask(_count, ImportProblem) == 0
        assert shop.ask(_count, ImportFile) == 12


def test_what_the_owner_did_is_in_the_demo_shop(built: Path) -> None:
    with Shop.open(built, read_only=True) as shop:
        multi = shop.ask(lambda c: c.execute(select(SkuAlias.quantity)).scalars().all())
        assert multi == [3]
        pieces = shop.ask(
            lambda c: c.execute(
                select(OrderLine.quantity, OrderLine.sku_quantity).where(OrderLine.code == "SPOON-SET3")
            ).all()
        )
        assert pieces
        assert all(taken == 3 * sold for sold, taken in pieces)
        tracked = select(func.count()).select_from(Order).where(Order.tracking_entered_at.is_not(None))
        assert shop.ask(lambda c: c.execute(tracked).scalar_one()) == 4  # three by hand, one at the bench
        assert shop.ask(_count, Sku) == 35
        shelved = select(func.count()).select_from(Sku).where(Sku.shelf.is_(None))
        assert shop.ask(lambda c: c.execute(shelved).scalar_one()) == 0


def test_returns_of_the_demo_shop_use_the_words_a_form_offers(built: Path) -> None:
    offered = {one["name"]["zh_CN"] for one in defaults_file()["reason"]}
    with Shop.open(built, read_only=True) as shop:
        own = {*shop.ask(reasons), *offered}
        names = {one.name for one in shop.ask(couriers)}
        cases = shop.ask(lambda connection: connection.execute(
            select(Case.table().c.reason, Case.table().c.return_courier)).all())  # fmt: skip
    assert {reason for reason, _courier in cases} <= own
    assert {courier for _reason, courier in cases if courier} <= names


def test_the_morning_of_the_demo_shop_is_half_done(built: Path) -> None:
    with Shop.open(built, read_only=True) as shop:
        (wave,) = shop.ask(waves)
        assert (wave.parcels, wave.packed, wave.shipped, wave.picked_at is not None) == (4, 1, 0, True)
        together = [len(one.orders) for one in shop.ask(wave_detail, wave.id).parcels]
        assert sorted(together) == [1, 1, 1, 2]
        held = select(Order.hold_code).where(Order.hold_code.is_not(None))
        assert {"manual", "note_present"} <= set(shop.ask(lambda c: c.execute(held).scalars().all()))
        assert shop.ask(billed_or_expected)


def billed_or_expected(connection: Connection) -> bool:
    """Whether the freight of some order that waits is known."""
    statement = select(FREIGHT).select_from(Order.table().outerjoin(*TERMS_JOIN)).where(Order.status == "paid")
    return any(freight is not None for freight in connection.execute(statement).scalars())


@pytest.mark.exhaustive
def test_the_same_seed_gives_the_same_rows(built: Path, tmp_path: Path) -> None:
    found = []
    for path in (built, demo.build(tmp_path / "again")):
        with Shop.open(path, read_only=True) as shop:
            rows = shop.ask(soundness.rows)
            del rows[Entity.IMPORT_FILE]  # workbooks carry the second they were written in
            found.append(rows)
    assert found[0] == found[1]
    with Shop.open(demo.build(tmp_path / "another", seed=8), read_only=True) as shop:
        assert shop.ask(soundness.rows)[Entity.ORDER] != found[0][Entity.ORDER]


@pytest.mark.exhaustive
def test_undoing_every_step_empties_the_demo_shop(built: Path, tmp_path: Path) -> None:
    with Shop.open(Path(shutil.copyfile(built, tmp_path / built.name))) as shop:
        steps = shop.ask(soundness.in_force)
        for root, _is_final in steps:
            shop.undo(root)
        assert all(not rows for rows in shop.ask(soundness.rows).values())
        assert shop.ask(check) == ()


def test_an_existing_shop_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "demo.shop").write_bytes(b"mine")
    with pytest.raises(ShopExists):
        demo.build(tmp_path)
    assert (tmp_path / "demo.shop").read_bytes() == b"mine"


def test_a_cancelled_build_leaves_no_shop(tmp_path: Path) -> None:
    task = Task()

    def stop(_progress: Progress) -> None:
        task.cancel()

    task.on_progress = stop
    with pytest.raises(Cancelled):
        demo.build(tmp_path, orders=500, task=task)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.exhaustive
def test_a_generated_shop_is_sound_and_has_the_size_asked_for(tmp_path: Path) -> None:
    with Shop.open(demo.build(tmp_path, orders=2_000)) as shop:
        assert shop.ask(check) == ()
        assert shop.ask(_count, Order) == 2_000
        assert shop.ask(_count, Sku) == 400
        assert 3_600 < shop.ask(_count, OrderLine) < 4_400
        counts = shop.ask(view_counts)
        assert counts["completed"] > counts["shipped"] > 0
        assert counts["unlinked"] > 0
        newest, oldest = shop.ask(
            lambda c: c.execute(select(func.max(Order.ordered_at), func.min(Order.ordered_at))).one()
        )
        assert newest is not None
        assert oldest is not None
        assert newest <= NOW
        assert 2 * 365 < (newest - oldest).days <= 3 * 365
        operations = shop.ask(_count, Operation)
        assert operations == 5  # three settings, the catalogue, one batch of orders
        shop.undo()
        assert shop.ask(_count, Order) == 0
        assert shop.ask(check) == ()


def test_the_same_seed_generates_the_same_shop(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        with Shop.open(demo.build(tmp_path / name, orders=300, seed=3), read_only=True) as shop:
            found.append(shop.ask(soundness.rows))
    assert found[0] == found[1]


def test_more_is_sold_before_a_festival_and_every_order_has_a_day() -> None:
    days = dict(calendar.days(100_000, date(2026, 11, 21), [[11, 11, 10, 3.0]]))
    assert sum(days.values()) == 100_000
    assert len(days) == 3 * 365
    assert days[date(2026, 11, 10)] > 2 * days[date(2026, 10, 13)]
