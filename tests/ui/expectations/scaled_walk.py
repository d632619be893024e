"""The walk on an enlarged screen: a program of its own, because Qt takes its scale when it starts.

``python -m tests.ui.expectations.scaled_walk SHOP WIDTH HEIGHT LANGUAGE`` writes one line for every thing that is cut
off, covered or outside what holds it: on every page, with a panel open, and in every dialog the palette leads to.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialog, QWidget

from services import i18n
from tests.ui.expectations import walking
from tests.ui.expectations.walking import House, Place, described, every_place, visible
from ui.dialogs.overlay import Overlay, open_overlay
from ui.pause import Pause
from ui.start.startup import make_application
from ui.table.table_panel import TablePanel
from ui.theme.apply import apply
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.toast import Toast

_FLOATS = (Overlay, Toast, BulkBar, DetailPanel)
"""What is meant to lie over the rest."""
_MOST_PIXELS = 2
_KEPT_OF_PAUSES = 0.1  # as in the other tests (tests/conftest.py): nobody thinks here between two keys
_NOT_PRESSED = ("go.", "edit.", "window.manual", "shop.")
"""Going, undoing, the manual's own window, and closing the shop are no dialogs."""


def main() -> int:
    """Walk, and say what was found."""
    shop, width, height, language = sys.argv[1:]
    Pause.share = _KEPT_OF_PAUSES
    app = make_application([])
    i18n.set_language(language)
    apply(app, "light")
    house = House(app, Path(shop))
    for kind in ("ask_file", "ask_files", "ask_folder", "ask_save"):
        setattr(house.window, kind, _nobody_answers)
    try:
        for line in dict.fromkeys(_found(house, (int(width), int(height)))):
            sys.stdout.write(f"{line}\n")
    finally:
        house.close()
    return 0


def _nobody_answers(*_asked: object) -> None:
    """Files are asked for by the system's own dialog, which is not looked at here."""


def _found(house: House, size: tuple[int, int]) -> Iterator[str]:
    pressed: set[str] = set()
    for place in every_place():
        page = house.go(place, size)
        yield from _told(str(place), house.window)
        yield from _dialogs(house, place, size, pressed)
        house.go(place, size)
        for table in (one for one in page.findChildren(TablePanel) if one.isVisible() and one.model.rowCount()):
            table.view.go_to(0)
            table.view.open_row(0)
            house.settle()
            yield from _told(f"{place} with a row open", house.window)
            yield from _dialogs(house, place, size, pressed)
            break


def _dialogs(house: House, place: Place, size: tuple[int, int], pressed: set[str]) -> Iterator[str]:
    """Every card that an action of this place opens; each action once."""
    window = house.window
    for spec in window.registry.specs():
        if spec.id in pressed or spec.id.startswith(_NOT_PRESSED) or not spec.can_run():
            continue
        pressed.add(spec.id)
        window.registry.trigger(spec.id)
        house.settle()
        shown = open_overlay(window)
        if shown is not None:
            yield from _told(f"{place}, {spec.id}", shown)
        _close_all(window)
        if window.current_page() != place.page:
            house.go(place, size)


def _close_all(window: QWidget) -> None:
    for own in QApplication.topLevelWidgets():
        if isinstance(own, QDialog) and own.isVisible():
            own.reject()
    shown = open_overlay(window)
    while shown is not None:
        shown.close_overlay()
        again = open_overlay(window)
        if again is shown:
            raise AssertionError(f"{described(shown)} does not close")
        shown = again


def _told(where: str, root: QWidget) -> list[str]:
    found = [*walking.clipped(root), *walking.sideways(root), *_outside(root), *_covered(root)]
    return [f"{where}: {one}" for one in found]


def _outside(root: QWidget) -> Iterator[str]:
    """Widgets that reach beyond what holds them, where nothing scrolls."""
    for one in visible(root):
        parent = one.parentWidget()
        around = parent.parentWidget() if parent is not None else None
        if parent is None or one.isWindow() or isinstance(one, _FLOATS) or isinstance(around, QAbstractScrollArea):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(one.geometry()) and not one.geometry().isEmpty():
            yield f"outside: {described(one)}"


def _covered(root: QWidget) -> Iterator[str]:
    """Widgets of one parent that lie over one another though none of them is meant to."""
    for parent in (root, *visible(root)):
        if isinstance(parent, QAbstractScrollArea):
            continue
        children = [one for one in parent.children() if isinstance(one, QWidget) and _stands_beside_others(one)]
        for place, one in enumerate(children):
            for other in children[place + 1 :]:
                if _is_area(one.geometry().intersected(other.geometry())):
                    yield f"over one another: {described(one)} and {described(other)}"


def _stands_beside_others(one: QWidget) -> bool:
    is_painted_over = one.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # a card's round corners
    return one.isVisible() and not one.isWindow() and not isinstance(one, _FLOATS) and not is_painted_over


def _is_area(shared: QRect) -> bool:
    return shared.width() > _MOST_PIXELS and shared.height() > _MOST_PIXELS


if __name__ == "__main__":
    sys.exit(main())
