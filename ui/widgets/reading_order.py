"""The order in which Tab goes: as the window is read, whatever was built or built anew when.

Qt's own order (``nextInFocusChain``) and what belongs to a widget without lying in it (``group``, ``focusProxy``) are
never asked for: the binding takes whatever is answered for a child of the widget that was asked, and a window some of
whose widgets were once another's children is never let go of (tests/architecture/test_strangers_children.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

# The line inside one of these gives the keyboard back to it.
_HAND_ON = (QAbstractSpinBox, QComboBox)


def reading_order(root: QWidget) -> list[QWidget]:
    """Every control of `root` that Tab stops at: as laid out, a choice of several once, a scrolled column never."""
    stops: list[QWidget] = []
    for widget in _read(root):
        if _takes_tab(widget) and not (isinstance(widget, QAbstractButton) and _another_stands_for(widget)):
            stops.append(widget)
    return [one for one in stops if not (isinstance(one, QScrollArea) and _holds_one(one, stops))]


def move_focus(root: QWidget, forward: bool) -> bool:
    """Give the keyboard to the next control of `root`, or the one before; False where it is with none of them."""
    stops, now = reading_order(root), QApplication.focusWidget()
    if not stops or now is None or not now.isVisible():
        return False
    if now in stops:
        place = (stops.index(now) + (1 if forward else -1)) % len(stops)
    elif isinstance(now, QAbstractButton) and (around := _group(now)):
        place = next((stops.index(one) for one in around if one in stops), -1)
        if place < 0:
            return False
        place = (place + (1 if forward else -1)) % len(stops)
    else:
        inside = [place for place, one in enumerate(stops) if now.isAncestorOf(one)]
        if not inside:
            return False
        place = inside[0 if forward else -1]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[place].setFocus(reason)
    return True


def _takes_tab(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabs and widget.isEnabled() and not isinstance(widget.parentWidget(), _HAND_ON)


def _holds_one(area: QScrollArea, stops: list[QWidget]) -> bool:
    return any(area.isAncestorOf(one) for one in stops)


def _group(button: QAbstractButton) -> list[QAbstractButton]:
    """The buttons of one choice, of which the arrow keys take the next."""
    parent = button.parentWidget()
    if parent is None:
        return []
    for group in parent.findChildren(QButtonGroup, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if group.exclusive() and button in group.buttons():
            return [one for one in group.buttons() if one.isVisible()]
    if not button.autoExclusive():
        return []
    together = parent.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [one for one in together if one.autoExclusive() and one.isVisible()]


def _another_stands_for(button: QAbstractButton) -> bool:
    around = [one for one in _group(button) if _takes_tab(one)]
    if len(around) < 2 or button.hasFocus():
        return False
    chosen = next((one for one in around if one.hasFocus()), None) or next((o for o in around if o.isChecked()), None)
    return button is not (chosen or around[0])


def _read(widget: QWidget) -> Iterator[QWidget]:
    """A widget and what it holds: along its layout first, what lies free afterwards from top to bottom."""
    if not widget.isVisible():
        return
    yield widget
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QScrollArea):
        return
    laid_out = list(_laid_out(widget))
    for child in laid_out:
        yield from _read(child)
    for child in _free(widget, laid_out):
        yield from _read(child)


def _laid_out(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if isinstance(widget, QScrollArea):
        inner: QWidget | None = widget.widget()
        if inner is not None:
            yield inner
    elif isinstance(widget, QStackedWidget):
        shown: QWidget | None = widget.currentWidget()
        if shown is not None:
            yield shown
    elif layout is not None:
        yield from _in_layout(layout, _direct(widget))


def _in_layout(layout: QLayout, children: Sequence[QWidget]) -> Iterator[QWidget]:
    """What a layout places, inner layouts in their turn.

    Widgets are asked for their places: a layout's items must not be (tests/architecture/test_layout_items.py).
    """
    inner = [one for one in layout.children() if isinstance(one, QLayout)]
    placed: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(one), one) for one in children]
    placed += [(layout.indexOf(one), one) for one in inner]
    here = {place: one for place, one in placed if place >= 0}
    places = sorted(here)
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: layout.getItemPosition(place)[:2])  # type: ignore[index]
    for one in (here[place] for place in places):
        if isinstance(one, QLayout):
            yield from _in_layout(one, children)
        else:
            yield one


def _direct(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _free(widget: QWidget, laid_out: list[QWidget]) -> list[QWidget]:
    """Children no layout places, such as a panel that lies over the page."""
    known = set(laid_out)
    if isinstance(widget, QAbstractScrollArea | QStackedWidget):
        return []
    free = [one for one in _direct(widget) if one not in known and not one.isWindow() and one.isVisible()]
    return sorted(free, key=lambda one: (one.mapTo(widget, QPoint(0, 0)).y(), one.x()))
