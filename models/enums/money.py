"""Where money lies and goes: the fixed words of accounts, books and taxes."""

from __future__ import annotations

from enum import StrEnum


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
