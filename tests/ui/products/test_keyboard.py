"""Everything on the Products page and in its windows is reached with Tab and has a name to be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.custom_fields import CustomField, FieldKind, define_fields
from services.catalog.drafts import Axis, Offer, Part, ProductDraft, SkuDraft, SkuEntry
from services.catalog.listings import ListingDraft, set_listing
from services.catalog.products import save_product
from services.channels.commands import add as add_channel
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.types import Platform
from tests.examples import few_when_quick
from tests.ui.imports.window import Desk
from ui.dialogs.dialog import Dialog

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QPlainTextEdit)


@pytest.fixture
def page(desk: Desk) -> Any:
    """The page of a shop with a cup in two sizes, a bundle, own fields, a supplier and a listing."""
    desk.run(define_fields, [CustomField("", "Material", FieldKind.TEXT), CustomField("", "Fragile", FieldKind.FLAG)])
    supplier = desk.run(add_supplier, SupplierDraft("Kiln 3")).value
    skus = tuple(
        SkuEntry(None, f"CUP-{size}", (size,), price_minor=1000, cost_minor=400, offers=(Offer(supplier),))
        for size in "SL"
    )
    axes = (Axis("Size", ("S", "L")),)
    small, _large = desk.run(save_product, None, ProductDraft("Cup", skus, axes=axes)).value.sku_ids
    bundle = desk.run(add_sku, SkuDraft("SET", "Set")).value
    desk.run(set_components, bundle, [Part(small, 2)])
    channel = desk.run(add_channel, "My shop", Platform.OTHER).value
    desk.run(set_listing, ListingDraft(channel, small, external_id="77"))
    found = desk.page("products")
    desk.wait(lambda: found.overview is not None and found.table.model.summary is not None)
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    return found


def walked(desk: Desk, start: QWidget) -> list[QWidget]:
    """Where Tab goes from here until it comes back."""
    desk.wait(start.isVisible)
    start.setFocus(Qt.FocusReason.TabFocusReason)
    desk.wait(start.hasFocus, 2)
    found: list[QWidget] = []
    for _step in range(400):
        now = QApplication.focusWidget()
        assert now is not None
        if found and now is found[-1]:
            QTest.keyClick(now, Qt.Key.Key_Tab)  # a table goes from cell to cell first
            continue
        if now in found:
            return found
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes back")


def controls(inside: QWidget) -> Iterator[QWidget]:
    """What a mouse could use in it, without the parts other controls are made of."""
    for kind in CONTROLS:
        for one in inside.findChildren(kind):
            parent = one.parentWidget()
            is_part = isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView) or (
                parent is not None and isinstance(parent.parentWidget(), QComboBox)
            )
            group = one.group() if isinstance(one, QAbstractButton) and not one.isChecked() else None
            # Of buttons of which one is on Tab reaches that one, and the arrow keys the others.
            is_part = is_part or (group is not None and group.exclusive())
            if one.isVisible() and one.isEnabled() and not is_part and one.width() > 0:
                yield one


def name_of(widget: QWidget) -> str:
    """What a screen reader says of it."""
    if widget.accessibleName():
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface is not None else ""


def unreached(inside: QWidget, way: list[QWidget]) -> list[str]:
    """Controls Tab does not come to, by kind and words."""
    reached = {id(one) for one in way} | {id(one.focusProxy()) for one in way if one.focusProxy() is not None}
    return [f"{type(one).__name__} {name_of(one)!r}" for one in controls(inside) if id(one) not in reached]


def nameless(inside: QWidget) -> list[str]:
    """Controls without a name."""
    return [f"{type(one).__name__} in {type(one.parent()).__name__}" for one in controls(inside) if not name_of(one)]


def the_dialog(desk: Desk) -> Dialog:
    desk.wait(lambda: any(isinstance(one, Dialog) for one in desk.overlays()))
    return next(one for one in desk.overlays() if isinstance(one, Dialog))


def sku_id(page: Any, row: int = 0) -> int:
    return int(page.table.model.row_id(row))


WINDOWS: dict[str, Callable[[Any], object]] = {
    "new product": lambda page: page.new_product(),
    "edit product": lambda page: page.edit(sku_id(page)),
    "edit bundle": lambda page: page.edit(sku_id(page, 2)),
    "change several": lambda page: page.deeds.bulk_edit([sku_id(page)]),
    "margin": lambda page: page.deeds.open_margin(sku_id(page)),
    "labels": lambda page: page.deeds.print_labels([sku_id(page), sku_id(page, 1)]),
    "listing": lambda page: page.deeds.open_listing(sku_id(page), None),
}


@pytest.mark.parametrize("name", few_when_quick(WINDOWS, 2))
def test_every_control_of_a_window_is_reached_by_tab_and_has_a_name(desk: Desk, page: Any, name: str) -> None:
    desk.wait(lambda: page.table.model.row_id(2) is not None)
    WINDOWS[name](page)
    dialog = the_dialog(desk)
    desk.wait(desk.link.is_quiet)
    first = dialog.first_focus()
    assert first is not None
    way = walked(desk, first)
    assert all(dialog.isAncestorOf(one) for one in way), "Tab leaves the window"
    assert unreached(dialog, way) == []
    assert nameless(dialog) == []


def test_every_control_of_the_page_and_its_panel_is_reached_by_tab_and_has_a_name(desk: Desk, page: Any) -> None:
    desk.window.resize(1600, 900)
    desk.wait(lambda: page.table.model.row_id(2) is not None)
    page.open_detail(sku_id(page, 1))
    desk.wait(lambda: page.detail.isVisible() and page.detail.shown is not None)
    desk.wait(desk.link.is_quiet)
    way = walked(desk, page.table.view)
    assert unreached(page, way) == []
    assert nameless(page) == []
