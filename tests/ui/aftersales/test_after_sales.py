"""The After-sales page in a window over a real shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.types import TableRequest
from tests.ui.imports.window import FORMATS, Desk
from ui.table.kept import KeptTable

ORDERS = FORMATS / "pinduoduo.orders" / "sample.csv"
CASES = FORMATS / "pinduoduo.aftersales" / "sample.csv"


def shown(desk: Desk, count: int) -> Any:
    """The page, once its table has so many rows."""
    page = desk.page("after-sales").show_section("cases")
    desk.wait(lambda: page.table.model.summary is not None and page.table.model.summary.count == count)
    return page


def test_an_empty_page_offers_to_import(desk: Desk) -> None:
    page = shown(desk, 0)
    desk.wait(lambda: page.table.notice is not None)


def test_imported_cases_stand_in_the_list_by_whom_they_wait_for(desk: Desk) -> None:
    desk.imported(ORDERS, CASES).accept()
    page = shown(desk, 3)  # those that are open stand there first
    desk.wait(lambda: page.overview is not None and page.overview.counts["all"] == 5)
    page.table.open(TableRequest(view="all"))
    shown(desk, 5)
    assert dict(page.table.totals.values()) == {"Asked": "¥155.20", "Refunded": "¥78.00"}
    page.table.open(TableRequest(view="waiting_seller"))
    shown(desk, 1)
    page.table.open(TableRequest(view="finished"))
    shown(desk, 2)


def test_a_case_opens_at_the_right_and_leads_to_its_order(desk: Desk) -> None:
    desk.imported(ORDERS, CASES).accept()
    page = shown(desk, 3)
    page.open_detail(1)
    desk.wait(page.detail.isVisible)
    assert page.detail.shown.external_no == "60000000001"
    page.detail.order_button.click()
    assert desk.asked_orders() == {"search": "260517-607198974342268"}


def test_a_case_whose_order_is_not_known_leads_nowhere(desk: Desk) -> None:
    desk.imported(CASES).accept()
    page = shown(desk, 3)
    page.open_detail(1)
    desk.wait(page.detail.isVisible)
    assert not page.detail.order_button.isVisible()


def test_the_rows_on_screen_are_exported(desk: Desk, tmp_path: Path) -> None:
    desk.imported(CASES).accept()
    page = shown(desk, 3)
    out = tmp_path / "cases.csv"
    page.export_to(TableRequest(view="open"), out)
    desk.wait(out.exists)
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + 3


def test_the_arrangement_of_the_list_is_there_again_the_next_time(desk: Desk) -> None:
    KeptTable("after-sales").keep_table({"density": "roomy", "hidden": []})
    view = shown(desk, 0).table.view
    assert view.density == "roomy"
    assert view.arrangement.is_shown("order_no")
