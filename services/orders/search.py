"""What is typed into the search box of the orders, as conditions on them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Select, and_, select, union_all

from models.dialects import sqlite
from models.orders import Order, number_tail
from models.projections import OrderSummary
from services import text
from services.kernel.search import Term, terms
from services.kernel.table_query import like_pattern
from services.kernel.walking import MANY, exceeds
from services.orders import many_numbers

_orders = Order.table()
_summaries = OrderSummary.table()

_NGRAMS = "order_ngrams"


def condition(typed: str) -> ColumnElement[bool] | None:
    """The orders that hold every word; None where nothing was typed.

    A number is looked up as an order number, a tracking number or a phone's last four digits; a word by n-grams.
    Of several whole numbers and nothing else, every order that has one of them is found.
    """
    if listed := many_numbers.numbers_in(typed):
        return many_numbers.condition(listed)
    found = [_term_condition(term) for term in terms(typed)]
    return and_(*found) if found else None


def broad_condition(connection: Connection, typed: str) -> ColumnElement[bool] | None:
    """`condition` for whoever walks the orders in an order of their own and stops early; None where few match.

    Words that very many orders hold are not looked up, which would number all of them first, but compared on the way.
    """
    if many_numbers.numbers_in(typed):
        return None
    found: list[ColumnElement[bool]] = []
    is_broad = False
    for term in terms(typed):
        is_frequent = _is_frequent(connection, term)
        is_broad |= is_frequent
        found.append(_holds(term.plain) if is_frequent else _term_condition(term))
    return and_(*found) if is_broad else None


def _is_frequent(connection: Connection, term: Term) -> bool:
    if term.is_number and len(term.plain) >= 4:
        return False
    expression = text.grams_query(term.plain)
    # One character alone is in nearly every order, and no n-gram.
    return expression is None or exceeds(connection, sqlite.ngram_hits(_NGRAMS, expression), MANY)


def _holds(plain: str) -> ColumnElement[bool]:
    return _summaries.c.search.like(like_pattern(plain), escape="\\")


def _term_condition(term: Term) -> ColumnElement[bool]:
    return _number_condition(term.plain) if term.is_number else _text_condition(term.plain)


def _number_condition(digits: str) -> ColumnElement[bool]:
    # One look-up per index, joined by their ids: asked as one OR, SQLite would read every order instead.
    orders = _orders.alias("numbered")
    low, high = digits, digits + "~"
    choices: list[ColumnElement[bool]] = [
        orders.c.external_no.between(low, high),
        orders.c.tracking_no.between(low, high),
    ]
    if len(digits) == 4:
        choices.append(orders.c.phone_tail == digits)
    if len(digits) >= 4:
        tail = number_tail(orders.c.external_no) == digits[-4:]
        choices.append(and_(tail, orders.c.external_no.like(f"%{digits}")))
    if len(digits) >= 7:
        choices.append(and_(orders.c.phone_tail == digits[-4:], orders.c.phone == digits))
    found = [select(orders.c.id).where(choice) for choice in choices]
    if len(digits) < 4:
        found.append(_text_hits(digits))
    return _orders.c.id.in_(union_all(*found))


def _text_hits(plain: str) -> Select[tuple[int]]:
    """The ids of the orders whose text holds `plain`, without the order table."""
    summaries = _summaries.alias("found")
    holds: ColumnElement[bool] = summaries.c.search.like(like_pattern(plain), escape="\\")
    expression = text.grams_query(plain)
    if expression is not None:
        holds = and_(summaries.c.order_id.in_(sqlite.ngram_hits(_NGRAMS, expression)), holds)
    return select(summaries.c.order_id).where(holds)


def _text_condition(plain: str) -> ColumnElement[bool]:
    expression = text.grams_query(plain)
    if expression is None:
        return _holds(plain)
    hits = _orders.c.id.in_(sqlite.ngram_hits(_NGRAMS, expression))
    # Two characters are one n-gram, so that every hit is a match and no text has to be read again.
    return hits if len(plain) == 2 else and_(hits, _holds(plain))
