"""Product and stock exports of shop systems: rows that belong to each other, and what is not taken is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from services import settings
from services.channels.commands import add
from services.importing.commands import ImportResult
from services.importing.errors import FormatInvalid
from services.importing.format_file import read_format
from services.importing.scratch import read_meta
from services.importing.service import ImportSession
from services.integrity import check
from services.shop import Shop
from services.stock import levels
from services.stock.commands import receive
from services.types import Platform
from tests.formats.golden import SAMPLES, staged
from tests.services.soundness import rows
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

needs_real_files = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=WHY_SKIPPED)
_SHOPIFY = SAMPLES / "shopify.products" / "sample.csv"
_STOCK = SAMPLES / "shopify.inventory" / "sample.csv"
_WOO = SAMPLES / "woocommerce.products" / "sample.csv"


def _apply(shop: Shop, path: Path) -> ImportResult:
    with ImportSession(shop) as session:
        (found,) = session.add_all([path])
        assert found.error is None, str(found.error)
        return session.submit_apply().result().value


def _skus(connection: Connection) -> dict[str, tuple[str, str | None, int | None]]:
    sku, product = Sku.table(), Product.table()
    statement = select(sku.c.code, product.c.title, sku.c.variant, sku.c.price_minor).join_from(
        sku, product, product.c.id == sku.c.product_id
    )
    return {code: (title, variant, price) for code, title, variant, price in connection.execute(statement)}


def _warnings(result: ImportResult) -> dict[str, int]:
    return {one.code: one.count for one in result.plan.files[0].warnings}


def test_variants_take_the_title_of_their_product_and_pictures_are_no_products(shop: Shop) -> None:
    shop.run(settings.change, settings.CURRENCY.key, "USD")
    result = _apply(shop, _SHOPIFY)
    assert shop.ask(_skus) == {
        "MUG-BL-S": ("Enamel Mug", "Blue / S", 1800),
        "MUG-BL-L": ("Enamel Mug", "Blue / L", 2200),
        "enamel-mug/Red/L": ("Enamel Mug", "Red / L", 2200),
        "TIN-1": ("Tea Tin", None, 990),
    }
    assert _warnings(result) == {"part_rows": 1}
    assert [(one.row, one.code, one.rejects) for one in result.plan.files[0].problems] == [
        (3, "id_as_float", False),
        (7, "not_money", True),
    ]


def test_variations_take_the_title_of_their_parent_which_is_no_product_itself(shop: Shop) -> None:
    shop.run(settings.change, settings.CURRENCY.key, "USD")
    _apply(shop, _WOO)
    assert shop.ask(_skus) == {
        "TEE-B": ("Tea Towel", "Blue / Yes", 2500),
        "TEE-R": ("Tea Towel", "Red", 2550),
        "44": ("Gift Note", None, 300),
        "POT-1": ('Tea Pot, "Large"', None, 6500),
    }


def test_prices_in_another_currency_are_left_out_and_counted(shop: Shop) -> None:
    result = _apply(shop, _SHOPIFY)
    assert {price for _title, _variant, price in shop.ask(_skus).values()} == {None}
    assert _warnings(result)["prices_left_out"] == 5
    assert _apply(shop, _SHOPIFY).plan.is_empty


def test_the_currency_of_the_channel_is_that_of_its_products(shop: Shop) -> None:
    shop.run(add, "My Shopify", Platform.SHOPIFY, currency="CNY")
    assert "prices_left_out" not in _warnings(_apply(shop, _SHOPIFY))


def test_the_stock_file_knows_the_products_of_the_product_file(shop: Shop) -> None:
    _apply(shop, _SHOPIFY)
    known = shop.ask(_skus)
    result = _apply(shop, _STOCK)
    counts = result.plan.files[0].counts
    assert (counts.new, counts.updated, counts.unchanged) == (0, 0, 3)
    assert shop.ask(_skus) == known
    # of one product there is more than the product file said, and the ledger has been opened with that
    assert _warnings(result) == {"stock_left": 1}


def _stock(connection: Connection) -> dict[str, int]:
    codes = _ids(connection)
    return {codes[sku_id]: pieces for sku_id, pieces in levels.good_on_hand(connection, codes).items()}


def test_quantities_of_a_file_open_the_stock_of_products_that_never_moved(shop: Shop) -> None:
    _apply(shop, _STOCK)
    again = _apply(shop, _STOCK)
    assert shop.ask(_stock) == {"MUG-BL-S": 112, "enamel-mug/Red/L": 3}
    assert again.plan.is_empty
    assert _warnings(again) == {}
    assert shop.ask(check) == ()


def test_a_product_that_moved_keeps_its_stock_whatever_a_file_says(shop: Shop) -> None:
    _apply(shop, _STOCK)
    (sku_id,) = (one for one, code in shop.ask(_ids).items() if code == "MUG-BL-S")
    shop.run(receive, sku_id, 5)
    assert _warnings(_apply(shop, _STOCK)) == {"stock_left": 1}
    assert shop.ask(_stock)["MUG-BL-S"] == 117


def _ids(connection: Connection) -> dict[int, str]:
    return dict(connection.execute(select(Sku.table().c.id, Sku.table().c.code)).all())


def test_a_second_import_changes_nothing_and_an_edited_price_is_one_change(shop: Shop, tmp_path: Path) -> None:
    shop.run(settings.change, settings.CURRENCY.key, "USD")
    _apply(shop, _WOO)
    edited = tmp_path / "edited.csv"
    edited.write_text(_WOO.read_text(encoding="utf-8").replace("25.50", "26.50"), encoding="utf-8")
    counts = _apply(shop, edited).plan.files[0].counts
    assert (counts.new, counts.updated, counts.unchanged) == (0, 1, 3)
    assert shop.ask(_skus)["TEE-R"] == ("Tea Towel", "Red", 2650)


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ('inherit = { of = "A" }', 10),
        ('inherit = { of = "A", by = ["B"], from = ["C"] }', 10),
        ('leave_out = ["Type"]', 10),
        ('stock = "On hand"', 10),
    ],
)
def test_a_mistake_in_the_layout_is_named_with_its_line(tmp_path: Path, layout: str, line: int) -> None:
    path = tmp_path / "user.bad.toml"
    path.write_text(
        'id = "user.bad"\nversion = 1\ntitle = { zh_CN = "a", en = "b" }\nkind = "products"\nplatform = "other"\n'
        f'zone = "UTC"\ncurrency = "USD"\n\n[layout]\n{layout}\n\n'
        '[detect]\nsignature = ["A"]\n\n[fields]\ncode = "A"\n',
        encoding="utf-8",
    )
    with pytest.raises(FormatInvalid) as caught:
        read_format(path)
    assert caught.value.params["line"] == line


@needs_real_files
@pytest.mark.parametrize(
    ("name", "kind", "data_rows", "products"),
    [
        ("shopify/inventory_export_2023.csv", "shopify.inventory", 67, 67),
        ("shopify/product_template_2017.csv", "shopify.products", 4, 4),
        ("shopify/products_apparel.csv", "shopify.products", 22, 22),
        ("shopify/products_export_2023.csv", "shopify.products", 115, 95),
        ("woocommerce/sample_products_classic-commerce.csv", "woocommerce.products", 24, 21),
    ],
)
def test_real_product_files_arrive_whole(
    name: str, kind: str, data_rows: int, products: int, shop: Shop, tmp_path: Path
) -> None:
    path = SHARED_DATA / name
    facts = staged(path, tmp_path / "scratch.db")["facts"]
    assert facts["format_id"] == kind
    assert facts["rows"] + read_meta(tmp_path / "scratch.db")["part_rows"] == data_rows
    before = shop.ask(rows)
    result = _apply(shop, path)
    assert (result.plan.files[0].counts.new, result.plan.files[0].rejected) == (products, 0)
    assert len(shop.ask(_skus)) == products
    assert all(title for title, _variant, _price in shop.ask(_skus).values())
    assert shop.ask(check) == ()
    assert _apply(shop, path).plan.is_empty
    shop.undo()
    assert shop.ask(rows) == before
