"""What projections leave out when an order changes makes no difference: whatever changes of it, they verify."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.entities import Entity
from models.enums.money import AccountKind, Flow
from models.enums.orders import Flag, OrderKind, OrderStatus, RefundStatus
from models.finance import Account, Transaction
from models.orders import Order, OrderLine
from services import clock, demo
from services.i18n import N_
from services.kernel.command import command
from services.kernel.projections import LooksAtUpdates
from services.kernel.unit_of_work import UnitOfWork
from services.registry import PROJECTIONS, UNREAD
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening

_orders = Order.table()
LATER = "9999999999"
_ORDERED = select(OrderLine.table().c.sku_id).where(OrderLine.table().c.sku_id.is_not(None)).distinct()
"""What was ever ordered is on the shelf: of these orders none moves anything else (none has a bundle)."""


@command("test.change_order", N_("Test: change an order"))
def change_order(uow: UnitOfWork, order_id: int, values: dict[str, Any]) -> None:
    """Set these fields, sensible or not."""
    order = uow.get(Order, order_id)
    for name, value in values.items():
        setattr(order, name, value)


@command("test.note_money", N_("Test: note money"))
def note_money(uow: UnitOfWork, order_id: int) -> None:
    """A line that names the order, and one that names the number it is given later."""
    order = uow.get(Order, order_id)
    account = Account(name="A", kind=AccountKind.ALIPAY, currency=order.currency, opening_minor=0, is_archived=False)
    uow.add(account)
    now = clock.this_second()
    for number in (order.external_no, LATER):
        line = Transaction(account_id=account.id, natural_key=number, happened_at=now, happened_on=now.date())
        line.direction, line.amount_minor, line.currency = Flow.IN, 700, order.currency
        line.order_no, line.category = number, "order_income"
        uow.add(line)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Shop.open(demo.build(tmp_path, orders=40)) as found:
        skus = found.ask(lambda connection: connection.execute(_ORDERED).scalars().all())
        opened = clock.now() - timedelta(days=1_200)
        found.run(set_opening, [OpeningDraft(sku_id, 100, 5_000, at=opened) for sku_id in skus])
        yield found


def _changes() -> Iterator[dict[str, Any]]:
    for status in OrderStatus:
        yield {"status": status, "shipped_at": clock.this_second()}
    for kind in OrderKind:
        yield {"kind": kind}
    for refund in RefundStatus:
        yield {"refund_status": refund}
    yield {"tracking_no": "SF1000000000001", "courier": "SF Express", "tracking_entered_at": clock.this_second()}
    yield {"paid_minor": 12_345}
    yield {"refunded_minor": 2_345}
    yield {"external_no": LATER}
    yield {"channel_id": 1}
    yield {"channel_id": 2}
    yield {"currency": "USD"}
    yield {"ordered_on": date(2026, 1, 2)}
    yield {"ordered_at": clock.this_second()}
    yield {"buyer": "somebody else", "receiver": "Li", "phone": "13900000001", "phone_tail": "0001"}
    yield {"province": "浙江省", "city": "杭州市", "goods_minor": 1, "discount_minor": 1, "freight_minor": 1}
    yield {"flag": Flag.RED, "hold_code": "manual", "hold_note": "wait", "released_holds": ["stock"]}
    yield {"seller_note": "blue ribbon", "buyer_note": "no chillies", "base": {"courier": None}}


def test_columns_nobody_reads_are_columns_and_each_is_changed_here() -> None:
    changed = {name for values in _changes() for name in values}
    assert UNREAD[Entity.ORDER] - {"version"} <= changed & {column.name for column in _orders.c}


@pytest.mark.exhaustive
def test_whatever_changes_of_an_order_everything_derived_is_right(shop: Shop) -> None:
    rows = shop.ask(lambda c: c.execute(select(_orders.c.id, _orders.c.status).order_by(_orders.c.id)).all())
    sold = next(row.id for row in rows if row.status is OrderStatus.COMPLETED)
    shop.run(note_money, sold)
    for values in _changes():
        shop.run(change_order, sold, values)
        for projection in PROJECTIONS:
            assert shop.ask(projection.verify) == [], f"{projection.name} after {values}"


def test_a_shipped_order_concerns_nobody_who_counts_sales(shop: Shop) -> None:
    image = dict(shop.ask(lambda c: c.execute(select(_orders).limit(1)).mappings().one()))
    paid = image | {"status": "paid", "tracking_no": None, "shipped_at": None}
    shipped = image | {"status": "shipped", "tracking_no": "SF1", "shipped_at": 1}
    quiet = {
        projection.name
        for projection in PROJECTIONS
        if isinstance(projection, LooksAtUpdates) and not list(projection.keys_of_update(Entity.ORDER, paid, shipped))
    }
    assert quiet == {"daily_sales", "order_matches", "customers", "pair_rollup", "buyer_totals"}
