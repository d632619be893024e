"""Many rows at once: what is left out of a block comes back as it was, and numbers of a list are looked up singly."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
import zlib
from contextlib import closing
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services import text
from services.kernel import images
from services.shop import Shop
from tests.journal import commands
from tests.services.plans import asked, steps

_NUMBERS = [f"26{number:014d}" for number in range(40)]
_WIDE = ("SCAN orders", "SCAN order_line", "SCAN order_summary", "SCAN order_customer", "SCAN customer")


def test_a_block_says_of_empty_columns_only_their_names_and_has_them_again() -> None:
    packed = images.pack(("id", "buyer"), [(1, "a"), (2, None)], ("phone", "note"))
    assert images.unpack(packed) == (["id", "buyer", "phone", "note"], [[1, "a", None, None], [2, None, None, None]])
    assert next(images.images_in(packed)) == {"id": 1, "buyer": "a", "phone": None, "note": None}


def test_a_block_of_the_first_version_is_read_as_it_was_written() -> None:
    old = zlib.compress(json.dumps({"columns": ["id", "buyer"], "rows": [[1, None]]}).encode(), 1)
    assert images.unpack(old) == (["id", "buyer"], [[1, None]])


def test_an_import_taken_back_and_brought_back_has_every_column_as_before(shop: Shop) -> None:
    channel_id = shop.run(commands.open_channel, "山茶").value
    shop.run(commands.import_orders, channel_id, _NUMBERS)
    before = _rows(shop)
    shop.undo()
    assert _rows(shop) == {"orders": [], "order_line": []}
    shop.redo()
    assert _rows(shop) == before


def test_orders_named_in_a_list_are_looked_up_and_not_searched_for_in_all(shop: Shop) -> None:
    channel_id = shop.run(commands.open_channel, "山茶").value
    with asked() as found:
        ids = shop.run(commands.import_orders, channel_id, _NUMBERS).value
        shop.run(commands.rename, ids[0], "山田")
        shop.undo()
    listed = [one for one in found if "json_each" in one[0]]
    assert {_table_of(statement) for statement, _values in listed} >= {"orders", "order_line", "order_customer"}
    assert [step for step in steps(shop, listed) if step.startswith(_WIDE)] == []


@given(st.text(max_size=12) | st.text(alphabet=st.characters(max_codepoint=127), max_size=12))
@settings(max_examples=100)
def test_the_form_codes_are_compared_in_is_the_same_by_the_short_way(code: str) -> None:
    assert text.key(code) == "".join(unicodedata.normalize("NFKC", code).casefold().split())


def _rows(shop: Shop) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(f"file:{shop.path}?mode=ro", uri=True)) as file:
        return {name: file.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in ("orders", "order_line")}


def _table_of(statement: str) -> str:
    return statement.split("FROM", 1)[1].split()[0]
