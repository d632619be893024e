"""Reads: the list of customers, as the window and the command line show it, as of a day of the shop."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, cast, func, or_, select, true, type_coerce

from models.catalog import Sku
from models.channels import Channel
from models.customers import Coupon, Customer, CustomerCard, CustomerMerge, FollowUp, OrderCustomer
from models.dialects import sqlite
from models.entities import Entity
from models.orders import Order, OrderLine
from services import text
from services.customers.cuts import Cuts, cuts_of, days_before, growing_score, money_score, recency_score, worth_from
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

_customers = Customer.table()
_cards = CustomerCard.table()
_channels = Channel.table()
_owners = OrderCustomer.table()
_merges = CustomerMerge.table()
_follow_ups = FollowUp.table()
_coupons = Coupon.table()
_orders = Order.table()
_lines = OrderLine.table()
_skus = Sku.table()
BIRTHDAY_DAYS = 14
_LEAST_PHONE, _TAIL = 7, 4


def customer_list(today: date, cuts: Cuts | None = None) -> TableQuery:
    """One row per customer. What depends on time is as of `today`; `cuts` say what she calls new, lapsed and so on."""
    limits = cuts or Cuts()
    return TableQuery(
        name="customers",
        entity=Entity.CUSTOMER_CARD,
        base=_customers,
        joins=(
            (_channels, _channels.c.id == _customers.c.channel_id),
            (_cards, _cards.c.customer_id == _customers.c.id),
        ),
        columns=by_key(*_COLUMNS, *_scores(today, limits)),
        views=views(today, limits),
        default_sort=(("last_on", True),),
        search=_search,
        currency=_customers.c.currency,
        companions=frozenset({_channels}),
        special={
            "bought": bought,
            "not_bought": lambda codes: ~bought(codes),
            "coupon": lambda _values: holds_coupon(today),
            "birthday_soon": lambda _values: has_birthday(today),
            "member": lambda _values: _cards.c.member_since.is_not(None),
        },
    )


def list_as_set(connection: Connection, today: date) -> TableQuery:
    """The list with the limits this shop has set."""
    return customer_list(today, cuts_of(connection))


def views(today: date, cuts: Cuts) -> dict[str, ColumnElement[bool] | None]:
    """The views of the list. A customer without a sale is in none but all."""
    risk, lapsed = days_before(today, cuts.risk_days), days_before(today, cuts.lapsed_days)
    last, orders = _customers.c.last_on, _customers.c.orders
    return {
        "all": None,
        "new": _customers.c.first_on >= days_before(today, cuts.new_days),
        "repeat": orders >= 2,
        "high_value": worth_from(_customers.c.net_minor, _customers.c.currency, cuts.high_value),
        "at_risk": and_(orders >= 2, last < risk, last >= lapsed),
        "lapsed": last < lapsed,
        "blacklist": _cards.c.blacklist_reason.is_not(None),
        "follow_ups": _has_due(today),
        "birthdays": has_birthday(today),
    }


def bought(codes: tuple[str, ...]) -> ColumnElement[bool]:
    """Customers with a sale of one of these: product codes, as the channel or this shop writes them."""
    keys = [text.key(code) for code in codes]
    ours = select(_skus.c.id).where(_skus.c.code_key.in_(keys))
    lines = select(_lines.c.order_id).where(or_(_lines.c.code_key.in_(keys), _lines.c.sku_id.in_(ours)))
    of_customers = (
        select(_owners.c.customer_id)
        .join(_orders, _orders.c.id == _owners.c.order_id)
        .where(_owners.c.order_id.in_(lines), _orders.c.status.in_(("paid", "shipped", "completed")))
    )
    return _customers.c.id.in_(of_customers)


def holds_coupon(today: date) -> ColumnElement[bool]:
    """Customers with a coupon that is neither used nor over."""
    open_ = and_(_coupons.c.used_on.is_(None), or_(_coupons.c.valid_until.is_(None), _coupons.c.valid_until >= today))
    return _customers.c.id.in_(_persons_of(_coupons, open_))


def has_birthday(today: date) -> ColumnElement[bool]:
    """Customers whose birthday is today or within the next two weeks."""
    days = [f"{today + timedelta(days=ahead):%m-%d}" for ahead in range(BIRTHDAY_DAYS + 1)]
    if "03-01" in days and "02-29" not in days:
        days.append("02-29")  # in years without that day it is kept on the next
    return _customers.c.id.in_(select(_cards.c.customer_id).where(_cards.c.birthday.in_(days)))


def _has_due(today: date) -> ColumnElement[bool]:
    waiting = and_(_follow_ups.c.done_at.is_(None), _follow_ups.c.due_on <= today)
    return _customers.c.id.in_(_persons_of(_follow_ups, waiting))


def _persons_of(table: Any, condition: ColumnElement[bool]) -> Any:
    """The customers that rows of a table are about, those joined to another as that other."""
    person = func.coalesce(_merges.c.head_id, table.c.customer_id)
    return select(person).select_from(
        table.outerjoin(_merges, _merges.c.member_id == table.c.customer_id)
    ).where(condition)  # fmt: skip


def _search(typed: str) -> ColumnElement[bool] | None:
    found = [_holds(term.plain, is_number=term.is_number) for term in terms(typed)]
    return and_(true(), *found) if found else None


def _holds(plain: str, *, is_number: bool) -> ColumnElement[bool]:
    pattern = like_pattern(plain)
    noted = select(_cards.c.customer_id).where(
        or_(*(_cards.c[name].like(pattern, escape="\\") for name in ("name", "tags", "note")))
    )
    choices: list[ColumnElement[bool]] = [_customers.c.id.in_(noted)]
    if is_number and len(plain) == _TAIL:
        choices.append(_customers.c.phone_tail == plain)
    if is_number and len(plain) >= _LEAST_PHONE:
        whose = select(_owners.c.customer_id).join(_orders, _orders.c.id == _owners.c.order_id)
        phone = and_(_orders.c.phone_tail == plain[-_TAIL:], _orders.c.phone == plain)
        choices += [_customers.c.id.in_(whose.where(one)) for one in (phone, _orders.c.external_no == plain)]
    found: ColumnElement[bool] = _customers.c.search.like(pattern, escape="\\")
    expression = text.grams_query(plain)
    if expression is not None:  # the orders' index knows the names too, so that not every customer has to be read
        hits = _owners.c.order_id.in_(sqlite.ngram_hits("order_ngrams", expression))
        found = and_(_customers.c.id.in_(select(_owners.c.customer_id).where(hits)), found)
    return or_(*choices, found)


def _column(key: str, header: str, kind: Kind, expression: Any = None, *, total: bool = False) -> QueryColumn:
    return QueryColumn(key, header, kind, _customers.c[key] if expression is None else expression, total)


def _scores(today: date, cuts: Cuts) -> tuple[QueryColumn, ...]:
    days = type_coerce(func.julianday(today.isoformat()) - func.julianday(_customers.c.last_on), Integer)
    recency = recency_score(_customers.c.last_on, today, cuts.recency)
    frequency = growing_score(_customers.c.orders, cuts.frequency)
    money = money_score(_customers.c.net_minor, _customers.c.currency, cuts.money)
    return (
        _column("days_away", N_("Days since the last order"), Kind.INTEGER, cast(days, Integer)),
        _column("r", N_("R (days)"), Kind.INTEGER, _of_buyers(recency)),
        _column("f", N_("F (orders)"), Kind.INTEGER, _of_buyers(frequency)),
        _column("m", N_("M (money)"), Kind.INTEGER, _of_buyers(money)),
    )


def _of_buyers(score: ColumnElement[Any]) -> ColumnElement[Any]:
    """A score of those who bought; the others have none."""
    return case((_customers.c.orders > 0, score))


_COLUMNS = (
    _column("id", N_("Customer no."), Kind.ID),
    _column("name", N_("Customer"), Kind.TEXT, func.coalesce(_cards.c.name, _customers.c.name)),
    _column("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
    _column("evidence", N_("Known by"), Kind.CODE),
    _column("phone_tail", N_("Phone ends in"), Kind.ID),
    _column("province", N_("Province"), Kind.TEXT),
    _column("city", N_("City"), Kind.TEXT),
    _column("orders", N_("Orders"), Kind.INTEGER, total=True),
    _column("pieces", N_("Pieces"), Kind.INTEGER, total=True),
    _column("paid", N_("Paid"), Kind.MONEY, _customers.c.paid_minor, total=True),
    _column("refunded", N_("Refunded"), Kind.MONEY, _customers.c.refunded_minor, total=True),
    _column("net", N_("Net of refunds"), Kind.MONEY, _customers.c.net_minor, total=True),
    _column("currency", N_("Currency"), Kind.CODE),
    _column("first_on", N_("First order"), Kind.DATE),
    _column("last_on", N_("Last order"), Kind.DATE),
    _column("typical_days", N_("Usual days between orders"), Kind.INTEGER),
    _column("other_orders", N_("Other orders"), Kind.INTEGER),
    _column("foreign_orders", N_("Orders in other currencies"), Kind.INTEGER),
    _column("members", N_("Buyers joined"), Kind.INTEGER),
    _column("tags", N_("Tags"), Kind.TEXT, _cards.c.tags),
    _column("birthday", N_("Birthday"), Kind.TEXT, _cards.c.birthday),
    _column("member_since", N_("Member since"), Kind.DATE, _cards.c.member_since),
    _column("blacklist", N_("On the blacklist because"), Kind.TEXT, _cards.c.blacklist_reason),
    _column("note", N_("Note"), Kind.TEXT, _cards.c.note),
)
