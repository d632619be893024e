"""A shop that buys and sells: two suppliers, five products, seven weeks of orders, purchases in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import Offer, SkuDraft
from services.catalog.offers import set_offers
from services.channels.commands import add as add_channel
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.purchasing import commands
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.queries import purchase_lines
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.reordering import EventDraft, add_event
from services.purchasing.suppliers import SupplierDraft, add_supplier, pay
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.types import OrderStatus, Platform

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
_GOODS = (
    ("LZ-200", "山茶花香薰蜡烛", "200g", 8900, 3200, 128),
    ("LZ-400", "山茶花香薰蜡烛", "400g", 14900, 5400, 40),
    ("WQ-YM", "亚麻围裙", "燕麦色", 12900, 4100, 75),
    ("CB-CI", "手作茶杯", "青瓷", 6800, 1900, 15),
    ("CH-CI", "手作茶壶", "青瓷", 19900, 7600, 30),
)


@dataclass(frozen=True)
class Bought:
    """Ids of what the shop has."""

    skus: tuple[int, ...]
    kiln: int
    linen: int
    draft: int
    ordered: int
    part: int


def fill(shop: Shop) -> Bought:
    """Everything above, up to the noon of 21 November 2026 in Shanghai."""
    clock.set_source(lambda: NOON - timedelta(days=58))
    skus = tuple(
        shop.run(
            add_sku,
            SkuDraft(code, title, variant, shelf=f"A-{place}", price_minor=price, cost_minor=cost, weight_g=300),
        ).value
        for place, (code, title, variant, price, cost, _pieces) in enumerate(_GOODS, start=1)
    )
    openings = [
        OpeningDraft(sku_id, goods[5], goods[5] * goods[4], at=NOON - timedelta(days=58))
        for sku_id, goods in zip(skus, _GOODS, strict=True)
    ]
    shop.run(set_opening, openings)
    kiln = shop.run(
        add_supplier,
        SupplierDraft("景德镇三号窑", "陈师傅", "138 7981 2233", "chen-yao", lead_days=12, payment_terms_days=30,
                      note="釉色批次有差，收货先看样"),
    ).value  # fmt: skip
    linen = shop.run(
        add_supplier, SupplierDraft("义乌麻品行", "小何", "139 5790 4412", lead_days=5, payment_terms_days=0)
    ).value
    shop.run(set_offers, skus[0], [Offer(linen, "YW-LZ200", 3150, lead_days=5, pack_size=12, minimum=24)])
    shop.run(set_offers, skus[1], [Offer(linen, "YW-LZ400", 5300, pack_size=6)])
    _sell(shop, skus)
    _buy_before(shop, skus, kiln, linen)
    clock.set_source(lambda: NOON)
    shop.run(add_event, EventDraft("双十二", date(2026, 12, 10), date(2026, 12, 12), 300))
    lines = (
        PurchaseLineDraft(60, skus[3], price_minor=1950),
        PurchaseLineDraft(24, None, "青瓷杯垫", supplier_code="DT-9"),
    )
    draft = shop.run(commands.add, PurchaseDraft(kiln, lines, freight_minor=12000)).value
    ordered = shop.run(
        commands.add,
        PurchaseDraft(linen, (PurchaseLineDraft(50, skus[2], price_minor=4150),), external_no="YW20261118-7"),
    ).value
    shop.run(commands.order, [ordered], TODAY - timedelta(days=9))
    part = shop.run(
        commands.add,
        PurchaseDraft(
            kiln,
            (PurchaseLineDraft(40, skus[4], price_minor=7700), PurchaseLineDraft(80, skus[3], price_minor=1900)),
            freight_minor=16000, duty_minor=4300,
        ),
    ).value  # fmt: skip
    shop.run(commands.order, [part], TODAY - timedelta(days=8))
    first, second = shop.ask(purchase_lines, part)
    shop.run(receive, part, [ReceiptEntry(first.id, 10, 0), ReceiptEntry(second.id, 28, 2)])
    shop.run(pay, kiln, 300000, TODAY, note="定金")
    return Bought(skus, kiln, linen, draft, ordered, part)


def _set_clock(at: datetime) -> None:
    clock.set_source(lambda: at)


def _sell(shop: Shop, skus: tuple[int, ...]) -> None:
    channel = shop.run(add_channel, "淘宝 木白", Platform.TAOBAO).value
    for back in range(49, 0, -7):
        at = NOON - timedelta(days=back)
        _set_clock(at)
        ids = []
        for place, pieces in enumerate((16, 3, 9, 2, 1)):
            line = LineDraft(_GOODS[place][1], pieces, price_minor=_GOODS[place][3], sku_id=skus[place])
            ids.append(shop.run(add_order, OrderDraft(channel, (line,))).value)
        shop.run(set_status, ids, OrderStatus.SHIPPED)


def _buy_before(shop: Shop, skus: tuple[int, ...], kiln: int, linen: int) -> None:
    """Three purchases that are over, each a little dearer than the one before."""
    for place, (supplier, sku_id, price, days) in enumerate(
        ((kiln, skus[3], 1750, 45), (kiln, skus[3], 1820, 30), (linen, skus[2], 4000, 20))
    ):
        at = NOON - timedelta(days=days)
        _set_clock(at)
        draft = PurchaseDraft(supplier, (PurchaseLineDraft(10, sku_id, price_minor=price),), freight_minor=1500)
        purchase = shop.run(commands.add, draft).value
        shop.run(commands.order, [purchase])
        arrived = at + timedelta(days=9 + place)
        _set_clock(arrived)
        line = shop.ask(purchase_lines, purchase)[0]
        shop.run(receive, purchase, [ReceiptEntry(line.id, 9, 1)])
