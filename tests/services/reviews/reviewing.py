"""Small shops with orders and reviews, for the tests of reviews."""

from __future__ import annotations

from pathlib import Path

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.shop import Shop
from tests.services.importing.applying import apply, table

ORDER_HEAD = (
    "订单号",
    "店铺",
    "订单状态",
    "下单时间",
    "买家",
    "商家编码",
    "商品名称",
    "规格",
    "数量",
    "商品金额",
    "实付",
)
REVIEW_HEAD = ("评价编号", "店铺", "订单号", "商家编码", "商品名称", "星级", "评价内容", "评价时间", "买家", "商家回复")
CHANNEL = "淘宝 山茶小铺"


def import_orders(shop: Shop, folder: Path, *rows: tuple[str, str, str]) -> None:
    """Orders of one item each: (number, code, title)."""
    lines = [
        (number, CHANNEL, "已完成", "2026-05-01 10:00:00", "t**1", code, title, "", "1", "30.00", "30.00")
        for number, code, title in rows
    ]
    apply(shop, table(folder / "orders.csv", ORDER_HEAD, *lines))


def import_reviews(shop: Shop, folder: Path, *rows: tuple[str, str, str, str, str], name: str = "reviews.csv") -> None:
    """Reviews: (number, order number, code, stars, day)."""
    lines = [
        (number, CHANNEL, order, code, "杯子", stars, f"评价{number}", f"{day} 12:00:00", "t**1", "")
        for number, order, code, stars, day in rows
    ]
    apply(shop, table(folder / name, REVIEW_HEAD, *lines))


def add_products(shop: Shop, *codes: str) -> dict[str, int]:
    """Products of these codes; returns code → id of the SKU."""
    return {code: shop.run(add_sku, SkuDraft(code=code, title=f"Product {code}")).value for code in codes}
