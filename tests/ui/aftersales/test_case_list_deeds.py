"""The list of cases: what is done with several at once, and the menu of one row."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from services.aftersales.matching_lists import return_counts
from services.types import CaseKind, CaseState, TableRequest
from tests.ui.aftersales.counter import Counter
from tests.ui.imports.window import Desk


def two_cases(desk: Desk) -> tuple[Counter, int, int]:
    """A counter with two open cases in its list."""
    counter = Counter(desk)
    first, second = counter.opened(CaseKind.COMPENSATION), counter.opened(CaseKind.COMPENSATION)
    desk.wait(lambda: counter.section.table.model.rowCount() == 2)
    return counter, first, second


def test_ticked_cases_are_closed_together_and_opened_again_by_one_undo(desk: Desk) -> None:
    counter, first, second = two_cases(desk)
    table, bulk = counter.section.table, counter.section.list_deeds.bulk
    table.view.toggle_all()
    desk.wait(bulk.isVisible)
    assert bulk.label.text() == "2 cases chosen"
    counter.section.list_deeds.do("close")
    desk.wait(lambda: table.model.rowCount() == 0)
    assert (counter.state(first), counter.state(second)) == (CaseState.DONE, CaseState.DONE)
    desk.wait(lambda: not bulk.isVisible())
    desk.undo()
    assert CaseState.DONE not in (counter.state(first), counter.state(second))


def test_without_ticks_the_case_at_the_right_is_meant(desk: Desk) -> None:
    counter, first, second = two_cases(desk)
    counter.section.list_deeds.do("withdraw")
    desk.wait(lambda: counter.state(second) is CaseState.WITHDRAWN)
    assert counter.state(first) is not CaseState.WITHDRAWN


def test_the_menu_of_a_row_offers_what_suits_its_state(desk: Desk) -> None:
    counter, _first, _second = two_cases(desk)
    table, deeds = counter.section.table, counter.section.list_deeds

    def words() -> list[str]:
        deeds.menu = None
        desk.wait(lambda: table.model.row_id(0) is not None)
        table.view.go_to(0)
        table.view.menu_requested.emit(QPoint(20, 20))
        desk.wait(lambda: deeds.menu is not None)
        found = [action.text() for action in deeds.menu.actions() if action.text()]
        deeds.menu.close()
        return found

    offered = words()
    assert {"Show the order", "Reply…", "Close the case", "It was withdrawn"} <= set(offered)
    assert "Open it again" not in offered
    table.view.toggle_all()
    deeds.do("close")
    desk.wait(lambda: table.model.rowCount() == 0)
    table.open(TableRequest(view="finished"))
    desk.wait(lambda: table.model.rowCount() == 2)
    offered = words()
    assert "Open it again" in offered
    assert "Close the case" not in offered


def test_the_views_of_returned_parcels_say_how_many_they_hold(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.RETURN_AND_REFUND)
    desk.page("after-sales").show_section("returns")
    counts = desk.ask(return_counts)
    assert (counts["expected"], counts["coming"], counts["all"]) == (1, 0, 1)
