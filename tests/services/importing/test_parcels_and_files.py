"""What a platform's file says of an order that travels in a parcel of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from models.enums.orders import OrderStatus, ParcelState
from models.fulfilment import Parcel
from models.orders import Order, OrderLine
from services.fulfilment import parcels
from services.importing.entry_details import field_changes
from services.importing.service import ImportSession
from services.importing.targets import OrderTarget
from services.integrity import check
from services.shop import Shop
from tests.services.importing.applying import apply, table

HEADER = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Ordered at", "Paid at", "Shipped at", "Buyer",
          "Courier", "Tracking no.")  # fmt: skip
PAID, LEFT = "2026-11-20 12:00:00", "2026-11-21 12:00:00"
NUMBERS = ("A-1", "A-2")


def rows(status: str = "To ship", left: str = "") -> list[list[str]]:
    return [[number, "Shop A", status, "Candle", "3", PAID, PAID, left, "Lin", "", ""] for number in NUMBERS]


@pytest.fixture
def orders(shop: Shop, tmp_path: Path) -> list[int]:
    apply(shop, table(tmp_path / "first.csv", HEADER, *rows()))
    statement = select(Order.id).order_by(Order.external_no)
    return list(shop.ask(lambda connection: connection.execute(statement).scalars().all()))


def statuses(shop: Shop) -> list[OrderStatus]:
    statement = select(Order.status).order_by(Order.external_no)
    return list(shop.ask(lambda connection: connection.execute(statement).scalars().all()))


def states(shop: Shop) -> list[ParcelState]:
    return list(shop.ask(lambda connection: connection.execute(select(Parcel.state).order_by(Parcel.id)).scalars()))


def split(shop: Shop, order_id: int, note: str | None = None) -> tuple[int, int]:
    statement = select(OrderLine.id).where(OrderLine.order_id == order_id)
    line = shop.ask(lambda connection: connection.execute(statement).scalar_one())
    first, rest = shop.run(parcels.split, order_id, {line: 1}, rest_note=note).value
    return first, rest


def test_a_parcel_has_left_when_the_platform_says_so_of_all_its_orders(
    shop: Shop, orders: list[int], tmp_path: Path
) -> None:
    shop.run(parcels.merge, orders)
    apply(shop, table(tmp_path / "a.csv", HEADER, rows("Shipped", LEFT)[0]))
    assert states(shop) == [ParcelState.OPEN]
    apply(shop, table(tmp_path / "b.csv", HEADER, *rows("Shipped", LEFT)))
    assert states(shop) == [ParcelState.SHIPPED]
    assert shop.ask(check) == ()


def test_the_rest_of_a_part_shipped_order_stays_when_the_platform_calls_it_shipped(
    shop: Shop, orders: list[int], tmp_path: Path
) -> None:
    first, rest = split(shop, orders[0])
    shop.run(parcels.ship, [first])
    for name in ("a.csv", "b.csv"):
        apply(shop, table(tmp_path / name, HEADER, *rows("Shipped", LEFT)))
        assert statuses(shop) == [OrderStatus.PAID, OrderStatus.SHIPPED]
        assert states(shop) == [ParcelState.SHIPPED, ParcelState.OPEN]
    shop.run(parcels.ship, [rest])
    assert statuses(shop) == [OrderStatus.SHIPPED] * 2
    assert shop.ask(check) == ()


def test_what_is_kept_back_does_not_leave_by_a_file(shop: Shop, orders: list[int], tmp_path: Path) -> None:
    split(shop, orders[0], "back-ordered")
    apply(shop, table(tmp_path / "a.csv", HEADER, *rows("Shipped", LEFT)))
    assert statuses(shop) == [OrderStatus.PAID, OrderStatus.SHIPPED]
    assert states(shop) == [ParcelState.OPEN] * 2


def test_an_order_the_file_closes_leaves_its_parcel(shop: Shop, orders: list[int], tmp_path: Path) -> None:
    parcel = shop.run(parcels.merge, orders).value
    apply(shop, table(tmp_path / "a.csv", HEADER, rows("Closed")[0]))
    shop.run(parcels.ship, [parcel])
    assert statuses(shop) == [OrderStatus.CLOSED, OrderStatus.SHIPPED]
    assert shop.ask(check) == ()


def test_a_list_of_numbers_gives_them_to_all_that_travel_together(
    shop: Shop, orders: list[int], tmp_path: Path
) -> None:
    shop.run(parcels.merge, orders)
    apply(shop, table(tmp_path / "numbers.csv", ("Order no.", "Courier", "Tracking no."), ("A-1", "ZTO", "ZT12345678")))
    statement = select(Order.tracking_no).union(select(Parcel.tracking_no))
    assert shop.ask(lambda connection: connection.execute(statement).scalars().all()) == ["ZT12345678"]


def test_the_preview_says_that_only_a_part_has_left(shop: Shop, orders: list[int], tmp_path: Path) -> None:
    split(shop, orders[0], note="back-ordered")
    with ImportSession(shop) as session:
        session.add(table(tmp_path / "a.csv", HEADER, *rows("Shipped", LEFT)))
        entries = session.submit_preview().result().view.entries
        said = {
            entry.key: entry.what.described(entry.wording, entry.currency, entry.zone)
            for entry in entries
            if isinstance(entry.what, OrderTarget)
        }
        (changed,) = (entry for entry in entries if entry.key == "A-1")
        assert changed.changes["status"] == ("paid", "part_shipped")
        assert ("Status", "To ship", "Part shipped") in [
            (one.label, one.old, one.new) for one in field_changes(changed)
        ]
    assert "To ship → Part shipped" in said["A-1"]
    assert "Shipped at" not in said["A-1"]
    assert "To ship → Shipped" in said["A-2"]
    apply(shop, table(tmp_path / "b.csv", HEADER, *rows("Shipped", LEFT)))
    assert statuses(shop) == [OrderStatus.PAID, OrderStatus.SHIPPED]
