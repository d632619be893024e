"""Writes: rules hold orders and let them go, inside other commands and when she asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from models.enums.orders import OrderStatus
from models.orders import Order
from services.i18n import NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.hold_rules import HoldRule, Reasons, open_orders, reasons, rules_of

_orders = Order.table()
RULE_CODES = frozenset(str(rule) for rule in HoldRule)


@dataclass(frozen=True, slots=True)
class Judged:
    """How many orders the rules held and let go."""

    held: int = 0
    released: int = 0


@command("orders.check_holds", NN_("Check {count} open order by the rules", "Check {count} open orders by the rules"))
def check_open(uow: UnitOfWork) -> Judged:
    """Hold every open order a rule says so of, and release those whose cause is gone."""
    rows = open_orders(uow.connection)
    uow.describe(count=len(rows))
    return judge(uow)


def judge(uow: UnitOfWork, only: Iterable[int] | None = None) -> Judged:
    """Let the rules look at all open orders, or at `only` these. For commands that bring or change orders.

    What a person held stays held, and what a person released is not held by the same rule again.
    """
    uow.flush()
    rules = rules_of(uow.connection)
    rows = open_orders(uow.connection, only)
    if not rules.on:
        rows = [row for row in rows if row.hold_code in RULE_CODES]
    if not rows:
        return Judged()
    found = reasons(uow.connection, rules, rows, are_all=only is None)
    wanted: dict[int, tuple[str | None, str | None]] = {}
    held = released = 0
    for row in rows:
        if row.hold_code is not None and row.hold_code not in RULE_CODES:
            continue
        code, note = _first(found[row.id], row.released_holds or ())
        if (code, note) != (row.hold_code, row.hold_note):
            wanted[row.id] = (code, note)
            held += code is not None and row.hold_code is None
            released += code is None
    for order in uow.get_many(Order, wanted):
        order.hold_code, order.hold_note = wanted[order.id]
    return Judged(held, released)


def reconsider(uow: UnitOfWork, *causes: HoldRule) -> None:
    """Let the rules look at all open orders again where one is held for such a cause: it may be gone now.

    For commands after which there are more goods, other costs or fewer orders. Where nothing waits, nothing is read.
    """
    codes = [str(cause) for cause in causes or HoldRule]
    open_ones = [OrderStatus.UNPAID, OrderStatus.PAID]
    uow.flush()
    waiting = select(_orders.c.id).where(_orders.c.status.in_(open_ones), _orders.c.hold_code.in_(codes)).limit(1)
    if uow.connection.execute(waiting).first() is not None:
        judge(uow)


def forget_rules(uow: UnitOfWork, orders: Iterable[Order]) -> None:
    """Remember every rule that speaks against these orders now: a person decided to send them all the same."""
    found = {order.id: order for order in orders}
    rows = open_orders(uow.connection, found)
    said = reasons(uow.connection, rules_of(uow.connection), rows, are_all=False)
    for order in found.values():
        codes = {str(rule) for rule in said.get(order.id, ())} | set(order.released_holds or ())
        if order.hold_code in RULE_CODES:
            codes.add(str(order.hold_code))
        if codes != set(order.released_holds or ()):
            order.released_holds = sorted(codes)


def _first(found: Reasons, released: Iterable[str]) -> tuple[str | None, str | None]:
    done = frozenset(released)
    for rule in HoldRule:
        if rule in found and rule not in done:
            return str(rule), found[rule] or None
    return None, None
