"""Reads: "what may I take out": the money there is, less everything it is needed for, each part shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Connection, and_, case, func, select

from models.aftersales import OPEN_STATES, Case
from models.enums.goods import PurchaseState
from models.enums.money import LedgerClass
from models.purchasing import Purchase, PurchaseLine, ReceiptLine
from services import settings
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.books.chart import MONEY, PAYABLE, every_account, family
from services.books.lines import home_of, summed
from services.books.rates import Rates
from services.books.revaluing import worth
from services.books.rules import payable
from services.books.statements import Kind, statement
from services.business_day import shop_today
from services.catalog.margin import share
from services.i18n import N_, translate
from services.purchasing.landed import portion
from services.purchasing.reorder_list import reorder_list

_cases = Case.table()
_purchases = Purchase.table()
_lines = PurchaseLine.table()
_arrived = ReceiptLine.table()
_ORDERED = (PurchaseState.ORDERED, PurchaseState.PART_RECEIVED)
_TO_BUYER = tuple(kind for kind, one in DEFAULTS.items() if one.money is MoneyWay.TO_BUYER)
_PROFIT = N_("Profit")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the sum: money there is counts up, what it is needed for down. `unknown` counts what is not in it."""

    code: str
    label: str
    minor: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class TakingOut:
    """Every part, and what is left; below zero nothing may be taken out and so much is missing."""

    day: date
    currency: str
    parts: tuple[Part, ...]

    @property
    def minor(self) -> int:
        """What may be taken out."""
        return sum(part.minor for part in self.parts)


def taking_out(connection: Connection) -> TakingOut:
    """The sum of today. What buyers and platforms still owe is left out: it is not there yet."""
    day = shop_today(connection)
    accounts, sums = every_account(connection), summed(connection, None, day)
    values, _missing = worth(connection, sums, day)
    held: dict[str, int] = {}
    for (account, _currency), home in values.items():
        held[account] = held.get(account, 0) + home
    money = sum(one for account, one in held.items() if family(account) == MONEY)
    # Paid by a line of an account and not noted yet, or below zero noted and still in the account.
    on_its_way = held.get("supplier_payments", 0)
    suppliers = sum(min(one, 0) for account, one in held.items() if family(account) == PAYABLE) + on_its_way
    debts = sum(
        min(one, 0)
        for account, one in held.items()
        if accounts[account].ledger_class is LedgerClass.LIABILITY and family(account) not in (PAYABLE, MONEY)
    )
    refunds, unknown_refunds = _refunds_asked(connection)
    coming, unknown_coming = _on_the_way(connection, day, held)
    to_pay = max(coming - max(suppliers, 0), 0)  # more than all bills was paid: for goods that come
    to_buy, unpriced = _to_buy(connection)
    parts = (
        Part("money", translate(N_("Money in all accounts")), money),
        Part("suppliers", translate(N_("Owed to suppliers")), min(suppliers, 0)),
        Part("debts", translate(N_("Owed to couriers, for wages, tax and loans")), debts),
        Part("refunds", translate(N_("Refunds buyers ask for")), -refunds, unknown_refunds),
        Part("ordered", translate(N_("Goods ordered that are on the way")), -to_pay, unknown_coming),
        Part("to_buy", translate(N_("Goods to be bought now")), -to_buy, unpriced),
        Part("tax", translate(N_("Put aside for tax")), -_tax(connection, day)),
        Part("reserve", translate(N_("Cash to keep")), -settings.read(connection, settings.CASH_RESERVE)),
    )
    return TakingOut(day, home_of(connection), tuple(part for part in parts if part.minor or part.unknown))


def _refunds_asked(connection: Connection) -> tuple[int, int]:
    """What open cases still want: what was paid of it is gone from the money already."""
    wanted = func.coalesce(_cases.c.agreed_minor, _cases.c.asked_minor)
    is_paid = _cases.c.refunded_at.is_not(None)
    left = case(
        (and_(is_paid, _cases.c.refunded_minor.is_(None)), 0),  # nobody knows how much, but it is gone
        else_=func.max(wanted - func.coalesce(_cases.c.refunded_minor, 0), 0, type_=BigInteger),
    )
    unknown = func.sum(case((and_(wanted.is_(None), ~is_paid), 1), else_=0))
    statement = select(func.coalesce(func.sum(left), 0), func.coalesce(unknown, 0)).where(
        _cases.c.state.in_(sorted(OPEN_STATES)), _cases.c.kind.in_(_TO_BUYER), _cases.c.currency == home_of(connection)
    )
    asked, count = connection.execute(statement).one()
    return int(asked), int(count)


def _on_the_way(connection: Connection, day: date, held: Mapping[str, int]) -> tuple[int, int]:
    """What is still to be paid for goods that come: what a supplier was paid ahead is gone from the money already."""
    rates = Rates.read(connection)
    arrived = (
        select(func.coalesce(func.sum(_arrived.c.good + _arrived.c.defective), 0))
        .where(_arrived.c.purchase_line_id == _lines.c.id)
        .scalar_subquery()
    )
    statement = (
        select(_lines.c.amount_minor, _lines.c.quantity, arrived, _purchases.c.currency, _purchases.c.supplier_id)
        .join_from(_lines, _purchases, _purchases.c.id == _lines.c.purchase_id)
        .where(_purchases.c.state.in_(_ORDERED))
    )
    of_supplier: dict[int, int] = {}
    unknown = 0
    for amount, quantity, came, currency, supplier_id in connection.execute(statement):
        left = quantity - came
        if left <= 0:
            continue
        cost = None if amount is None else rates.home_minor(portion(amount, quantity, came, left), currency, day)
        of_supplier[supplier_id] = of_supplier.get(supplier_id, 0) + (cost or 0)
        unknown += cost is None
    ahead = {supplier_id: max(held.get(payable(supplier_id), 0), 0) for supplier_id in of_supplier}
    return sum(max(cost - ahead[supplier_id], 0) for supplier_id, cost in of_supplier.items()), unknown


def _to_buy(connection: Connection) -> tuple[int, int]:
    total = unknown = 0
    for row in reorder_list(connection).to_buy:
        if row.price_minor is None:
            unknown += 1
        else:
            total += row.price_minor * row.plan.quantity
    return total, unknown


def _tax(connection: Connection, day: date) -> int:
    """A share of this year's profit, where there is one."""
    year = statement(connection, Kind.PROFIT_AND_LOSS, date(day.year, 1, 1), day)
    profit = year.value(translate(_PROFIT))
    return share(max(profit, 0), settings.read(connection, settings.TAX_RESERVE))
