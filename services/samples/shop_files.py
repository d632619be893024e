"""Writes what else lies in an owner's folder: a count, suppliers, a purchase, cases and a bill, all invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from services import clock
from services.samples.files import amount, cells_of, skus, write
from services.samples.made import MadeOrder
from services.samples.words import load

_COUNTED_BEFORE = timedelta(days=32)
_ORDERED_BEFORE = timedelta(days=4)
_FEE_PER_MILLE = 6
_FEWEST, _MOST, _SCARCE_EVERY = 16, 56, 7
_BOUGHT, _BOUGHT_PIECES = 6, 40


def write_stock(folder: Path, seed: int) -> Path:
    """A count of everything from before the first order; some goods are nearly gone, and some lie since long before."""
    random, lying = Random(seed), _lying()
    rows = []
    for number, sku in enumerate(skus()):
        counted = random.randint(_FEWEST, _MOST) if number % _SCARCE_EVERY else random.randint(10, 14)
        pieces, before = lying.get(sku["code"], (counted, _COUNTED_BEFORE))
        counted_on = f"{clock.now() - before:%Y-%m-%d}"
        rows.append(_row("stock", sku | {"counted": str(pieces), "counted_on": counted_on}))
    return write(load("files")["stock"], rows, folder)


def _lying() -> dict[str, tuple[int, timedelta]]:
    """By code, the pieces nobody bought, and how long ago they were counted."""
    return {
        variant[0]: (product["pieces"], timedelta(days=product["days"]))
        for product in load("products")["leftover"]
        for variant in product["variants"]
    }


def write_suppliers(folder: Path) -> Path:
    """Whom the goods are bought from."""
    names = ("name", "contact", "phone", "lead_days", "terms")
    rows = [_row("suppliers", dict(zip(names, map(str, one), strict=True))) for one in load("words")["suppliers"]]
    return write(load("files")["suppliers"], rows, folder)


def write_purchases(folder: Path) -> Path:
    """One purchase that is on its way."""
    at = clock.now() - _ORDERED_BEFORE
    common = {
        "number": f"PO{at:%y%m%d}-01",
        "supplier": load("words")["suppliers"][0][0],
        "ordered_at": f"{at:%Y-%m-%d %H:%M:%S}",
        "quantity": str(_BOUGHT_PIECES),
    }
    rows = [_row("purchases", sku | common) for sku in list(skus())[:: len(list(skus())) // _BOUGHT][:_BOUGHT]]
    return write(load("files")["purchases"], rows, folder)


def write_cases(orders: Sequence[MadeOrder], folder: Path) -> Path:
    """After-sales cases of the orders whose money was asked back."""
    words = load("words")
    rows = []
    for number, order in enumerate(order for order in orders if order.state == "refunding"):
        facts = {
            "case_no": f"AS{order.number}",
            "kind": words["case_kinds"][number % len(words["case_kinds"])],
            "state": words["case_states"][number % len(words["case_states"])],
            "reason": words["case_reasons"][number % len(words["case_reasons"])],
            "asked_at": _time(order.ordered_at + timedelta(hours=9)),
        }
        rows.append(_row("cases", cells_of(order) | facts))
    return write(load("files")["cases"], rows, folder)


def write_bill(orders: Sequence[MadeOrder], folder: Path) -> Path:
    """The payment provider's bill: what completed orders brought, and the fee on each."""
    layout = load("files")["bill"]
    return write(layout, list(_bill_rows(layout, orders)), folder)


def _bill_rows(layout: dict[str, Any], orders: Sequence[MadeOrder]) -> Iterator[list[str]]:
    balance = 100_000
    done = [(order.completed_at, order) for order in orders if order.state == "completed" and order.completed_at]
    for number, (at, order) in enumerate(sorted(done, key=lambda one: (one[0], one[1].number)), start=1):
        fee = order.total_minor * _FEE_PER_MILLE // 1_000
        for place, (kind, income, expense) in enumerate(
            ((layout["income"], order.total_minor, 0), (layout["fee"], 0, fee))
        ):
            balance += income - expense
            facts = {
                "serial": f"54600000{number:05d}{place}",
                "at": _time(at),
                "kind": kind,
                "income": amount(income),
                "expense": f"-{amount(expense)}" if expense else amount(0),
                "balance": amount(balance),
            }
            yield _row("bill", cells_of(order) | facts)


def _row(name: str, facts: dict[str, str]) -> list[str]:
    return [pattern.format_map(facts) for _heading, pattern in load("files")[name]["columns"]]


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
