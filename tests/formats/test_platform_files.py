"""Whole files of the platforms: recognised, imported, repeated without effect and taken back.

The real files are only there where `../shared` lies beside the repository; every test that needs
them has a sibling on the samples of this repository that never skips.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Connection, func, select

from models.orders import Order, OrderLine
from models.rollups import OrderProfit
from services import settings
from services.importing.cells import fold
from services.importing.commands import ImportResult
from services.importing.detect import detect
from services.importing.formats import load_formats
from services.importing.service import ImportSession
from services.integrity import check
from services.shop import Shop
from tests.formats.golden import SAMPLES, samples, staged
from tests.services.soundness import rows
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

BOOK = load_formats()
_HEADER_LISTS = SHARED_DATA.parent / "formats" / "headers.json"
needs_real_files = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=WHY_SKIPPED)

# Header list → the format that must claim it. Bills, products and customers are no orders, and nobody's.
CLAIMED = {
    "taobao_ExportOrderList_2017": "taobao.orders",
    "taobao_ExportOrderList_2018-09": "taobao.orders",
    "taobao_ExportOrderDetailList_2017": "taobao.order_lines",
    "tmall_item_list_newer": "taobao.order_lines",
    "qianniu_order_19": "taobao.qianniu_orders",
    "tmall_public_dataset_7": "taobao.order_report",
    "pdd_order_full_2023-10": "pinduoduo.orders",
    "pdd_order_23col_2026": "pinduoduo.orders",
    "jd_order_2016": "jd.orders",
    "douyin_order_A": "douyin.orders",
    "douyin_order_B_75": "douyin.orders",
    "xiaohongshu_order": "xiaohongshu.orders",
    "wechat_shop_order_57": "wechat.orders",
    "kuaishou_order": "kuaishou.orders",
    "youzan_order": "youzan.orders",
    "youzan_item": "youzan.order_lines",
    "shopify_orders_79": "shopify.orders",
    "etsy_orders_2023": "etsy.orders",
    "etsy_items": "etsy.order_lines",
    "ebay_orders_report": "ebay.orders",
    "amazon_orders_new": "amazon.orders",
    "amazon_orders_unshipped": "amazon.unshipped",
    "amazon_ship_confirm_UPLOAD": "zhanggui.tracking",
    "square_items_2026": "square.items",
    "woocommerce_customer_order_csv_export": "woocommerce.orders",
    "shopify_inventory_2023": "shopify.inventory",
    "alipay_personal_app_2023": "alipay.personal",
    "alipay_personal_web_old": "alipay.personal_web",
    "alipay_merchant_signcustomer": "alipay.merchant",
    "alipay_merchant_newer_22": "alipay.merchant_22",
    "wechat_personal": "wechatpay.personal",
    "wechat_merchant_trade_27": "wechatpay.merchant",
    "qianniu_fund_14": "taobao.funds",
    "pdd_bill": "pinduoduo.bill",
    "jd_settlement_22": "jd.settlement",
    "jd_settlement_18_2026-08": "jd.settlement_2026",
    "douyin_aftersale": "douyin.aftersales",
    "douyin_settlement_34": "douyin.settlement",
    "douyin_fund_30": "douyin.funds",
    "xiaohongshu_settlement": "xiaohongshu.settlement",
    "wechat_shop_fund": "wechat.funds",
    "1688_order_mapping": "ali1688.orders",
    "express_sto": "sto.bill",
    "express_yunda": "yunda.bill",
    "express_jt": "jt.bill",
    "express_sf": "sf.bill",
}


def _apply(shop: Shop, *paths: Path) -> ImportResult:
    with ImportSession(shop) as session:
        for path in paths:
            found = session.add(path)
            assert found.error is None, str(found.error)
            assert found.staged is not None
        return session.submit_apply().result().value


def _count(connection: Connection, table: type[Order] | type[OrderLine]) -> int:
    return connection.execute(select(func.count()).select_from(table.table())).scalar_one()


def _sum(connection: Connection, column: str) -> int:
    owner = Order if column in Order.table().c else OrderLine
    return int(connection.execute(select(func.sum(owner.table().c[column]))).scalar_one())


def _imported(shop: Shop, path: Path) -> ImportResult:
    """Import, check, and import again without effect."""
    result = _apply(shop, path)
    assert not result.plan.is_empty
    assert shop.ask(check) == ()
    again = _apply(shop, path)
    assert again.plan.is_empty
    assert again.plan.conflicts == []
    if again.file_ids:  # rows that wait are kept with the second import too
        shop.undo()
    return result


@pytest.mark.exhaustive
@pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_imported_once_and_can_be_taken_back(sample: Path, shop: Shop) -> None:
    if BOOK.formats[sample.parent.name].kind in ("tracking", "stock"):
        pytest.skip("tracking numbers need their orders first, counts their products; other tests import both")
    before = shop.ask(rows)
    _imported(shop, sample)
    shop.undo()
    assert shop.ask(rows) == before


@pytest.mark.parametrize(
    ("orders", "lines"),
    [("youzan.orders", "youzan.order_lines"), ("etsy.orders", "etsy.order_lines")],
)
@pytest.mark.parametrize("reverse", [False, True], ids=["orders first", "items first"])
def test_order_and_item_files_join(orders: str, lines: str, reverse: bool, shop: Shop) -> None:
    paths = [SAMPLES / orders / "sample.csv", SAMPLES / lines / "sample.csv"]
    for path in reversed(paths) if reverse else paths:
        _apply(shop, path)
    table, line = Order.table(), OrderLine.table()

    def joined(connection: Connection) -> dict[str, int]:
        statement = select(table.c.external_no, func.count()).join_from(table, line, line.c.order_id == table.c.id)
        return dict(map(tuple, connection.execute(statement.group_by(table.c.external_no))))

    found = shop.ask(joined)
    assert found[{"youzan.orders": "E20260331142238091806171", "etsy.orders": "3165470001"}[orders]] == 2
    assert shop.ask(check) == ()


def test_the_sheets_of_a_qianniu_workbook_are_taken_one_by_one(tmp_path: Path, shop: Shop) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    number = "2605170000000000101"
    sheets: dict[str, list[list[str]]] = {
        "订单报表": [
            ["订单编号", "总金额", "买家实付金额", "订单状态", "订单创建时间", "收货人姓名"],
            [number, "58.00", "58.00", "买家已付款，等待卖家发货", "2026-05-17 09:12:33", "王小明"],
        ],
        "销售明细": [
            ["子订单编号", "主订单编号", "标题", "价格", "购买数量", "商品属性", "订单状态", "商家编码"],
            [f"{number[:-1]}2", number, "保温杯", "58.00", "1", "颜色分类:白色", "买家已付款，等待卖家发货", "CUP"],
        ],
        "发货报表": [["订单编号", "物流公司", "物流单号"], [number, "申通快递", "773300000000101"]],
    }
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        for row in table:
            sheet.append(row)
    path = tmp_path / "ExportOrderList.xlsx"
    book.save(path)
    with ImportSession(shop) as session:
        found = session.add(path)
        assert found.staged is None
        assert [(choice.sheet, choice.format_id) for choice in found.choices] == [
            ("订单报表", "taobao.qianniu_orders"),
            ("销售明细", "taobao.order_lines"),
            ("发货报表", "zhanggui.tracking"),
        ]
    for title in sheets:
        with ImportSession(shop) as session:
            session.add(path, sheet=title)
            session.submit_apply().result()
    order = Order.table()
    columns = [order.c[name] for name in ("external_no", "status", "paid_minor", "tracking_no", "hold_code")]
    found_orders = shop.ask(lambda connection: [tuple(row) for row in connection.execute(select(*columns))])
    assert found_orders == [(number, "paid", 5800, "773300000000101", None)]
    assert shop.ask(_count, OrderLine) == 1
    assert shop.ask(check) == ()


def test_what_identity_papers_say_is_never_kept(tmp_path: Path) -> None:
    sample = SAMPLES / "xiaohongshu.orders" / "sample.xlsx"
    text = json.dumps(staged(sample, tmp_path / "scratch.db"), ensure_ascii=False)
    assert "310000190001010000" not in text
    assert "身份证" not in text


def test_a_row_with_several_items_in_one_cell_waits_and_the_others_do_not(tmp_path: Path) -> None:
    for sample, key in (("douyin.orders/sample_b.csv", "P8003"), ("woocommerce.orders/sample.csv", "1502")):
        found = staged(SAMPLES / sample, tmp_path / "scratch.db")
        waiting = [(code, where) for _row, _column, _value, code, where, rejects in found["problems"] if rejects]
        assert ("several_items", key) in waiting
        assert key not in [record[1] for record in found["records"]]
        assert found["records"]


def test_no_two_formats_claim_the_columns_one_of_them_knows() -> None:
    for spec in BOOK.all():
        first_choices = [names[0] for names in spec.signature] + list(spec.known)
        header = list(dict.fromkeys(name for name in first_choices if fold(name) not in spec.absent))
        claims = [other.id for other in BOOK.all() if detect([header], BOOK, other.id).format_id == other.id]
        assert claims == [spec.id]


@pytest.mark.skipif(not _HEADER_LISTS.is_file(), reason=WHY_SKIPPED)
def test_exactly_one_format_claims_each_header_list_of_orders_and_none_the_others() -> None:
    found = {}
    for name, entry in json.loads(_HEADER_LISTS.read_text(encoding="utf-8")).items():
        claims = [spec.id for spec in BOOK.all() if detect([entry["headers"]], BOOK, spec.id).format_id == spec.id]
        assert len(claims) <= 1, name
        if claims:
            assert detect([entry["headers"]], BOOK).confidence == 1.0, f"{claims[0]} does not know all of {name}"
            found[name] = claims[0]
    assert found == CLAIMED


def _cells(path: Path, column: str, delimiter: str = ",") -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            yield row[column]


def _cents(texts: Iterator[str]) -> int:
    """The sum of plain amounts, counted without the importer."""
    total = 0
    for text in texts:
        whole, _, part = text.replace("$", "").replace(",", "").partition(".")
        cents = int(whole.lstrip("-") or "0") * 100 + int((part + "00")[:2])
        total += -cents if whole.startswith("-") else cents
    return total


@needs_real_files
def test_all_1605_real_etsy_orders_arrive_with_their_amounts(shop: Shop, tmp_path: Path) -> None:
    path = SHARED_DATA / "etsy" / "EtsySoldOrders2023.csv"
    before = shop.ask(rows)
    facts = staged(path, tmp_path / "scratch.db")["facts"]
    assert (facts["format_id"], facts["rows"], facts["blank_rows"]) == ("etsy.orders", 1605, 0)
    result = _imported(shop, path)
    assert (result.plan.files[0].counts.new, result.plan.files[0].rejected) == (1605, 0)
    for column, header, total in (
        ("goods_minor", "Order Value", 3_199_410),
        ("freight_minor", "Shipping", 496_087),
        ("discount_minor", "Discount Amount", 295_675),
    ):
        assert shop.ask(_sum, column) == _cents(_cells(path, header, "\t")) == total
    # What Etsy pays and the fee it kept of it; goods, shipping and gift wraps (29 at 4.00) less the discount.
    # The buyers paid 36,595.16: the rest is sales tax, which Etsy collects and hands on.
    due = sum(_cents(_cells(path, header, "\t")) for header in ("Order Net", "Card Processing Fees"))
    sums = {name: shop.ask(_sum, f"{name}_minor") for name in ("total", "paid", "goods", "freight", "discount")}
    assert sums["total"] == sums["paid"] == due == 3_411_422
    assert due == sums["goods"] + sums["freight"] - sums["discount"] + 29 * 400
    assert shop.ask(_sum, "declared_pieces") == 1891
    shop.undo()
    assert shop.ask(rows) == before


@pytest.mark.parametrize("fee", ["0", "1.61", ""])
@pytest.mark.parametrize(("total", "income"), [("48.37", 48_37), ("", None)])
def test_an_etsy_row_without_its_net_amount_is_not_paid_by_its_fee(
    shop: Shop, tmp_path: Path, fee: str, total: str, income: int | None
) -> None:
    with (SAMPLES / "etsy.orders" / "sample.csv").open(encoding="utf-8", newline="") as file:
        headers, first, *_others = csv.reader(file)
    row = dict(zip(headers, first, strict=True)) | {"Order Net": "", "Card Processing Fees": fee, "Order Total": total}
    path = tmp_path / "etsy.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, row.values()])
    _apply(shop, path)
    assert shop.ask(lambda connection: connection.execute(select(OrderProfit.income_minor)).scalars().all()) == [income]


@needs_real_files
def test_all_223_real_square_rows_arrive_but_the_refund_which_waits(shop: Shop, tmp_path: Path) -> None:
    path = SHARED_DATA / "square" / "item_sales_may.csv"
    before = shop.ask(rows)
    facts = staged(path, tmp_path / "scratch.db")["facts"]
    assert (facts["format_id"], facts["rows"]) == ("square.items", 223)
    result = _imported(shop, path)
    assert (result.plan.files[0].counts.new, result.plan.files[0].rejected) == (162, 1)
    assert shop.ask(_count, OrderLine) == 222
    refund, refunded_tax = -700, -54
    net, tax = _cents(_cells(path, "Net Sales")) - refund, _cents(_cells(path, "Tax")) - refunded_tax
    assert shop.ask(_sum, "amount_minor") == net
    assert shop.ask(_sum, "total_minor") == shop.ask(_sum, "paid_minor") == net + tax
    shop.undo()
    assert shop.ask(rows) == before


@needs_real_files
def test_all_6_real_amazon_rows_become_4_orders(shop: Shop, tmp_path: Path) -> None:
    path = SHARED_DATA / "amazon" / "orders_report_2009_test.txt"
    before = shop.ask(rows)
    facts = staged(path, tmp_path / "scratch.db")["facts"]
    assert (facts["format_id"], facts["rows"]) == ("amazon.orders", 6)
    result = _imported(shop, path)
    assert (result.plan.files[0].counts.new, result.plan.files[0].rejected) == (4, 0)
    assert shop.ask(_count, OrderLine) == 6
    assert shop.ask(_sum, "amount_minor") == _cents(_cells(path, "item-price", "\t")) == 774
    assert shop.ask(_sum, "total_minor") == 774 + 6 * 199
    shop.undo()
    assert shop.ask(rows) == before


@needs_real_files
def test_what_is_collected_at_the_door_counts_before_it_is_paid(shop: Shop) -> None:
    shop.run(settings.change, settings.CURRENCY.key, "BDT")
    path = SHARED_DATA / "shopify" / "orders_export_2026_BDT_large.csv"
    _imported(shop, path)
    due = _cents(_cells(path, "Total"))
    assert due == shop.ask(_sum, "total_minor") == shop.ask(_income) == 12_992_500
    assert shop.ask(_paid) == 0


def _income(connection: Connection) -> int:
    return int(connection.execute(select(func.sum(OrderProfit.table().c.income_minor))).scalar_one())


def _paid(connection: Connection) -> int:
    """How many orders say what was paid."""
    return int(connection.execute(select(func.count(Order.table().c.paid_minor))).scalar_one())
