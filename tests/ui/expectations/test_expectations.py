"""What people expect of every page: names for screen readers, Tab everywhere, no cut words, whatever the language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from tests.examples import is_quick
from tests.ui.expectations import walking
from tests.ui.expectations.walking import House, Place, every_place
from ui.actions import portable, shown_keys
from ui.table.table_panel import TablePanel
from ui.widgets.detail_panel import DetailPanel

PLACES = pytest.mark.parametrize("place", every_place(), ids=str)
_FIRST_OF_PAGES = {place.page: place for place in reversed(every_place())}.values()
"""The place a page begins with: in a quick run it stands for the page's others."""
FIRST_PLACES = pytest.mark.parametrize(
    "place",
    [one if one in _FIRST_OF_PAGES else pytest.param(one, marks=pytest.mark.exhaustive) for one in every_place()],
    ids=str,
)


@FIRST_PLACES
def test_a_page_is_named_reached_by_tab_and_read_whole(house: House, place: Place) -> None:
    page = house.go(place)
    assert walking.nameless(house.window) == []
    assert cut(house) == []
    house.activate()
    passed = walking.walk_by_tab(house.window)
    assert walking.out_of_reach(house.window, passed) == []
    on_page = [one for one in passed if page.isAncestorOf(one)]
    assert on_page
    assert walking.out_of_order(page, on_page) == []
    assert set(walking.walk_by_tab(house.window, Qt.Key.Key_Backtab)) == set(passed)


@pytest.mark.parametrize("page", ["orders", "products", "customers"])
def test_a_panel_beside_a_list_is_read_from_its_head_to_its_foot(house: House, page: str) -> None:
    shown = house.go(Place(page))
    next(one for one in shown.findChildren(TablePanel) if one.isVisible()).view.open_row(0)
    house.settle()
    house.activate()
    passed = [one for one in walking.walk_by_tab(house.window) if shown.isAncestorOf(one)]
    assert any(panel.isAncestorOf(one) for panel in shown.findChildren(DetailPanel) for one in passed)
    assert walking.out_of_order(shown, passed) == []


@FIRST_PLACES
@pytest.mark.parametrize("size", [(1200, 680), (911, 512)], ids=["smallest", "1366x768 enlarged by half"])
def test_nothing_is_cut_in_the_smallest_window(house: House, place: Place, size: tuple[int, int]) -> None:
    house.go(place, size)
    assert cut(house) == []


@pytest.mark.exhaustive
@PLACES
def test_a_longer_language_has_room(long_house: House, place: Place) -> None:
    long_house.go(place, (1200, 680))
    assert cut(long_house) == []


def cut(house: House) -> list[str]:
    """Everything that does not fit at the place that is on screen."""
    window = house.window
    return [*walking.clipped(window), *walking.sideways(window), *walking.overlapping(window)]


# --- menus --------------------------------------------------------------------------------------------

WITH_ROW_MENU = [Place("inventory", one) for one in ("stock", "purchases", "suppliers", "moves")] + [
    Place("growth", "actions")
]


@pytest.mark.parametrize("place", WITH_ROW_MENU, ids=str)
def test_a_row_has_a_menu_that_opens_its_details(house: House, place: Place) -> None:
    page = house.go(place)
    house.activate()
    (view,) = [one.view for one in page.findChildren(TablePanel) if one.isVisible()]
    view.go_to(0)
    view.menu_requested.emit(view.mapToGlobal(view.rect().center()))
    (menu,) = [one for one in page.findChildren(QMenu) if one.isVisible()]
    first = menu.actions()[0]
    assert first.text()
    assert not first.icon().isNull()
    first.trigger()
    menu.close()
    house.settle()


# --- keys ---------------------------------------------------------------------------------------------


def test_the_keys_of_every_page_are_its_own_and_stand_on_its_sheet(
    house: House, request: pytest.FixtureRequest
) -> None:
    for place in _FIRST_OF_PAGES if is_quick(request.config) else every_place():
        house.go(place)
        listed = {keys for _group, rows in house.window.registry.sheet() for _words, keys in rows}
        for spec in house.window.registry.specs():
            if spec.shortcuts:
                assert "  ".join(shown_keys(keys) for keys in spec.shortcuts) in listed, spec.id
    taken: dict[tuple[str, str], str] = {}
    for spec in house.window.registry.every_spec():  # there are those of every page by now
        for keys in spec.shortcuts:
            for scope in (spec.scope, ""):
                holder = taken.get((scope, portable(keys)))
                assert holder in (None, spec.id), f"{holder} and {spec.id} both want {keys}"
            taken[spec.scope, portable(keys)] = spec.id
    everywhere = {keys for scope, keys in taken if not scope}
    assert not {(scope, keys) for scope, keys in taken if scope and keys in everywhere}


def test_the_keys_of_the_design_do_what_it_says(house: House) -> None:
    house.go(Place("orders"))
    found = {portable(keys) for spec in house.window.registry.specs() for keys in spec.shortcuts}
    wanted = (
        "Ctrl+K", "Ctrl+F", "Ctrl+1", "Ctrl+9", "Ctrl+N", "Ctrl+I", "Ctrl+E", "Ctrl+P", "Ctrl+Z", "Ctrl+Shift+Z",
        "Ctrl+,", "F1", "F5",
    )  # fmt: skip
    assert [keys for keys in wanted if portable(keys) not in found] == []
