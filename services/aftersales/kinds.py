"""What each kind of case expects by default. The kind decides nothing: every fact has its own step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.enums.aftersales import CaseKind, CaseParty
from models.enums.orders import OrderKind


class MoneyWay(StrEnum):
    """Which way the money of a case goes."""

    NONE = "none"
    TO_BUYER = "to_buyer"
    TO_US = "to_us"


@dataclass(frozen=True, slots=True)
class KindDefaults:
    """What a kind sets when a case is opened.

    `whole` asks for what the lines were sold for; otherwise the amount is typed. `is_ours` says
    that pieces that come back become stock; a repair's piece stays the buyer's.
    """

    money: MoneyWay = MoneyWay.NONE
    whole: bool = False
    goods_back: bool = False
    is_ours: bool = True
    by_courier: bool = False
    sends: OrderKind | None = None
    blame: CaseParty | None = None
    payer: CaseParty | None = None


DEFAULTS: dict[CaseKind, KindDefaults] = {
    CaseKind.REFUND_BEFORE_SHIPPING: KindDefaults(MoneyWay.TO_BUYER, whole=True, payer=CaseParty.SELLER),
    CaseKind.REFUND_ONLY: KindDefaults(MoneyWay.TO_BUYER, whole=True, payer=CaseParty.SELLER),
    CaseKind.RETURN_AND_REFUND: KindDefaults(MoneyWay.TO_BUYER, whole=True, goods_back=True, payer=CaseParty.SELLER),
    CaseKind.EXCHANGE: KindDefaults(goods_back=True, sends=OrderKind.EXCHANGE, payer=CaseParty.SELLER),
    CaseKind.RESHIP: KindDefaults(sends=OrderKind.RESHIP, payer=CaseParty.SELLER),
    CaseKind.REPAIR: KindDefaults(goods_back=True, is_ours=False, payer=CaseParty.SELLER),
    CaseKind.COMPENSATION: KindDefaults(MoneyWay.TO_BUYER, blame=CaseParty.SELLER, payer=CaseParty.SELLER),
    CaseKind.REFUSED: KindDefaults(
        MoneyWay.TO_BUYER, whole=True, goods_back=True, by_courier=True, blame=CaseParty.BUYER, payer=CaseParty.SELLER
    ),
    CaseKind.INTERCEPTION: KindDefaults(
        MoneyWay.TO_BUYER, whole=True, goods_back=True, by_courier=True, payer=CaseParty.SELLER
    ),
    CaseKind.COURIER_CLAIM: KindDefaults(
        MoneyWay.TO_US, by_courier=True, blame=CaseParty.COURIER, payer=CaseParty.COURIER
    ),
    CaseKind.PRICE_PROTECTION: KindDefaults(MoneyWay.TO_BUYER, blame=CaseParty.NOBODY, payer=CaseParty.SELLER),
}
