"""Postings of money accounts: their opening balances, and their transactions by day and category."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)

from models.channels import Channel
from models.enums.money import Flow, PostingSource
from models.enums.orders import Platform
from models.finance import Account, Transaction, TransactionLink, TransactionPart
from models.orders import Order
from models.reconcile import TransactionEcho
from services.books.chart import UNCATEGORISED
from services.books.legs import Legs
from services.books.rules import (
    OF_RECEIVABLE,
    OPENING_DAY,
    PLATFORM_OF_PROVIDER,
    TAOBAO_MERCHANT_NO,
    money,
    receivable,
)
from services.finance.counting import TAKEN, counts, is_explained
from services.kernel.chunks import sorted_chunks

_accounts = Account.table()
_t = Transaction.table()
_parts = TransactionPart.table()
_links = TransactionLink.table()
_orders = Order.table()
_channels = Channel.table()
_echoes = TransactionEcho.table()
_told = _t.alias("told")
_list = _accounts.alias("list_account")

Day = tuple[int, date]
"""(money account, day)."""
COUNTS: ColumnElement[bool] = and_(_t.c.direction != Flow.NEUTRAL, counts())
"""Transactions that move money: neutral ones and those told of twice do not."""
_IS_SPLIT = select(_parts.c.id).where(_parts.c.transaction_id == _t.c.id).exists()

_linked = _orders.alias("linked_order")
_named = _orders.alias("named_order")
_platform_of_link = (
    select(_channels.c.platform)
    .join_from(_links, _linked, _linked.c.id == _links.c.order_id)
    .join(_channels, _channels.c.id == _linked.c.channel_id)
    .where(_links.c.transaction_id == _t.c.id)
    .scalar_subquery()
)
_platform_of_number = (
    select(_channels.c.platform)
    .join_from(_named, _channels, _channels.c.id == _named.c.channel_id)
    .where(_named.c.external_no == _t.c.order_no)
    .order_by(_named.c.id)
    .limit(1)
    .scalar_subquery()
)
_BY_ORDER = func.coalesce(
    _platform_of_link,
    _platform_of_number,
    case((_t.c.merchant_no.startswith(TAOBAO_MERCHANT_NO), str(Platform.TAOBAO)), else_=str(Platform.OTHER)),
)


def of_platform(category: Any, accounts: FromClause = _accounts) -> ColumnElement[Any]:
    """The platform a transaction of this category is about: its account's, else its order's; empty for others."""
    by_provider = [(accounts.c.provider == provider, str(name)) for provider, name in PLATFORM_OF_PROVIDER.items()]
    return case((category.in_(OF_RECEIVABLE), case(*by_provider, else_=_BY_ORDER)), else_="")


def post_openings(connection: Connection, legs: Legs, account_ids: Collection[int] | None = None) -> None:
    """What accounts began with."""
    statement = select(_accounts.c.id, _accounts.c.opening_minor, _accounts.c.currency)
    if account_ids is not None:
        statement = statement.where(_accounts.c.id.in_(account_ids))
    for account_id, opening, currency in connection.execute(statement):
        about = (PostingSource.OPENING, account_id, OPENING_DAY)
        home = _first_home(legs, opening, currency)
        legs.pair(about, (money(account_id), "opening"), opening, currency, home_minor=home)


def _first_home(legs: Legs, amount: int, currency: str) -> int | None:
    """What was there before every rate is worth what the first rate says."""
    days = legs.rates.days.get(currency)
    return None if not days else legs.rates.home_minor(amount, currency, days[0])


def post_transactions(connection: Connection, legs: Legs, days: Collection[Day] | None = None) -> None:
    """Transactions of these accounts and days, by category."""
    has_lists = connection.execute(select(_echoes.c.transaction_id).limit(1)).first() is not None
    for condition in _conditions(days):
        statements = [_split(condition)]
        statements += (
            [_whole(and_(condition, ~is_explained())), _explained(condition)] if has_lists else [_whole(condition)]
        )
        for statement in statements:
            for row in connection.execute(statement):
                _post_sum(legs, row)


def _post_sum(legs: Legs, row: Any) -> None:
    """What moved of one category on one day, and what the platform kept of it before it came."""
    account_id, on, category, platform, currency, amount, count, *kept = row
    about = (PostingSource.TRANSACTION, account_id, on)
    against = receivable(platform) if platform else category or UNCATEGORISED
    legs.pair(about, (money(account_id), against), int(amount), currency, documents=count)
    for expense, taken in zip(TAKEN.values(), kept, strict=True) if platform else ():
        legs.pair(about, (expense, against), -int(taken), currency, documents=count)


def _conditions(days: Collection[Day] | None) -> Iterable[ColumnElement[bool]]:
    if days is None:
        yield true()
        return
    by_account: dict[int, list[date]] = {}
    for account_id, day in days:
        by_account.setdefault(account_id, []).append(day)
    for account_id, of_account in by_account.items():
        for chunk in sorted_chunks(of_account):
            yield and_(_t.c.account_id == account_id, _t.c.happened_on.in_(chunk))


def _whole(condition: ColumnElement[bool]) -> Select[Any]:
    return _grouped(condition, _t.c.category, _t.c.amount_minor, *(_t.c[name] for name in TAKEN)).where(~_IS_SPLIT)


def _split(condition: ColumnElement[bool]) -> Select[Any]:
    statement = _grouped(condition, _parts.c.category, _parts.c.amount_minor, *(literal(0) for _name in TAKEN))
    return statement.join(_parts, _parts.c.transaction_id == _t.c.id)


def _explained(condition: ColumnElement[bool]) -> Select[Any]:
    """Lines of a wallet by what the lines of the list say that explain them."""
    kept = [_told.c[name] for name in TAKEN]
    platform = of_platform(_told.c.category, _list)
    statement = _grouped(condition, _told.c.category, _told.c.amount_minor, *kept, platform=platform)
    joined = statement.join(_echoes, _echoes.c.of_id == _t.c.id).join(_told, _told.c.id == _echoes.c.transaction_id)
    joined = joined.join(_list, _list.c.id == _told.c.account_id)
    return joined.where(~_IS_SPLIT, is_explained())


def _grouped(
    condition: ColumnElement[bool], category: Any, amount: Any, *taken: Any, platform: Any = None
) -> Select[Any]:
    of_account = of_platform(category) if platform is None else platform
    keys = (
        _t.c.account_id, _t.c.happened_on, category.label("category"), of_account.label("platform"), _t.c.currency,
    )  # fmt: skip
    sums = [func.coalesce(func.sum(type_coerce(one, BigInteger())), 0) for one in taken]
    return (
        select(*keys, func.coalesce(func.sum(amount), 0), func.count(), *sums)
        .join_from(_t, _accounts, _accounts.c.id == _t.c.account_id)
        .where(condition, COUNTS)
        .group_by(*keys)
    )


def days_naming(connection: Connection, first: int, last: int) -> list[Day]:
    """The days of transactions whose platform depends on an order with an id from `first` to `last`."""
    if connection.execute(select(_t.c.id).limit(1)).first() is None:
        return []
    by_number = select(_t.c.account_id, _t.c.happened_on).join_from(_orders, _t, _t.c.order_no == _orders.c.external_no)
    by_link = (
        select(_t.c.account_id, _t.c.happened_on)
        .join_from(_orders, _links, _links.c.order_id == _orders.c.id)
        .join(_t, _t.c.id == _links.c.transaction_id)
    )
    wanted = or_(_t.c.category.in_(OF_RECEIVABLE), _IS_SPLIT)
    found: set[Day] = set()
    for statement in (by_number, by_link):
        rows = connection.execute(statement.where(_orders.c.id.between(first, last), wanted).distinct())
        found.update((row[0], row[1]) for row in rows)
    return sorted(found)


def days_with_number(connection: Connection, number: str) -> list[Day]:
    """The days of transactions that name this order number."""
    statement = select(_t.c.account_id, _t.c.happened_on).where(_t.c.order_no == literal(number)).distinct()
    return [(row[0], row[1]) for row in connection.execute(statement)]


def days_of(connection: Connection, condition: ColumnElement[bool]) -> list[Day]:
    """The days of the transactions a condition selects."""
    statement = select(_t.c.account_id, _t.c.happened_on).where(condition).distinct()
    return [(row[0], row[1]) for row in connection.execute(statement)]
