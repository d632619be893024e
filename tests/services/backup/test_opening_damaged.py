"""A shop file that is not sound is opened to look at: what can be read is shown, and nothing is written to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from models.migrations.registry import CURRENT_VERSION
from services import settings
from services.backup.archive import Reason
from services.backup.keeper import Keeper
from services.backup.making import make
from services.backup.places import good_backups
from services.catalog.queries import SKUS
from services.errors import NotAShop, ShopDamaged, ShopNewer, ShopOnlyLookedAt, ShopReadOnly
from services.exporting.list_file import export_list
from services.kernel.table_query import TableQuery, TableRequest
from services.orders.queries import ORDERS
from services.shop import Shop
from tests.services.damage import break_a_key, lose_pages_of


def listed(shop: Shop, query: TableQuery, *columns: str) -> int:
    """How many rows a list shows."""
    with closing(shop.table(query, TableRequest(), columns)) as table:
        return len(table.first.result())


@pytest.mark.parametrize("damage", [break_a_key, lambda path: lose_pages_of(path, "orders")])
def test_what_can_be_read_is_shown_and_the_file_stays_as_it_is(
    path: Path,
    damage: Callable[[Path], None],
) -> None:
    damage(path)
    before = sha256(path.read_bytes()).hexdigest()
    with pytest.raises(ShopDamaged):
        Shop.open(path)
    with Shop.open_damaged(path) as shop:
        assert shop.is_damaged
        assert shop.read_only
        assert shop.ask(settings.read_all) is not None
        assert listed(shop, SKUS, "code") == 0
    assert sha256(path.read_bytes()).hexdigest() == before
    assert not path.with_name(path.name + "-wal").exists() or not path.with_name(path.name + "-wal").stat().st_size


def test_orders_are_listed_and_exported_where_only_what_a_line_belongs_to_is_gone(path: Path, tmp_path: Path) -> None:
    break_a_key(path)
    out = tmp_path / "orders.csv"
    with Shop.open_damaged(path) as shop:
        assert listed(shop, ORDERS, "external_no") == 12
        assert shop.ask(export_list, ORDERS, ["external_no"], TableRequest(), out) == 12


def test_a_list_whose_rows_are_lost_says_so(path: Path) -> None:
    lose_pages_of(path, "orders")
    with Shop.open_damaged(path) as shop, pytest.raises(ShopDamaged):
        listed(shop, ORDERS, "external_no")


def test_nothing_can_be_changed_undone_or_backed_up(path: Path) -> None:
    with Shop.open(path) as shop:
        make(shop)
    break_a_key(path)
    backups = [one.path for one in good_backups(path)]
    with Shop.open_damaged(path) as shop:
        keeper = Keeper(shop, on_close=True)
        for deed in (
            lambda: shop.run(settings.change, "shop.name", "B"), shop.undo, shop.compact,
            lambda: shop.submit_fold().result(), lambda: keeper.back_up(Reason.ASKED),
        ):  # fmt: skip
            with pytest.raises(ShopOnlyLookedAt, match="opened only to look"):
                deed()
    assert [one.path for one in good_backups(path)] == backups


def test_what_is_no_shop_of_this_version_is_refused_all_the_same(path: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.shop"
    stranger.write_bytes(b"<html>")
    with pytest.raises(NotAShop):
        Shop.open_damaged(stranger)
    with closing(sqlite3.connect(tmp_path / "other.shop")) as other:
        other.execute("CREATE TABLE cat(name)")
        other.commit()
    with pytest.raises(NotAShop):
        Shop.open_damaged(tmp_path / "other.shop")
    for version, error in ((CURRENT_VERSION + 1, ShopNewer), (CURRENT_VERSION - 1, ShopDamaged)):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version={version}")
            connection.commit()
        with pytest.raises(error):
            Shop.open_damaged(path)


def test_what_was_cut_off_half_way_is_not_taken_back(path: Path) -> None:
    """Opening it the usual way does that; whoever only looks writes nothing, and is refused."""
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"begun")
    content = path.read_bytes()
    with pytest.raises(ShopReadOnly):
        Shop.open_damaged(path)
    assert path.read_bytes() == content
    assert journal.read_bytes() == b"begun"
