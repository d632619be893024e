"""The Returns and Reports sections: what stands there, where it leads, and files that hold the same."""

from __future__ import annotations

import csv
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import set_waybill
from services.aftersales.matching_lists import RETURNS
from services.aftersales.opening import open_case
from services.aftersales.paying import pay
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft, add
from services.reports.registry import REPORTS
from services.round_trip.records import export_cases
from services.types import CaseKind, OrderStatus, Platform, TableRequest
from tests.ui.imports.window import Desk
from tests.ui.sure import of, there
from ui.desk.desk import ReturnsDesk
from ui.dialogs.overlay import open_overlay
from ui.pages.aftersales.page import AfterSalesPage
from ui.pages.aftersales.reports_section import NAMES
from ui.widgets.empty_state import EmptyState


@pytest.fixture
def case(desk: Desk) -> int:
    """A return on its way, refunded already."""
    channel = desk.run(add_channel, "Camellia", Platform.TAOBAO).value
    line = LineDraft("Mug", 1, code="MUG", price_minor=2_900)
    order = desk.run(add, OrderDraft(channel, (line,), status=OrderStatus.SHIPPED)).value
    found = int(desk.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, order, reason="Broken")).value)
    desk.run(set_waybill, found, "YTO", "YT9876543210123")
    desk.run(pay, found, 2_900)
    return found


def test_parcels_on_their_way_stand_in_the_list_and_a_scan_opens_the_desk(desk: Desk, case: int) -> None:
    section = desk.page("after-sales").show_section("returns")
    desk.wait(lambda: section.table.model.summary is not None and section.table.model.summary.count == 1)
    section.table.open(TableRequest(view="came"))
    desk.wait(lambda: section.table.model.summary is not None and section.table.model.summary.count == 0)
    assert of(AfterSalesPage, desk.window.page("after-sales")).take_scan("YT9876543210123")
    found = open_overlay(desk.window)
    assert isinstance(found, ReturnsDesk)
    desk.wait(lambda: found.parcel is not None and found.parcel.case_id == case)


def test_the_parcels_on_screen_are_exported(desk: Desk, case: int, tmp_path: Path) -> None:
    out = tmp_path / "returns.csv"
    write = partial(export_cases, query=RETURNS)
    assert desk.ask(lambda connection: write(connection, out, request=TableRequest(view="coming"))) == 1
    assert desk.ask(lambda connection: write(connection, out, request=TableRequest(view="came"))) == 0
    assert case == 1


def is_shown(section: Any, report: str) -> bool:
    """Whether the section has a report whole: its numbers and how they are worked out."""
    return (
        section.name == report
        and section.found is not None
        and section.formula.text() != ""
        and section.found.columns == REPORTS[report].columns
    )


def test_every_report_is_shown_and_says_how_it_is_worked_out(desk: Desk, case: int) -> None:
    section = desk.page("after-sales").show_section("reports")
    for name in NAMES:
        section.opened(report=name)
        desk.wait(partial(is_shown, section, name))
    assert case == 1


def test_a_report_without_a_row_leads_to_more_days_and_to_the_import(desk: Desk) -> None:
    section: Any = desk.page("after-sales").show_section("reports")
    desk.wait(lambda: section.found is not None)
    more, files = there(section.card.findChild(EmptyState)).buttons
    assert files.text() == "Import files"
    more.click()
    desk.wait(lambda: desk.link.is_quiet() and [one.text() for one in section._inside.buttons] == ["Import files"])
    assert section.asked().first == section.asked().last - timedelta(days=364)
    section._inside.buttons[0].click()
    desk.wait(lambda: (page := desk.window.page("import")) is not None and page.isVisible())


def test_a_report_is_written_as_it_stands_there(desk: Desk, case: int, tmp_path: Path) -> None:
    section: Any = desk.page("after-sales").show_section("reports", report="aftersales-reasons")
    desk.wait(lambda: section.found is not None and len(section.found.rows) == 1)
    model = section.table.list
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert "Broken" in shown
    assert "29.00" in shown
    out = tmp_path / "reasons.csv"
    section.export_to(out)
    desk.wait(out.exists)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + 1
    assert rows[1][0] == "Broken"
    assert case == 1
