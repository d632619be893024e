"""What labels say, read from the shop."""

from __future__ import annotations

import pytest

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import NotFound
from services.fulfilment.labels import Symbol, labels, repeated, sku_ids_of
from services.shop import Shop


def test_a_label_carries_the_barcode_or_else_the_own_code(shop: Shop) -> None:
    cup = shop.run(add_sku, SkuDraft("CUP-1", "Cup", "white", "6901234567892", shelf="A-1", price_minor=8900)).value
    pot = shop.run(add_sku, SkuDraft("POT-1", "Pot")).value
    found = shop.ask(labels, [pot, cup])
    assert [(one.code, one.scanned, one.symbol) for one in found] == [
        ("POT-1", "POT-1", Symbol.CODE128),
        ("CUP-1", "6901234567892", Symbol.EAN13),
    ]
    assert (found[1].title, found[1].variant, found[1].shelf, found[1].price) == ("Cup", "white", "A-1", "¥89.00")
    assert (found[0].variant, found[0].shelf, found[0].price) == ("", "", "")
    assert [one.code for one in repeated(found, {cup: 2, pot: 0})] == ["CUP-1", "CUP-1"]


def test_a_product_that_is_gone_is_named(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.ask(labels, [99])
    with pytest.raises(NotFound, match="NOBODY"):
        shop.ask(sku_ids_of, ["NOBODY"])
