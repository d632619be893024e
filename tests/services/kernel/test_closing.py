"""What stays of a shop that was closed, where somebody still holds it: the window keeps the link to each."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.dialects import sqlite
from models.dialects.compiling import COMPILED
from services import settings
from services.errors import ShopOnlyLookedAt
from services.kernel.table_query import TableRequest
from services.orders.queries import ORDERS, find
from services.shop import Shop


def test_a_closed_shop_keeps_nothing_of_its_engines(tmp_path: Path) -> None:
    shop = Shop.create(tmp_path / "a.shop", who="tests")
    shop.ask(find, "abc")
    shop.table(ORDERS, TableRequest(), ("external_no",)).close()
    database = shop._database
    assert database.writer is not None
    kept = [weakref.ref(engine.dialect) for engine in (database.reader, database.writer)]
    shop.close()
    COMPILED.clear()  # so many and no more: they serve the next shop and hold what they were made with
    gc.collect()
    assert [one() for one in kept] == [None, None]
    shop.close()  # a second time does nothing


def test_statements_that_stay_keep_nothing_that_a_closed_shop_had_worked_out(tmp_path: Path) -> None:
    COMPILED.clear()  # what an earlier test asked is worked out, and kept, by the shop of that test
    with Shop.create(tmp_path / "a.shop", who="tests") as shop:
        shop.ask(find, "abc")
        dialects = [one.dialect for one in (shop._database.reader, shop._database.writer) if one is not None]
        assert sum(len(one._type_memos) for one in dialects) > 0
    assert {id(one) for one in dialects} & {id(one.dialect) for one in COMPILED.values()}  # they serve the next shop
    assert [len(one._type_memos) for one in dialects] == [0, 0]


def test_a_library_without_such_notes_keeps_no_shop_from_closing() -> None:
    sqlite.forget(SimpleNamespace(dialect=object()))  # type: ignore[arg-type]


def test_a_closed_file_opens_no_connection(tmp_path: Path) -> None:
    shop = Shop.create(tmp_path / "a.shop", who="tests")
    shop.close()
    with pytest.raises(RuntimeError, match="was closed"), shop._database.reading():
        pass


def test_what_waited_when_a_shop_was_found_damaged_is_not_written_any_more(tmp_path: Path) -> None:
    with Shop.create(tmp_path / "a.shop", who="tests") as shop:
        shop.subscribe(lambda _changes: shop.only_look_from_now())  # in the middle of the first, before the second
        first = shop.submit(settings.change, "shop.name", "A")
        second = shop.submit(settings.change, "shop.name", "B")
        assert first.exception() is None
        assert isinstance(second.exception(), ShopOnlyLookedAt)
        assert shop.ask(settings.read, settings.SHOP_NAME) == "A"
