"""Purchase lists of a supplier's platform become purchases, with the supplier made where nobody knew it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from models.purchasing import Purchase, PurchaseLine, Supplier
from services import settings
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.integrity import check
from services.purchasing import commands
from services.purchasing.queries import incoming
from services.shop import Shop
from tests.services.importing.applying import apply, outcome, sample, table

_LIST = sample("ali1688.orders", "sample.xlsx")
_SHORT = sample("ali1688.orders", "sample_short.csv")
_HEAD = (
    "订单编号",
    "卖家公司名",
    "实付款(元)",
    "订单状态",
    "订单创建时间",
    "货品标题",
    "单价(元)",
    "数量",
    "货号",
    "运单号",
)


def _purchases(connection: Connection) -> dict[str, Any]:
    return {row.external_no: row for row in connection.execute(select(Purchase.table()))}


def _lines(connection: Connection) -> list[tuple[str, str | None, int, int | None, int | None]]:
    line, purchase = PurchaseLine.table().c, Purchase.table()
    statement = (
        select(purchase.c.external_no, line.supplier_code, line.quantity, line.amount_minor, line.sku_id)
        .join(purchase, purchase.c.id == line.purchase_id)
        .order_by(line.id)
    )
    return [tuple(row) for row in connection.execute(statement)]


def _suppliers(connection: Connection) -> list[str]:
    return list(connection.execute(select(Supplier.table().c.name).order_by(Supplier.table().c.id)).scalars())


def test_orders_become_purchases_with_items_suppliers_and_tracking(shop: Shop) -> None:
    assert outcome(apply(shop, _LIST)) == (3, 0, 0, 0)
    found = shop.ask(_purchases)
    sent = found["1675390194205400001"]
    assert (str(sent.state), sent.stated_minor, sent.freight_minor, sent.tracking_no) == (
        "ordered",
        36_200,
        1_200,
        "75000000000001",
    )
    assert str(sent.ordered_on) == "2026-05-02"
    assert str(found["1675390194205400003"].state) == "cancelled"
    assert [line[:4] for line in shop.ask(_lines)] == [
        ("1675390194205400001", "TM-01", 100, 35_000),
        ("1675390194205400002", "PC-45", 20, 16_000),
        ("1675390194205400002", "PC-60", 10, 8_000),
        ("1675390194205400003", None, 100, 5_000),
    ]
    assert shop.ask(_suppliers) == ["义乌市示例百货厂", "温州另一家"]
    assert shop.ask(check) == ()


def test_the_short_list_prices_a_single_item_by_what_was_paid(shop: Shop) -> None:
    apply(shop, _SHORT)
    assert [line[2:4] for line in shop.ask(_lines)] == [(8, 8_800), (2, 2_000)]
    assert shop.ask(_suppliers) == ["1688"]


def test_the_same_list_again_changes_nothing_and_a_later_one_brings_the_tracking_number(
    shop: Shop, tmp_path: Path
) -> None:
    one = ("77", "示例厂", "20.00", "等待卖家发货", "2026-05-02 10:00:00", "杯子", "2.00", "10", "C-1", "")
    first = table(tmp_path / "1.csv", _HEAD, one)
    apply(shop, first)
    assert apply(shop, first).plan.is_empty
    sent = (*one[:3], "等待买家确认收货", *one[4:9], "YT01")
    assert outcome(apply(shop, table(tmp_path / "2.csv", _HEAD, sent))) == (0, 1, 0, 0)
    assert shop.ask(_purchases)["77"].tracking_no == "YT01"


def test_an_order_that_was_closed_ends_a_purchase_of_which_nothing_has_arrived(shop: Shop, tmp_path: Path) -> None:
    one = ("77", "示例厂", "20.00", "等待卖家发货", "2026-05-02 10:00:00", "杯子", "2.00", "10", "C-1", "")
    apply(shop, table(tmp_path / "1.csv", _HEAD, one))
    apply(shop, table(tmp_path / "2.csv", _HEAD, (*one[:3], "交易关闭", *one[4:])))
    assert str(shop.ask(_purchases)["77"].state) == "cancelled"
    apply(shop, table(tmp_path / "3.csv", _HEAD, one))
    assert str(shop.ask(_purchases)["77"].state) == "cancelled"


def test_items_a_person_changed_stay_and_that_is_said(shop: Shop, tmp_path: Path) -> None:
    one = ("77", "示例厂", "20.00", "等待买家付款", "2026-05-02 10:00:00", "杯子", "2.00", "10", "C-1", "")
    apply(shop, table(tmp_path / "1.csv", _HEAD, one))
    more = (*one[:7], "12", *one[8:])
    result = apply(shop, table(tmp_path / "2.csv", _HEAD, more))
    assert [one.code for one in result.plan.files[0].warnings if not one.code.startswith("columns_")] == ["items_kept"]
    assert [line[2] for line in shop.ask(_lines)] == [10]


def test_a_code_the_supplier_is_known_for_links_the_item_at_once(shop: Shop, tmp_path: Path) -> None:
    one = ("77", "示例厂", "20.00", "等待卖家发货", "2026-05-02 10:00:00", "杯子", "2.00", "10", "C-1", "")
    apply(shop, table(tmp_path / "1.csv", _HEAD, one))
    sku_id = shop.run(add_sku, SkuDraft(code="CUP", title="Cup")).value
    (line_id,) = shop.ask(lambda connection: list(connection.execute(select(PurchaseLine.table().c.id)).scalars()))
    shop.run(commands.link_line, line_id, sku_id)
    apply(shop, table(tmp_path / "2.csv", _HEAD, ("78", *one[1:])))
    assert [line[4] for line in shop.ask(_lines)] == [sku_id, sku_id]


def test_prices_finer_than_a_fen_are_worked_out_before_they_are_rounded(shop: Shop, tmp_path: Path) -> None:
    one = ("77", "示例厂", "35.00", "等待卖家发货", "2026-05-02 10:00:00", "贴纸", "0.035", "1000", "S-1", "")
    result = apply(shop, table(tmp_path / "1.csv", _HEAD, one))
    assert [line[2:4] for line in shop.ask(_lines)] == [(1_000, 3_500)]
    assert [(one.column, one.rejects) for one in result.plan.files[0].problems] == [("单价(元)", False)]


def test_amounts_in_another_currency_wait_for_a_person(shop: Shop) -> None:
    shop.run(settings.change, settings.CURRENCY.key, "USD")
    result = apply(shop, _SHORT)
    assert outcome(result) == (0, 0, 0, 2)
    assert {one.code for one in result.plan.files[0].problems if one.rejects} == {"purchase_refused"}


def test_a_code_that_is_exactly_ours_links_the_item_and_no_title_ever_does(shop: Shop, tmp_path: Path) -> None:
    one = ("77", "示例厂", "20.00", "等待卖家发货", "2026-05-02 10:00:00", "杯子", "2.00", "10", "cup", "")
    cup = shop.run(add_sku, SkuDraft(code="CUP", title="杯子")).value
    shop.run(add_sku, SkuDraft(code="POT", title="壶"))
    bundle = shop.run(add_sku, SkuDraft(code="SET", title="套装")).value
    shop.run(set_components, bundle, [Part(cup, 2)])
    titled = ("78", *one[1:5], "壶", *one[6:8], "C-9", "")
    whole = ("79", *one[1:8], "SET", "")
    apply(shop, table(tmp_path / "1.csv", _HEAD, one, titled, whole))
    assert [line[4] for line in shop.ask(_lines)] == [cup, None, None]
    assert shop.ask(incoming) == {cup: 10}
