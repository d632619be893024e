"""A statement of any days against any others, and the audit trail in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services import clock
from services.books.commands import set_rate
from tests.services.books.trading import put_transaction
from tests.services.finance.money import add_money_account
from tests.ui.imports.window import Desk
from tests.ui.sure import sheet_of


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 10, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


def _books(desk: Desk) -> Any:
    bank = desk.run(add_money_account, "Bank").value
    for day, amount in ((date(2026, 1, 20), -100_00), (date(2026, 4, 7), -70_00), (date(2026, 4, 9), -30_00)):
        desk.run(put_transaction, bank, day, amount, "rent")
    section: Any = desk.page("finance").show_section("books")
    desk.wait(lambda: section.found is not None)
    return section


def _choose_own(section: Any, choice: Any, first: str, last: str) -> None:
    choice.setCurrentIndex(choice.count() - 1)
    choice.activated.emit(choice.count() - 1)
    section.days_form.first.setText(first)
    section.days_form.last.setText(last)
    section.days_form.submit()


def test_any_days_are_held_against_any_others_and_each_figure_leads_to_its_lines(desk: Desk) -> None:
    section = _books(desk)
    _choose_own(section, section.period, "2026-04-08", "2026-04-30")
    desk.wait(lambda: section.found.first == date(2026, 4, 8))
    _choose_own(section, section.against, "2026-01-01", "2026-01-31")
    desk.wait(lambda: section.found.against == (date(2026, 1, 1), date(2026, 1, 31)))
    rent = next(one for one in section.found.rows if one.account == "rent")
    assert (rent.minor, rent.before_minor) == (30_00, 100_00)
    section.table.clicked_cell.emit(rent, 1)
    desk.wait(lambda: section.panel.ledger is not None and len(section.panel.lines.list.rows) == 1)
    assert section.panel.lines.list.rows[0].day == date(2026, 4, 9)
    section.table.clicked_cell.emit(rent, 2)
    desk.wait(lambda: section.panel.lines.list.rows[0].day == date(2026, 1, 20))


def test_days_that_end_before_they_begin_are_refused_and_the_last_typed_ones_stay_to_choose(desk: Desk) -> None:
    section = _books(desk)
    count = section.period.count()
    _choose_own(section, section.period, "2026-04-08", "2026-04-01")
    assert section.days_form.rows["last"].problem
    assert section.period.currentIndex() == 0
    section.days_form.last.setText("2026-04-10")
    section.days_form.submit()
    _choose_own(section, section.period, "2026-01-01", "2026-01-31")
    desk.wait(lambda: section.found.first == date(2026, 1, 1))
    assert section.period.count() == count + 1
    section.retranslate()
    assert section.period.currentIndex() == 0


def test_the_audit_trail_is_read_filtered_and_written(desk: Desk, tmp_path: Path) -> None:
    section: Any = desk.page("finance").show_section("audit")
    desk.wait(lambda: section.found is not None)
    assert section.stack.notice is not None
    desk.run(set_rate, "USD", date(2026, 3, 1), 7_000_000)
    desk.run(set_rate, "USD", date(2026, 3, 1), 7_100_000)
    desk.wait(lambda: len(section.table.list.rows) == 1)
    texts = [cell.text for cell in section._cells(section.table.list.rows[0])]
    assert texts[3] == "USD"
    section.tabs.set_current("orders")
    section.read()
    desk.wait(lambda: not section.found.changes)
    section.tabs.set_current("finance")
    section.read()
    desk.wait(lambda: len(section.found.changes) == 1)
    out = tmp_path / "audit.xlsx"
    section.export_to(out)
    desk.wait(out.exists)
    assert sheet_of(out).max_row == 2
