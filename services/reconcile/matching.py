"""Which order a transaction belongs to and what each order brought, as statements over whole sets of rows.

Her own word counts first. Else the order's number on the line, then the merchant's number; an order of the
platform that keeps the account goes before one of another. Where two orders fit equally well, neither is taken.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from models.aftersales import Case
from models.channels import Channel
from models.enums.money import Flow, MatchedBy
from models.enums.orders import Platform
from models.finance import Account, Transaction, TransactionLink, TransactionPart
from models.orders import Order
from models.reconcile import TransactionMatch
from services.finance.counting import is_echo, taken

_transactions = Transaction.table()
_accounts = Account.table()
_channels = Channel.table()
_orders = Order.table()
_links = TransactionLink.table()
_parts = TransactionPart.table()
_cases = Case.table()
_matches = TransactionMatch.table()
_lines = _transactions.alias("lines")

MATCH_COLUMNS = ("transaction_id", "order_id", "case_id", "matched_by")
MONEY_COLUMNS = (
    "order_id", "payout_minor", "refund_minor", "fee_minor", "commission_minor", "penalty_minor", "insurance_minor",
    "other_minor", "received_minor", "lines", "last_on",
)  # fmt: skip
PLATFORM_OF = {
    "alipay": Platform.TAOBAO,
    "alipay_merchant": Platform.TAOBAO,
    "taobao": Platform.TAOBAO,
    "pinduoduo": Platform.PINDUODUO,
    "douyin": Platform.DOUYIN,
    "douyin_settlement": Platform.DOUYIN,
    "jd": Platform.JD,
    "jd_finance": Platform.JD,
    "xiaohongshu": Platform.XIAOHONGSHU,
    "wechat": Platform.WECHAT,
    "wechat_merchant": Platform.WECHAT,
    "kuaishou": Platform.KUAISHOU,
    "youzan": Platform.YOUZAN,
}
"""Whose orders the lines of a provider are about, where it says so at all."""
PARTS = {
    "payout_minor": ("order_income",),
    "refund_minor": ("order_refund",),
    "fee_minor": ("platform_fee", "bank_fees"),
    "commission_minor": ("commission",),
    "penalty_minor": ("penalties",),
    "insurance_minor": ("freight_insurance",),
}
"""Which categories each column of `OrderMoney` sums up."""


def matches(condition: ColumnElement[bool] | None = None) -> Select[Any]:
    """The rows of `TransactionMatch` for the transactions that fulfil a condition on their table."""
    wanted = [] if condition is None else [condition]
    found = union_all(_by_her(wanted), _by_number("order_no", 2, wanted), _by_number("merchant_no", 4, wanted))
    candidates = found.subquery("candidates")
    c = candidates.c
    ranked = select(
        *(c[name] for name in ("transaction_id", "order_id", "matched_by", "direction", "amount_minor", "rank")),
        func.min(c.rank).over(partition_by=c.transaction_id).label("best"),
        func.count().over(partition_by=(c.transaction_id, c.rank)).label("rivals"),
    ).subquery("ranked")
    r = ranked.c
    return select(r.transaction_id, r.order_id, _case_of(r), r.matched_by).where(r.rank == r.best, r.rivals == 1)


def _by_her(wanted: list[ColumnElement[bool]]) -> Select[Any]:
    t = _transactions.c
    return (
        select(
            t.id.label("transaction_id"), _links.c.order_id, literal(MatchedBy.HER.value).label("matched_by"),
            t.direction, t.amount_minor, literal(0).label("rank"),
        )
        .join_from(_links, _transactions, t.id == _links.c.transaction_id)
        .where(_links.c.order_id.is_not(None), t.duplicate_of_id.is_(None), *wanted)
    )  # fmt: skip


def _by_number(column: str, rank: int, wanted: list[ColumnElement[bool]]) -> Select[Any]:
    t = _transactions.c
    at_home = _channels.c.platform == case(
        *((_accounts.c.provider == provider, platform.value) for provider, platform in PLATFORM_OF.items()), else_=None
    )
    told = exists().where(_links.c.transaction_id == t.id)
    return (
        select(
            t.id.label("transaction_id"), _orders.c.id.label("order_id"), literal(column).label("matched_by"),
            t.direction, t.amount_minor, case((at_home, rank - 1), else_=rank).label("rank"),
        )
        .join_from(_transactions, _orders, _orders.c.external_no == t[column])
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .join(_accounts, _accounts.c.id == t.account_id)
        .where(t[column].is_not(None), t.duplicate_of_id.is_(None), ~told, *wanted)
    )  # fmt: skip


def _case_of(line: Any) -> Any:
    """The one case of the order that gave back exactly what went out; None where none or several did."""
    found = (
        select(case((func.count() == 1, func.min(_cases.c.id)), else_=None))
        .where(_cases.c.order_id == line.order_id, _cases.c.refunded_minor == -line.amount_minor)
        .scalar_subquery()
    )
    return case((line.direction == Flow.OUT.value, found), else_=None)


def money(condition: ColumnElement[bool] | None = None) -> Select[Any]:
    """The rows of `OrderMoney` for the matches that fulfil a condition on their table."""
    amount = func.coalesce(_parts.c.amount_minor, _transactions.c.amount_minor)
    category = func.coalesce(_parts.c.category, _transactions.c.category)
    is_unsorted_income = and_(category.is_(None), _transactions.c.direction == Flow.IN.value)
    conditions: dict[str, ColumnElement[bool]] = {name: category.in_(codes) for name, codes in PARTS.items()}
    conditions["payout_minor"] = or_(conditions["payout_minor"], is_unsorted_income)
    kept = _kept(category)
    before = amount - sum(kept.values(), start=literal(0, BigInteger()))
    sums = []
    for name, one in conditions.items():
        of_category = case((one, before if name in ("payout_minor", "refund_minor") else amount), else_=0)
        sums.append(func.sum(of_category + kept.get(name, literal(0, BigInteger()))).label(name))
    others = case((func.coalesce(or_(*conditions.values()), False), 0), else_=amount)
    other = func.sum(others + kept["other_minor"]).label("other_minor")
    statement = (
        select(
            _matches.c.order_id, *sums, other, func.sum(amount).label("received_minor"),
            func.count(_transactions.c.id.distinct()).label("lines"),
            func.max(_transactions.c.happened_on).label("last_on"),
        )
        .join_from(_matches, _transactions, _transactions.c.id == _matches.c.transaction_id)
        .join(_orders, _orders.c.id == _matches.c.order_id)
        .outerjoin(_parts, _parts.c.transaction_id == _transactions.c.id)
        .where(_transactions.c.currency == _orders.c.currency, _transactions.c.direction != Flow.NEUTRAL.value)
        .where(counts_for_order())
        .group_by(_matches.c.order_id)
    )  # fmt: skip
    return statement if condition is None else statement.where(condition)


def _kept(category: Any) -> dict[str, ColumnElement[int]]:
    """What the platform kept of a payment before it came, by the column it belongs to; nothing of a part."""
    is_whole = and_(_parts.c.id.is_(None), category.in_((*PARTS["payout_minor"], *PARTS["refund_minor"])))
    columns = {"fee_minor": "fee_minor", "commission_minor": "commission_minor", "other_minor": "promotion_minor"}
    return {
        column: type_coerce(case((is_whole, taken(name, _transactions)), else_=0), BigInteger())
        for column, name in columns.items()
    }


def counts_for_order() -> ColumnElement[bool]:
    """Whether a matched line is money of its order: one that repeats a wallet's only where no other names the order."""
    others = _matches.alias()
    told = (
        select(literal(1))
        .select_from(others.join(_lines, _lines.c.id == others.c.transaction_id))
        .where(others.c.order_id == _matches.c.order_id, ~is_echo(_lines))
        .correlate(_matches)
    )
    return or_(~is_echo(_transactions), ~told.exists())
