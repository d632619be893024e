"""What the search over everything is asked, however much of it there is."""

from __future__ import annotations

import pytest

from services.catalog.queries import find as find_products
from services.customers.finding import find_customers
from services.kernel.search import LONGEST_WORD, MOST_WORDS, terms
from services.orders.queries import find as find_orders
from services.purchasing.finding import find_purchases, find_suppliers
from services.shop import Shop

_SHEET = "\t".join(f"2026-11-{day % 30 + 1:02} 张三{day} 蜡烛 SF{day * 7919}" for day in range(2_000))


@pytest.mark.parametrize("find", [find_products, find_orders, find_customers, find_purchases, find_suppliers])
@pytest.mark.parametrize("typed", [_SHEET, "x" * 32_767, "蜡" * 32_767], ids=["sheet", "letters", "characters"])
def test_a_whole_sheet_that_was_pasted_finds_nothing_and_fails_nowhere(shop: Shop, find: object, typed: str) -> None:
    assert tuple(shop.ask(find, typed)) == ()  # type: ignore[arg-type]


def test_of_very_many_words_the_first_are_looked_for() -> None:
    assert [term.plain for term in terms("Cup " * 1_000)] == ["cup"] * MOST_WORDS
    assert [term.plain for term in terms("7" * 5_000)] == ["7" * LONGEST_WORD]
