"""Rules of categories: her own list, what a new one would change in past transactions, and the writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true, type_coerce
from sqlalchemy.types import BigInteger

from models.entities import Entity
from models.enums.money import SortedBy
from models.finance import Account, CategoryRule, Transaction
from services import settings, text
from services.books.chart import ChartAccount, categories
from services.errors import Invalid
from services.finance.queries import AccountView, accounts
from services.finance.sorting import SEARCHED, Rule
from services.formatting import money
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.table_query import like_pattern, stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_rules = CategoryRule.table()
_transactions = Transaction.table()
_accounts = Account.table()
_FIELDS = (
    "category", "words", "counterparty", "kind_text", "account_id", "direction", "least_minor", "most_minor",
    "takes_order", "id",
)  # fmt: skip
_SHOWN = 200
BROAD_PERCENT = 50
"""A rule that catches a larger share of all transactions than this is warned about."""


@dataclass(frozen=True, slots=True)
class Change:
    """A past transaction a rule would sort anew: where it is now (None: nowhere). Amounts are in minor units."""

    id: int
    happened_on: str
    account: str
    counterparty: str | None
    kind_text: str | None
    subject: str | None
    amount_minor: int
    currency: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule would do to what is here already.

    `caught` of all `total` transactions fulfil it, `hers` of them stay because she sorted them herself, `same` are
    in the category already, and `changes` shows the first of those `changing`.
    """

    caught: int
    total: int
    hers: int
    same: int
    changing: int
    changes: tuple[Change, ...]
    catches_all: bool

    @property
    def is_broad(self) -> bool:
        """Whether it catches more than half of everything."""
        return self.caught * 100 > self.total * BROAD_PERCENT


@dataclass(frozen=True, slots=True)
class RuleChoices:
    """What a rule can be made of: categories, accounts in use, the currency its amounts are typed in."""

    categories: tuple[ChartAccount, ...]
    accounts: tuple[AccountView, ...]
    currency: str


def rule_choices(connection: Connection) -> RuleChoices:
    """What the form of a rule offers."""
    currency = settings.read(connection, settings.CURRENCY)
    return RuleChoices(categories(connection), accounts(connection, archived=False), currency)


def rules(connection: Connection, *, archived: bool = False) -> tuple[Rule, ...]:
    """Her rules in the order they are tried."""
    statement = select(*(_rules.c[name] for name in _FIELDS)).order_by(_rules.c.position, _rules.c.id)
    if not archived:
        statement = statement.where(_rules.c.is_archived.is_(False))
    return tuple(Rule(**row) for row in connection.execute(statement).mappings())


@dataclass(frozen=True, slots=True)
class RuleList:
    """Her rules with what their codes are called: categories by code, accounts by id."""

    rules: tuple[Rule, ...]
    categories: Mapping[str, str]
    accounts: Mapping[int, str]
    currency: str


def rule_list(connection: Connection) -> RuleList:
    """The rules in use, in the order they are tried."""
    return RuleList(
        rules(connection),
        {one.code: one.name for one in categories(connection, archived=True)},
        {one.id: one.name for one in accounts(connection)},
        settings.read(connection, settings.CURRENCY),
    )


def condition_of(rule: Rule) -> ColumnElement[bool]:
    """The rule as a condition on the table of transactions: true for exactly what `Rule.catches` says."""
    c = _transactions.c
    size = func.abs(type_coerce(c.amount_minor, BigInteger()))
    parts: list[ColumnElement[bool]] = [true()]
    if rule.account_id is not None:
        parts.append(c.account_id == rule.account_id)
    if rule.direction is not None:
        parts.append(c.direction == rule.direction)
    if rule.kind_text is not None:
        parts.append(c.kind_text == rule.kind_text)
    if rule.least_minor is not None:
        parts.append(size >= rule.least_minor)
    if rule.most_minor is not None:
        parts.append(size <= rule.most_minor)
    if rule.counterparty is not None:
        parts.append(c.counterparty.like(like_pattern(rule.counterparty), escape="\\"))
    if rule.words is not None:
        parts.append(or_(*(c[name].like(like_pattern(rule.words), escape="\\") for name in SEARCHED)))
    return and_(*parts)


def effect_of(connection: Connection, rule: Rule) -> Effect:
    """What the rule would change in past transactions, before it is saved."""
    condition, c = condition_of(rule), _transactions.c
    is_hers = and_(c.sorted_by.is_not(None), c.sorted_by == SortedBy.HER)
    is_same = and_(or_(c.sorted_by.is_(None), c.sorted_by != SortedBy.HER), c.category == rule.category)
    total = _count(connection, true())
    caught = _count(connection, condition)
    hers, same = _count(connection, and_(condition, is_hers)), _count(connection, and_(condition, is_same))
    found = stored_rows(connection, _changing(rule).limit(_SHOWN))
    changes = tuple(Change(*row) for row in found)
    return Effect(caught, total, hers, same, caught - hers - same, changes, bool(total) and caught == total)


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(_transactions).where(condition)
    return int(connection.execute(statement).scalar_one())


def _changing(rule: Rule, columns: Sequence[Any] = ()) -> Select[Any]:
    """The transactions a rule would move, newest first."""
    c = _transactions.c
    shown = columns or (
        c.id, c.happened_on, _accounts.c.name, c.counterparty, c.kind_text, c.subject, c.amount_minor, c.currency,
        c.category,
    )  # fmt: skip
    return (
        select(*shown)
        .join_from(_transactions, _accounts, _accounts.c.id == c.account_id)
        .where(
            condition_of(rule),
            or_(c.sorted_by.is_(None), c.sorted_by != SortedBy.HER),
            or_(c.category.is_(None), c.category != rule.category),
        )
        .order_by(c.happened_at.desc(), c.id.desc())
    )


@command("finance.add_rule", NN_("Add a rule and sort {count} transaction", "Add a rule and sort {count} transactions"))
def add_rule(uow: UnitOfWork, rule: Rule, *, apply_to_past: bool = False, first: bool = True) -> int:
    """Keep a new rule, before all others (`first`) or behind them; with `apply_to_past` sort what is here by it.

    What she sorted herself stays. Returns the rule's id.
    """
    clean = _checked(uow.connection, rule)
    positions = [row.position for row in uow.all(select(CategoryRule))]
    position = min(positions, default=1) - 1 if first else max(positions, default=-1) + 1
    row = CategoryRule(position=position, is_archived=False, **_values(clean))
    uow.add(row)
    uow.flush()
    moved = _apply(uow, replace(clean, id=row.id)) if apply_to_past else 0
    uow.describe(count=moved)
    return row.id


@command("finance.change_rule", N_("Change a rule of categories"))
def change_rule(uow: UnitOfWork, rule_id: int, rule: Rule, *, apply_to_past: bool = False) -> int:
    """Change what a rule catches or where it sorts; what it sorted before stays. Returns how many were sorted."""
    row = uow.get(CategoryRule, rule_id)
    clean = _checked(uow.connection, rule)
    for name, value in _values(clean).items():
        setattr(row, name, value)
    uow.flush()
    return _apply(uow, replace(clean, id=rule_id)) if apply_to_past else 0


@command("finance.archive_rule", N_("Put a rule of categories away"))
def archive_rule(uow: UnitOfWork, rule_id: int) -> None:
    """Let a rule sort nothing any more; what it sorted stays."""
    uow.get(CategoryRule, rule_id).is_archived = True


@command("finance.order_rules", N_("Arrange the rules of categories"))
def order_rules(uow: UnitOfWork, rule_ids: Sequence[int]) -> None:
    """Try these rules first and in this order."""
    for position, row in enumerate(uow.get_many(CategoryRule, rule_ids)):
        row.position = position


def _values(rule: Rule) -> Mapping[str, Any]:
    return {name: getattr(rule, name) for name in _FIELDS if name != "id"}


def _checked(connection: Connection, rule: Rule) -> Rule:
    """The rule without white space around its texts; `Invalid` where it cannot be meant."""
    clean = replace(
        rule,
        words=text.clean(rule.words),
        counterparty=text.clean(rule.counterparty),
        kind_text=text.clean(rule.kind_text),
    )
    require_category(connection, clean.category)
    if clean.is_empty:
        reason = message(N_("without any condition it would catch every transaction"))
        raise Invalid(field=message(N_("Rule")), value="", reason=reason)
    currency = settings.read(connection, settings.CURRENCY)
    for name, label in (("least_minor", N_("At least")), ("most_minor", N_("At most"))):
        value = getattr(clean, name)
        if value is not None and value < 0:
            reason = message(N_("it must not be negative"))
            raise Invalid(field=message(label), value=money(value, currency), reason=reason)
    if None not in (clean.least_minor, clean.most_minor) and (clean.least_minor or 0) > (clean.most_minor or 0):
        reason = message(N_("it is less than the least amount"))
        raise Invalid(field=message(N_("At most")), value=money(clean.most_minor, currency), reason=reason)
    return clean


def require_category(connection: Connection, code: str) -> None:
    """`Invalid` for a code that transactions cannot be put under."""
    if code not in {one.code for one in categories(connection)}:
        reason = message(N_("there is no such category"))
        raise Invalid(field=message(N_("Category")), value=code, reason=reason)


def _apply(uow: UnitOfWork, rule: Rule) -> int:
    """Sort the past by one rule; returns how many changed."""
    uow.flush()
    ids = [row[0] for row in stored_rows(uow.connection, _changing(rule, (_transactions.c.id,)))]
    values = {"category": rule.category, "sorted_by": str(SortedBy.RULE), "rule_id": rule.id}
    return uow.set_columns(Entity.TRANSACTION, ids, values)
