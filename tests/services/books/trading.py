"""A small shop that sells, buys, pays and refunds, with short ways to each deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from models.aftersales import Case
from models.couriers import CourierCharge
from models.enums.aftersales import CaseKind, CaseState
from models.enums.money import Flow
from models.enums.orders import OrderStatus, Platform, RefundStatus
from models.finance import Transaction
from models.growth import AdDay
from models.orders import Order
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.finance.commands import AccountDraft, add_account
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.stock.keeping import allow_below_zero
from services.types import AccountKind

DAY = date(2026, 3, 10)


@command("test.books.transaction", N_("Test: a line of a statement"))
def put_transaction(
    uow: UnitOfWork, account_id: int, on: date, amount: int, category: str | None, order_no: str | None = None,
    currency: str = "CNY", direction: Flow | None = None,
) -> int:  # fmt: skip
    """What an import writes of a statement's line."""
    row = Transaction(
        account_id=account_id, natural_key="", happened_at=at(on), happened_on=on, amount_minor=amount,
        direction=direction or (Flow.IN if amount >= 0 else Flow.OUT), currency=currency, category=category,
        order_no=order_no,
    )  # fmt: skip
    uow.add(row)
    row.natural_key = str(row.id)
    return row.id


@command("test.books.sent", N_("Test: an order is sent"))
def send(uow: UnitOfWork, order_id: int, on: date, status: OrderStatus = OrderStatus.SHIPPED) -> None:
    """What an import says of an order that left on a day."""
    order = uow.get(Order, order_id)
    order.status, order.shipped_at = status, at(on)


@command("test.books.refund", N_("Test: an order is refunded"))
def refund(uow: UnitOfWork, order_id: int, amount: int | None, on: date | None = None) -> None:
    """What an import says of a refund; with a day it comes with a case that paid it."""
    order = uow.get(Order, order_id)
    order.refunded_minor = amount
    if on is not None and amount is not None:
        case = Case(
            channel_id=order.channel_id, external_no="", order_id=order_id, order_no=order.external_no,
            kind=CaseKind.REFUND_ONLY, state=CaseState.DONE, currency=order.currency, refunded_minor=amount,
            refunded_at=at(on),
        )  # fmt: skip
        uow.add(case)
        case.external_no = f"C{case.id}"


@command("test.books.added", N_("Test: what a platform adds to an order, and whether all of it went back"))
def added(uow: UnitOfWork, order_id: int, subsidy: int, refunds: RefundStatus = RefundStatus.NONE) -> None:
    """What an import says of the discount a platform pays, and of the order's refunds."""
    order = uow.get(Order, order_id)
    order.platform_discount_minor, order.refund_status = subsidy, refunds


@command("test.books.charge", N_("Test: a courier's bill"))
def charge(uow: UnitOfWork, on: date, amount: int) -> None:
    """A line of a courier's bill."""
    row = CourierCharge(
        natural_key="", courier="YTO", waybill="YT1", charged_on=on, currency="CNY", amount_minor=amount
    )  # fmt: skip
    uow.add(row)
    row.natural_key = str(row.id)


@command("test.books.ads", N_("Test: ads of a day"))
def spend(uow: UnitOfWork, channel_id: int, on: date, amount: int | None) -> None:
    """A line of an advertising sheet."""
    row = AdDay(channel_id=channel_id, natural_key="", day=on, currency="CNY", spend_minor=amount)
    uow.add(row)
    row.natural_key = str(row.id)


def at(day: date, hour: int = 4) -> datetime:
    """An instant of that day, also in the shop's zone."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class Trader:
    """The shop with ids of what it has."""

    shop: Shop
    taobao: int
    pinduoduo: int
    cup: int
    pot: int
    supplier: int
    bank: int
    wallet: int

    def sold(self, on: date, *, paid: int | None = 10000, pieces: int = 1, sku: str = "CUP", **fields: Any) -> int:
        """An order that left on a day; its id."""
        lines = (LineDraft(sku.title(), pieces, sku_id={"CUP": self.cup, "POT": self.pot}[sku]),)
        draft = OrderDraft(int(fields.pop("channel", self.taobao)), lines, paid_minor=paid, **fields)
        order_id = self.shop.run(add_order, draft).value
        self.shop.run(send, order_id, on)
        return order_id


def trader(shop: Shop) -> Trader:
    """Two channels, two products with stock at known cost, a supplier, a bank account and a wallet."""
    taobao = shop.run(add_channel, "Tea", Platform.TAOBAO).value
    pinduoduo = shop.run(add_channel, "Cups", Platform.PINDUODUO).value
    cup, pot = (shop.run(add_sku, SkuDraft(code, code.title())).value for code in ("CUP", "POT"))
    shop.run(allow_below_zero, [cup, pot], True)
    supplier = shop.run(add_supplier, SupplierDraft("Jingdezhen Kiln 3", payment_terms_days=30)).value
    bank = shop.run(add_account, AccountDraft("ICBC", AccountKind.BANK, provider="bank_icbc")).value
    wallet = shop.run(add_account, AccountDraft("PDD wallet", AccountKind.PLATFORM_WALLET, provider="pinduoduo")).value
    return Trader(shop, taobao, pinduoduo, cup, pot, supplier, bank, wallet)


def stocked(trader: Trader, on: date = date(2026, 3, 1)) -> None:
    """100 cups at 12.34 and 50 pots at 40.00 are there from that day on."""
    opening = [
        OpeningDraft(sku_id, pieces, value_minor=value, at=at(on, 1))
        for sku_id, pieces, value in ((trader.cup, 100, 123400), (trader.pot, 50, 200000))
    ]
    trader.shop.run(set_opening, opening)
