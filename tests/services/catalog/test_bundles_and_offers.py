"""Bundles, what suppliers call our SKUs, and what may be deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.catalog import Product
from services.catalog import bundles, offers
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Offer, Part, SkuDraft
from services.catalog.queries import sku_of_scan
from services.catalog.removal import archive, delete, removable, restore
from services.errors import Invalid, NotAllowed, NotFound
from services.shop import Shop
from tests.services.catalog.making import add_supplier

_products = Product.table()


def _skus(shop: Shop, *codes: str) -> list[int]:
    return [shop.run(add_sku, SkuDraft(code, f"Product {code}", barcode=f"b{code}")).value for code in codes]


def test_a_bundle_says_what_is_in_it_and_a_part_where_it_goes(shop: Shop) -> None:
    box, wax, wick = _skus(shop, "BOX", "WAX", "WICK")
    shop.run(set_components, box, [Part(wax, 2), Part(wick, 1)])
    shop.run(set_components, box, [Part(wax, 3), Part(wick, 1)])
    assert [(part.code, part.quantity) for part in shop.ask(bundles.parts_of, box)] == [("WAX", 3), ("WICK", 1)]
    assert [(one.code, one.quantity) for one in shop.ask(bundles.bundles_with, wax)] == [("BOX", 3)]
    shop.run(set_components, box, [])
    assert shop.ask(bundles.compositions, [box, wax]) == {}


def test_a_circle_of_bundles_is_refused_and_named(shop: Shop) -> None:
    first, second, third, spare = _skus(shop, "A", "B", "C", "D")
    shop.run(set_components, first, [Part(second, 1), Part(spare, 1)])
    shop.run(set_components, second, [Part(third, 1), Part(spare, 2)])
    with pytest.raises(Invalid, match="C → A → B → C"):
        shop.run(set_components, third, [Part(first, 1)])
    with pytest.raises(Invalid, match="C → C"):
        shop.run(set_components, third, [Part(third, 1)])
    assert shop.ask(bundles.parts_of, third) == ()


def test_a_supplier_is_asked_by_its_own_code(shop: Shop) -> None:
    sku, other = _skus(shop, "A", "B")
    fast, slow = shop.run(add_supplier, "Fast", 3).value, shop.run(add_supplier, "Slow", 30).value
    shop.run(offers.set_offers, sku, [Offer(slow, "S-1", 900, None, 10, 20), Offer(fast, "F-1", 1000, 2)])
    found = shop.ask(offers.offers_of, [sku, other])
    assert [(one.supplier, one.lead_days) for one in found[sku]] == [("Slow", 30), ("Fast", 2)]
    shop.run(offers.set_offers, sku, [Offer(fast, "F-1", 1100)])
    assert [(one.supplier, one.offer.price_minor) for one in shop.ask(offers.offers_of, [sku])[sku]] == [("Fast", 1100)]
    assert [name for _id, name in shop.ask(offers.supplier_names)] == ["Fast", "Slow"]
    for wrong in ([Offer(fast), Offer(fast)], [Offer(fast, price_minor=-1)], [Offer(fast, pack_size=0)]):
        with pytest.raises(Invalid):
            shop.run(offers.set_offers, sku, wrong)
    with pytest.raises(NotFound):
        shop.run(offers.set_offers, sku, [Offer(99)])


def test_a_part_of_a_bundle_is_kept_until_the_bundle_goes(shop: Shop) -> None:
    box, wax = _skus(shop, "BOX", "WAX")
    shop.run(set_components, box, [Part(wax, 2)])
    assert shop.ask(removable, [wax]).kept[0][1] == "WAX"
    assert shop.ask(removable, [wax, box]).ids == (wax, box)
    with pytest.raises(NotAllowed, match="part of a bundle"):
        shop.run(delete, [wax])
    shop.run(delete, [wax, box])
    assert shop.ask(sku_of_scan, "bWAX") is None
    assert (
        shop.ask(lambda connection: connection.execute(select(func.count()).select_from(_products)).scalar_one()) == 0
    )


def test_a_product_is_archived_with_its_last_variant(shop: Shop) -> None:
    ids = [shop.run(add_sku, SkuDraft(code, "Candle", variant=code)).value for code in ("A", "B")]
    for chosen, expected in ((ids[:1], False), (ids[1:], True)):
        shop.run(archive, chosen)
        assert _is_archived(shop) is expected
    shop.run(restore, ids[:1])
    assert not _is_archived(shop)


def _is_archived(shop: Shop) -> bool:
    return bool(shop.ask(lambda connection: connection.execute(select(_products.c.is_archived)).scalar_one()))
