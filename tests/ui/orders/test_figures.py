"""The key figures above the orders, and where the money of one order goes, as they are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from services import i18n
from services.orders.figures import DayFigures, LatelyFigures
from services.orders.one_order import OrderDetail, detail
from services.orders.profit import ProfitFacts, profit_of
from services.rollups.sums import Sums
from services.types import OrderKind, OrderStatus
from tests.ui.orders.conftest import Person
from ui.pages.orders.figures_strip import FiguresStrip, kpis
from ui.pages.orders.profit_part import profit_rows
from ui.widgets.stacked_bar import StackedBar

_SOLD = Sums(orders=4, paid=100_00, income=100_00, refunded=20_00, goods=40_00, fee=1_00)
_BEFORE = Sums(orders=2, paid=50_00, income=50_00, goods=20_00)
_DAY = date(2026, 11, 1)


def _lately(now: Sums, before: Sums = Sums(), *, has_profit: bool = True) -> LatelyFigures:  # noqa: B008
    days = [DayFigures(_DAY + timedelta(days=number), 0, 0, 0 if has_profit else None) for number in range(29)]
    last = DayFigures(_DAY + timedelta(days=29), now.orders, now.paid, now.profit if has_profit else None)
    return LatelyFigures("CNY", has_profit, (*days, last), now, before)


def _said(figures: LatelyFigures) -> dict[str, tuple[str, str]]:
    return {one.label: (one.value, one.change.text if one.change else "") for one in kpis(figures)}


def test_profit_and_margin_stand_beside_what_was_paid() -> None:
    said = _said(_lately(_SOLD, _BEFORE))
    assert said == {
        "Paid": ("¥100.00", "100.0% on before"),
        "Profit": ("¥39.00", "30.0% on before"),
        "Margin": ("48.8%", "11.2 points"),
        "Orders": ("4", "100.0% on before"),
    }


def test_what_is_not_known_makes_the_profit_one_of_at_most_and_says_why() -> None:
    _paid, profit, margin, _orders = kpis(
        _lately(Sums(orders=4, paid=100_00, income=100_00, goods=40_00, uncosted=3, without_packing=2))
    )
    assert profit.label == "Profit, at most"
    assert margin.value == "≤ 60.0%"
    assert "The cost of 3 pieces is unknown" in profit.tooltip


def test_a_loss_is_said_and_compared_with_no_percentage_of_a_loss() -> None:
    lost = Sums(orders=1, paid=10_00, income=10_00, goods=15_00)
    said = _said(_lately(lost, lost))
    assert said["Profit"] == ("−¥5.00", "")
    assert said["Margin"] == ("−50.0%", "as before")


def test_a_currency_without_costs_says_what_an_order_is_worth() -> None:
    said = _said(_lately(_SOLD, has_profit=False))
    assert said == {
        "Paid": ("¥100.00", ""),
        "Orders": ("4", ""),
        "Average order value": ("¥25.00", ""),
        "Refunded": ("¥20.00", ""),
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nov 30: ¥1,100.00 from 1,234 orders"), ("zh_CN", "11/30：1,234 单，¥1,100.00")],
)
def test_a_day_of_the_chart_says_its_orders_in_the_language_that_is_on(qtbot: QtBot, language: str, words: str) -> None:
    strip = FiguresStrip()
    qtbot.addWidget(strip)
    i18n.set_language(language)
    strip.show_figures(_lately(Sums(orders=1234, paid=1_100_00, income=1_100_00), has_profit=False))
    assert strip.chart._bars[-1].tip == words


def test_the_best_day_is_named_by_its_festival(qtbot: QtBot) -> None:
    strip = FiguresStrip()
    qtbot.addWidget(strip)
    sold = _lately(_SOLD)
    strip.show_figures(sold)
    assert strip.chart._peak == "Nov 30  ¥100.00"
    days = [replace(one, paid_minor=500_00) if one.day == date(2026, 11, 11) else one for one in sold.days]
    strip.show_figures(replace(sold, days=tuple(days)))
    assert strip.chart._peak == "Double 11  ¥500.00"


@pytest.mark.parametrize("has_profit", [True, False])
def test_the_bars_are_divided_where_profits_are_known(has_profit: bool, qtbot: QtBot) -> None:
    strip = FiguresStrip()
    qtbot.addWidget(strip)
    strip.show_figures(_lately(_SOLD, has_profit=has_profit))
    last = strip.chart._bars[-1]
    assert (last.label, last.value, last.part) == ("today", 100_00, 39_00 if has_profit else None)
    assert ("Profit: ¥39.00" in last.tip) == has_profit


def test_the_window_shows_them_of_the_shop(person: Person) -> None:
    person.until(lambda: "Margin" in [one.text() for one in person.page.figures.findChildren(QLabel)])


def _parts(order: OrderDetail, facts: ProfitFacts) -> tuple[list[str], str]:
    """The rows before the bar in words, and the bar as a screen reader has it."""
    rows = profit_rows(replace(order, paid_minor=facts.paid_minor, profit=profit_of(facts)))
    bar = next(one for one in rows if isinstance(one, StackedBar))
    before = [label.text() for row in rows[: rows.index(bar)] for label in row.findChildren(QLabel) if label.text()]
    said = bar.strip.accessibleName()
    for row in rows:
        row.deleteLater()
    return before, said


def test_an_order_says_where_its_money_goes(person: Person) -> None:
    found = person.stored(detail, person.id_at(0))
    facts = ProfitFacts(
        OrderStatus.PAID, OrderKind.NORMAL, True, 100_00, 100_00, goods_minor=40_00, fee_ppm=6_000, commission_ppm=0,
        ads_ppm=0, freight_minor=3_00, packing_minor=1_00,
    )  # fmt: skip
    assert _parts(found, facts) == (
        ["Where the money goes", "55.4%"],
        "Goods at cost ¥40.00, Platform fee 0.6 % ¥0.60, Commission ¥0.00, Ads ¥0.00, Freight ¥3.00, Packing ¥1.00, "
        "Profit ¥55.40",
    )
    more = replace(facts, refunded_minor=20_00, freight_minor=None)
    before, said = _parts(found, more)
    assert before == ["Where the money goes", "≤ 48.1%", "Paid by the buyer", "¥100.00", "Refunded", "−¥20.00"]
    assert "Freight —" in said
    assert said.endswith("Profit ≤ ¥38.52")
    assert _parts(found, replace(facts, goods_minor=120_00))[1].endswith("Profit −¥24.60")
