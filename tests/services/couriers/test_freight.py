"""Freight rules price a parcel, travel as a workbook, and name what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.couriers.book import couriers
from services.couriers.commands import change_courier, set_freight_rules
from services.couriers.expected import expected_freight, freight_book
from services.couriers.freight import FreightRule, price, quotes, rule_for
from services.couriers.freight_book import read_rules, write_rules
from services.couriers.regions import province_key
from services.errors import Invalid, TemplateProblem
from services.importing.errors import FileProblem
from services.messages import render
from services.orders.commands import edit as edit_order
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.orders.one_order import detail
from services.shop import Shop
from services.types import Platform
from tests.services.importing.making import raw_workbook

NEAR = FreightRule("sf", 1000, 1200, 1000, 200, provinces=("浙江省", "江苏"))
FAR = FreightRule("sf", 1000, 2300, 500, 700, provinces=("新疆", "西藏"), surcharge_minor=1000)
REST = FreightRule("sf", 1000, 1500, 1000, 500)
ZTO = FreightRule("zto", 1000, 350, 1000, 120, volume_divisor=8000)
DAY = date(2026, 11, 22)


def test_the_rule_of_a_province_goes_before_the_rule_for_the_rest() -> None:
    rules = (REST, NEAR, FAR)
    assert rule_for(rules, "sf", "浙江", DAY) is NEAR
    assert rule_for(rules, "sf", "新疆维吾尔自治区", DAY) is FAR
    assert rule_for(rules, "sf", "上海市", DAY) is REST
    assert rule_for(rules, "yto", "上海市", DAY) is None


def test_a_rule_holds_from_its_month_on() -> None:
    dearer = replace(REST, since=date(2026, 12, 1), first_minor=1600)
    assert rule_for((REST, dearer), "sf", "上海", DAY) is REST
    assert rule_for((REST, dearer), "sf", "上海", date(2026, 12, 1)) is dearer


def test_further_weight_begun_counts_whole_and_volume_counts_where_it_is_heavier() -> None:
    assert price(REST, 1000).minor == 1500
    assert price(REST, 1001).minor == 2000
    assert price(FAR, 1600).minor == 2300 + 2 * 700 + 1000
    bulky = price(ZTO, 200, 300 * 300 * 200)  # 18,000 cm³ weigh 2.25 kg by the divisor 8000
    assert (bulky.billed_g, bulky.minor) == (2250, 350 + 2 * 120)


@given(st.integers(0, 50_000), st.integers(0, 50_000))
def test_heavier_never_costs_less(one: int, more: int) -> None:
    for rule in (NEAR, FAR, REST, ZTO):
        assert price(rule, one).minor <= price(rule, one + more).minor


def test_the_cheapest_of_the_couriers_in_use_comes_first() -> None:
    offers = quotes((REST, NEAR, ZTO), ("sf", "zto", "yto"), "浙江", 900, 0, DAY)
    assert [(one.courier, one.minor) for one in offers] == [("zto", 350), ("sf", 1200)]


def test_a_city_or_an_address_stands_for_its_province() -> None:
    assert province_key("", "杭州市") == province_key("浙江省") == "浙江"
    assert province_key("内蒙古自治区") == province_key("呼和浩特")
    assert province_key("") == ""


@pytest.fixture
def order_id(shop: Shop) -> int:
    channel = shop.run(add_channel, "Taobao A", Platform.TAOBAO).value
    shop.run(add_sku, SkuDraft("LZ", "Candle", weight_g=600))
    draft = OrderDraft(channel, (LineDraft("Candle", 2, code="LZ"),), external_no="A1", address="浙江省杭州市西湖区1号")
    return int(shop.run(add_order, draft).value)


def test_an_order_says_what_it_should_cost_and_who_is_cheapest(shop: Shop, order_id: int) -> None:
    before = shop.ask(expected_freight, [order_id])[order_id]
    assert [render(one) for one in before.missing] == ["there are no freight rules yet"]
    shop.run(set_freight_rules, [NEAR, REST, ZTO])
    open_one = shop.ask(expected_freight, [order_id])[order_id]
    assert open_one.load.weight_g == 1200
    assert open_one.cheapest is not None
    assert (open_one.cheapest.courier, open_one.cheapest.minor) == ("zto", 470)
    assert [render(one) for one in open_one.missing] == ["no courier is chosen yet"]
    shop.run(edit_order, order_id, {"courier": "顺丰"})
    chosen = shop.ask(expected_freight, [order_id])[order_id]
    assert chosen.expected is not None
    assert chosen.expected.minor == 1400
    assert chosen.missing == ()


def test_a_courier_that_is_not_used_is_not_suggested(shop: Shop, order_id: int) -> None:
    shop.run(set_freight_rules, [NEAR, ZTO])
    zto = next(one for one in shop.ask(couriers) if one.key == "zto")
    shop.run(change_courier, replace(zto, is_used=False))
    found = shop.ask(expected_freight, [order_id])[order_id]
    assert found.cheapest is not None
    assert found.cheapest.courier == "sf"


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_rules_written_to_a_file_are_read_back_the_same(shop: Shop, tmp_path: Path, suffix: str) -> None:
    rules = [NEAR, FAR, replace(REST, since=date(2026, 12, 1)), ZTO]
    shop.run(set_freight_rules, rules)
    out = tmp_path / f"rules{suffix}"
    book = shop.ask(freight_book)
    assert write_rules(book, "CNY", out) == 4
    assert read_rules(out, book.couriers, "CNY") == tuple(rules) == book.rules


def test_a_rule_that_cannot_be_used_is_named_by_its_row(shop: Shop, tmp_path: Path) -> None:
    known = shop.ask(couriers)
    file = tmp_path / "rules.csv"
    file.write_text("Courier,First weight (g),First price\n顺丰,1000,12\nNobody,1000,3\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_rules(file, known, "CNY")
    assert "row 3, Courier" in str(refused.value)
    file.write_text("Courier,First weight (g),First price\n顺丰,1000,12.345\n", encoding="utf-8")
    with pytest.raises(Invalid, match="First price"):
        read_rules(file, known, "CNY")
    file.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(TemplateProblem):
        read_rules(file, known, "CNY")
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(FileProblem):
        read_rules(tmp_path / "x.xlsx", known, "CNY")


def test_a_workbook_built_to_overload_is_refused_and_ends_nothing(shop: Shop, tmp_path: Path) -> None:
    """A reader in the program's own process asked for half a terabyte and took the window with it."""
    far = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    with pytest.raises(FileProblem):
        read_rules(raw_workbook(tmp_path / "far.xlsx", far), shop.ask(couriers), "CNY")


@pytest.mark.parametrize("typed", ["1E+30", "Infinity", "-inf", "NaN", "1E+999999", "10000000000.01", "9" * 5000])
@pytest.mark.parametrize("place", [0, 1])
def test_an_amount_or_weight_that_nobody_has_is_named_by_its_row(
    shop: Shop, tmp_path: Path, typed: str, place: int
) -> None:
    cells = ["1000", "12"]
    cells[place] = typed
    file = tmp_path / "rules.csv"
    file.write_text(f"Courier,First weight (g),First price\n顺丰,{','.join(cells)}\n", encoding="utf-8")
    with pytest.raises(Invalid, match="row 2"):
        read_rules(file, shop.ask(couriers), "CNY")


def test_rules_that_cannot_be_reckoned_with_are_refused(shop: Shop) -> None:
    for wrong in (replace(REST, first_minor=-1), replace(REST, step_g=0), replace(REST, courier="nobody")):
        with pytest.raises(Invalid):
            shop.run(set_freight_rules, [wrong])
    assert shop.ask(settings.read, settings.FREIGHT_RULES) == []


def test_the_detail_of_an_order_tells_its_freight_and_the_cheapest_courier(shop: Shop, order_id: int) -> None:
    assert shop.ask(detail, order_id).freight is None
    shop.run(set_freight_rules, [NEAR, ZTO])
    shop.run(edit_order, order_id, {"courier": "顺丰"})
    note = shop.ask(detail, order_id).freight
    assert note is not None
    assert (note.expected, note.cheapest, note.missing) == (("SF Express", 1400), ("ZTO Express", 470), ())
