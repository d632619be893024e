"""A shop in New York shows New York's times, its own day and dollars on every page, and follows its settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from services import clock, settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.fulfilment.waves import make
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.orders.promises import set_ship_hours
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.stock.commands import OpeningDraft, set_opening
from services.types import Filter, OrderStatus, Platform
from tests.ui.app.conftest import WAIT, Program
from tests.ui.sure import there
from ui.dialogs.own_shop_form import OwnShopForm
from ui.pages.orders.waves import WavesDialog
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.section import SettingRow
from ui.window.shop_window import ShopWindow

EVENING = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
"""Half past nine in the evening of November's last day in New York; in Shanghai December has begun."""
HERE, THERE = "2026-11-30 21:30", "2026-12-01 10:30"
NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"


class Owner:
    """Somebody in New York, and what she sees."""

    def __init__(self, program: Program, made: ShopWindow) -> None:
        self.program, self.made = program, made

    def run(self, command: Callable[..., Any], *args: Any) -> Any:
        pending = self.made.link.run(command, *args)
        self.program.until(pending.future.done)
        return pending.future.result().value

    def page(self, key: str, **wanted: Any) -> Any:
        self.made.window.navigate(key, **wanted)
        self.program.quiet(self.made)
        return self.made.window.page(key)

    def cell(self, table: Any, key: str, row: int = 0) -> Any:
        place = next(number for number, spec in enumerate(table.model.specs) if spec.key == key)
        self.program.until(lambda: table.model.cell(row, place) is not None)
        return table.model.cell(row, place)

    def reads(self, table: Any, key: str, text: str, row: int = 0) -> None:
        self.program.until(lambda: self.cell(table, key, row).text == text)


@pytest.fixture
def owner(program: Program, tmp_path: Path) -> Owner:
    """The shop is made on the first page, and its first orders and goods come on that evening."""
    clock.set_source(lambda: EVENING)
    page = program.first_run()
    page.begin_own()
    form = page.findChild(OwnShopForm)
    assert form is not None
    form.folder.setText(str(tmp_path))
    form.name.setText("Hudson candles")
    form.zone.setCurrentIndex(form.zone.findData(NEW_YORK))
    form.zone.activated.emit(form.zone.currentIndex())
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.bot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    made = Owner(program, program.active(heard.args[0]))
    assert (made.made.facts.currency, made.made.facts.zone) == ("USD", NEW_YORK)
    sku = made.run(add_sku, SkuDraft("C-1", "Candle"))
    made.run(set_opening, [OpeningDraft(sku, 50, 100_00)])
    channel = made.run(add_channel, "Web", Platform.OTHER)
    made.run(set_ship_hours, channel, 24)
    lines = (LineDraft("Candle", 1, code="C-1", price_minor=1250),)
    for number in ("W1", "W2"):
        made.run(add_order, OrderDraft(channel, lines, number, buyer="Ann", address="5 Main St", paid_minor=1250))
    return made


def list_of_orders(owner: Owner) -> Any:
    table = owner.page("orders").table
    owner.program.until(lambda: table.model.summary is not None and table.model.rowCount() == 2)
    return table


def test_orders_have_the_times_the_day_and_the_money_of_the_shop(owner: Owner) -> None:
    table = list_of_orders(owner)
    owner.reads(table, "ordered_at", HERE)
    assert owner.cell(table, "deliver_by").tip == "2026-12-01 21:30"
    assert owner.cell(table, "paid").text == "12.50", "in the shop's own currency, without a sign"
    sheet = table.bar.open_editor("ordered_on")
    next(one for one in sheet.findChildren(QAbstractButton) if one.text() == "today").click()
    assert table.request.filters == (Filter("ordered_on", "between", ("2026-11-30", "2026-11-30")),)
    owner.program.until(lambda: table.model.request == table.request and table.model.rowCount() == 2)
    owner.run(set_status, [1], OrderStatus.SHIPPED)
    owner.program.until(lambda: "2026-12-01 21:30" in {owner.cell(table, "deliver_by", row).text for row in (0, 1)})
    owner.run(make, [2])
    owner.page("orders").deeds.open_waves()
    dialog = owner.made.window.findChild(WavesDialog)
    assert dialog is not None
    owner.program.until(lambda: dialog.waves.list.rowCount() == 1)
    assert there(dialog.waves.list.row(0)).cell(1).text == HERE
    dialog.reject()


def test_goods_and_money_are_of_the_same_day(owner: Owner) -> None:
    moves = owner.page("inventory").show_section("moves")
    owner.program.quiet(owner.made)
    owner.reads(moves.table, "at", HERE)
    supplier = owner.run(add_supplier, SupplierDraft("Wax mill"))
    line = PurchaseLineDraft(5, title="Wax", price_minor=200)
    bought = owner.run(purchasing.add, PurchaseDraft(supplier, (line,), expected_on=date(2026, 11, 30)))
    owner.run(purchasing.order, [bought])
    purchases = owner.page("inventory").show_section("purchases")
    owner.program.quiet(owner.made)
    assert owner.cell(purchases.table, "expected_on").tone != "neg", "it may still come this evening"
    for name in ("books", "profit"):
        section = owner.page("finance").show_section(name)
        owner.program.quiet(owner.made)
        assert section.period.itemData(0).first == date(2026, 11, 1)
    home = owner.made.link.home
    assert (home.today(), owner.made.new_day.day) == (date(2026, 11, 30), date(2026, 11, 30))


def test_a_zone_changed_in_the_settings_is_seen_in_the_list_and_taken_back(owner: Owner) -> None:
    table = list_of_orders(owner)
    owner.reads(table, "ordered_at", HERE)
    page = owner.page("settings")
    assert isinstance(page, SettingsPage)
    row: SettingRow = next(one for one in page.sections["shop"].rows if one.label == settings.ZONE.label)
    choice: Any = row.control
    choice.setCurrentIndex(choice.findData(SHANGHAI))
    choice.activated.emit(choice.currentIndex())
    owner.program.until(lambda: owner.made.link.home.zone() == SHANGHAI)
    list_of_orders(owner)
    owner.reads(table, "ordered_at", THERE)
    assert owner.made.link.home.today() == date(2026, 12, 1)
    owner.made.undo()
    owner.reads(table, "ordered_at", HERE)
    owner.made.redo()
    owner.reads(table, "ordered_at", THERE)


def test_another_currency_makes_the_old_amounts_foreign_while_the_list_is_open(owner: Owner) -> None:
    table = list_of_orders(owner)
    owner.reads(table, "paid", "12.50")
    owner.run(settings.change, settings.CURRENCY.key, "EUR")
    owner.reads(table, "paid", "$12.50")
    owner.made.undo()
    owner.reads(table, "paid", "12.50")
