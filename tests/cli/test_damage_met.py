"""Damage a verb meets in a large shop, which is not read through when it is opened, is noted for the next start."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.backup import places
from services.errors import ShopDamaged
from services.remedies import STRUCTURE
from services.shop import Shop
from services.shop_file import require_shop
from tests.cli.command_line import TAOBAO, Cli
from tests.services.damage import lose_pages_of

_MORE_THAN_IS_READ_ON_OPENING = 70 << 20


@pytest.fixture
def large(filled: Path) -> Path:
    """A shop larger than what is read through on opening, whose orders are no pages any more."""
    with closing(sqlite3.connect(filled)) as raw, raw:
        raw.execute("create table ballast (content blob)")
        raw.execute("insert into ballast values (zeroblob(?))", (_MORE_THAN_IS_READ_ON_OPENING,))
    lose_pages_of(filled, "orders")
    return filled


def test_the_next_start_reads_the_file_through(cli: Cli, large: Path) -> None:
    Shop.open(large, read_only=True).close()  # opened as a sound one: nobody has met it yet
    assert STRUCTURE not in places.codes_found(large)
    listed = cli("list", "orders", "--shop", large, "--json")
    assert (listed.code, listed.json["error"]["code"]) == (3, "shop.damaged")
    assert STRUCTURE in places.codes_found(large)
    with pytest.raises(ShopDamaged):
        require_shop(large, migrate_older=False)


@pytest.mark.expects_log  # the backup before the import cannot be made of it either
def test_a_verb_that_writes_notes_it_too(cli: Cli, large: Path) -> None:
    written = cli("import", TAOBAO[0], "--shop", large, "--json")
    assert (written.code, written.json["error"]["code"]) == (3, "shop.damaged")
    assert STRUCTURE in places.codes_found(large)


def test_a_shop_that_is_elsewhere_is_not_blamed(cli: Cli, filled: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.shop"
    broken.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)
    assert cli("list", "orders", "--shop", broken, "--json").code == 3
    assert cli("list", "orders", "--shop", filled, "--json").code == 0
    assert STRUCTURE not in places.codes_found(filled)
