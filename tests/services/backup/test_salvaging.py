"""What can still be read of a damaged shop becomes a sound one; the damaged file is never touched."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.entities import Entity
from services.backup.errors import NothingToSalvage
from services.backup.salvaging import salvage, salvage_words
from services.errors import Cancelled, ShopExists, ShopMissing
from services.kernel.tasks import Task
from services.messages import render
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.types import OrderStatus
from tests.examples import examples
from tests.services.soundness import problems, rows

PAGE = 4096


def damage(path: Path, seed: int, pages: int) -> bytes:
    """Overwrite pages behind the description of the tables; returns the file as it is then."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _each in range(pages):
        at = chance.randrange(len(content) // PAGE // 2, len(content) // PAGE) * PAGE
        content[at : at + PAGE] = bytes(PAGE) if chance.random() < 0.5 else chance.randbytes(PAGE)
    path.write_bytes(content)
    return bytes(content)


def test_a_sound_shop_is_saved_whole(path: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop:
        before = shop.ask(rows)
    saved = salvage(path, tmp_path / "saved.shop")
    assert (saved.orders, saved.gaps, saved.unreadable_bytes) == (12, 0, 0)
    assert "nothing seems to be lost but History" in render(salvage_words(saved))
    with Shop.open(tmp_path / "saved.shop") as shop:
        assert shop.ask(problems) == []
        assert shop.ask(rows) == before


@pytest.mark.exhaustive
@settings(max_examples=examples(6, 12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 10_000), pages=st.integers(1, 6))
def test_whatever_is_damaged_what_is_saved_is_sound(
    path: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, pages: int
) -> None:
    folder = tmp_path_factory.mktemp("salvage")
    damaged = folder / "damaged.shop"
    damaged.write_bytes(path.read_bytes())
    content = damage(damaged, seed, pages)
    try:
        saved = salvage(damaged, folder / "saved.shop")
    except NothingToSalvage:
        assert not (folder / "saved.shop").exists()
        return
    finally:
        assert damaged.read_bytes() == content
    with Shop.open(saved.shop) as shop:
        assert shop.ask(problems) == []
        draft = OrderDraft(
            channel_id=1, external_no="NEW", status=OrderStatus.PAID, lines=(LineDraft(title="Candle", quantity=1),)
        )
        if saved.rows.get(Entity.CHANNEL):
            shop.run(add_order, draft)
            assert shop.ask(problems) == []
    assert sorted(one.name for one in folder.iterdir() if not one.name.startswith("saved.shop")) == ["damaged.shop"]


@pytest.mark.exhaustive
def test_a_lost_page_of_orders_costs_only_its_orders(path: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop:
        for number in range(100, 400):
            shop.run(add_order, OrderDraft(channel_id=1, external_no=f"N{number}", status=OrderStatus.PAID,
                                           lines=(LineDraft(title="Candle", quantity=1),)))  # fmt: skip
    content = bytearray(path.read_bytes())
    at = content.find(b"N250") // PAGE * PAGE
    content[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(content)
    saved = salvage(path, tmp_path / "saved.shop")
    assert 250 < saved.orders <= 312


def test_nothing_is_overwritten_and_nothing_half_done_stays(path: Path, tmp_path: Path) -> None:
    with pytest.raises(ShopExists):
        salvage(path, path)
    with pytest.raises(ShopMissing):
        salvage(tmp_path / "gone.shop", tmp_path / "new.shop")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        salvage(path, tmp_path / "new.shop", task)
    (tmp_path / "noise.shop").write_bytes(b"SQLite format 3\0" + bytes(9000))
    with pytest.raises(NothingToSalvage):
        salvage(tmp_path / "noise.shop", tmp_path / "new.shop")
    assert not (tmp_path / "new.shop").exists()
    assert not list(tmp_path.glob(".new.shop*"))
