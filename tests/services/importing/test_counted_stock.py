"""A workbook of counted stock opens the ledger of products that never moved, and sets the others right."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from models.stock import Place, StockMove
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import find
from services.integrity import check
from services.shop import Shop
from services.stock import levels
from tests.services.importing.applying import apply, outcome, sample, table

_HEAD = ("商家编码", "库存数量", "单位成本", "存放地点", "盘点日期")
_PRODUCT_HEAD = ("商家编码", "商品名称", "售价")


@pytest.fixture
def cup(shop: Shop) -> int:
    """A product nothing of which ever moved."""
    return shop.run(add_sku, SkuDraft(code="CUP", title="Cup")).value


def _moves(connection: Connection) -> list[tuple[str, int, int | None]]:
    columns = StockMove.table().c
    statement = select(columns.kind, columns.quantity, columns.value_minor).order_by(columns.id)
    return [(str(kind), quantity, value) for kind, quantity, value in connection.execute(statement)]


def _on_hand(connection: Connection, sku_id: int) -> int:
    return levels.good_on_hand(connection, [sku_id])[sku_id]


def _reasons(result: object) -> list[str]:
    return [str(one.message) for one in result.plan.files[0].problems if one.rejects]  # type: ignore[attr-defined]


def test_the_first_count_is_the_opening_stock_with_its_cost(shop: Shop, cup: int, tmp_path: Path) -> None:
    result = apply(shop, table(tmp_path / "1.csv", _HEAD, ("CUP", "12", "21.50", "", "")))
    assert outcome(result) == (1, 0, 0, 0)
    assert shop.ask(_moves) == [("opening", 12, 25_800)]
    assert shop.ask(_on_hand, cup) == 12
    assert shop.ask(check) == ()


@pytest.mark.usefixtures("cup")
def test_a_place_nobody_knew_is_said_before_goods_lie_where_no_order_leaves_from(shop: Shop, tmp_path: Path) -> None:
    result = apply(shop, table(tmp_path / "1.csv", _HEAD, ("CUP", "12", "21.50", "A-1", "")))
    (warning,) = result.plan.files[0].warnings
    assert str(warning.message).startswith("A-1 becomes a new place, while orders leave from Shop stock.")
    again = apply(shop, table(tmp_path / "2.csv", _HEAD, ("CUP", "11", "", "a-1", "")))
    assert again.plan.files[0].warnings == []
    usual = apply(shop, table(tmp_path / "3.csv", _HEAD, ("CUP", "3", "", "Shop stock", "")))
    assert usual.plan.files[0].warnings == []


def test_a_later_count_adjusts_and_the_same_count_changes_nothing(shop: Shop, cup: int, tmp_path: Path) -> None:
    apply(shop, table(tmp_path / "1.csv", _HEAD, ("CUP", "12", "21.50", "", "")))
    assert apply(shop, table(tmp_path / "2.csv", _HEAD, ("CUP", "12", "", "", ""))).plan.is_empty
    assert outcome(apply(shop, table(tmp_path / "3.csv", _HEAD, ("CUP", "9", "", "", "")))) == (0, 1, 0, 0)
    assert [move[:2] for move in shop.ask(_moves)] == [("opening", 12), ("adjust", -3)]
    assert shop.ask(_on_hand, cup) == 9
    assert shop.ask(check) == ()


def test_a_place_nobody_knew_is_made(shop: Shop, cup: int, tmp_path: Path) -> None:
    apply(shop, table(tmp_path / "1.csv", _HEAD, ("CUP", "4", "", "", ""), ("CUP", "8", "", "阁楼", "")))
    names = shop.ask(lambda connection: list(connection.execute(select(Place.table().c.name)).scalars()))
    assert "阁楼" in names
    assert shop.ask(_on_hand, cup) == 12


def test_a_count_of_an_earlier_day_opens_the_ledger_on_that_day(
    shop: Shop,
    cup: int,  # noqa: ARG001 - the product must be there
    tmp_path: Path,
) -> None:
    clock.set_source(lambda: datetime(2026, 6, 10, 4, tzinfo=UTC))
    apply(shop, table(tmp_path / "1.csv", _HEAD, ("CUP", "12", "", "", "2026-06-01")))
    (day,) = shop.ask(lambda connection: list(connection.execute(select(StockMove.table().c.on)).scalars()))
    assert day.isoformat() == "2026-06-01"
    result = apply(shop, table(tmp_path / "2.csv", _HEAD, ("CUP", "9", "", "", "2026-06-02")))
    assert outcome(result) == (0, 0, 0, 1)
    assert _reasons(result) == ["it was counted on another day and has moved since; use a stocktake"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("NOBODY", "3", "", "", "")], "there is no product of this code"),
        ([("CUP", "-1", "", "", "")], "a count cannot be below zero"),
        ([("CUP", "1", "", "", ""), ("CUP", "2", "", "", "")], "the product is counted twice in this place"),
        ([("CUP", "1", "", "", "2099-01-01")], "the day lies ahead"),
    ],
)
def test_a_count_that_cannot_be_waits_with_its_reason(
    shop: Shop,
    cup: int,  # noqa: ARG001 - the product must be there
    tmp_path: Path,
    rows: list[tuple[str, ...]],
    reason: str,
) -> None:
    assert _reasons(apply(shop, table(tmp_path / "1.csv", _HEAD, *rows))) == [reason]


def test_products_and_their_counts_come_in_one_import(shop: Shop, tmp_path: Path) -> None:
    products = table(tmp_path / "products.csv", _PRODUCT_HEAD, ("CUP", "Cup", "35.00"), ("BOWL", "Bowl", "12.00"))
    counts = table(
        tmp_path / "stock.csv",
        _HEAD,
        ("CUP", "12", "21.50", "", ""),
        ("cup", "3", "", "阁楼", ""),
        ("JUG", "5", "", "", ""),
    )
    result = apply(shop, products, counts)
    assert [file.counts.new for file in result.plan.files] == [2, 2]
    assert [str(one.message) for one in result.plan.files[1].problems if one.rejects] == [
        "there is no product of this code"
    ]
    (cup,) = (hit.id for hit in shop.ask(find, "CUP"))
    assert shop.ask(_on_hand, cup) == 15
    assert shop.ask(check) == ()
    assert apply(shop, products, table(tmp_path / "again.csv", _HEAD, ("CUP", "12", "", "", ""))).plan.is_empty


def test_stock_a_product_file_names_is_not_counted_a_second_time(shop: Shop, tmp_path: Path) -> None:
    counts = table(tmp_path / "stock.csv", _HEAD, ("TEE-B", "12", "", "", ""))
    result = apply(shop, sample("woocommerce.products"), counts)
    assert [str(one.message) for one in result.plan.files[1].problems] == ["the product is counted twice in this place"]
    (towel,) = (hit.id for hit in shop.ask(find, "TEE-B"))
    assert shop.ask(_on_hand, towel) == 8
