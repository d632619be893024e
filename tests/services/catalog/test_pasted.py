"""A block pasted over the list of products: what it would change, what is refused and how it is counted."""

from __future__ import annotations

import pytest

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.pasted import paste_values, pasted_values
from services.catalog.queries import detail
from services.errors import Invalid, NotFound
from services.messages import render
from services.shop import Shop


def add(shop: Shop, code: str) -> int:
    """A product that costs 1.00 and lies on shelf A."""
    return int(shop.run(add_sku, SkuDraft(code, f"Product {code}", cost_minor=100, shelf="A")).value)


def test_a_refusal_names_the_product_and_the_column(shop: Shop) -> None:
    cup = add(shop, "CUP")
    for key, named in (("price", "Price of CUP"), ("min_price", "Minimum price of CUP"), ("cost", "Cost of CUP")):
        with pytest.raises(Invalid) as refused:
            shop.ask(pasted_values, [(cup, key, "abc")])
        assert str(refused.value).startswith(f"{named}: \u201cabc\u201d cannot be used")
    with pytest.raises(Invalid):
        shop.run(paste_values, [(cup, "cost", "abc")])


def test_only_what_changes_is_counted(shop: Shop) -> None:
    cup, jug = add(shop, "CUP"), add(shop, "JUG")
    cells = [(cup, "cost", "1"), (cup, "shelf", "A"), (jug, "cost", "4"), (jug, "shelf", "B")]
    assert [(one.code, one.key) for one in shop.ask(pasted_values, cells)] == [("JUG", "cost"), ("JUG", "shelf")]
    done = shop.run(paste_values, cells).changes
    assert render(done.label) == "Paste 2 values into the products"
    draft = shop.ask(detail, jug).draft
    assert (draft.cost_minor, draft.shelf) == (400, "B")


def test_a_product_that_is_gone_is_refused_in_words(shop: Shop) -> None:
    for asked in (lambda: shop.ask(pasted_values, [(99, "price", "1")]),
                  lambda: shop.run(paste_values, [(99, "price", "1")])):  # fmt: skip
        with pytest.raises(NotFound):
            asked()
