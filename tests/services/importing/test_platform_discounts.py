"""What the platform pays of a discount comes with the order, and the profit counts it as money that comes in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from models.orders import Order
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.orders.kept_profit import order_profit
from services.orders.profit import Part
from services.shop import Shop
from tests.services.importing.applying import apply, table

PINDUODUO = (
    "订单成交时间",
    "商品",
    "订单号",
    "订单状态",
    "商品总价(元)",
    "邮费(元)",
    "店铺优惠折扣(元)",
    "平台优惠折扣(元)",
    "多多支付立减金额(元)",
    "用户实付金额(元)",
    "商家实收金额(元)",
    "商品数量(件)",
    "发货时间",
    "确认收货时间",
    "商品id",
    "商品规格",
    "样式ID",
    "商家编码-规格维度",
    "商家编码-商品维度",
    "商家备注",
    "售后状态",
    "快递单号",
    "快递公司",
)
DOUYIN = (
    "主订单编号",
    "子订单编号",
    "选购商品",
    "商品数量",
    "订单应付金额",
    "优惠总金额",
    "平台实际承担优惠金额",
    "达人实际承担优惠金额",
    "商家实际承担优惠金额",
    "订单提交时间",
    "支付完成时间",
    "订单状态",
    "商家编码",
)
KUAISHOU = (
    "订单号",
    "订单创建时间",
    "订单支付时间",
    "订单状态",
    "实付款",
    "店铺优惠",
    "平台补贴",
    "主播补贴",
    "成交数量",
    "商品名称",
    "SKU编码",
)


def _pinduoduo() -> list[tuple[str, ...]]:
    cells = {
        "订单成交时间": "2026-11-20 10:00:00",
        "商品": "Candle",
        "订单号": "261120-123456789012345",
        "订单状态": "待发货",
        "商品总价(元)": "50.00",
        "邮费(元)": "0",
        "店铺优惠折扣(元)": "5.00",
        "平台优惠折扣(元)": "3.00",
        "多多支付立减金额(元)": "0.50",
        "用户实付金额(元)": "41.50",
        "商家实收金额(元)": "45.00",
        "商品数量(件)": "1",
        "商家编码-规格维度": "LZ",
        "售后状态": "无售后或售后取消",
    }
    return [PINDUODUO, tuple(cells.get(name, "") for name in PINDUODUO)]


def _douyin() -> list[tuple[str, ...]]:
    at = ("2026-11-20 10:00:00", "2026-11-20 10:01:00")
    return [
        DOUYIN,
        ("691", "6911", "Candle", "1", "30.00", "6.00", "2.00", "0.50", "3.50", *at, "待发货", "LZ"),
        ("691", "6912", "Candle", "1", "11.50", "4.00", "1.00", "0", "3.00", *at, "待发货", "LZ"),
    ]


def _kuaishou() -> list[tuple[str, ...]]:
    at = ("2026-11-20 10:00:00", "2026-11-20 10:01:00")
    return [KUAISHOU, ("2026112000001", *at, "待发货", "¥41.50", "¥5.00", "¥3.00", "¥0.50", "1", "Candle", "LZ")]


@pytest.mark.parametrize("rows", [_pinduoduo, _douyin, _kuaishou])
def test_what_the_platform_pays_comes_in_with_the_order(shop: Shop, tmp_path: Path, rows: object) -> None:
    assert callable(rows)
    shop.run(add_sku, SkuDraft("LZ", "Candle", cost_minor=1_000))
    apply(shop, table(tmp_path / "orders.csv", *rows()))
    statement = select(Order.id, Order.paid_minor, Order.platform_discount_minor, Order.discount_minor)
    order_id, paid, from_platform, own = shop.ask(lambda connection: connection.execute(statement).one())
    assert (paid, from_platform, own) == (4_150, 350, 650 if rows is _douyin else 500), "the discount is the shop's"
    found = shop.ask(order_profit, order_id)
    assert found is not None
    assert {line.part: line.minor for line in found.lines}[Part.PLATFORM_DISCOUNT] == 350
    pieces = 2 if rows is _douyin else 1
    assert found.profit_minor == 4_150 + 350 - 1_000 * pieces


def test_the_shop_s_own_workbook_carries_it_too(shop: Shop, tmp_path: Path) -> None:
    at = "2026-11-20 10:00:00"
    header = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Ordered at", "Paid", "Platform discount")
    apply(shop, table(tmp_path / "own.csv", header, ("A-1", "Stall", "To ship", "Candle", "1", at, "20.00", "1.25")))
    statement = select(Order.platform_discount_minor)
    assert shop.ask(lambda connection: connection.execute(statement).scalar_one()) == 125
