"""Money, purchases, months and imported files, as deeds of the simulator; and what must hold of them beside `check`."""

from __future__ import annotations

import csv
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from models.enums.goods import LandedBasis, PurchaseState
from models.enums.money import AccountKind, Flow
from models.finance import Transaction
from models.orders import Order
from models.purchasing import Purchase, PurchaseLine, ReceiptLine
from models.stock import StockMove
from services import clock
from services.books.closing import close_month, reopen_month
from services.finance import by_hand
from services.finance.by_hand import MoneyDraft, MoveDraft
from services.finance.categorising import PartDraft, categorise, split
from services.finance.commands import AccountDraft, add_account
from services.importing import commands as imports
from services.importing.read_request import ReadRequest
from services.importing.staged import StagedFile
from services.importing.worker import read_here
from services.purchasing import commands as purchases
from services.purchasing import rules as purchase_rules
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.reconcile.linking import belong_to_none, forget_links, link_order
from services.reconcile.transfers import part_transfer
from services.shop import Shop

Deed = Callable[[Shop, random.Random], Any]
_ACCOUNTS = 2
_SKUS = 4
_CATEGORIES = ("rent", "packing", "ads", "other_income", "sales")
_FOLLOWS_ITS_PIECES = (PurchaseState.ORDERED, PurchaseState.PART_RECEIVED, PurchaseState.RECEIVED)
_HEADER = ("Order no.", "Channel", "Order status", "Item", "Code", "Quantity", "Price", "Ordered at", "Paid at", "Paid")
_STATES = ("Unpaid", "To ship", "Shipped", "Completed", "Closed")


def lay_out(shop: Shop) -> None:
    """The accounts and the supplier the deeds are about."""
    for number in range(1, _ACCOUNTS + 1):
        shop.run(add_account, AccountDraft(f"Account {number}", AccountKind.BANK, opening_minor=1_000 * number))
    shop.run(add_supplier, SupplierDraft("Wick & Sons"))


# --- money --------------------------------------------------------------------------------------------------


def _enter_money(shop: Shop, chance: random.Random) -> Any:
    draft = MoneyDraft(
        chance.randint(1, _ACCOUNTS), _day(chance), chance.choice(list(Flow)), chance.randint(1, 99_999),
        f"line {chance.randint(1, 9)}", chance.choice((None, *_CATEGORIES)),
    )  # fmt: skip
    return shop.run(by_hand.add_money, draft)


def _move_money(shop: Shop, chance: random.Random) -> Any:
    return shop.run(by_hand.move_money, MoveDraft(1, 2, _day(chance), chance.randint(1, 99_999)))


def _split_money(shop: Shop, chance: random.Random) -> Any:
    line = _some(shop, Transaction.table(), chance)[0]
    amount = shop.ask(_amount_of, line)
    part = chance.randint(1, max(1, abs(amount) - 1)) * (1 if amount > 0 else -1)
    parts = [PartDraft(chance.choice(_CATEGORIES), one) for one in (part, amount - part)]
    return shop.run(split, line, parts)


def _amount_of(connection: Connection, line: int) -> int:
    lines = Transaction.table()
    return connection.execute(select(lines.c.amount_minor).where(lines.c.id == line)).scalar() or 2


def _on_lines(function: Callable[..., Any], *more: Callable[[random.Random], object]) -> Deed:
    """A command that takes a list of transactions and what `more` draws."""
    return lambda shop, chance: shop.run(
        function, _some(shop, Transaction.table(), chance), *(draw(chance) for draw in more)
    )


def _say_its_order(shop: Shop, chance: random.Random) -> Any:
    return shop.run(link_order, _some(shop, Transaction.table(), chance), _some(shop, Order.table(), chance)[0])


# --- purchases ----------------------------------------------------------------------------------------------


def _write_purchase(shop: Shop, chance: random.Random) -> Any:
    lines = tuple(
        PurchaseLineDraft(chance.randint(1, 9), sku_id=sku, price_minor=chance.randint(1, 999))
        for sku in chance.sample(range(1, _SKUS + 1), chance.randint(1, 3))
    )
    return shop.run(purchases.add, PurchaseDraft(1, lines, freight_minor=chance.choice((0, 0, 701))))


def _on_purchases(function: Callable[..., Any]) -> Deed:
    return lambda shop, chance: shop.run(function, _some(shop, Purchase.table(), chance))


def _on_a_purchase(function: Callable[..., Any]) -> Deed:
    return lambda shop, chance: shop.run(function, _some(shop, Purchase.table(), chance)[0])


def _set_costs(shop: Shop, chance: random.Random) -> Any:
    return shop.run(
        purchases.set_costs, _some(shop, Purchase.table(), chance)[0], freight_minor=chance.randint(0, 999),
        duty_minor=chance.choice((0, 33)), other_minor=chance.choice((0, 7)), basis=chance.choice(list(LandedBasis)),
    )  # fmt: skip


def _receive_some(shop: Shop, chance: random.Random) -> Any:
    purchase = _some(shop, Purchase.table(), chance)[0]
    came = [
        ReceiptEntry(line, chance.randint(0, quantity), chance.choice((0, 0, 1)))
        for line, quantity in shop.ask(_lines_of, purchase)
    ]
    return shop.run(receive, purchase, came, over_reason=chance.choice((None, "a gift")))


def _lines_of(connection: Connection, purchase: int) -> list[tuple[int, int]]:
    lines = PurchaseLine.table()
    statement = select(lines.c.id, lines.c.quantity).where(lines.c.purchase_id == purchase).order_by(lines.c.id)
    return [tuple(row) for row in connection.execute(statement)]


def _states_follow_their_pieces(connection: Connection) -> Iterator[str]:
    """An ordered purchase says what of it has come."""
    bought, lines, came = (one.table() for one in (Purchase, PurchaseLine, ReceiptLine))
    ordered: dict[int, dict[int, int]] = defaultdict(dict)
    for row in connection.execute(select(lines)):
        ordered[row.purchase_id][row.id] = row.quantity
    arrived: dict[int, Counter[int]] = defaultdict(Counter)
    for row in connection.execute(select(came, lines.c.purchase_id).join(lines, lines.c.id == came.c.purchase_line_id)):
        arrived[row.purchase_id][row.purchase_line_id] += row.good + row.defective
    for row in connection.execute(select(bought).where(bought.c.state.in_(_FOLLOWS_ITS_PIECES))):
        wanted = purchase_rules.state_for(ordered[row.id], arrived[row.id])
        if row.state != wanted:
            yield f"purchase {row.id} is {row.state} and its pieces say {wanted}"


def _what_came_is_on_the_shelf(connection: Connection) -> Iterator[str]:
    """The good pieces of a receipt moved onto a shelf, as many as it says."""
    came, moves = ReceiptLine.table(), StockMove.table()
    joined = select(came.c.id, came.c.good, moves.c.quantity).outerjoin(moves, moves.c.id == came.c.good_move_id)
    for row in connection.execute(joined):
        if row.good != (row.quantity or 0):
            yield f"line {row.id} of a receipt says {row.good} pieces came and {row.quantity} moved"


# --- months -------------------------------------------------------------------------------------------------


def _close_month(shop: Shop, chance: random.Random) -> Any:
    return shop.run(close_month, f"{_day(chance):%Y-%m}")


def _reopen_month(shop: Shop, chance: random.Random) -> Any:
    return shop.run(reopen_month, f"{_day(chance):%Y-%m}", "a bill came late")


def _day(chance: random.Random) -> date:
    return clock.now().date() - timedelta(days=chance.randint(0, 90))


# --- files --------------------------------------------------------------------------------------------------


def import_orders(shop: Shop, chance: random.Random, prefix: str = "F") -> Any:
    """A small file of orders: new ones, such as came before and have moved on, and such as are as they were."""
    rows = []
    for number in sorted(chance.sample(range(1, 13), chance.randint(1, 4))):
        ordered = f"{clock.now().date() - timedelta(days=5 * number):%Y-%m-%d} 10:00:00"
        state, price = chance.choice(_STATES), f"{chance.randint(1, 3)}.90"
        paid = ("", "") if state == "Unpaid" else (ordered, price)
        for sku in range(1, 1 + number % 3 + 1):
            rows.append((f"{prefix}{number}", "Stall", state, f"Candle {sku}", f"S{sku}", "1", price, ordered, *paid))
    with tempfile.TemporaryDirectory() as folder:
        return shop.run(imports.apply, [_staged(Path(folder), rows)])


def _staged(folder: Path, rows: Sequence[Sequence[str]]) -> StagedFile:
    path, scratch = folder / "orders.csv", folder / "scratch.db"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEADER, *rows])
    read_here(ReadRequest(path, scratch), lambda _done, _total: None)
    return StagedFile.opened(scratch)


# --- all of them --------------------------------------------------------------------------------------------


def _some(shop: Shop, table: Table, chance: random.Random) -> list[int]:
    """One or two rows of a table; where there are none, a number nobody has."""
    ids = shop.ask(lambda connection: list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars()))
    return sorted(chance.sample(ids, min(len(ids), chance.choice((1, 1, 2))))) or [1]


def held(connection: Connection) -> list[str]:
    """What does not hold, though `check` says nothing of it."""
    return [*_states_follow_their_pieces(connection), *_what_came_is_on_the_shelf(connection)]


FILES: dict[str, Deed] = {"import orders": import_orders}
"""Deeds that do nothing when they are done once more."""

DEEDS: dict[str, Deed] = {
    "enter money": _enter_money,
    "move money": _move_money,
    "sort money": _on_lines(categorise, lambda chance: chance.choice((None, *_CATEGORIES))),
    "split money": _split_money,
    "delete money": _on_lines(by_hand.delete_money),
    "part a transfer": lambda shop, chance: shop.run(part_transfer, _some(shop, Transaction.table(), chance)[0]),
    "say its order": _say_its_order,
    "say it has no order": _on_lines(belong_to_none),
    "let its number decide": _on_lines(forget_links),
    "write a purchase": _write_purchase,
    "order goods": _on_purchases(purchases.order),
    "receive a purchase": _receive_some,
    "set its costs": _set_costs,
    "close it short": _on_a_purchase(purchases.close_short),
    "reopen it": _on_a_purchase(purchases.reopen),
    "cancel it": _on_purchases(purchases.cancel),
    "take it back": _on_purchases(purchases.take_back),
    "delete it": _on_purchases(purchases.delete),
    "close a month": _close_month,
    "reopen a month": _reopen_month,
    **FILES,
}
