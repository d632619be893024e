"""Value types every layer may hold: frozen, pure, comparable by value.

Money never leaves integers: an amount is a count of the currency's smallest unit
(fen, cent, yen). Rates are parts per million. Id sets are kept as ranges, because
an import of 100,000 orders touches one range and not 100,000 ids.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# ISO 4217 minor-unit digits where they are not 2 (source: ISO 4217 list one, published by SIX).
_MINOR_DIGITS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3,
    "LYD": 3, "OMR": 3, "PYG": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def minor_digits(currency: str) -> int:
    """How many decimal places the currency's smallest unit has (CNY 2, JPY 0, KWD 3)."""
    return _MINOR_DIGITS.get(currency, 2)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared: always a bug of the caller."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` counts the smallest unit of the ISO 4217 `currency`."""

    minor: int
    currency: str = "CNY"

    def __add__(self, other: Money) -> Money:
        self._require_same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._require_same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._require_same(other)
        return self.minor < other.minor

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share the amount by non-negative weights; the parts always add up to the whole.

        Largest-remainder method: each part is the exact share rounded towards zero, and
        the units left over go to the largest remainders, earlier parts first.
        """
        total = sum(weights)
        if not weights or total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        parts = [whole for whole, _ in shares]
        by_remainder = sorted(range(len(shares)), key=lambda i: (-shares[i][1], i))
        for index in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[index] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def decimal(self) -> str:
        """The amount as a plain decimal string, e.g. ``"19.90"``; what JSON and CSV carry."""
        digits = minor_digits(self.currency)
        sign = "-" if self.minor < 0 else ""
        if digits == 0:
            return f"{sign}{abs(self.minor)}"
        whole, rest = divmod(abs(self.minor), 10**digits)
        return f"{sign}{whole}.{rest:0{digits}d}"

    def _require_same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in parts per million: a 0.6 % commission is ``Rate(6000)``."""

    ppm: int

    def of(self, amount: Money) -> Money:
        """This share of the amount, rounded half away from zero."""
        product = abs(amount.minor) * self.ppm
        rounded = (product + 500_000) // 1_000_000
        return Money(rounded if amount.minor >= 0 else -rounded, amount.currency)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Business days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a date range must not end before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class IdRanges:
    """A set of row ids as sorted, disjoint, inclusive ranges."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, ids: Iterable[int]) -> IdRanges:
        """The set of these ids."""
        return cls.union_of((number, number) for number in ids)

    @classmethod
    def union_of(cls, ranges: Iterable[tuple[int, int]]) -> IdRanges:
        """The union of inclusive ranges, which may overlap and come in any order."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    def __contains__(self, number: int) -> bool:
        position = bisect_right(self.ranges, (number, 1 << 62)) - 1
        return position >= 0 and self.ranges[position][0] <= number <= self.ranges[position][1]

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __or__(self, other: IdRanges) -> IdRanges:
        return IdRanges.union_of((*self.ranges, *other.ranges))


class Platform(StrEnum):
    """Where a channel sells. The code is stored; its name is shown in the user's language."""

    TAOBAO = "taobao"
    PINDUODUO = "pinduoduo"
    JD = "jd"
    DOUYIN = "douyin"
    XIAOHONGSHU = "xiaohongshu"
    WECHAT = "wechat"
    KUAISHOU = "kuaishou"
    YOUZAN = "youzan"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    ETSY = "etsy"
    EBAY = "ebay"
    AMAZON = "amazon"
    SQUARE = "square"
    OTHER = "other"


class OrderStatus(StrEnum):
    """How far an order has come. Refunds are a separate fact (`RefundStatus`)."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CLOSED = "closed"


class RefundStatus(StrEnum):
    """What became of the buyer's money, whatever the order's own status is."""

    NONE = "none"
    REQUESTED = "requested"
    PARTIAL = "partial"
    REFUNDED = "refunded"


class OrderKind(StrEnum):
    """Why goods go out. Only some kinds are sales and counted as such (`SALE_KINDS`).

    A presale takes a deposit first and the balance later; cash on delivery comes with the parcel.
    `NOT_REAL` is an order nobody bought anything with, such as a test or a price difference.
    """

    NORMAL = "normal"
    PRESALE = "presale"
    COD = "cod"
    GIFT = "gift"
    SAMPLE = "sample"
    RESHIP = "reship"
    EXCHANGE = "exchange"
    NOT_REAL = "not_real"


SALE_KINDS = (OrderKind.NORMAL, OrderKind.PRESALE, OrderKind.COD)
"""The kinds that figures count; the others cost goods and bring nothing."""


class Flag(StrEnum):
    """The coloured flag a seller puts on an order, as the platforms' back-ends have it."""

    NONE = "none"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


class ParcelState(StrEnum):
    """How far a parcel has come. A cancelled parcel is deleted: its pieces go back to their orders."""

    OPEN = "open"
    PACKED = "packed"
    SHIPPED = "shipped"


class PrintKind(StrEnum):
    """What was put on paper or written for a platform."""

    PICK_LIST = "pick_list"
    PACKING_LIST = "packing_list"
    SHIP_FILE = "ship_file"
    HANDOVER = "handover"


class PriceField(StrEnum):
    """The amounts of a SKU whose history is kept."""

    PRICE = "price"
    MIN_PRICE = "min_price"
    COST = "cost"


class ListingState(StrEnum):
    """Whether a channel offers a SKU."""

    ON_SALE = "on_sale"
    OFF_SHELF = "off_shelf"


class ListingField(StrEnum):
    """What of a listing has a history."""

    STATE = "state"
    PRICE = "price"


class PurchaseState(StrEnum):
    """How far a purchase has come."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LandedBasis(StrEnum):
    """By what a purchase's freight, duty and other costs are shared among its lines."""

    VALUE = "value"
    WEIGHT = "weight"
    PIECES = "pieces"


class StocktakeScope(StrEnum):
    """What a stocktake counts."""

    ALL = "all"
    CATEGORY = "category"
    SHELF = "shelf"
    ABC = "abc"
    CHOSEN = "chosen"


class StocktakeState(StrEnum):
    """How far a stocktake has come."""

    OPEN = "open"
    POSTED = "posted"
    REVERSED = "reversed"
    ABANDONED = "abandoned"


class Flow(StrEnum):
    """Which way money went. A neutral movement is neither income nor spending, such as a transfer between pockets."""

    IN = "in"
    OUT = "out"
    NEUTRAL = "neutral"


class SortedBy(StrEnum):
    """Who put a transaction into its category. What `HER` chose, neither a rule nor a default ever changes."""

    DEFAULT = "default"
    RULE = "rule"
    HER = "her"


class MatchedBy(StrEnum):
    """How a transaction was found to belong to an order."""

    ORDER_NO = "order_no"
    MERCHANT_NO = "merchant_no"
    HER = "her"


class AccountKind(StrEnum):
    """What kind of place money lies in."""

    BANK = "bank"
    CREDIT_CARD = "credit_card"
    ALIPAY = "alipay"
    WECHAT_PAY = "wechat_pay"
    PLATFORM_WALLET = "platform_wallet"
    CASH = "cash"
    OTHER = "other"


class MoveKind(StrEnum):
    """Why pieces came or went. `SALE` follows from orders and is never booked by hand.

    `TRANSFER` and `REGRADE` (good to defective, or back) move pieces that stay ours, and
    `REVALUE` moves none: it corrects what a delivery cost.
    """

    OPENING = "opening"
    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    SCRAP = "scrap"
    ADJUST = "adjust"
    TRANSFER = "transfer"
    REGRADE = "regrade"
    ASSEMBLY = "assembly"
    SUPPLIER_RETURN = "supplier_return"
    REPAIR = "repair"
    REVALUE = "revalue"


class Condition(StrEnum):
    """Whether pieces can be sold."""

    GOOD = "good"
    DEFECTIVE = "defective"


class CostMethod(StrEnum):
    """How the cost of what goes out is found: the average of all, or the oldest first."""

    AVERAGE = "average"
    FIFO = "fifo"


class CaseKind(StrEnum):
    """What a case is about; the kind only sets what is expected of it."""

    REFUND_BEFORE_SHIPPING = "refund_before_shipping"
    REFUND_ONLY = "refund_only"
    RETURN_AND_REFUND = "return_and_refund"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    REPAIR = "repair"
    COMPENSATION = "compensation"
    REFUSED = "refused"
    INTERCEPTION = "interception"
    COURIER_CLAIM = "courier_claim"
    PRICE_PROTECTION = "price_protection"


class CaseState(StrEnum):
    """Whom a case waits for, or how it ended."""

    WAITING_SELLER = "waiting_seller"
    WAITING_BUYER = "waiting_buyer"
    WAITING_COURIER = "waiting_courier"
    WAITING_PLATFORM = "waiting_platform"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class LedgerClass(StrEnum):
    """What an account of the books is: what one has, owes or owns, and what one earns or spends."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class PostingSource(StrEnum):
    """What is behind a posting of the books; `ORDERS` and `STOCK` are whole days of them."""

    OPENING = "opening"
    ORDERS = "orders"
    STOCK = "stock"
    TRANSACTION = "transaction"
    RECEIPT = "receipt"
    SUPPLIER_RETURN = "supplier_return"
    SUPPLIER_PAYMENT = "supplier_payment"
    COURIER_CHARGES = "courier_charges"
    ADS = "ads"
    ENTRY = "entry"
    REFUNDS = "refunds"
    CORRECTION = "correction"


class CaseParty(StrEnum):
    """Somebody who is to blame for a case, or who pays for it."""

    SELLER = "seller"
    BUYER = "buyer"
    COURIER = "courier"
    SUPPLIER = "supplier"
    PLATFORM = "platform"
    NOBODY = "nobody"


class Interception(StrEnum):
    """What became of the wish to stop a parcel on its way."""

    ASKED = "asked"
    STOPPED = "stopped"
    FAILED = "failed"


class DefectiveFate(StrEnum):
    """What became of defective pieces in the end."""

    REPAIRED = "repaired"
    TO_SUPPLIER = "to_supplier"
    SECONDS = "seconds"
    WRITTEN_OFF = "written_off"


class ContactMeans(StrEnum):
    """How a customer was talked to."""

    CHAT = "chat"
    PHONE = "phone"
    MESSAGE = "message"
    OTHER = "other"


class Repeat(StrEnum):
    """How a task comes again; with a number every so many of them. `WORKDAY` is Monday to Friday."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    MONTH_END = "month_end"


class FollowState(StrEnum):
    """How far a bad review has been followed up; a review that needs none is `NONE`."""

    NONE = "none"
    OPEN = "open"
    CONTACTED = "contacted"
    OFFERED = "offered"
    SETTLED = "settled"


class FollowStep(StrEnum):
    """What was done about a review."""

    CONTACTED = "contacted"
    OFFERED = "offered"
    RESULT = "result"
    NOTE = "note"


class FollowResult(StrEnum):
    """How a follow-up of a review ended."""

    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"
    NO_ANSWER = "no_answer"


class GoalFigure(StrEnum):
    """What a goal, or the effect of something the owner changed, is measured by."""

    SALES = "sales"
    ORDERS = "orders"
    PROFIT = "profit"
    NEW_BUYERS = "new_buyers"
    VISITORS = "visitors"


class CampaignKind(StrEnum):
    """What a campaign offers."""

    SALE = "sale"
    COUPON = "coupon"
    GIFT = "gift"
    MEMBER_DAY = "member_day"
    PLATFORM = "platform"


class ActionKind(StrEnum):
    """What the owner changed in the shop."""

    PRICE = "price"
    PICTURE = "picture"
    TITLE = "title"
    DETAIL_PAGE = "detail_page"
    ADS = "ads"
    OFFER = "offer"
    NEW_PRODUCT = "new_product"
    STOCK = "stock"
    SERVICE = "service"
    OTHER = "other"


class PostState(StrEnum):
    """How far a post has come."""

    IDEA = "idea"
    DRAFT = "draft"
    POSTED = "posted"
    DROPPED = "dropped"


class LaunchStage(StrEnum):
    """The stages of bringing a product out, in their order."""

    IDEA = "idea"
    SAMPLE = "sample"
    COST = "cost"
    LISTING = "listing"
    PICTURES = "pictures"
    PRICE = "price"
    STOCK = "stock"
    LAUNCH = "launch"
    DAY_7 = "day_7"
    DAY_30 = "day_30"


class LaunchCostKind(StrEnum):
    """What a line of a launch's cost sheet pays for."""

    PURCHASE = "purchase"
    FREIGHT = "freight"
    PACKING = "packing"
    PLATFORM = "platform"
    ADS = "ads"
    OTHER = "other"


class AdviceKind(StrEnum):
    """What a piece of advice is about."""

    SLOW = "slow"
    BELOW_MINIMUM = "below_minimum"
    BELOW_COST = "below_cost"
    FEE_RISE = "fee_rise"
    COST_RISE = "cost_rise"
    BUNDLE = "bundle"
    RESTOCK = "restock"


class TaxFigure(StrEnum):
    """Which figure of the tax tables a row is; amounts in minor units, shares in millionths."""

    VAT_RATE = "vat_rate"
    VAT_MONTH = "vat_month"
    VAT_QUARTER = "vat_quarter"
    SMALL_SCALE_LIMIT = "small_scale_limit"
    URBAN = "urban"
    EDUCATION = "education"
    LOCAL_EDUCATION = "local_education"
    SURCHARGE_RELIEF = "surcharge_relief"
    INCOME_BRACKET = "income_bracket"
    BASIC_DEDUCTION = "basic_deduction"
    INCOME_RELIEF = "income_relief"


class TaxChange(StrEnum):
    """What a line of the income-tax sheet does to the profit of the books, or to the tax."""

    ADD_BACK = "add_back"
    DEDUCTION = "deduction"
    PREPAID = "prepaid"


class InvoiceSide(StrEnum):
    """Whether the shop issued an invoice or received it."""

    ISSUED = "issued"
    RECEIVED = "received"


class InvoiceKind(StrEnum):
    """What kind of invoice one is; a buyer may deduct the tax of a special one."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    OTHER = "other"
