"""What Today counts, and which step it proposes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from services import clock, settings
from services.about import sqlite_has_wal_bug, versions
from services.channels.commands import add as add_channel
from services.fulfilment.commands import log_print
from services.orders.commands import hold, set_refund, set_tracking
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.set_up import file_name_for, set_up
from services.shop import Shop
from services.today.queries import NextStep, today, waiting
from services.types import Platform, PrintKind, RefundStatus

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> None:
    clock.set_source(lambda: NOON)


def order(shop: Shop, channel: int, number: str, paid: int = 1_000, lines: int = 1) -> int:
    items = tuple(LineDraft(title="Candle", quantity=1, price_minor=paid) for _line in range(lines))
    return int(
        shop.run(add_order, OrderDraft(channel_id=channel, lines=items, external_no=number, paid_minor=paid)).value
    )


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Own", Platform.OTHER).value)


def test_an_empty_shop_asks_for_the_first_import(shop: Shop) -> None:
    found = shop.ask(today)
    assert not found.has_orders
    assert found.next_step is NextStep.IMPORT
    assert found.sold_on(found.day).orders == 0


def test_sales_of_today_and_yesterday_are_told_apart(shop: Shop, channel: int) -> None:
    clock.set_source(lambda: NOON - timedelta(days=1))
    order(shop, channel, "A1", 2_500)
    clock.set_source(lambda: NOON)
    order(shop, channel, "A2", 1_000)
    order(shop, channel, "A3", 1_000)
    found = shop.ask(today)
    assert found.sold_on(found.day).paid_minor == 2_000
    assert found.sold_on(found.day - timedelta(days=1)).paid_minor == 2_500
    assert (found.received(0, 7), found.received(7, 14)) == (4_500, 0)
    assert found.oldest_at == NOON - timedelta(days=1)


def test_what_waits_is_counted_once_each(shop: Shop, channel: int) -> None:
    first, second, third = (order(shop, channel, f"A{number}") for number in range(3))
    shop.run(hold, [first])
    shop.run(set_refund, [second], RefundStatus.REQUESTED)
    found = shop.ask(today)
    assert (found.to_ship, found.held, found.refunding) == (1, 1, 1)
    assert (found.unpicked, found.untracked, found.unreported) == (1, 1, 0)
    assert shop.ask(waiting).to_ship == 1
    assert third


@pytest.mark.without_undo_check("the print log ends what can be undone")
def test_the_next_step_walks_through_the_morning(shop: Shop, channel: int) -> None:
    number = order(shop, channel, "A1")
    assert shop.ask(today).next_step is NextStep.LINK
    with_sku = shop.ask(today)
    assert with_sku.unlinked == 1
    shop.run(log_print, PrintKind.PICK_LIST, [number], "A4")
    assert shop.ask(today).unpicked == 0
    shop.run(set_tracking, [(number, "SF", "SF123456789")])
    found = shop.ask(today)
    assert (found.untracked, found.unreported) == (0, 1)


def test_a_shop_is_set_up_in_one_step(shop: Shop) -> None:
    shop.run(set_up, " Camellia ", "usd", "Europe/Berlin")
    values = shop.ask(settings.read_all)
    assert [values[key] for key in ("shop.name", "shop.currency", "shop.zone")] == ["Camellia", "USD", "Europe/Berlin"]


@pytest.mark.parametrize(
    ("name", "file"),
    [("Lin's", "Lin's.shop"), ('a/b:c*"', "a-b-c--.shop"), (" .. ", "shop.shop"), ("山茶", "山茶.shop")],
)
def test_a_shop_name_becomes_a_file_name_every_system_takes(name: str, file: str) -> None:
    assert file_name_for(name) == file


def test_the_faulty_sqlite_versions_are_known() -> None:
    assert sqlite_has_wal_bug((3, 40, 1))
    assert sqlite_has_wal_bug((3, 51, 2))
    assert not sqlite_has_wal_bug((3, 51, 3))
    assert not sqlite_has_wal_bug((3, 50, 7))
    assert not sqlite_has_wal_bug((3, 44, 6))
    assert [name for name, _version in versions()][:3] == ["Zhanggui", "Python", "SQLite"]


def test_most_of_what_it_counts_is_not_put_together_anew(shop: Shop) -> None:
    anew: list[object] = []
    asked: list[object] = []

    def look(connection: Connection) -> None:
        def put_together(*_told: object) -> None:
            anew.append(None)

        def asks(*_told: object) -> None:
            asked.append(None)

        heard = {"before_execute": put_together, "before_cursor_execute": asks}
        for name, listener in heard.items():
            event.listen(connection, name, listener)
        try:
            today(connection)
        finally:
            for name, listener in heard.items():
                event.remove(connection, name, listener)

    shop.ask(look)
    assert 0 < len(anew) < len(asked) / 2, (len(anew), len(asked))
