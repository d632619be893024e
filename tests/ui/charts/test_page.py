"""The Charts page: charts come into view drawn, obey the filters, show their rows, and stay as they were arranged."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services import i18n
from services.charts.board import board
from services.charts.chart import Figures
from services.charts.registry import CHARTS
from services.kernel.table_query import Kind
from services.owing.commands import CommitmentDraft, add_commitment
from tests.ui.imports.window import Desk
from tests.ui.sure import sheet_of
from ui.charts import drawing
from ui.pages.charts import board_view, painting
from ui.pages.charts.behind_dialog import figures_first, shown
from ui.pages.charts.board_view import places
from ui.pages.charts.card import ChartCard
from ui.pages.charts.deeds import write_rows
from ui.pages.charts.filters import period
from ui.pages.charts.page import ChartsPage
from ui.theme.apply import apply

_take = ChartCard._drawn


def _page(desk: Desk) -> ChartsPage:
    page = desk.page("charts")
    assert isinstance(page, ChartsPage)
    desk.wait(lambda: page.cards["sales"].picture.is_drawn)
    return page


def _page_of(desk: Desk) -> ChartsPage:
    page = desk.window.page("charts")
    assert isinstance(page, ChartsPage)
    return page


def _drawn(desk: Desk, card: ChartCard) -> None:
    desk.wait(lambda: card.picture.is_drawn and desk.link.is_quiet())


def test_the_first_charts_are_drawn_and_those_out_of_view_wait(desk: Desk) -> None:
    page = _page(desk)
    assert page.cards["sales"].inside.title.text().startswith("Buyers paid")
    assert page.header.subtitle.text()
    last = page.cards[page.board.shown()[-1]]
    assert last.figures is None
    page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
    desk.wait(lambda: last.figures is not None)


def test_others_are_asked_for_when_the_first_chart_is_drawn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_view, "_FIRST_MS", 60_000)
    read, asked = ChartCard.read, list[tuple[str, bool]]()

    def noted(card: ChartCard) -> None:
        if card.asked is not None and card.figures is None:
            asked.append((card.chart.key, _page_of(desk).cards["sales"].is_drawn))
        read(card)

    monkeypatch.setattr(ChartCard, "read", noted)
    page = _page(desk)
    desk.wait(lambda: page.cards["profit"].is_drawn)
    assert asked[0] == ("sales", False)
    assert all(is_drawn for key, is_drawn in asked if key != "sales")


def test_others_wait_no_longer_than_a_moment_for_a_first_chart_that_does_not_come(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not `_draw`: what follows the theme must be a slot, or it is called for cards that are gone, in other tests too.
    monkeypatch.setattr(
        ChartCard, "_drawn", lambda card, *got: None if card.chart.key == "sales" else _take(card, *got)
    )
    desk.window.navigate("charts")
    page = _page_of(desk)
    desk.wait(lambda: page.cards["profit"].is_drawn)
    assert not page.cards["sales"].is_drawn


def test_a_chart_whose_figures_are_as_they_were_is_not_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(desk)
    card = page.cards["sales"]
    desk.wait(lambda: page.cards["profit"].is_drawn and desk.link.is_quiet())
    draw, drew = drawing.picture, list[Figures]()

    def noted(figures: Figures, *looks: Any) -> Any:
        drew.append(figures)
        return draw(figures, *looks)

    monkeypatch.setattr(drawing, "picture", noted)
    shown = list[bool]()
    card.shown.connect(lambda: shown.append(card.is_drawn))
    page.reload()
    desk.wait(lambda: shown == [True])
    assert drew == []
    page.filters.choose_period("365")
    desk.wait(lambda: any(one is card.figures for one in drew))


def test_the_other_charts_in_view_follow_the_first(desk: Desk) -> None:
    page = _page(desk)
    first, *others = page.board.shown()[:3]
    assert page.cards[first].is_drawn
    desk.wait(lambda: all(page.cards[key].is_whole for key in others))
    assert not page.view._coming
    assert not page.view._behind


def test_a_page_opened_at_a_period_and_a_chart_shows_them_from_the_first(desk: Desk) -> None:
    desk.window.navigate("charts", chart="waterfall", period="month")
    page = desk.window.page("charts")
    assert isinstance(page, ChartsPage)
    _drawn(desk, page.cards["waterfall"])
    asked = page.cards["waterfall"].asked
    assert asked is not None
    assert (asked.first, asked.last) == (asked.today.replace(day=1), asked.today)
    assert page.header.subtitle.text().startswith(asked.first.isoformat())
    assert page.cards["waterfall"].picture.hasFocus() or page.view.verticalScrollBar().value() > 0


def test_drawing_is_no_work_of_the_window_s_thread(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(desk)
    _drawn(desk, page.cards["profit"])
    draw, drew = drawing.picture, set[int]()

    def noted(*asked: Any) -> Any:
        drew.add(threading.get_ident())
        return draw(*asked)

    monkeypatch.setattr(drawing, "picture", noted)
    page.filters.choose_period("365")
    desk.wait(lambda: page.cards["sales"].asked is not None and page.cards["sales"].asked.days == 365)
    desk.wait(lambda: bool(drew) and desk.link.is_quiet())
    assert threading.get_ident() not in drew  # how long the window stands still is measured: tests/bench/test_stalls.py


def test_a_click_on_a_day_shows_its_orders_and_they_can_be_saved(desk: Desk, tmp_path: Path) -> None:
    page = _page(desk)
    card = page.cards["sales"]
    _drawn(desk, card)
    assert card.figures is not None
    values = card.figures.series[0].values
    place = max(range(len(values)), key=lambda one: values[one] or 0)
    hit = card.picture.hits[place]
    spot = QPoint(round((hit.left + hit.right) / 2), round((hit.top + hit.bottom) / 2))
    QTest.mouseClick(card.picture, Qt.MouseButton.LeftButton, pos=spot)
    desk.wait(lambda: page.deeds.behind is not None)
    dialog = page.deeds.behind
    assert dialog is not None
    value = sum(row[7] or 0 for row in dialog.found.rows)
    assert value == values[place]
    out = write_rows(dialog.found, "Asia/Shanghai", tmp_path / "rows.xlsx")
    assert sheet_of(out).max_row == 1 + len(dialog.found.rows)
    dialog.escape()


def test_the_figure_that_was_clicked_on_stands_beside_the_number_of_its_order() -> None:
    kinds = [Kind.ID, Kind.TEXT, Kind.INSTANT, Kind.MONEY, Kind.TEXT, Kind.INTEGER]
    assert figures_first(kinds) == [0, 3, 5, 1, 2, 4]
    assert figures_first([Kind.TEXT, Kind.TEXT]) == [0, 1]


def test_values_are_walked_through_with_the_arrow_keys_and_said(desk: Desk) -> None:
    page = _page(desk)
    picture = page.cards["sales"].picture
    _drawn(desk, page.cards["sales"])
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.accessibleDescription() == picture.hits[0].words
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.accessibleDescription() == picture.hits[1].words
    assert picture.accessibleName().startswith("Sales over time")


def test_a_channel_limits_every_chart(desk: Desk) -> None:
    page = _page(desk)
    whole = page.cards["sales"].inside.title.text()
    page.filters.channel.setCurrentIndex(1)
    page.filters.channel.activated.emit(1)
    desk.wait(lambda: page.asked is not None and page.asked.channel_id is not None and desk.link.is_quiet())
    desk.wait(lambda: page.cards["sales"].inside.title.text() not in ("", whole))


def test_the_board_is_arranged_kept_and_brought_back(desk: Desk) -> None:
    page = _page(desk)
    page.move_chart("profit", -1)
    page.hide_chart("scores")
    page.widen("sales")
    desk.wait(lambda: desk.link.is_quiet())
    kept = desk.ask(board)
    assert kept.shown()[0] == "profit"
    assert kept.hidden == {"scores"}
    assert "sales" not in kept.wide
    assert page.cards["scores"].isHidden()
    page.opened(chart="scores")
    desk.wait(lambda: not page.cards["scores"].isHidden() and desk.link.is_quiet())
    assert desk.ask(board).hidden == frozenset()


def _choosing_names(page: ChartsPage, folder: Path, monkeypatch: Any) -> None:
    out = {"*.png": folder / "sales.svg", "*.xlsx": folder / "sales.xlsx", "*.pdf": folder / "month.pdf"}

    def choose(_title: str, filters: str, _suggested: Path, then: Any) -> None:
        then(next(path for sign, path in out.items() if sign in filters))

    monkeypatch.setattr(page.deeds._context, "ask_save", choose)


def test_a_picture_and_a_workbook_are_written_and_copied(desk: Desk, tmp_path: Path, monkeypatch: Any) -> None:
    page = _page(desk)
    _drawn(desk, page.cards["sales"])
    _choosing_names(page, tmp_path, monkeypatch)
    chart, figures = CHARTS["sales"], page.cards["sales"].figures
    page.deeds.save_picture(chart, figures)
    page.deeds.save_workbook(chart, figures)
    desk.wait(lambda: (tmp_path / "sales.xlsx").exists() and desk.link.is_quiet(), 60)
    assert (tmp_path / "sales.svg").read_bytes().startswith(b"<?xml")
    QGuiApplication.clipboard().clear()
    page.deeds.copy(chart, figures)
    desk.wait(lambda: not QGuiApplication.clipboard().image().isNull())


@pytest.mark.exhaustive
def test_the_report_of_a_month_is_written_from_the_page(desk: Desk, tmp_path: Path, monkeypatch: Any) -> None:
    """All charts once more; what is in the report: test_drawing.py."""
    page = _page(desk)
    _drawn(desk, page.cards["sales"])
    _choosing_names(page, tmp_path, monkeypatch)
    page.deeds.save_month()
    desk.wait(lambda: (tmp_path / "month.xlsx").exists() and desk.link.is_quiet(), 60)
    assert (tmp_path / "month.pdf").exists()


def test_another_theme_and_language_draw_the_charts_again(desk: Desk, qapp: Any) -> None:
    page = _page(desk)
    _drawn(desk, page.cards["sales"])
    before = page.cards["sales"].picture._image
    apply(qapp, "dark")
    desk.wait(lambda: page.cards["sales"].picture._image is not before and desk.link.is_quiet())
    i18n.set_language("zh_CN")
    page.retranslate()
    desk.wait(desk.link.is_quiet)
    assert page.cards["sales"].inside.name.text() == i18n.translate("Sales over time")


def test_an_empty_shop_is_told_what_is_missing_and_nothing_is_drawn(empty_desk: Desk) -> None:
    page = empty_desk.page("charts")
    card = page.cards["sales"]
    empty_desk.wait(lambda: page.stack.notice is not None)
    assert [button.text() for button in page.stack.notice.buttons] == ["Import orders"]
    assert card.figures is None
    empty_desk.run(add_commitment, CommitmentDraft("Rent", 500_00, date(2026, 3, 1)))
    empty_desk.wait(lambda: page.stack.notice is None and card.figures is not None)
    assert card.inside.stack.currentIndex() == 1
    assert card.inside.why.text() == "No sales in this period. Choose other days, or import orders."
    assert not card.picture.is_drawn


def test_a_card_explains_how_it_is_reckoned(desk: Desk) -> None:
    page = _page(desk)
    page.deeds.explain("ageing")
    desk.wait(lambda: any("stock ledger" in words for words in desk.shown()))
    assert len(page.cards["sales"].menu().actions()) == 11


def test_the_page_opens_before_anything_is_drawn(desk: Desk) -> None:
    begun = time.thread_time()
    page = desk.page("charts")
    assert time.thread_time() - begun < 2.0
    assert page.header.isVisible()


def test_narrow_cards_fill_the_gap_beside_a_wide_one() -> None:
    order = [("a", False), ("b", True), ("c", False), ("d", True)]
    assert places(order, 2) == [("a", 0, 0, 1), ("c", 0, 1, 1), ("b", 1, 0, 2), ("d", 2, 0, 2)]
    assert places(order, 3) == [("a", 0, 0, 1), ("b", 0, 1, 2), ("c", 1, 0, 1), ("d", 1, 1, 2)]
    assert [one[3] for one in places(order, 1)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [(Kind.MONEY, 1_990, "\u00a519.90"), (Kind.INTEGER, 1_200, "1,200"), (Kind.TEXT, None, "\u2014"),
     (Kind.CODE, "refund_only", "Refund only"), (Kind.INSTANT, 0, "1970-01-01 08:00")],
)  # fmt: skip
def test_rows_are_shown_in_words(kind: Kind, value: Any, words: str) -> None:
    assert shown(kind, value, "CNY", "Asia/Shanghai") == words


def test_named_periods_are_whole_months_and_years() -> None:
    today = date(2026, 3, 15)
    assert period("month", today) == (date(2026, 3, 1), today)
    assert period("last_month", today) == (date(2026, 2, 1), date(2026, 2, 28))
    assert period("year", today) == (date(2026, 1, 1), today)
    assert period("7", today) == (date(2026, 3, 9), today)


def test_a_card_that_comes_into_view_is_drawn_once_for_the_size_it_has(desk: Desk) -> None:
    page = desk.page("charts")
    desk.wait(lambda: page.cards["sales"].is_drawn and desk.link.is_quiet())
    asked: list[tuple[Figures, tuple[int, int]]] = []
    begin = painting.draw

    def noted(figures: Figures, theme: str, size: tuple[int, int], scale: float) -> Any:
        asked.append((figures, size))
        return begin(figures, theme, size, scale)

    card = page.cards["forecast"]
    assert not card.is_drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painting, "draw", noted)
        page.view.ensureWidgetVisible(card)
        desk.wait(lambda: card.is_drawn and desk.link.is_quiet())
    assert card.figures is not None
    sizes = [size for figures, size in asked if figures is card.figures]
    assert sizes == [(card.picture.width(), card.picture.height())]
