"""Bulk edits: what the preview says is what the command does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.catalog import bulk_preview, queries
from services.catalog.bulk import apply_change
from services.catalog.bulk_preview import Warn, preview
from services.catalog.bundles import set_components
from services.catalog.changes import (
    AddAmount,
    BulkChange,
    Direction,
    EditTags,
    NumberField,
    RoundAmount,
    Rounding,
    ScaleAmount,
    SetAmount,
    SetArchived,
    SetNumber,
    SetSupplier,
    SetText,
    TextField,
)
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.catalog.formulas import parse_change
from services.catalog.offers import offers_of
from services.catalog.prices import price_history
from services.errors import Invalid, NotFound
from services.shop import Shop
from services.types import PriceField
from tests.services.catalog.making import add_supplier

PRICE, FLOOR, COST = PriceField.PRICE, PriceField.MIN_PRICE, PriceField.COST
NINETY = Rounding(100, 90)


@pytest.fixture
def skus(shop: Shop) -> list[int]:
    drafts = [
        SkuDraft("A", "Candle", "a", price_minor=1000, min_price_minor=980, cost_minor=400, tags="new"),
        SkuDraft("B", "Candle", "b", price_minor=2000, cost_minor=1500),
        SkuDraft("C", "Soap"),
    ]
    return [shop.run(add_sku, draft).value for draft in drafts]


@pytest.mark.parametrize(
    ("change", "new", "warnings"),
    [
        (ScaleAmount(PRICE, 1_050_000), [1050, 2100, None], {Warn.UNKNOWN: 1}),
        (ScaleAmount(PRICE, 1_050_000, rounding=NINETY), [1090, 2090, None], {Warn.UNKNOWN: 1}),
        (AddAmount(PRICE, -300), [700, 1700, None], {Warn.UNKNOWN: 1, Warn.BELOW_MINIMUM: 1}),
        (AddAmount(PRICE, -1001), [1000, 999, None], {Warn.UNKNOWN: 1, Warn.BELOW_ZERO: 1, Warn.BELOW_COST: 1}),
        (ScaleAmount(PRICE, 2_500_000, COST), [1000, 3750, None], {Warn.UNKNOWN: 1}),
        (SetAmount(COST, None), [None, None, None], {}),
        (SetAmount(PRICE, 990), [990, 990, 990], {Warn.BELOW_COST: 1}),
        (RoundAmount(PRICE, NINETY), [990, 1990, None], {Warn.UNKNOWN: 1}),
        (SetText(TextField.SHELF, " A-01 "), ["A-01"] * 3, {}),
        (SetText(TextField.CATEGORY, "Home>Wax"), ["Home > Wax"] * 3, {}),
        (SetNumber(NumberField.WEIGHT, 250), [250] * 3, {}),
        (EditTags(("gift", "New"), ()), ["new, gift", "new, gift", "gift, New"], {}),
        (EditTags((), ("NEW",)), [None, None, None], {}),
        (SetArchived(True), [True] * 3, {}),
    ],
)
def test_the_preview_says_what_the_command_then_does(
    shop: Shop, skus: list[int], change: BulkChange, new: list[object], warnings: dict[Warn, int]
) -> None:
    shown = shop.ask(preview, skus, change)
    assert [row.new for row in shown.rows] == new
    assert shown.warnings == warnings
    assert shop.run(apply_change, skus, change).value == shown.changed
    assert [row.changes for row in shop.ask(preview, skus, SetText(TextField.UNIT, None)).rows] == [False] * 3
    again = [row.old for row in shop.ask(preview, skus, change).rows]
    assert again == new


def test_a_change_that_reaches_other_variants_says_so(shop: Shop, skus: list[int]) -> None:
    shown = shop.ask(preview, skus[:1], SetText(TextField.CATEGORY, "Home"))
    assert shown.warnings == {Warn.SIBLINGS: 1}
    assert [str(one) for one in shown.summary] == ["1 SKU changes", "1 shares it with variants that are not chosen"]
    assert shop.ask(preview, skus[:1], SetText(TextField.SHELF, "A")).warnings == {}


def test_prices_changed_in_bulk_leave_their_history_and_come_back_in_one_step(shop: Shop, skus: list[int]) -> None:
    changes = shop.run(apply_change, skus, ScaleAmount(PRICE, 1_100_000), reason="spring").changes
    assert str(changes.label) == "Change Price of 2 products"
    newest = shop.ask(price_history, skus[0])[0]
    assert (newest.old_minor, newest.new_minor, newest.reason) == (1000, 1100, "spring")
    shop.undo()
    assert shop.ask(queries.detail, skus[1]).draft.price_minor == 2000
    assert len(shop.ask(price_history, skus[0])) == 3


def test_a_supplier_becomes_the_first_to_be_asked(shop: Shop, skus: list[int]) -> None:
    one, other = (shop.run(add_supplier, name).value for name in ("One", "Other"))
    for supplier in (one, other):
        shop.run(apply_change, skus, SetSupplier(supplier))
    assert [view.supplier for view in shop.ask(offers_of, skus)[skus[0]]] == ["Other", "One"]
    with pytest.raises(NotFound):
        shop.ask(preview, skus, SetSupplier(99))
    with pytest.raises(Invalid):
        shop.ask(preview, skus, SetAmount(PRICE, -1))
    with pytest.raises(NotFound):
        shop.ask(preview, [99], SetAmount(PRICE, 1))


def test_an_archived_product_says_so(shop: Shop, skus: list[int]) -> None:
    shop.run(set_components, skus[2], [Part(skus[0], 1)])
    shop.run(apply_change, skus, SetArchived(True))
    assert shop.ask(queries.detail, skus[0]).is_archived
    assert shop.run(apply_change, skus, SetArchived(True)).value == 0


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        ("+5%", ScaleAmount(PRICE, 1_050_000)),
        ("-12.5 %", ScaleAmount(PRICE, 875_000)),
        ("\uff0b5\uff05", ScaleAmount(PRICE, 1_050_000)),
        ("+3", AddAmount(PRICE, 300)),
        ("\u22123.00", AddAmount(PRICE, -300)),
        ("*1.2", ScaleAmount(PRICE, 1_200_000)),
        ("\u00d70.9", ScaleAmount(PRICE, 900_000)),
        ("=cost*2.5", ScaleAmount(PRICE, 2_500_000, COST)),
        ("min_price", ScaleAmount(PRICE, 1_000_000, FLOOR)),
        ("19.90", SetAmount(PRICE, 1990)),
        ("=20", SetAmount(PRICE, 2000)),
        (" ", SetAmount(PRICE, None)),
    ],
)
def test_a_formula_is_read_as_it_is_typed(typed: str, change: BulkChange) -> None:
    assert parse_change(typed, PRICE, "CNY") == change


@pytest.mark.parametrize("typed", ["five", "+", "%", "=shelf", "1.234", "*-2", "+200%%", "-101%", "*99999", "cost+1"])
def test_a_formula_nobody_understands_is_answered_with_examples(typed: str) -> None:
    with pytest.raises(Invalid, match=r"\+5%"):
        parse_change(typed, PRICE, "CNY")


@settings(max_examples=150, deadline=None)
@given(
    amount=st.integers(0, 10**7),
    unit=st.sampled_from([1, 10, 50, 100, 1000]),
    ending=st.integers(0, 999),
    direction=st.sampled_from(list(Direction)),
)
def test_a_rounded_amount_ends_as_wanted_and_is_near(amount: int, unit: int, ending: int, direction: Direction) -> None:
    rounding = Rounding(unit, ending % unit, direction)
    rounded = rounding.of(amount)
    assert rounded >= 0
    assert rounded % unit == ending % unit
    assert abs(rounded - amount) <= unit
    assert rounding.of(rounded) == rounded
    if direction is Direction.UP:
        assert rounded >= amount
    if direction is Direction.DOWN and amount >= ending % unit:
        assert rounded <= amount


def test_a_bulk_change_has_a_name() -> None:
    assert bulk_preview.label_of(SetNumber(NumberField.HEIGHT, 1)) == "Height"
