"""The workbook of Qianniu with orders, their items and what was sent, each on a sheet of its own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from models.orders import Order
from services.importing.service import ImportSession
from services.orders.one_order import detail
from services.shop import Shop

ORDERS = (
    "订单编号|支付单号|支付详情|买家应付货款|买家应付邮费|总金额|买家实付金额|订单创建时间|订单付款时间|商品标题|退款金额|是否主动赔付|"
    "主动赔付金额|主动赔付出账时间|商品属性SKU|C2B小额收款|确认收货打款金额|含应开票给个人红包|总金额(旧版)"
)
ITEMS = (
    "子订单编号|主订单编号|标题|价格|购买数量|外部系统编号|商品属性|套餐信息|备注|订单状态|商家编码|支付单号|买家应付货款|"
    "买家实际支付金额|退款状态|退款金额|订单创建时间|订单付款时间"
)
SENT = "订单编号|物流公司|物流单号|发货时间"
_AT = ("2026-01-01 10:00:00", "2026-01-01 10:01:00")
_FIRST, _SECOND = "2130001110001", "2130001110002"


def _order(number: str, goods: str, freight: str, paid: str) -> list[str]:
    return [
        number,
        "",
        "支付宝",
        goods,
        freight,
        paid,
        paid,
        *_AT,
        "手工蜡烛",
        "0.00",
        "否",
        "",
        "",
        "",
        "0",
        "",
        "0",
        paid,
    ]


def _item(number: str, order: str, title: str, amount: str, status: str) -> list[str]:
    return [
        number,
        order,
        title,
        amount,
        "1",
        "LZ1",
        "颜色分类：白",
        "",
        "",
        status,
        "LZ1",
        "",
        amount,
        amount,
        "",
        "0",
        *_AT,
    ]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two orders, three items, one parcel."""
    book = openpyxl.Workbook()
    orders = book.active
    assert orders is not None
    orders.title = "订单报表"
    sheets = {"orders": orders, "items": book.create_sheet("销售明细"), "sent": book.create_sheet("发货报表")}
    paid, shipped = "买家已付款，等待卖家发货", "卖家已发货，等待买家确认"
    rows = {
        "orders": [ORDERS.split("|"), _order(_FIRST, "58.00", "6.00", "64.00"), _order(_SECOND, "30.00", "0", "30.00")],
        "items": [
            ITEMS.split("|"),
            _item(_FIRST, _FIRST, "手工蜡烛", "28.00", paid),
            _item("2130001110009", _FIRST, "香薰机", "30.00", paid),
            _item(_SECOND, _SECOND, "手工蜡烛", "30.00", shipped),
        ],
        "sent": [SENT.split("|"), [_SECOND, "中通快递", "75312345678901", "2026-01-03 10:00:00"]],
    }
    for name, sheet in sheets.items():
        for row in rows[name]:
            sheet.append(row)
    path = tmp_path / "千牛.xlsx"
    book.save(path)
    return path


def _import(shop: Shop, path: Path) -> list[tuple[int, int, int, int]]:
    with ImportSession(shop) as session:
        found = session.add_all([path])
        assert [one.error for one in found] == [None] * 3
        plan = session.submit_apply().result().value.plan
    return [(one.counts.new, one.counts.updated, one.counts.unchanged, one.rejected) for one in plan.files]


def test_three_sheets_dropped_at_once_become_whole_orders_with_their_numbers(shop: Shop, workbook: Path) -> None:
    assert _import(shop, workbook) == [(2, 0, 0, 0), (2, 0, 0, 0), (0, 1, 0, 0)]
    numbers = shop.ask(lambda connection: connection.execute(select(Order.external_no, Order.id)).all())
    orders = {number: shop.ask(detail, order_id) for number, order_id in numbers}
    assert [len(orders[one].lines) for one in (_FIRST, _SECOND)] == [2, 1]
    assert [orders[one].paid_minor for one in (_FIRST, _SECOND)] == [6_400, 3_000]
    assert (orders[_SECOND].courier, orders[_SECOND].tracking_no) == ("中通快递", "75312345678901")
    assert orders[_FIRST].tracking_no is None
    assert _import(shop, workbook) == [(0, 0, 2, 0), (0, 0, 2, 0), (0, 0, 1, 0)]
