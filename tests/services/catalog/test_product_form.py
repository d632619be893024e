"""The product form: a product with all of its variants is saved as a whole, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.catalog import products, queries, variants
from services.catalog.commands import add_sku
from services.catalog.custom_fields import CustomField, FieldKind, custom_fields, define_fields, own_fields
from services.catalog.drafts import Axis, Part, ProductDraft, SkuDraft, SkuEntry
from services.catalog.prices import price_history
from services.catalog.products import product_draft, save_product
from services.catalog.removal import archive
from services.channels.commands import add as add_channel
from services.errors import Invalid
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.types import Platform, PriceField

COLOUR = Axis("Colour", ("Red", "Blue"))
SIZE = Axis("Size", ("S", "M", "L"))


def _candle(*skus: SkuEntry) -> ProductDraft:
    return ProductDraft("Candle", skus or (SkuEntry(None, "BW-1", barcodes=("690", "691"), price_minor=3900),))


def _saved(shop: Shop, draft: ProductDraft, product_id: int | None = None) -> products.SavedProduct:
    return shop.run(save_product, product_id, draft).value


def test_a_form_comes_back_as_it_was_saved(shop: Shop) -> None:
    draft = ProductDraft(
        "Candle",
        (
            SkuEntry(None, "BW-S", ("S",), "S", ("690", "691"), "piece", "A-01", 3900, 3500, 1200, 250, 60, 61, 62),
            SkuEntry(None, "BW-M", ("M",), "M"),
        ),
        "Home > Candles",
        ("new", "gift"),
        "smells of honey",
        (Axis("Size", ("S", "M")),),
    )
    saved = _saved(shop, draft)
    shown = shop.ask(product_draft, saved.product_id)
    assert [sku.id for sku in shown.skus] == list(saved.sku_ids)
    assert replace(shown, skus=tuple(replace(sku, id=None) for sku in shown.skus)) == draft
    assert shop.run(save_product, saved.product_id, shown).changes.rows == {}


def test_options_make_every_variant_and_keep_those_that_exist(shop: Shop) -> None:
    rows = variants.matrix((COLOUR, SIZE), (SkuEntry(None, "TS", price_minor=9900),), "TS")
    assert [row.code for row in rows] == ["TS", "TS-Red-M", "TS-Red-L", "TS-Blue-S", "TS-Blue-M", "TS-Blue-L"]
    assert {row.price_minor for row in rows} == {9900}
    saved = _saved(shop, ProductDraft("T-shirt", tuple(rows), axes=(COLOUR, SIZE)))
    kept = shop.ask(product_draft, saved.product_id)
    wider = Axis("Colour", ("Red", "Green"))
    again = variants.matrix((wider, SIZE), kept.skus, "TS")
    assert [row.id for row in again] == [*saved.sku_ids[:3], None, None, None]
    changed = _saved(shop, replace(kept, skus=tuple(again), axes=(wider, SIZE)), saved.product_id)
    assert set(changed.removed) == {"TS-Blue-S", "TS-Blue-M", "TS-Blue-L"}
    assert [sku.variant for sku in shop.ask(product_draft, saved.product_id).skus][3] == "Green / S"


def test_a_value_that_is_renamed_keeps_its_variants() -> None:
    rows = tuple(variants.matrix((COLOUR,), (), "TS"))
    axes, renamed = variants.renamed((COLOUR,), rows, 0, "Blue", "Navy")
    assert axes[0].values == ("Red", "Navy")
    assert [(row.code, row.variant) for row in renamed] == [("TS-Red", "Red"), ("TS-Blue", "Navy")]


def test_a_variant_that_was_sold_is_archived_when_the_form_leaves_it_out(shop: Shop) -> None:
    saved = _saved(shop, _candle(SkuEntry(None, "A", variant="a"), SkuEntry(None, "B", variant="b")))
    channel = shop.run(add_channel, "Stall", Platform.OTHER).value
    shop.run(add_order, OrderDraft(channel_id=channel, lines=(LineDraft("Candle", 1, code="B"),)))
    draft = shop.ask(product_draft, saved.product_id)
    changed = _saved(shop, replace(draft, skus=draft.skus[:1]), saved.product_id)
    assert (changed.archived, changed.removed) == (("B",), ())
    assert shop.ask(queries.detail, saved.sku_ids[1]).is_archived
    with pytest.raises(Invalid, match="archived product B"):
        _saved(shop, _candle(SkuEntry(None, "b")))


def test_two_variants_may_swap_their_codes_and_barcodes(shop: Shop) -> None:
    first = SkuEntry(None, "A", variant="a", barcodes=("1",))
    saved = _saved(shop, _candle(first, SkuEntry(None, "B", variant="b", barcodes=("2", "3"))))
    one, two = shop.ask(product_draft, saved.product_id).skus
    swapped = (replace(one, code="B", barcodes=("2",)), replace(two, code="A", barcodes=("1", "3")))
    _saved(shop, _candle(*swapped), saved.product_id)
    assert shop.ask(queries.sku_of_scan, "1") == two.id
    assert shop.ask(queries.sku_of_scan, "b") == one.id


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        (ProductDraft(" ", (SkuEntry(None, "A"),)), "title"),
        (ProductDraft("Candle", ()), "skus"),
        (_candle(SkuEntry(None, " ")), "skus.0.code"),
        (_candle(SkuEntry(None, "A"), SkuEntry(None, "a ")), "skus.1.code"),
        (_candle(SkuEntry(None, "A", price_minor=-1)), "skus.0.price_minor"),
        (_candle(SkuEntry(None, "A", length_mm=-1)), "skus.0.length_mm"),
        (_candle(SkuEntry(None, "A", barcodes=("6 9",))), "skus.0.barcodes"),
        (_candle(SkuEntry(None, "A", barcodes=("6",)), SkuEntry(None, "B", barcodes=("6",))), "skus.1.barcodes"),
        (_candle(SkuEntry(None, "TAKEN")), "skus.0.code"),
        (_candle(SkuEntry(None, "A"), SkuEntry(None, "B", barcodes=("999",))), "skus.1.barcodes"),
        (ProductDraft("Candle", (SkuEntry(None, "A", ("Red",)),), axes=(COLOUR, SIZE)), "skus.0.options"),
        (ProductDraft("Candle", (SkuEntry(None, "A"),), axes=(Axis("Colour", ()),)), "axes.0"),
        (ProductDraft("Candle", (SkuEntry(None, "A"),), axes=(COLOUR, COLOUR)), "axes.1"),
        (_candle(SkuEntry(None, "A", parts=(Part(1, 0),))), "skus.0.parts.0"),
        (_candle(SkuEntry(None, "A", parts=(Part(1, 1), Part(1, 2)))), "skus.0.parts.1"),
        (ProductDraft("Candle", (SkuEntry(None, "A"),), custom={"f1": "tomorrow"}), "custom.f1"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_saved(
    shop: Shop, draft: ProductDraft, place: str
) -> None:
    shop.run(add_sku, SkuDraft("TAKEN", "Something else", barcode="999"))
    shop.run(define_fields, [CustomField("", "Born on", FieldKind.DATE)])
    with pytest.raises(Invalid) as raised:
        _saved(shop, draft)
    assert raised.value.params["at"] == place
    assert shop.ask(queries.find, "Candle") == ()


def test_a_duplicate_names_the_product_that_has_it(shop: Shop) -> None:
    shop.run(add_sku, SkuDraft("TAKEN", "Something else", barcode="999"))
    with pytest.raises(Invalid, match=r"another product has it: TAKEN \(Something else\)"):
        _saved(shop, _candle(SkuEntry(None, "taken")))
    with pytest.raises(Invalid, match=r"another product has it: TAKEN \(Something else\)"):
        _saved(shop, _candle(SkuEntry(None, "A", barcodes=("999",))))
    shop.run(archive, [1])
    with pytest.raises(Invalid, match="bring that one back"):
        _saved(shop, _candle(SkuEntry(None, "A", barcodes=("999",))))


def test_too_many_variants_are_a_slip() -> None:
    wide = [Axis(name, tuple(f"{number}" for number in range(20))) for name in "abc"]
    with pytest.raises(Invalid, match="8000"):
        variants.cleaned_axes(wide)


def test_every_change_of_a_price_is_kept_with_its_reason_and_author(shop: Shop) -> None:
    saved = _saved(shop, _candle(SkuEntry(None, "A", price_minor=3900, cost_minor=1000)))
    entry = shop.ask(product_draft, saved.product_id).skus[0]
    shop.run(
        save_product, saved.product_id, _candle(replace(entry, price_minor=4200)), reason="wax is dearer", source="ui"
    )
    shop.run(save_product, saved.product_id, _candle(replace(entry, price_minor=4200)), source="ui")
    steps = shop.ask(price_history, saved.sku_ids[0])
    assert [(step.field, step.old_minor, step.new_minor, step.reason) for step in steps] == [
        (PriceField.PRICE, 3900, 4200, "wax is dearer"),
        (PriceField.COST, None, 1000, None),
        (PriceField.PRICE, None, 3900, None),
    ]
    assert (steps[0].source, str(steps[0].operation)) == ("ui", "Save the product Candle")


def test_own_fields_hold_what_their_kind_says_and_outlive_their_removal(shop: Shop) -> None:
    kinds = [("Note for me", FieldKind.TEXT), ("Born on", FieldKind.DATE), ("Per box", FieldKind.NUMBER)]
    made = shop.run(define_fields, [CustomField("", name, kind) for name, kind in kinds]).value
    assert shop.ask(custom_fields) == made
    values = {"f1": "x", "f2": "2026-11-22", "f3": 12}
    saved = _saved(shop, replace(_candle(), custom=values))
    shop.run(define_fields, [CustomField("f3", "Per carton", FieldKind.NUMBER)])
    draft = shop.ask(product_draft, saved.product_id)
    _saved(shop, replace(draft, custom={"f3": 6}), saved.product_id)
    assert shop.ask(product_draft, saved.product_id).custom == {"f1": "x", "f2": "2026-11-22", "f3": 6}


def test_a_new_own_field_never_shows_the_values_of_one_taken_away(shop: Shop) -> None:
    shop.run(define_fields, [CustomField("", "Material", FieldKind.TEXT)])
    saved = _saved(shop, replace(_candle(), custom={"f1": "wax"}))
    shop.run(define_fields, [])
    (made,) = shop.run(define_fields, [CustomField("", "Author", FieldKind.TEXT)]).value
    assert made.key == "f2"
    assert shop.ask(product_draft, saved.product_id).custom == {"f1": "wax"}


def test_the_kind_of_an_own_field_stays_while_products_say_something_in_it(shop: Shop) -> None:
    (made,) = shop.run(define_fields, [CustomField("", "Material", FieldKind.TEXT)]).value
    shop.run(define_fields, [replace(made, kind=FieldKind.NUMBER)])
    shop.run(define_fields, [made])
    _saved(shop, replace(_candle(), custom={"f1": "wax"}))
    assert shop.ask(own_fields).uses == {"f1": 1}
    with pytest.raises(Invalid, match="1 product has a value in it") as raised:
        shop.run(define_fields, [CustomField("", "First", FieldKind.FLAG), replace(made, kind=FieldKind.NUMBER)])
    assert raised.value.params["at"] == "fields.1"
    assert shop.ask(custom_fields) == (made,)


def test_a_choice_taken_from_the_list_stays_where_a_product_has_it(shop: Shop) -> None:
    (made,) = shop.run(define_fields, [CustomField("", "Made in", FieldKind.CHOICE, ("Yiwu", "Wenzhou"))]).value
    saved = _saved(shop, replace(_candle(), custom={"f1": "Yiwu"}))
    shop.run(define_fields, [replace(made, choices=("Wenzhou",))])
    draft = shop.ask(product_draft, saved.product_id)
    _saved(shop, replace(draft, title="Renamed"), saved.product_id)
    assert shop.ask(product_draft, saved.product_id).custom == {"f1": "Yiwu"}
    with pytest.raises(Invalid, match="choose one of"):
        _saved(shop, replace(draft, custom={"f1": "Ningbo"}), saved.product_id)
