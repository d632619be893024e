"""Orders of an import travel with orders that are in the shop already, and alone again once it is taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from models.orders import Order
from models.rollups import OrderProfit, SalesDay
from services.channels.terms import Terms, set_terms
from services.kernel.table_query import stored_rows
from services.profit.order_profits import OrderProfits
from services.rollups.sales import SalesRollup
from services.shop import Shop
from tests.services.importing.applying import apply, table

HEADER = ("订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "收货人姓名", "订单创建时间", "收货地址",
          "联系手机", "宝贝标题", "买家应付货款", "买家应付邮费", "订单付款时间", "物流单号", "物流公司", "订单备注",
          "买家留言", "宝贝种类", "宝贝总数量")  # fmt: skip
TERMS = Terms(date(2000, 1, 1), fee_ppm=0, commission_ppm=0, ads_ppm=0, freight_minor=300, packing_minor=0)


def _file(path: Path, day: str, *numbers: str) -> Path:
    rows = [
        (number, f"buyer{number}", "29.90", "29.90", "交易成功", "张三", f"{day} 03:04:05",
         "浙江省 杭州市 西湖区 一路1号", "13800000000", "杯子", "29.90", "0.00", f"{day} 03:05:05", waybill, "申通快递",
         "", "", "1", "1")
        for number, waybill in ((one, "770001" if one.endswith("1") else f"77{one}") for one in numbers)
    ]  # fmt: skip
    return table(path, HEADER, *rows)


def _freight(shop: Shop) -> dict[str, int]:
    orders, profits = Order.table(), OrderProfit.table()
    joined = profits.join(orders, orders.c.id == profits.c.order_id)
    statement = select(orders.c.external_no, profits.c.freight_minor).select_from(joined)
    return dict(shop.ask(lambda connection: stored_rows(connection, statement)))


def _freight_of_days(shop: Shop) -> dict[str, int]:
    days = SalesDay.table()
    return dict(shop.ask(lambda connection: stored_rows(connection, select(days.c.day, days.c.freight_minor))))


def test_a_number_of_an_import_is_shared_with_the_orders_that_have_it(shop: Shop, tmp_path: Path) -> None:
    apply(shop, _file(tmp_path / "first.csv", "2026-01-02", "2026010100000001", "2026010100000002"))
    channel = shop.ask(lambda connection: connection.execute(select(Order.table().c.channel_id)).scalars().first())
    shop.run(set_terms, channel, TERMS)
    alone = {"2026010100000001": 300, "2026010100000002": 300}
    assert (_freight(shop), _freight_of_days(shop)) == (alone, {"2026-01-02": 600})
    apply(shop, _file(tmp_path / "second.csv", "2026-01-05", "2026010500000001", "2026010500000003"))
    assert _freight(shop) == {**alone, "2026010100000001": 150, "2026010500000001": 150, "2026010500000003": 300}
    assert _freight_of_days(shop) == {"2026-01-02": 450, "2026-01-05": 450}
    assert [shop.ask(one.verify) for one in (OrderProfits(), SalesRollup())] == [[], []]
    shop.undo()
    assert (_freight(shop), _freight_of_days(shop)) == (alone, {"2026-01-02": 600})
