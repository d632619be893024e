"""The Profit section: by channel and day, by either date, beside another period, down to the orders, and written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services import clock
from services.profit.ads import AdShare
from services.profit.facts import Basis
from services.profit.groups import By
from tests.services.books.trading import DAY, stocked, trader
from tests.ui.imports.window import Desk


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    clock.set_source(lambda: datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


class _Running:
    """A shop whose commands go through the window's link."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def run(self, command: Any, *args: Any, **kwargs: Any) -> Any:
        return self._desk.run(command, *args, **kwargs)


@pytest.fixture
def section(desk: Desk) -> Any:
    """The section of a shop that sold three cups in two channels."""
    found = trader(_Running(desk))  # type: ignore[arg-type]
    stocked(found)
    for channel, paid in ((found.taobao, 5_000), (found.taobao, 1_000), (found.pinduoduo, 3_000)):
        found.sold(DAY, paid=paid, channel=channel)
    shown = desk.page("finance").show_section("profit")
    desk.wait(lambda: shown.found is not None and len(shown.found.rows) == 2)
    return shown


def test_the_rows_add_up_and_lead_to_their_orders(desk: Desk, section: Any) -> None:
    rows = section.table.list.rows
    assert [(row.label, row.profit_minor) for row in rows] == [
        ("Tea", 6_000 - 2 * 1_234), ("Cups", 3_000 - 1_234), ("Together", 9_000 - 3 * 1_234),
    ]  # fmt: skip
    section.show_row(rows[0])
    desk.wait(lambda: section.panel.isVisible() and len(section.panel.orders.list.rows) == 2)
    first = section.panel.orders.list.rows[0]
    section.panel.orders.opened.emit(first)
    assert desk.asked_orders() == {"search": first.label}


def test_another_grouping_date_order_and_share_are_chosen(desk: Desk, section: Any) -> None:
    section.tabs.set_current(str(By.DAY))
    section.tabs.changed.emit(str(By.DAY))
    desk.wait(lambda: section.found.asked.by is By.DAY and len(section.found.rows) == 1)
    section.basis.setCurrentIndex(section.basis.findData(Basis.SETTLED))
    section.basis.activated.emit(section.basis.currentIndex())
    desk.wait(lambda: section.stack.currentWidget() is section.empty)
    section.basis.setCurrentIndex(section.basis.findData(Basis.ORDERED))
    section.against.setCurrentIndex(1)
    section.against.activated.emit(1)
    desk.wait(lambda: section.found.asked.against is not None and bool(section.found.rows))
    assert section.found.total.before_minor == 0
    section.share.setCurrentIndex(section.share.findData(AdShare.SALES))
    section.choose_share()
    desk.wait(lambda: section.found.share is AdShare.SALES)
    desk.undo()
    desk.wait(lambda: section.found.share is AdShare.TERMS)


def test_it_is_written_as_a_workbook_and_on_paper(desk: Desk, section: Any, tmp_path: Path) -> None:
    for name in ("profit.xlsx", "profit.pdf", "profit.csv"):
        out = tmp_path / name
        section.export_to(out)
        desk.wait(partial(lambda out: out.exists() and any(out.name in one for one in desk.shown()), out))
    assert (tmp_path / "profit.pdf").read_bytes().startswith(b"%PDF")
