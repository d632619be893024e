"""The walk: every page and section of the real window over a demo shop, and what a person would miss there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from services.set_up import facts
from services.shop import Shop
from tests.prompt_bot import Turns
from ui.pages.aftersales.sections import SECTIONS as AFTER_SALES
from ui.pages.finance.sections import SECTIONS as FINANCE
from ui.pages.growth.sections import SECTIONS as GROWTH
from ui.pages.inventory.sections import SECTIONS as INVENTORY
from ui.pages.registry import PAGES
from ui.pause import Pause
from ui.shop_link import ShopLink
from ui.table.paged_model import PagedModel
from ui.table.table_panel import TablePanel
from ui.window.shop_window import ShopWindow

_SECTIONS = {"inventory": INVENTORY, "after-sales": AFTER_SALES, "finance": FINANCE, "growth": GROWTH}
_LONGEST_WAIT_S = 60.0
_MOST_STEPS = 500
_ORNAMENTS = {"Hairline", "_Disc", "_Corner"}
"""Painted for the eye only: the words beside them are spoken."""


@dataclass(frozen=True, slots=True)
class Place:
    """One thing the window can show: a page, or a section of one."""

    page: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.page}.{self.section}" if self.section else self.page


def every_place() -> list[Place]:
    """All pages in the order of the window, with their sections."""
    places = []
    for spec in PAGES:
        sections = _SECTIONS.get(spec.key)
        places += [Place(spec.key, one.key) for one in sections] if sections else [Place(spec.key)]
    return places


class House:
    """The real window over a shop, walked through from place to place."""

    def __init__(self, app: QApplication, path: Path) -> None:
        self.app = app
        self.shop = Shop.open(path, who="tests")
        found = self.shop.ask(facts)
        self.shop.forbid_thread(threading.get_ident())
        self.link = ShopLink(self.shop, found)
        self.made = ShopWindow(self.link, ())
        self.window = self.made.window
        self.window.show()
        self.activate()
        self.place: Place | None = None

    def go(self, place: Place, size: tuple[int, int] = (1366, 768)) -> QWidget:
        """Show a place at a size and wait for all its data; the page."""
        if self.window.size() != QSize(*size):
            self.window.setMinimumSize(QSize(1, 1))
            self.window.resize(*size)
        self.window.navigate(place.page, **({"section": place.section} if place.section else {}))
        self.place = place
        self.settle()
        page = self.window.page(place.page)
        assert page is not None
        return page

    def activate(self) -> None:
        """Give the window the keyboard."""
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    def settle(self) -> None:
        """Wait until every question was answered and every list shows its first rows, and nobody asks anything more."""
        self.until(self._is_at_rest)
        for _turn in range(3):
            self.app.processEvents()
        self.until(self._is_at_rest)

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window work until something holds."""
        end, turns = time.monotonic() + _LONGEST_WAIT_S, Turns()
        while not holds():
            assert time.monotonic() < end, f"{self.place} never came to rest"
            turns.take()

    def _is_at_rest(self) -> bool:
        if not self.link.is_quiet() or any(pause.isActive() for pause in self.window.findChildren(Pause)):
            return False
        models = [view.model for view in _shown(self.window) if isinstance(view, TablePanel)]
        return all(model.summary is not None and _has_rows(model) for model in models)

    def close(self) -> None:
        """End the window and let go of the shop."""
        self.window.close()
        self.made.close()
        self.made.forget()
        self.app.sendPostedEvents(None, 52)
        closing = threading.Thread(target=self.shop.close)  # the window's thread may not wait for the last backup
        closing.start()
        closing.join()


def _has_rows(model: PagedModel) -> bool:
    return model.rowCount() == 0 or model.row(0) is not None


# --- what is on screen ----------------------------------------------------------------------------


def visible(root: QWidget) -> Iterator[QWidget]:
    """Everything a person can see or scroll to below `root`."""
    return (one for one in _shown(root) if not one.visibleRegion().isNull())


def _shown(root: QWidget) -> Iterator[QWidget]:
    """What is shown below `root`, from the front of the tree on; of pages that are put away not even the first part."""
    for child in root.children():
        if isinstance(child, QWidget) and child.isVisible():
            yield child
            yield from _shown(child)


def _is_ours(widget: QWidget) -> bool:
    return type(widget).__module__.startswith("ui.")


def _paints_itself(widget: QWidget) -> bool:
    return any("paintEvent" in kind.__dict__ for kind in type(widget).__mro__ if kind.__module__.startswith("ui."))


def _is_part_of_qt(widget: QWidget) -> bool:
    """Pieces Qt puts into its own widgets, which are spoken with the whole."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar | QHeaderView) or widget.objectName().startswith("qt_"):
        return True
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def spoken(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def described(widget: QWidget) -> str:
    """A widget in words for a failing test: class, name, and the classes around it."""
    text = spoken(widget) or getattr(widget, "text", str)() or widget.objectName()
    around, chain = widget.parentWidget(), list[str]()
    while around is not None and len(chain) < 3:
        chain.append(type(around).__name__)
        around = around.parentWidget()
    return f"{type(widget).__name__} {text!r} in {' < '.join(chain)}"


def nameless(root: QWidget) -> list[str]:
    """Controls that keys reach, and own-painted widgets that say something, without a name for a screen reader."""
    found = []
    for widget in visible(root):
        if _is_part_of_qt(widget) or isinstance(widget, QLabel) or type(widget).__name__ in _ORNAMENTS:
            continue
        paints = _is_ours(widget) and _paints_itself(widget) and next(_shown(widget), None) is None
        by_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(widget, QScrollArea)
        if (paints or by_keys) and not spoken(widget):
            found.append(described(widget))
    return found


def stops(root: QWidget) -> list[QWidget]:
    """The controls Tab has to reach."""
    return [
        one
        for one in _shown(root)
        if _takes_tab(one) and one.focusProxy() is None and not (isinstance(one, QScrollArea) and any_stop(one))
    ]


def any_stop(area: QWidget) -> bool:
    """Whether a scrolled column holds controls: then Tab goes to them, and the column scrolls along."""
    return any(_takes_tab(one) for one in _shown(area))


def _takes_tab(one: QWidget) -> bool:
    by_tab = one.isEnabled() and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and not _is_part_of_qt(one) and not one.visibleRegion().isNull()


def walk_by_tab(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Who has the keyboard, press by press from the sidebar on, until somebody has it a second time."""
    passed: list[QWidget] = []
    first = next(iter(stops(window)), None)
    if first is not None:
        first.setFocus(Qt.FocusReason.TabFocusReason)
    for _press in range(_MOST_STEPS):
        focused = QApplication.focusWidget()
        if focused is not None and focused in passed:
            return passed
        if focused is not None:
            passed.append(focused)
        QTest.keyClick(focused or window, key)
    names = ", ".join(described(one) for one in passed[-5:])
    raise AssertionError(f"Tab never came back to where it began, lastly at {names}")


def out_of_reach(root: QWidget, passed: Sequence[QWidget]) -> list[str]:
    """Controls of `root` that Tab, which `passed` these, does not come to."""
    wanted = stops(root)
    lost = [one for one in wanted if one not in passed and not _stands_for(one, passed)]
    return [described(one) for one in lost]


def _stands_for(one: QWidget, passed: Iterable[QWidget]) -> bool:
    """A choice of several is one stop; arrow keys go on from there."""
    if not isinstance(one, QAbstractButton):
        return False
    buttons = [other for other in passed if isinstance(other, QAbstractButton)]
    if one.group() is not None:
        return any(other.group() is one.group() for other in buttons)
    together = [other for other in buttons if other.autoExclusive() and other.parentWidget() is one.parentWidget()]
    return one.autoExclusive() and bool(together)


def out_of_order(window: QWidget, passed: Sequence[QWidget]) -> list[str]:
    """Steps of Tab that lead back up within a column, against the order of reading."""
    found = []
    for one, after in pairwise(passed):
        old, new = _in_window(window, one, after), _in_window(window, after, one)
        if new.bottom() <= old.top() and new.left() < old.right():
            found.append(f"back up from {described(one)} to {described(after)}")
    return found


def _in_window(window: QWidget, widget: QWidget, other: QWidget) -> QRect:
    """Where a widget lies, or would lie were nothing scrolled: Tab scrolls to what it reaches.

    What is scrolled lies, for `other` outside of it, where its column does: between what is above and what is below it.
    """
    shown, above = widget, widget.parentWidget()
    corner = QPoint(0, 0)
    while above is not None and above is not window:
        if isinstance(above, QScrollArea):
            if not above.isAncestorOf(other):
                shown, corner = above, QPoint(0, 0)
            else:
                corner += QPoint(above.horizontalScrollBar().value(), above.verticalScrollBar().value())
        above = above.parentWidget()
    return QRect(shown.mapTo(window, QPoint(0, 0)) + corner, shown.size())


# --- room -----------------------------------------------------------------------------------------


def clipped(root: QWidget) -> list[str]:
    """Words that are cut: too little room for them, or a part of their place outside what can be seen."""
    found = []
    for widget in visible(root):
        if _is_part_of_qt(widget):
            continue
        if isinstance(widget, QLabel):
            found += _cut_label(widget)
        elif isinstance(widget, QPushButton) or (_is_ours(widget) and isinstance(widget, QAbstractButton)):
            hint = widget.sizeHint()
            if widget.width() < hint.width() and widget.toolTip() == "":
                found.append(f"narrow {widget.width()} < {hint.width()}: {described(widget)}")
        if _is_ours(widget) and isinstance(widget, QLabel | QAbstractButton) and _hangs_out(widget):
            found.append(f"outside: {described(widget)}")
    return found


def _cut_label(label: QLabel) -> list[str]:
    room = label.contentsRect()
    if not label.text() or label.textFormat() == Qt.TextFormat.RichText:
        return []
    metrics = label.fontMetrics()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return [f"low {label.height()} < {needed}: {described(label)}"] if needed > label.height() + 1 else []
    lines = label.text().split("\n")
    widest = max(metrics.horizontalAdvance(line) for line in lines)
    if widest > room.width() + 1 and not label.toolTip().startswith(label.text()):
        return [f"narrow {room.width()} < {widest}: {described(label)}"]
    if label.height() < metrics.height() * len(lines) - 2:
        return [f"low {label.height()}: {described(label)}"]
    return []


def _hangs_out(widget: QWidget) -> bool:
    """Whether part of a widget is beyond an edge that nothing can scroll."""
    rect, parent, at = QRect(widget.rect()), widget.parentWidget(), widget
    while parent is not None and not parent.isWindow():
        rect.moveTo(rect.topLeft() + at.pos())
        around = parent.parentWidget()
        if isinstance(around, QAbstractScrollArea) and around.viewport() is parent:
            return rect.left() < 0 or rect.right() > parent.width() if not _scrolls_sideways(around) else False
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            return True
        at, parent = parent, parent.parentWidget()
    return False


def _scrolls_sideways(area: QAbstractScrollArea) -> bool:
    return area.horizontalScrollBar().maximum() > 0


def sideways(root: QWidget) -> list[str]:
    """Scrolled columns of a page that are wider than what shows them."""
    return [
        f"scrolls sideways by {one.horizontalScrollBar().maximum()}: {described(one)}"
        for one in visible(root)
        if isinstance(one, QScrollArea) and one.horizontalScrollBar().maximum() > 0
    ]


def overlapping(root: QWidget) -> list[str]:
    """Controls and words of one parent that lie over each other."""
    found = []
    for parent in (root, *visible(root)):
        children = [
            one
            for one in parent.children()
            if isinstance(one, QWidget) and one.isVisible() and isinstance(one, QLabel | QAbstractButton)
        ]
        for place, one in enumerate(children):
            for other in children[place + 1 :]:
                shared = one.geometry().intersected(other.geometry())
                if shared.width() > 2 and shared.height() > 2:
                    found.append(f"{described(one)} over {described(other)}")
    return found
