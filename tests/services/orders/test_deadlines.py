"""What is late or at risk now, and how orders of some days went against their deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models.enums.orders import OrderStatus, Platform, RefundStatus
from services import clock
from services.channels.commands import add as add_channel
from services.orders import commands, entering
from services.orders.deadlines import Fate, at_risk, due_in
from services.orders.entering import LineDraft, OrderDraft
from services.orders.promises import set_ship_hours
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from tests.services.importing.applying import apply, table

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture
def channel(shop: Shop) -> int:
    clock.set_source(lambda: NOON)
    made = int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)
    shop.run(set_ship_hours, made, 10)
    return made


def order(shop: Shop, channel: int, number: str, *, hours_ago: int) -> int:
    clock.set_source(lambda: NOON - timedelta(hours=hours_ago))
    made = int(shop.run(entering.add, OrderDraft(channel, (LineDraft("Candle", 2),), external_no=number)).value)
    clock.set_source(lambda: NOON)
    return made


def test_late_and_near_orders_are_at_risk_the_latest_first(shop: Shop, channel: int) -> None:
    order(shop, channel, "today", hours_ago=3)
    late = order(shop, channel, "late", hours_ago=11)
    order(shop, channel, "soon", hours_ago=8)
    shop.run(commands.hold, [late])
    shop.run(commands.set_refund, [order(shop, channel, "paid back", hours_ago=12)], RefundStatus.REFUNDED)
    found = shop.ask(at_risk)
    assert [(row.order_no, row.fate, row.minutes) for row in found] == [
        ("late", Fate.LATE, -60),
        ("soon", Fate.SOON, 120),
        ("today", Fate.TODAY, 420),
    ]
    assert found[0].hold_code == "manual"
    assert found[0].is_own


def test_a_period_tells_what_left_in_time_and_what_did_not(shop: Shop, channel: int) -> None:
    in_time, late = order(shop, channel, "in time", hours_ago=9), order(shop, channel, "too late", hours_ago=11)
    order(shop, channel, "waits", hours_ago=1)
    closed = order(shop, channel, "closed", hours_ago=2)
    shop.run(commands.set_status, [in_time, late], OrderStatus.SHIPPED)
    shop.run(commands.set_status, [closed], OrderStatus.CLOSED)
    found = [(row.order_no, row.fate, row.minutes) for row in shop.ask(due_in, DAY, DAY)]
    assert found == [("too late", Fate.SENT_LATE, -60), ("in time", Fate.IN_TIME, 60), ("waits", Fate.TODAY, 540)]
    assert shop.ask(due_in, DAY + timedelta(days=1), None) == ()
    assert len(shop.ask(due_in, None, DAY)) == 3


def test_the_report_answers_for_now_and_for_days(shop: Shop, channel: int) -> None:
    late = order(shop, channel, "late", hours_ago=11)
    (row,) = shop.ask(read_report, "deadlines").rows
    assert (row["order_no"], row["state"], row["minutes_left"]) == ("late", "late", -60)
    assert row["deliver_by"] == "2026-11-21T11:00:00+08:00"
    shop.run(commands.set_status, [late], OrderStatus.SHIPPED)
    assert shop.ask(read_report, "deadlines").rows == ()
    assert [row["state"] for row in shop.ask(read_report, "deadlines", Asked(DAY, DAY)).rows] == ["sent_late"]


STATEMENT = ("Account", "Time", "Direction", "Amount", "Kind", "Order no.", "Record no.")


def test_a_fine_on_a_statement_is_shown_with_the_order_it_is_for(shop: Shop, channel: int, tmp_path: Path) -> None:
    late = order(shop, channel, "LATE-0001", hours_ago=11)
    order(shop, channel, "TIME-0001", hours_ago=3)
    shop.run(commands.set_status, [late], OrderStatus.SHIPPED)
    rows = [
        ("Wallet", "2026-11-21 18:00:00", "Out", "5.00", "延迟发货赔付", "LATE-0001", "T1"),
        ("Wallet", "2026-11-21 18:10:00", "Out", "3.00", "延迟发货赔付", "LATE-0001", "T2"),
        ("Wallet", "2026-11-21 19:00:00", "In", "3.00", "延迟发货赔付 退回", "LATE-0001", "T3"),
        ("Wallet", "2026-11-21 19:00:00", "Out", "2.00", "技术服务费", "TIME-0001", "T4"),
    ]
    apply(shop, table(tmp_path / "wallet.csv", STATEMENT, *rows))
    found = {row.order_no: row.penalty_minor for row in shop.ask(due_in, DAY, DAY)}
    assert found == {"LATE-0001": 500, "TIME-0001": None}
    listed = {row["order_no"]: row["penalty"] for row in shop.ask(read_report, "deadlines", Asked(DAY, DAY)).rows}
    assert listed == {"LATE-0001": "5.00", "TIME-0001": None}
