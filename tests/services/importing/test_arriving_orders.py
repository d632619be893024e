"""What becomes of orders when a file brings them: rules hold them, and the platform's deadline goes before ours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.enums.orders import Platform
from models.orders import Order
from services import settings
from services.channels.commands import add as add_channel
from services.orders.commands import release
from services.orders.promises import set_ship_hours
from services.shop import Shop
from tests.services.importing.applying import apply, table

HEADER = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Ordered at", "Paid at", "Ship by", "Buyer",
          "Phone", "Province", "City", "Address", "Buyer note", "Refund status")  # fmt: skip
PAID = "2026-11-20 12:00:00"


def row(number: str, *, due: str = "", note: str = "", status: str = "To ship", refund: str = "None") -> list[str]:
    return [number, "Shop A", status, "Candle", "1", PAID, PAID, due, "Lin", "13900009591", "浙江省", "杭州市",
            "文三路1号", note, refund]  # fmt: skip


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Shop A", Platform.OTHER).value)


def order(shop: Shop, number: str) -> tuple[str | None, datetime | None, bool | None]:
    statement = select(Order.hold_code, Order.deliver_by, Order.is_own_deadline).where(Order.external_no == number)
    return tuple(shop.ask(lambda connection: connection.execute(statement).one()))  # type: ignore[return-value]


def test_rules_hold_what_a_file_brings_in_the_same_step(shop: Shop, tmp_path: Path) -> None:
    shop.run(settings.change, settings.HOLD_NOTE.key, True)
    apply(
        shop,
        table(
            tmp_path / "a.csv",
            HEADER,
            row("A-1", note="please hurry"),
            row("A-2"),
            row("A-3", status="Shipped", note="x"),
        ),
    )
    assert [order(shop, number)[0] for number in ("A-1", "A-2", "A-3")] == ["note_present", None, None]
    shop.undo()
    shop.redo()
    assert order(shop, "A-1")[0] == "note_present"


def test_what_a_person_released_stays_released_when_the_file_comes_again(shop: Shop, tmp_path: Path) -> None:
    shop.run(settings.change, settings.HOLD_NOTE.key, True)
    apply(shop, table(tmp_path / "a.csv", HEADER, row("A-1", note="please hurry")))
    held = shop.ask(lambda connection: connection.execute(select(Order.id)).scalar_one())
    shop.run(release, [held])
    apply(shop, table(tmp_path / "b.csv", HEADER, row("A-1", note="please hurry, really")))
    assert order(shop, "A-1")[0] is None


def test_a_refund_the_file_brings_holds_and_its_withdrawal_releases(shop: Shop, tmp_path: Path) -> None:
    shop.run(settings.change, settings.HOLD_REFUND.key, True)
    apply(shop, table(tmp_path / "a.csv", HEADER, row("A-1")))
    apply(shop, table(tmp_path / "b.csv", HEADER, row("A-1", refund="Requested")))
    assert order(shop, "A-1")[0] == "refund_asked"
    apply(shop, table(tmp_path / "c.csv", HEADER, row("A-1", refund="None")))
    assert order(shop, "A-1")[0] is None


def test_the_platform_s_deadline_goes_before_the_channel_s_rule(shop: Shop, channel: int, tmp_path: Path) -> None:
    shop.run(set_ship_hours, channel, 24)
    apply(shop, table(tmp_path / "a.csv", HEADER, row("A-1"), row("A-2", due="2026-11-23 12:00:00")))
    assert order(shop, "A-1") == (None, datetime(2026, 11, 21, 4, tzinfo=UTC), True)
    assert order(shop, "A-2") == (None, datetime(2026, 11, 23, 4, tzinfo=UTC), None)
    apply(shop, table(tmp_path / "b.csv", HEADER, row("A-1", due="2026-11-22 12:00:00")))
    assert order(shop, "A-1") == (None, datetime(2026, 11, 22, 4, tzinfo=UTC), None)
    shop.run(set_ship_hours, channel, 48)
    assert order(shop, "A-1")[1] == datetime(2026, 11, 22, 4, tzinfo=UTC)
    apply(shop, table(tmp_path / "c.csv", HEADER, row("A-1")))
    assert order(shop, "A-1")[1] == datetime(2026, 11, 22, 4, tzinfo=UTC)


def test_the_same_file_again_changes_nothing_of_a_deadline_of_ours(shop: Shop, channel: int, tmp_path: Path) -> None:
    shop.run(set_ship_hours, channel, 24)
    file = table(tmp_path / "a.csv", HEADER, row("A-1"))
    apply(shop, file)
    found = apply(shop, file)
    assert found.plan.is_empty
    assert order(shop, "A-1")[2] is True
