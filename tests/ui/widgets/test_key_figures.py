"""Key figures and small charts: folded or open, spoken, and drawn also before they are known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.debug.gallery import kpi_strip
from ui.widgets.kpi import Kpi, KpiStrip
from ui.widgets.spark_bars import Bar, SparkBars, nice_step
from ui.widgets.stacked_bar import Share, StackedBar
from ui.widgets.text import Text
from ui.widgets.timeline import Step, Timeline


def test_key_figures_fold_into_one_line(window: QWidget, qapp: QApplication) -> None:
    strip = kpi_strip()
    strip.setParent(window)
    strip.resize(900, strip.sizeHint().height())
    strip.show()
    qapp.processEvents()
    tall = strip.sizeHint().height()
    strip.set_collapsed(True)
    qapp.processEvents()
    assert strip.sizeHint().height() < tall / 2
    assert any(label.text() == "¥231,090" and label.isVisibleTo(strip) for label in strip.findChildren(Text))


def test_figures_in_one_line_give_up_their_changes_before_they_are_cut(window: QWidget, qapp: QApplication) -> None:
    strip = kpi_strip()
    strip.setParent(window)
    strip.set_collapsed(True)
    strip.set_period("Last 30 days")
    strip.resize(900, strip.sizeHint().height())
    strip.show()
    qapp.processEvents()
    assert "12.4% on before" in " ".join(_shown(strip))
    width = 900
    while not (cut := [one for one in strip.findChildren(Text) if one.isVisible() and one.is_clipped()]):
        width -= 20
        strip.resize(width, strip.height())
        qapp.processEvents()
    assert "12.4% on before" not in " ".join(_shown(strip))
    assert {"\u00a5231,090", "\u00a582,844", "35.8%"} <= set(_shown(strip))
    for label in cut:
        assert label.toolTip().startswith(label.text())
    assert any("12.4% on before" in label.toolTip() for label in strip.findChildren(Text))
    strip.resize(900, strip.height())
    qapp.processEvents()
    assert "12.4% on before" in " ".join(_shown(strip))


def _shown(strip: KpiStrip) -> list[str]:
    return [one.text() for one in strip.findChildren(Text) if one.isVisible()]


@pytest.mark.parametrize(
    ("highest", "step"), [(16_713, 8_000), (0, 1), (1, 1), (9, 4), (100, 50), (12_345_678, 5_000_000)]
)
def test_axis_steps_are_round(highest: int, step: int) -> None:
    assert nice_step(highest) == step


def test_a_chart_speaks_the_bar_under_the_arrow_keys(window: QWidget, qtbot: QtBot) -> None:
    chart = SparkBars(str, window)
    chart.set_bars([Bar("1", 10, "1 May: 10", 2), Bar("2", 30, "2 May: 30", 3)], "Sales", peak="30")
    chart.resize(300, 100)
    chart.show()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "2 May: 30"
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "1 May: 10"
    assert chart.accessibleName() == "Sales"


@pytest.mark.parametrize("part", [None, 0, 10, 30])
def test_the_bar_that_is_spoken_is_marked(window: QWidget, qtbot: QtBot, part: int | None) -> None:
    chart = SparkBars(str, window)
    chart.set_bars([Bar("1", 30, "1 May: 30", part), Bar("2", 30, "2 May: 30", part)], "Sales")
    chart.resize(300, 100)
    chart.show()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    second = chart.grab().toImage()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.grab().toImage() != second


def test_a_chart_whose_bars_are_not_known_shows_nothing(window: QWidget) -> None:
    chart = SparkBars(str, window)
    chart.resize(200, 100)
    chart.show()
    assert not _is_drawn_on(chart)
    chart.set_bars([Bar("1", 10)], "Sales")
    assert _is_drawn_on(chart)


def _is_drawn_on(widget: QWidget) -> bool:
    picture = widget.grab().toImage()
    ground = picture.pixelColor(0, 0)
    places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return any(picture.pixelColor(x, y) != ground for x, y in places)


@pytest.mark.parametrize("is_folded", [False, True])
def test_key_figures_have_their_room_before_they_are_known(window: QWidget, is_folded: bool) -> None:
    strip = KpiStrip(window)
    strip.set_collapsed(is_folded)
    before = strip.sizeHint().height()
    strip.set_kpis([Kpi("Customers", "9,645"), Kpi("Bought again", "5.4%")])
    assert strip.sizeHint().height() == before


def test_a_chart_without_days_paints_an_empty_grid(window: QWidget) -> None:
    chart = SparkBars(str, window)
    chart.set_bars([], "Sales")
    chart.resize(10, 10)
    assert not chart.grab().isNull()


def test_shares_and_steps_can_be_read_aloud(window: QWidget) -> None:
    bar = StackedBar([Share("Cost", 60, "0.60", "chart.5"), Share("Loss", -5, "-0.05", "chart.2")], window)
    line = Timeline([Step("Ordered", "14:44", True), Step("Paid")], window)
    assert bar.strip.accessibleName() == "Cost 0.60, Loss -0.05"
    assert line.accessibleName() == "Ordered 14:44, Paid"
    assert not bar.grab().isNull()


def test_in_a_low_window_the_key_figures_fold_until_somebody_opens_them(window: QWidget, qtbot: QtBot) -> None:
    column = QVBoxLayout(window)
    strip = KpiStrip()
    strip.set_kpis([Kpi("Paid", "10"), Kpi("Orders", "2")])
    column.addWidget(strip)
    column.addWidget(QWidget(), 1)
    wanted: list[bool] = []
    strip.collapsed_changed.connect(wanted.append)
    window.resize(911, 768)
    strip.show()
    assert not strip.is_collapsed()
    window.resize(911, 512)
    qtbot.waitUntil(strip.is_collapsed)
    assert wanted == []  # nobody wanted it: a higher window has them again
    window.resize(911, 768)
    qtbot.waitUntil(lambda: not strip.is_collapsed())
    window.resize(911, 512)
    qtbot.waitUntil(strip.is_collapsed)
    strip._fold.click()
    assert not strip.is_collapsed()
    strip._fold.click()
    assert strip.is_collapsed()
    assert wanted == []
    window.resize(911, 768)
    qtbot.waitUntil(lambda: not strip.is_collapsed())
    strip._fold.click()
    assert strip.is_collapsed()
    assert wanted == [True]
