"""Orders of people, written as an import writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.columns import to_epoch_ms
from models.entities import Entity
from models.orders import Order
from services import text
from services.channels.commands import add as add_channel
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.types import Platform

DAY = date(2026, 3, 1)


@command("tests.buy", N_("Test: buy"))
def buy(uow: UnitOfWork, rows: list[dict[str, Any]]) -> list[int]:
    """Orders with one line each; `title`, `code` and `pieces` describe it, `day` is its number from `DAY` on."""
    orders, lines = [], []
    for number, row in enumerate(rows):
        facts = dict(row)
        line = {name: facts.pop(name, None) for name in ("title", "code", "pieces")}
        orders.append(_stored(facts, number))
        lines.append(line)
    ids = uow.bulk_insert(Entity.ORDER, orders)
    uow.bulk_insert(Entity.ORDER_LINE, [_line(order, line) for order, line in zip(ids, lines, strict=True)])
    return list(ids)


def _stored(facts: dict[str, Any], number: int) -> dict[str, Any]:
    day = facts.pop("day", 0)
    at = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC) + timedelta(days=day, seconds=number)
    plain: dict[str, Any] = {
        "external_no": f"N{number:05d}", "status": "paid", "refund_status": "none", "flag": "none", "currency": "CNY",
        "paid_minor": 1000, "ordered_at": to_epoch_ms(at), "ordered_on": (DAY + timedelta(days=day)).isoformat(),
        "is_damaged_no": 0, "phone_tail": text.tail(facts.get("phone")),
    }  # fmt: skip
    return plain | facts


def _line(order_id: int, line: dict[str, Any]) -> dict[str, Any]:
    code = line["code"] or "MUG"
    return {
        "order_id": order_id, "position": 1, "title": line["title"] or "Mug", "code": code, "code_key": text.key(code),
        "quantity": line["pieces"] or 1, "is_closed": 0, "refund_status": "none",
    }  # fmt: skip


def channels(shop: Shop) -> tuple[int, int]:
    """Two channels."""
    first = shop.run(add_channel, "Taobao A", Platform.TAOBAO).value
    return int(first), int(shop.run(add_channel, "Pinduoduo B", Platform.PINDUODUO).value)


def bought(shop: Shop, *rows: dict[str, Any]) -> list[int]:
    """Let people buy; numbers follow one another over the whole shop."""
    start = shop.ask(_free_number)
    numbered = [{"external_no": f"N{start + place:05d}"} | row for place, row in enumerate(rows)]
    return list(shop.run(buy, numbered).value)


def _free_number(connection: Any) -> int:
    """Beyond the number of orders there are, and beyond the highest one: others may have been deleted."""
    numbers = list(connection.execute(select(Order.table().c.external_no)).scalars())
    taken = (int(one[1:]) + 1 for one in numbers if one[:1] == "N" and one[1:].isdecimal())
    return max((len(numbers), *taken))
