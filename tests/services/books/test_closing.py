"""Closed months: what is refused, what is booked later, and how a month is opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services import clock, settings
from services.books import commands as books
from services.books.checklist import checklist
from services.books.closing import choose_late_changes, close_month, reopen_month
from services.books.commands import EntryDraft, EntryLine
from services.books.errors import MonthNotReady
from services.books.lines import closed_months, corrections, summed
from services.books.months import closing
from services.books.statements import Kind, statement
from services.errors import Invalid, MonthLocked
from services.finance.commands import note_transaction
from services.importing.service import ImportSession
from services.shop import Shop
from tests.services.books.trading import Trader, put_transaction, refund, stocked, trader
from tests.services.importing.making import TAOBAO, csv_file, order_row

MARCH, APRIL = date(2026, 3, 10), date(2026, 4, 5)
ENDS = date(2026, 3, 1), date(2026, 3, 31)
NEXT = date(2026, 4, 1), date(2026, 4, 30)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 10, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


@pytest.fixture
def trade(shop: Shop) -> Trader:
    made = trader(shop)
    stocked(made)
    made.sold(MARCH, paid=10000)
    made.shop.run(put_transaction, made.bank, MARCH, -3000, "rent")
    made.shop.run(put_transaction, made.bank, APRIL, -3100, "rent")
    return made


def rent(trade: Trader, days: tuple[date, date]) -> int:
    """What the books say of rent in these days."""
    return trade.shop.ask(summed, *days).get(("rent", "CNY"), (0, 0))[1]


def test_a_closed_month_refuses_what_would_change_a_figure_of_it(trade: Trader) -> None:
    run = trade.shop.run
    late = run(put_transaction, trade.bank, date(2026, 3, 31), -50, "office").value
    run(close_month, "2026-03")
    with pytest.raises(MonthLocked, match="2026-03 cannot be changed"):
        run(put_transaction, trade.bank, MARCH, -1, "office")
    lines = (EntryLine("rent", 5), EntryLine("office", -5))
    with pytest.raises(MonthLocked):
        run(books.add_entry, EntryDraft(MARCH, "Late", lines))
    with pytest.raises(MonthLocked):
        trade.sold(MARCH, paid=700)
    run(note_transaction, late, "changes no figure")
    run(books.add_entry, EntryDraft(APRIL, "In time", lines))
    trade.sold(APRIL, paid=700)
    assert rent(trade, ENDS) == 3000


def test_undoing_what_a_closed_month_holds_is_refused_too(trade: Trader) -> None:
    lines = (EntryLine("rent", 5), EntryLine("office", -5))
    operation = trade.shop.run(books.add_entry, EntryDraft(MARCH, "Early", lines)).changes.operation_id
    trade.shop.run(close_month, "2026-03")
    with pytest.raises(MonthLocked):
        trade.shop.undo(operation)
    assert rent(trade, ENDS) == 3005


def test_goods_of_a_closed_month_keep_their_value(trade: Trader) -> None:
    trade.shop.run(close_month, "2026-03")
    order = trade.sold(APRIL, pieces=2)
    trade.shop.run(refund, order, 500)
    with pytest.raises(MonthLocked):
        trade.sold(date(2026, 3, 5), paid=None)


def test_where_the_shop_chose_so_a_late_change_is_booked_on_the_first_open_day(trade: Trader) -> None:
    run = trade.shop.run
    run(close_month, "2026-03")
    run(choose_late_changes, settings.BOOK_LATE_CHANGES)
    run(put_transaction, trade.bank, MARCH, -200, "rent")
    assert [rent(trade, days) for days in (ENDS, NEXT)] == [3000, 3300]
    found = {(one.day, one.account): one.home_minor for one in trade.shop.ask(corrections)}
    assert found[date(2026, 4, 1), "rent"] == 200
    run(close_month, "2026-04")
    assert [rent(trade, days) for days in (ENDS, NEXT)] == [3000, 3300]
    run(put_transaction, trade.bank, MARCH, -10, "rent")
    assert [rent(trade, days) for days in (ENDS, NEXT)] == [3000, 3300]
    assert rent(trade, (date(2026, 5, 1), date(2026, 5, 31))) == 10
    assert rent(trade, (date(2026, 1, 1), date(2026, 12, 31))) == 6310


def test_a_late_change_is_no_gain_of_exchange_rates_in_the_cash_flow(trade: Trader) -> None:
    run = trade.shop.run
    run(close_month, "2026-03")
    run(choose_late_changes, settings.BOOK_LATE_CHANGES)
    run(put_transaction, trade.bank, MARCH, -200, "office")
    found = [trade.shop.ask(statement, Kind.CASH_FLOW, *days).rows for days in (ENDS, NEXT)]
    march, april = ({row.account or row.label: row.minor for row in rows if row.minor is not None} for rows in found)
    assert march == {
        "Money at the beginning": 0, "rent": -3000, "office": -200, "Correction of closed months": 200,
        "Money at the end": -3000,
    }  # fmt: skip
    assert april == {
        "Money at the beginning": -3000, "rent": -3100, "Correction of closed months": -200, "Money at the end": -6300,
    }  # fmt: skip


def test_months_are_closed_in_turn_when_they_are_over(trade: Trader) -> None:
    run = trade.shop.run
    for month, reason in (("2026-05", "not over"), ("2027-01", "not over")):
        with pytest.raises(MonthNotReady, match=reason):
            run(close_month, month)
    with pytest.raises(Invalid, match="write it like 2026-03"):
        run(close_month, "March")
    run(close_month, "2026-02")
    with pytest.raises(MonthNotReady, match="2026-03 comes first"):
        run(close_month, "2026-04")
    with pytest.raises(MonthNotReady, match="closed already"):
        run(close_month, "2026-02")


def test_the_first_close_holds_every_month_before_it(trade: Trader) -> None:
    months = {one.month: one for one in trade.shop.ask(closing).months}
    assert months["2026-04"].with_earlier
    assert months["2026-03"].may_close
    trade.shop.run(close_month, "2026-04")
    months = {one.month: one for one in trade.shop.ask(closing).months}
    assert months["2026-03"].closed_at == months["2026-04"].closed_at
    assert months["2026-03"].closed_at is not None
    assert (months["2026-03"].may_open, months["2026-04"].may_open) == (False, True)
    assert not months["2026-05"].with_earlier


def test_a_month_is_opened_again_with_a_reason_that_history_keeps(trade: Trader) -> None:
    run = trade.shop.run
    run(close_month, "2026-03")
    run(close_month, "2026-04")
    with pytest.raises(MonthNotReady, match="2026-04 was closed later"):
        run(reopen_month, "2026-03", "a bill was missing")
    with pytest.raises(Invalid):
        run(reopen_month, "2026-04", "  ")
    label = run(reopen_month, "2026-04", "a bill was missing").changes.label
    assert str(label) == "Open the books of 2026-04 again: a bill was missing"
    assert [month for month, _id in trade.shop.ask(closed_months)] == ["2026-03"]
    assert trade.shop.ask(settings.read, settings.LOCKED_THROUGH) == "2026-03-31"
    run(put_transaction, trade.bank, APRIL, -10, "rent")
    assert rent(trade, NEXT) == 3110


def test_the_checklist_names_what_a_month_lacks(trade: Trader) -> None:
    run = trade.shop.run
    run(put_transaction, trade.bank, MARCH, -99, None)
    run(put_transaction, trade.bank, MARCH, 500, "order_income", "unknown-1")
    found = {check.code: check.count for check in trade.shop.ask(checklist, "2026-03")}
    wanted = {"uncategorised": 1, "unmatched": 1, "unknown_cost": 0, "outside_ledger": 0, "below_zero": 0}
    assert {code: found[code] for code in wanted} == wanted
    assert (found["unreconciled"], found["in_transit"]) == (1, 1)
    assert all(str(check.words) for check in trade.shop.ask(checklist, "2026-03"))


def test_what_a_platform_says_of_a_closed_month_is_taken_in_and_booked_on_the_first_open_day(
    trade: Trader, tmp_path: Path
) -> None:
    trade.shop.run(close_month, "2026-03")
    with ImportSession(trade.shop) as session:
        session.add(csv_file(tmp_path / "late.csv", [TAOBAO, order_row("2603150000000000101")]))
        session.submit_apply().result()
    sales = [trade.shop.ask(summed, *days).get(("sales", "CNY"), (0, 0))[1] for days in (ENDS, NEXT)]
    assert sales == [-10000, -1000]
    trade.shop.undo()
    assert trade.shop.ask(corrections) == ()
