"""What moved on an account is kept day by day, follows every line, and is what the lines say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, select, update

from models.rollups import MoneyDay
from services.finance.by_hand import MoneyDraft, add_money, change_money
from services.finance.money_days import sums_of
from services.finance.queries import accounts, finance_overview
from services.integrity import check, rebuild
from services.reconcile.duplicates import leave_out
from services.shop import Shop
from services.types import Flow
from tests.services.finance.money import DAY, Row, add_money_account, add_rows
from tests.services.plans import plan

_days = MoneyDay.table()


def _kept(connection: Connection) -> list[tuple[str, str, int, int, int]]:
    c = _days.c
    columns = select(c.day, c.currency, c.lines, c.in_minor, c.out_minor).order_by(c.account_id, c.day, c.currency)
    return [(row[0].isoformat(), *row[1:]) for row in connection.execute(columns)]


def test_lines_are_added_up_by_day_and_currency(shop: Shop) -> None:
    account = shop.run(add_money_account, "Wallet").value
    rows = [Row(500), Row(-200), Row(70, currency="USD"), Row(900, day=1), Row(40, day=1, direction=Flow.NEUTRAL)]
    shop.run(add_rows, account, rows)
    assert shop.ask(_kept) == [
        ("2026-05-01", "CNY", 2, 500, 200), ("2026-05-01", "USD", 1, 70, 0), ("2026-05-02", "CNY", 2, 900, 0)
    ]  # fmt: skip
    (found,) = shop.ask(accounts)
    assert (found.count, found.in_minor, found.out_minor, found.balance_minor) == (5, 1_400, 200, 1_200)
    assert (found.first_on, found.last_on) == (DAY, date(2026, 5, 2))
    counts = shop.ask(finance_overview).counts
    assert [counts[view] for view in ("all", "in", "out", "neutral")] == [5, 3, 1, 1]
    shop.undo()
    assert shop.ask(_kept) == []
    assert shop.ask(accounts)[0].count == 0


def test_a_line_that_moves_to_another_day_or_counts_no_more_takes_its_money_along(shop: Shop) -> None:
    account = shop.run(add_money_account, "Wallet").value
    draft = MoneyDraft(account, DAY, Flow.OUT, 300, "Tape", "packing")
    line = shop.run(add_money, draft).value
    shop.run(change_money, line, replace(draft, on=date(2026, 5, 3), amount_minor=400))
    assert shop.ask(_kept) == [("2026-05-03", "CNY", 1, 0, 400)]
    again = shop.run(add_rows, account, [Row(-400, day=2)]).value[0]
    assert shop.ask(_kept) == [("2026-05-03", "CNY", 2, 0, 800)]
    shop.run(leave_out, [(line, again)])
    assert shop.ask(_kept) == [("2026-05-03", "CNY", 2, 0, 400)]


@pytest.mark.without_undo_check("what is derived is damaged on purpose")
def test_a_wrong_day_is_found_by_check_and_mended(shop: Shop) -> None:
    account = shop.run(add_money_account, "Wallet").value
    shop.run(add_rows, account, [Row(500)])
    writer = shop._database.writer
    assert writer is not None
    with writer.begin() as connection:
        connection.execute(update(_days).values(in_minor=1))
    assert [one.code for one in shop.ask(check)] == ["projection.money_days"]
    shop.run(rebuild)
    assert shop.ask(check) == ()


def test_a_day_of_one_account_is_found_by_the_day(shop: Shop) -> None:
    found = shop.ask(plan, sums_of(1, [DAY]))
    assert any("ix_account_transaction_happened_on (happened_on=?)" in step for step in found)
