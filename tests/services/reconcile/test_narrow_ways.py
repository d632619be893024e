"""What is asked of some days is looked for by day; left alone, SQLite would walk through all orders of a status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models.imports import ImportFile
from services import clock
from services.books.gaps import unreconciled
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.owing.payouts import expected_payouts
from services.purchasing.demand import sold_per_day
from services.reconcile.choices import asked_line, orders_that_fit
from services.reconcile.duplicates import twins
from services.reconcile.linking import suggestions
from services.reconcile.receivables import channel_money
from services.reconcile.transfers import transfer_pairs
from services.shop import Shop
from services.tax.platforms import ReportDraft, add_report, reported
from tests.services.finance.money import DAY, Row, add_channel, add_money_account, add_order, add_rows
from tests.services.plans import asked, reading, steps

LAST = DAY + timedelta(days=30)
_WIDE = (
    "SCAN orders", "SCAN account_transaction", "ix_orders_views", "ix_orders_kind", "sqlite_autoindex_orders_1",
    "happened_at (account_id=?)",
)  # fmt: skip


@pytest.mark.parametrize(
    "read",
    [
        lambda connection: suggestions(connection, DAY, LAST),
        lambda connection: transfer_pairs(connection, DAY, LAST),
        lambda connection: twins(connection, DAY, LAST),
        lambda connection: channel_money(connection, DAY, LAST),
        lambda connection: expected_payouts(connection, DAY, LAST),
        lambda connection: unreconciled(connection, DAY, LAST),
        lambda connection: sold_per_day(connection, DAY, LAST),
        lambda connection: orders_that_fit(connection, asked_line(connection, 1)),
        reported,
    ],
    ids=["orders", "transfers", "twins", "channels", "payouts", "unreconciled", "sold", "fitting", "reported"],
)
def test_some_days_are_found_by_day(shop: Shop, read: Callable[[Any], object]) -> None:
    taobao = shop.run(add_channel, "Taobao").value
    wallet = shop.run(add_money_account, "Alipay", "alipay_merchant").value
    shop.run(add_order, taobao, "1", 100)
    shop.run(add_rows, wallet, [Row(100)])
    shop.run(add_report, ReportDraft(taobao, date(2026, 4, 1), date(2026, 6, 30), 100))
    with asked() as found:
        shop.ask(read)
    taken = steps(shop, reading(found))
    assert any("orders" in step or "account_transaction" in step for step in taken)
    assert [step for step in taken for wide in _WIDE if wide in step] == []


def test_what_waits_is_walked_through_as_it_came_in_and_what_was_never_sold_is_not_read(shop: Shop) -> None:
    shop.run(add_order, shop.run(add_channel, "Taobao").value, "1", 100)
    with asked() as found:
        shop.ask(expected_payouts, DAY, LAST)
    ways = [" ".join(steps(shop, [one])) for one in reading(found) if "order_money" in one[0]]
    assert sorted("ix_orders_ordered_at (ordered_at>?)" in way for way in ways) == [False, True]
    assert all("COVERING INDEX ix_orders_daily (ordered_on" in way for way in ways)


@command("tests.money_files", N_("Add files"))
def _add_files(uow: UnitOfWork, count: int) -> list[int]:
    rows = [
        ImportFile(
            file_name=f"{number}", sha256=f"{number}", format_id="x", kind="transactions", imported_at=clock.now(),
            row_count=1, new_count=1, updated_count=0, unchanged_count=0, skipped_count=0, rejected_count=0,
            warnings=[],
        )
        for number in range(count)
    ]  # fmt: skip
    uow.add_all(rows)
    uow.flush()
    return [row.id for row in rows]


def test_a_line_of_several_files_is_offered_once_and_nothing_else_of_its_day(shop: Shop) -> None:
    wallet, bank = (shop.run(add_money_account, name).value for name in ("Alipay", "Bank"))
    one, two, three = shop.run(_add_files, 3).value
    same = [Row(100, file_id=number) for number in (one, two, two)]
    other = [Row(100, 1, file_id=three), Row(-100, file_id=three), Row(200, file_id=three), Row(100)]
    lines = shop.run(add_rows, wallet, [*same, *other]).value
    shop.run(add_rows, bank, [Row(100, file_id=three)])
    assert [(found.kept_id, found.twin_id) for found in shop.ask(twins, DAY, LAST)] == [(lines[0], lines[1])]
