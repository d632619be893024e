"""A shop whose list of tables is damaged is saved all the same: a backup or an empty shop knows where tables begin."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.dialects.btree import PAGE, node_of
from services.backup import places
from services.backup.errors import NothingToSalvage
from services.backup.making import make
from services.backup.salvaging import ListFrom, Salvage, salvage, salvage_words
from services.messages import render
from services.shop import Shop
from tests.examples import examples
from tests.ready_keys import KEY
from tests.services.backup.conftest import add_orders
from tests.services.soundness import problems, rows

ORDERS = 12


def pages_of_list(path: Path) -> list[int]:
    """The pages on which a file's tables are listed, the first one first."""
    content = path.read_bytes()

    def below(number: int) -> list[int]:
        node = node_of(content[(number - 1) * PAGE : number * PAGE], first=number == 1)
        assert node is not None
        return [number, *(page for child in node.children() for page in below(child))]

    return below(1)


def overwrite(path: Path, pages: Iterable[int], fill: bytes = bytes(PAGE)) -> bytes:
    """Write over some pages; returns the file as it is then."""
    content = bytearray(path.read_bytes())
    for number in pages:
        content[(number - 1) * PAGE : number * PAGE] = fill
    path.write_bytes(content)
    return bytes(content)


def saved_from(damaged: Path, to: Path) -> Salvage:
    """What is saved, after it was found sound and equal to what stood in the file where nothing is said to be lost."""
    before = damaged.read_bytes()
    saved = salvage(damaged, to)
    assert damaged.read_bytes() == before
    with Shop.open(to) as shop:
        assert shop.ask(problems) == []
    return saved


@pytest.mark.exhaustive
def test_whichever_page_of_the_list_is_lost_no_order_is(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    with Shop.open(path) as shop:
        before = shop.ask(rows)
    pages = pages_of_list(path)
    assert len(pages) > 20
    for number in pages:
        path.write_bytes(whole)
        overwrite(path, [number], random.Random(number).randbytes(PAGE) if number % 2 else bytes(PAGE))
        saved = saved_from(path, tmp_path / f"saved-{number}.shop")
        assert (saved.orders, saved.gaps) == (ORDERS, 0)
        with Shop.open(saved.shop) as shop:
            assert shop.ask(rows) == before


def test_without_a_backup_an_empty_shop_tells_where_the_tables_begin(path: Path, tmp_path: Path) -> None:
    overwrite(path, pages_of_list(path))
    saved = saved_from(path, tmp_path / "saved.shop")
    assert (saved.orders, saved.gaps, saved.list_from, saved.backup) == (ORDERS, 0, ListFrom.NEW_SHOP, None)
    assert "Its list of tables was damaged, and was taken from a new shop." in render(salvage_words(saved))


def test_the_newest_backup_that_opens_tells_where_the_tables_begin(path: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop:
        good = make(shop).backup
        add_orders(shop, range(20, 25))
        broken = make(shop).backup
        places.keep_key(path, KEY)
        make(shop)
    content = bytearray(broken.path.read_bytes())
    content[len(content) // 2] ^= 1
    broken.path.write_bytes(content)
    overwrite(path, pages_of_list(path))
    saved = saved_from(path, tmp_path / "saved.shop")
    assert (saved.orders, saved.gaps, saved.list_from) == (ORDERS + 5, 0, ListFrom.BACKUP)
    assert saved.backup is not None
    assert saved.backup.name == good.name
    assert "was taken from the backup of 20" in render(salvage_words(saved))


def test_a_shop_that_was_written_anew_has_its_tables_elsewhere(path: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop:
        make(shop)
        before = shop.ask(rows)
        assert shop.compact()
    overwrite(path, pages_of_list(path))
    saved = saved_from(path, tmp_path / "saved.shop")
    assert (saved.orders, saved.gaps, saved.list_from) == (ORDERS, 0, ListFrom.NEW_SHOP)
    with Shop.open(saved.shop) as shop:
        assert shop.ask(rows) == before


def test_with_the_first_page_all_else_of_the_list_is_still_found(path: Path, tmp_path: Path) -> None:
    overwrite(path, [1])
    saved = saved_from(path, tmp_path / "saved.shop")
    assert (saved.orders, saved.gaps, saved.list_from) == (ORDERS, 0, ListFrom.FILE)


def test_a_page_size_that_is_not_ours_is_not_believed(path: Path, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[16:18] = (1024).to_bytes(2, "big")
    path.write_bytes(content)
    assert saved_from(path, tmp_path / "saved.shop").orders == ORDERS


def test_of_a_file_that_was_cut_short_the_rest_is_saved(path: Path, tmp_path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - 3 * PAGE - 77)
    assert saved_from(path, tmp_path / "saved.shop").orders == ORDERS


def test_what_stands_in_the_log_alone_is_saved_too(path: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.shop"
    pages = pages_of_list(path)
    with Shop.open(path) as shop:
        add_orders(shop, range(20, 23))
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), damaged.with_name(damaged.name + suffix))
    assert damaged.with_name("damaged.shop-wal").stat().st_size
    overwrite(damaged, pages)
    assert saved_from(damaged, tmp_path / "saved.shop").orders == ORDERS + 3


@pytest.mark.parametrize("kind", ["text", "foreign", "foreign without its list", "noise", "zeros"])
def test_of_a_file_that_is_no_shop_nothing_is_saved(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "other.shop"
    if kind.startswith("foreign"):
        with sqlite3.connect(file) as connection:
            for number in range(60):
                connection.execute(f"CREATE TABLE letters_{number} (id INTEGER PRIMARY KEY, name TEXT)")
                connection.execute(f"INSERT INTO letters_{number} VALUES (1, 'a'), (2, 'b')")
        connection.close()
        if kind != "foreign":
            overwrite(file, pages_of_list(file))
    elif kind == "text":
        file.write_text("no shop " * 4000, encoding="utf-8")
    else:
        file.write_bytes(bytes(PAGE * 500) if kind == "zeros" else random.Random(1).randbytes(PAGE * 500))
    with pytest.raises(NothingToSalvage):
        salvage(file, tmp_path / "saved.shop")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["other.shop"]


@pytest.mark.exhaustive
@settings(max_examples=examples(10, 60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 1 << 30), count=st.integers(1, 40), cut=st.booleans(), anew=st.booleans())
def test_whatever_is_overwritten_nothing_is_made_up(
    path: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, count: int, cut: bool, anew: bool
) -> None:
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("lost")
    damaged = folder / "damaged.shop"
    with Shop.open(path) as shop:
        before = shop.ask(rows)
    if anew:
        with sqlite3.connect(path) as connection:
            connection.execute("VACUUM INTO ?", (str(damaged),))
        connection.close()
    else:
        shutil.copyfile(path, damaged)
    pages = damaged.stat().st_size // PAGE
    listed = pages_of_list(damaged)
    overwrite(damaged, chance.sample(listed, chance.randint(1, len(listed))))
    for number in chance.sample(range(1, pages + 1), count):
        overwrite(damaged, [number], bytes(PAGE) if chance.random() < 0.5 else chance.randbytes(PAGE))
    if cut:
        with damaged.open("rb+") as file:
            file.truncate(chance.randint(1, pages * PAGE))
    try:
        saved = saved_from(damaged, folder / "saved.shop")
    except NothingToSalvage:
        assert not (folder / "saved.shop").exists()
        return
    with Shop.open(saved.shop) as shop:
        for entity, found in shop.ask(rows).items():
            assert set(found) <= set(before[entity]), entity
