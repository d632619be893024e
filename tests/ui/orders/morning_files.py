"""The files of a morning: 200 orders as five platforms export them, and what a person knows of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

FORMATS = Path(__file__).resolve().parents[2] / "data" / "formats"
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai."""

CANDLE, APRON, CUP, BOX, BASKET = "LZ-200", "WQ-YM", "CB-1", "LH-1", "TL-9"
TITLES = {CANDLE: "山茶花香薰蜡烛", APRON: "亚麻围裙", CUP: "陶瓷杯", BOX: "蜡烛礼盒", BASKET: "藤编提篮"}
PRICES = {CANDLE: 8900, APRON: 12900, CUP: 4500, BOX: 12900, BASKET: 19900}
COUNTS = {"taobao": 70, "pinduoduo": 50, "douyin": 40, "jd": 25, "shopify": 15}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何"
_STREETS = ("文三路", "漕溪路", "中山路", "解放路", "人民路")


@dataclass(frozen=True, slots=True)
class Sold:
    """One order as the platform knows it. `items` are codes with pieces."""

    number: str
    buyer: str
    phone: str
    address: tuple[str, str, str, str]
    items: tuple[tuple[str, int], ...]
    note: str = ""
    at: datetime = NOW

    @property
    def paid(self) -> int:
        """What the buyer paid, in cents."""
        return sum(PRICES[code] * pieces for code, pieces in self.items)

    @property
    def local(self) -> str:
        """When it was ordered, as a Chinese export writes it."""
        return f"{self.at + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"


def amount(cents: int) -> str:
    """Cents as an export writes them."""
    return f"{cents // 100}.{cents % 100:02d}"


def _items(place: int) -> tuple[tuple[str, int], ...]:
    if place % 10 == 4:
        return ((BOX, 1),)
    if place % 5 == 3:
        return ((APRON, 1), (CUP, 2))
    return ((CANDLE, 1 + place % 2),) if place % 2 else ((APRON, 1),)


def _sold(platform: str, place: int, number: str, **changes: object) -> Sold:
    surname = _SURNAMES[(place * 3 + len(platform)) % len(_SURNAMES)]
    values: dict[str, object] = {
        "number": number,
        "buyer": f"{surname}{place:02d}{platform[:2]}",
        "phone": f"13{len(platform)}{place:04d}{(place * 7919) % 10000:04d}",
        "address": ("浙江省", "杭州市", "西湖区", f"{_STREETS[place % 5]}{place + 1}号{platform[0].upper()}座"),
        "items": _items(place),
        "at": NOW - timedelta(minutes=10 * place + len(platform)),
    }
    return Sold(**{**values, **changes})  # type: ignore[arg-type]


def taobao() -> list[Sold]:
    """70 orders; the 4th and the 10th left a note, the 6th lives nowhere, three buyers ordered more than once."""
    orders: list[Sold] = []
    for place in range(COUNTS["taobao"]):
        changes: dict[str, object] = {}
        if place in (3, 9):
            changes["note"] = "送人，请包好一点" if place == 3 else "请放快递柜"
        if place == 5:
            changes["address"] = ("", "", "", "老地方")
        if place in (21, 32, 33, 44):
            first = orders[{21: 20, 32: 31, 33: 31, 44: 43}[place]]
            changes |= {"buyer": first.buyer, "phone": first.phone, "address": first.address}
        orders.append(_sold("taobao", place, f"26112100000000{place:05d}", **changes))
    return orders


def pinduoduo() -> list[Sold]:
    """50 orders; the last two want baskets, of which there are none left for them."""
    return [
        _sold(
            "pinduoduo", place, f"261121-{600000000000000 + place}",
            items=((BASKET, 2),) if place > 47 else _items(place)[:1],
        )
        for place in range(COUNTS["pinduoduo"])
    ]  # fmt: skip


def douyin() -> list[Sold]:
    """40 orders; the 12th and the 13th are one buyer's."""
    orders: list[Sold] = []
    for place in range(COUNTS["douyin"]):
        changes: dict[str, object] = {}
        if place == 12:
            first = orders[11]
            changes = {"buyer": first.buyer, "phone": first.phone, "address": first.address}
        orders.append(_sold("douyin", place, f"69179267688{place:08d}", **changes))
    return orders


def jd() -> list[Sold]:
    """25 orders."""
    return [_sold("jd", place, f"3117294{place:05d}") for place in range(COUNTS["jd"])]


def shopify() -> list[Sold]:
    """15 orders from abroad, in dollars."""
    return [_sold("shopify", place, f"#{3001 + place}") for place in range(COUNTS["shopify"])]


def everything() -> dict[str, list[Sold]]:
    """All 200 orders by platform."""
    return {"taobao": taobao(), "pinduoduo": pinduoduo(), "douyin": douyin(), "jd": jd(), "shopify": shopify()}


# --- the files -------------------------------------------------------------------------------


def _headings(sample: str, encoding: str = "utf-8-sig") -> list[str]:
    with (FORMATS / sample).open(encoding=encoding, newline="") as file:
        return next(csv.reader(file))


def _write(path: Path, headings: Sequence[str], rows: Iterable[Mapping[str, str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headings, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _taobao_files(folder: Path, orders: Sequence[Sold]) -> tuple[Path, Path]:
    heads = _headings("taobao.orders/sample.csv", "gb18030")
    rows = [
        {
            "订单编号": f'="{one.number}"', "买家会员名": one.buyer, "买家应付货款": amount(one.paid),
            "买家应付邮费": "0.00",
            "总金额": amount(one.paid), "买家实际支付金额": amount(one.paid), "订单状态": "买家已付款,等待卖家发货",
            "买家留言": one.note, "收货人姓名": one.buyer, "收货地址": " ".join(filter(None, one.address)),
            "联系手机": f"'{one.phone}", "订单创建时间": one.local, "订单付款时间": one.local,
            "宝贝标题": TITLES[one.items[0][0]], "宝贝种类": str(len(one.items)),
            "宝贝总数量": str(sum(pieces for _code, pieces in one.items)),
        }
        for one in orders
    ]  # fmt: skip
    items = [
        {
            "子订单编号": f"\t{int(one.number) * 10 + place + 1}", "主订单编号": f"\t{one.number}",
            "标题": TITLES[code],
            "价格": amount(PRICES[code]), "购买数量": str(pieces), "商家编码": code,
            "订单状态": "买家已付款,等待卖家发货", "订单创建时间": one.local, "订单付款时间": one.local,
        }
        for one in orders
        for place, (code, pieces) in enumerate(one.items)
    ]  # fmt: skip
    return (
        _write(folder / "ExportOrderList.csv", heads, rows, "gb18030"),
        _write(folder / "ExportOrderDetailList.csv", _headings("taobao.order_lines/sample.csv"), items),
    )


def _pinduoduo_file(folder: Path, orders: Sequence[Sold]) -> Path:
    heads = _headings("pinduoduo.orders/sample.csv")
    heads += ["省", "市", "区", "街道/镇", "用户购买手机号", "买家留言", "支付时间", "承诺发货时间"]
    rows = [
        {
            "订单成交时间": f"{one.local}\t", "支付时间": f"{one.local}\t", "商品": TITLES[code], "订单号": one.number,
            "订单状态": "待发货", "商品总价(元)": amount(one.paid), "邮费(元)": "0.00",
            "用户实付金额(元)": amount(one.paid),
            "商家实收金额(元)": amount(one.paid), "商品数量(件)": str(pieces), "商家编码-规格维度": code,
            "售后状态": "无售后或售后取消", "省": one.address[0], "市": one.address[1], "区": one.address[2],
            "街道/镇": one.address[3], "用户购买手机号": one.phone, "承诺发货时间": "2026-11-21 20:00:00",
        }
        for one in orders
        for code, pieces in one.items[:1]
    ]  # fmt: skip
    return _write(folder / "拼多多订单.csv", heads, rows)


def _douyin_file(folder: Path, orders: Sequence[Sold]) -> Path:
    rows = [
        {
            "主订单编号": f"\t{one.number}", "子订单编号": f"\t{int(one.number) * 10 + place}",
            "选购商品": TITLES[code],
            "商品数量": str(pieces), "商家编码": code, "商品单价": amount(PRICES[code]),
            "订单应付金额": amount(PRICES[code] * pieces), "运费": "0.00", "收件人": one.buyer,
            "收件人手机号": one.phone,
            "省": one.address[0], "市": one.address[1], "区": one.address[2], "街道": one.address[3], "详细地址": "1室",
            "订单提交时间": one.local, "支付完成时间": one.local, "订单状态": "待发货", "售后状态": "-",
            "承诺发货时间": "2026-11-21 12:00:00",
        }
        for one in orders
        for place, (code, pieces) in enumerate(one.items)
    ]  # fmt: skip
    return _write(folder / "抖店订单.csv", _headings("douyin.orders/sample.csv"), rows)


def _jd_file(folder: Path, orders: Sequence[Sold]) -> Path:
    rows = [
        {
            "订单号": one.number, "商品ID": "1600000001", "商品名称": TITLES[code], "订购数量": str(pieces),
            "下单时间": one.local, "京东价": amount(PRICES[code]), "订单金额": amount(one.paid),
            "结算金额": amount(one.paid), "应付金额": amount(one.paid), "订单状态": "等待出库",
            "下单帐号": f"jd_{one.buyer}",
            "客户姓名": one.buyer, "客户地址": "".join(one.address), "联系电话": one.phone, "运费金额": "0.00",
            "付款确认时间": one.local, "货号": code,
        }
        for one in orders
        for code, pieces in one.items
    ]  # fmt: skip
    return _write(folder / "京东订单.csv", _headings("jd.orders/sample.csv"), rows)


def _shopify_file(folder: Path, orders: Sequence[Sold]) -> Path:
    rows = []
    for one in orders:
        at = f"{one.at:%Y-%m-%d %H:%M:%S} +0000"
        for place, (code, pieces) in enumerate(one.items):
            row = {"Name": one.number, "Email": f"{one.number[1:]}@example.com", "Created at": at}
            if not place:
                row |= {
                    "Financial Status": "paid", "Fulfillment Status": "unfulfilled", "Paid at": at, "Currency": "USD",
                    "Subtotal": amount(one.paid), "Shipping": "0.00", "Taxes": "0.00", "Total": amount(one.paid),
                    "Shipping Name": one.buyer, "Shipping Address1": "1 Example Street", "Shipping City": "Denver",
                    "Shipping Province": "CO", "Shipping Country": "US", "Shipping Phone": one.phone,
                }  # fmt: skip
            row |= {"Lineitem quantity": str(pieces), "Lineitem name": TITLES[code], "Lineitem sku": code}
            rows.append(row | {"Lineitem price": amount(PRICES[code])})
    return _write(folder / "orders_export.csv", _headings("shopify.orders/sample.csv"), rows)


def write_all(folder: Path) -> list[Path]:
    """The six files of the morning."""
    sold = everything()
    return [
        *_taobao_files(folder, sold["taobao"]),
        _pinduoduo_file(folder, sold["pinduoduo"]),
        _douyin_file(folder, sold["douyin"]),
        _jd_file(folder, sold["jd"]),
        _shopify_file(folder, sold["shopify"]),
    ]


def after_sales_file(path: Path, numbers: Sequence[str], channel: str) -> Path:
    """A fresh export of after-sales cases: these buyers want their money back."""
    rows = [
        {"Case no.": f"C{place}", "Case kind": "Refund before shipping", "Case state": "Waiting for us",
         "Order no.": number, "Channel": channel, "Asked": "45.00"}
        for place, number in enumerate(numbers)
    ]  # fmt: skip
    return _write(path, ["Case no.", "Case kind", "Case state", "Order no.", "Channel", "Asked"], rows, "utf-8")
