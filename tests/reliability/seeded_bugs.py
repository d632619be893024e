"""Mistakes a programmer could make, as deeds among the simulator's: each must be found."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from models.orders import Order
from services import settings
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands as orders
from services.shop import Shop
from tests.reliability.simulated_trade import import_orders

_names = itertools.count(1)


def _behind(uow: UnitOfWork, statement: str) -> None:
    """Change rows past the one door: neither the journal nor what is derived hears of it.

    Something is changed through the door too, for a step that changed nothing is rolled back.
    """
    settings.change(uow, settings.SHOP_NAME.key, f"Shop of bug {next(_names)}")
    uow.connection.exec_driver_sql(statement)


@command("test.balance", N_("Test: a balance that is not written"))
def forget_balance(uow: UnitOfWork) -> None:
    """Goods move and the shelf is not told."""
    _behind(uow, "UPDATE stock_move SET quantity = quantity + 1 WHERE id = 1")


@command("test.reservation", N_("Test: a forgotten reservation"))
def forget_reservation(uow: UnitOfWork) -> None:
    """An order waits and nothing is kept for it."""
    _behind(uow, "DELETE FROM stock_reservation")


@command("test.twice", N_("Test: refunded twice"))
def refund_twice(uow: UnitOfWork) -> None:
    """The same money goes back twice."""
    _behind(uow, "UPDATE orders SET refunded_minor = 2 * paid_minor + 1, refund_status = 'none'")


@command("test.total", N_("Test: a total by a rounded share"))
def round_total(uow: UnitOfWork) -> None:
    """What was paid is computed with a fraction and loses it."""
    _behind(uow, "UPDATE orders SET paid_minor = CAST(paid_minor * 0.99 AS INTEGER) WHERE paid_minor > 100")


@command("test.search", N_("Test: a search that is not told"))
def forget_search(uow: UnitOfWork) -> None:
    """A product is named anew and not found by it."""
    _behind(uow, "UPDATE product SET title = title || ' new' WHERE id = 1")


@command("test.amount", N_("Test: an amount the books do not hear of"))
def forget_books(uow: UnitOfWork) -> None:
    """A line of money is corrected and what was posted of it stays."""
    _behind(uow, "UPDATE account_transaction SET amount_minor = 2 * amount_minor")


@command("test.arrived", N_("Test: a purchase that is done too early"))
def arrive_early(uow: UnitOfWork) -> None:
    """A purchase is done before its goods have come."""
    _behind(uow, "UPDATE purchase SET state = 'received' WHERE state IN ('ordered', 'part_received')")


def forget_number(shop: Shop, chance: random.Random) -> Any:
    """An order is not known again by its number: the same file brings it anew."""
    return import_orders(shop, chance, f"G{next(_names)}-")


def commit_inside(shop: Shop, _chance: random.Random) -> Any:
    """One deed in many transactions: what fails half way stays half done."""
    done = None
    for number in range(5):
        for order in shop.ask(_some_orders):
            done = shop.run(orders.set_note, [order], f"step {number}")
    return done


def _some_orders(connection: Connection) -> list[int]:
    return list(connection.execute(select(Order.table().c.id).limit(3)).scalars())


BUGS: dict[str, Callable[[Shop, random.Random], Any]] = {
    "balance not updated": lambda shop, _chance: shop.run(forget_balance),
    "forgotten reservation": lambda shop, _chance: shop.run(forget_reservation),
    "refunded twice": lambda shop, _chance: shop.run(refund_twice),
    "rounded total": lambda shop, _chance: shop.run(round_total),
    "search not told": lambda shop, _chance: shop.run(forget_search),
    "commit inside a loop": commit_inside,
    "books not told": lambda shop, _chance: shop.run(forget_books),
    "purchase done too early": lambda shop, _chance: shop.run(arrive_early),
    "order not known again": forget_number,
}
BUGGY_FILES = {"order not known again": forget_number}
