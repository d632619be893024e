"""Every chart in both themes and languages: something is drawn, and nothing that is written is cut off."""

from __future__ import annotations

import gc
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.font_manager import FontManager, fontManager
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from openpyxl import load_workbook
from PIL import Image

from services import i18n, pseudo_translation
from services.charts.chart import Figures, Mark, Series, Shape, Tone, Unit, nothing
from services.charts.month import month_report
from services.charts.registry import CHARTS
from services.charts.workbook import front_rows, write_charts
from services.errors import Invalid
from services.messages import message, render
from services.rollups.asked import ask
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.ui.contrast import contrast
from ui.charts.drawing import drawn_sheet, picture, save, whole_picture
from ui.charts.look import NoChineseFont, _look_through_all_fonts, families_among, look
from ui.charts.month_paper import write_month
from ui.charts.sheet import Sheet

SIZES = ((370, 250), (560, 330), (1_100, 340))
DAY = date(2026, 11, 1)
_MORE = partial(pytest.param, marks=pytest.mark.exhaustive)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """What every chart that has data shows of a generated shop, and made-up figures of every other shape."""
    path = ready_shop(tmp_path_factory, 600, seed=5)
    with Shop.open(path, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=365)
        found = {key: shop.ask(chart.figures, asked) for key, chart in CHARTS.items()}
    return {key: one for key, one in found.items() if one.missing is None} | dict(_made_up())


def _made_up() -> Iterator[tuple[str, Figures]]:
    """One of each shape with long names, large and negative amounts, gaps, marks and a band."""
    name = "\u624b\u4f5c\u9999\u85b0\u8721\u70db \u00b7 \u7279\u5927\u53f7\u793c\u76d2\u88c5 with a long English name"
    days = tuple(DAY + timedelta(days=number) for number in range(40))
    values = tuple(None if number % 9 == 5 else (number - 7) * 1_234_567 for number in range(40))
    positive = tuple(abs(value or 0) for value in values)
    marks = (
        Mark(0, "618"),
        Mark(1, "Dragon Boat Festival"),
        Mark(39, "\u53cc 11"),
        Mark(20, "A new main picture", True),
    )
    money = Series(message("Sales of everything"), values, Unit.MONEY)
    before = Series(message("Before"), positive, Unit.MONEY, Tone.BEFORE)
    share = Series(
        message("Share"), tuple(number * 10_000 for number in range(40)), Unit.SHARE, Tone.THIRD, on_right=True
    )
    title = message("A finding that is so long that it does not fit into one line of a narrow picture at all")
    common = {"title": title, "labels": days, "keys": tuple("" for _day in days), "currency": "CNY", "marks": marks}
    band = (*(None for _day in range(30)), *((0, 9_000_000) for _day in range(10)))
    yield "lines", Figures(Shape.LINES, series=(money, before), band=band, **common)  # type: ignore[arg-type]
    yield "bars", Figures(Shape.BARS, series=(money, before, share), **common)  # type: ignore[arg-type]
    yield "stacked", Figures(Shape.STACKED, series=(before, share), **common)  # type: ignore[arg-type]
    names = tuple(f"{name} {number}" for number in range(40))
    yield "ranking", Figures(Shape.RANKING, title, names, (money, before), names, currency="CNY")
    yield (
        "waterfall",
        Figures(Shape.WATERFALL, title, names[:9], (replace(money, values=values[20:29]),), currency="USD"),
    )
    yield "funnel", Figures(
        Shape.FUNNEL, title, ("Visitors", "Added to cart", "Paid"),
        (Series(message("People"), (123_456, 4_567, 89), Unit.COUNT),), ("", "", ""),
    )  # fmt: skip
    bubbles = (
        Series(message("Pieces sold"), tuple(range(1, 41)), Unit.COUNT),
        Series(message("Average price"), positive, Unit.MONEY),
        Series(message("Margin"), values, Unit.MONEY),
    )
    yield "bubbles", Figures(Shape.BUBBLES, title, names, bubbles, names, currency="CNY")
    zeros = Series(message("Nothing"), tuple(0 for _day in days), Unit.MONEY)
    yield "zeros", Figures(Shape.BARS, series=(zeros, replace(zeros, on_right=True)), **common)  # type: ignore[arg-type]
    yield "one day", Figures(
        Shape.LINES, title, days[:1], (replace(money, values=(5,)),), ("",), currency="CNY"
    )  # fmt: skip


def _texts(sheet: Sheet) -> Iterator[Text]:
    """Everything that is written on a sheet."""
    yield from sheet.figure.texts
    for axes in sheet.figure.axes:
        yield from axes.texts
        for axis in (axes.xaxis, axes.yaxis):
            yield axis.label
            low, high = sorted(axis.get_view_interval())
            for place, text in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True):
                if axis.get_visible() and low <= place <= high:
                    yield text


def _cut_off(sheet: Sheet) -> list[str]:
    """The texts that reach over an edge of the sheet."""
    sheet.figure.draw_without_rendering()  # as it will be: limits may be settled only now
    renderer = sheet.canvas.get_renderer()
    width, height = sheet.width * sheet.scale, sheet.height * sheet.scale
    found = []
    for text in _texts(sheet):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
                found.append(f"{text.get_text()!r} {box}")
    return found


def _over_each_other(sheet: Sheet) -> list[str]:
    """Pairs of texts that lie over each other, and texts beside the axes that reach into them."""
    renderer = sheet.canvas.get_renderer()
    inside = {text for axes in sheet.figure.axes for text in axes.texts}
    written = [text for text in _texts(sheet) if text.get_visible() and text.get_text().strip()]
    boxes = [(text, text.get_window_extent(renderer)) for text in written]
    found = [
        f"{one.get_text()!r} and {other.get_text()!r}"
        for (one, box), (other, box_too) in combinations(boxes, 2)
        if not (one.get_rotation() % 90 and other.get_rotation() % 90) and _meet(sheet, box, box_too)
    ]  # the boxes of slanted names do, and they do not
    plot = sheet.figure.axes[0].get_window_extent(renderer)
    return found + [repr(one.get_text()) for one, box in boxes if one not in inside and _meet(sheet, box, plot)]


def _meet(sheet: Sheet, one: Bbox, other: Bbox) -> bool:
    """Whether boxes share more than what fonts leave free around their signs."""
    free = 1.5 * sheet.scale
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    return bool(wide > free and min(one.y1, other.y1) - max(one.y0, other.y0) > 2 * free)


@pytest.mark.parametrize("language", ["en", _MORE("zh_CN"), _MORE(pseudo_translation.LANGUAGE)])
@pytest.mark.parametrize("theme", ["light", _MORE("dark")])
def test_every_chart_is_drawn_and_no_text_is_cut_off_or_covered(
    figures: dict[str, Figures], theme: str, language: str
) -> None:
    i18n.set_language(language)
    assert {one.shape for one in figures.values()} == set(Shape)
    for key, one in figures.items():
        for size, scale in zip(SIZES, (2.0, 1.0, 1.0) if theme == "dark" else (1.0, 1.0, 2.0), strict=True):
            if (theme == "dark") == (size == SIZES[2]):
                continue  # each theme two of the sizes: they share everything that is measured
            footer = [i18n.translate("Formula: {formula}").format(formula=i18n.translate("one ÷ two"))]
            sheet = drawn_sheet(one, theme, size, scale, heading=i18n.translate("A chart"), footer=footer)
            assert _cut_off(sheet) == [], (key, size)
            assert _over_each_other(sheet) == [], (key, size)
            assert sheet.hits, key
            assert all(hit.words and 0 <= hit.left <= hit.right for hit in sheet.hits), key


def test_the_lengthened_language_is_two_fifths_longer_and_keeps_what_is_filled_in() -> None:
    text = "Buyers paid {money}: {change}"
    i18n.set_language(pseudo_translation.LANGUAGE)
    shown = i18n.translate(text)
    assert len(shown) >= len(text) + (len(text) - len("{money}{change}")) * 2 // 5
    assert shown.format(money=1, change=2).startswith(
        "B\u00fc\u00ff\u00e9rs p\u00e0\u00efd 1: 2".replace("\u00ef", "\u00ee")
    )
    assert i18n.translate_plural("one {count} row", "{count} rows", 2).startswith("{count} r\u00f6ws")
    assert i18n.translate("") == ""
    assert i18n.language() == "en"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_picture_has_the_pixels_of_the_screen_and_is_not_empty(figures: dict[str, Figures], scale: float) -> None:
    for key in ("sales", "waterfall", "hours", "province-map"):
        drawn = picture(figures[key], "dark", (480, 260), scale)
        assert (drawn.width, drawn.height) == (round(480 * scale), round(260 * scale))
        image = Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.pixels)
        colours = image.convert("RGB").getcolors(1 << 20)
        assert colours is not None
        assert len(colours) > 40, key


def test_classes_are_all_shown_however_small_the_chart_is() -> None:
    names = tuple(f"Class {number}" for number in range(9))
    one = Series(message("Buyers"), tuple(range(9)), Unit.COUNT)
    ranking = Figures(Shape.RANKING, message("Nine classes"), names, (one,), names)
    assert len(drawn_sheet(ranking, "light", (370, 170)).hits) < 9
    whole = drawn_sheet(replace(ranking, is_whole=True), "light", (370, 170))
    assert [hit.words.partition("\n")[0] for hit in whole.hits] == list(names)
    assert _cut_off(whole) == _over_each_other(whole) == []


@pytest.mark.parametrize("shape", [Shape.BARS, Shape.HEAT])
def test_columns_that_are_classes_are_all_named(shape: Shape) -> None:
    names = tuple(message(f"Between {number}1 and {number + 1}0 days ago") for number in range(5))
    rows = tuple(
        Series(message(f"Row {row}"), (5, 0, 3, 0, 1), Unit.COUNT) for row in range(1 + 2 * (shape == Shape.HEAT))
    )
    keys = tuple(map(str, range(5)))
    classes = Figures(shape, message("Five classes"), names, rows, keys, row_keys=keys)
    for size in ((370, 220), (620, 360)):
        sheet = drawn_sheet(classes, "light", size)
        shown = [one.get_text().replace("\n", " ") for one in sheet.figure.axes[0].xaxis.get_majorticklabels()]
        assert [one[:9] for one in shown] == [f"Between {number}" for number in range(5)]
        assert _cut_off(sheet) == _over_each_other(sheet) == []


def test_a_cell_says_its_second_value_where_there_is_room() -> None:
    count = Series(message("Up to 30 days"), (32, 0), Unit.COUNT)
    worth = Series(message("Up to 30 days: each"), (20_356, None), Unit.MONEY)
    figures = Figures(
        Shape.HEAT, message("Buyers"), (message("Once"), message("Twice")), (count,), ("0", "1"), currency="CNY",
        row_keys=("0",), beside=(worth,),
    )  # fmt: skip
    sheet = drawn_sheet(figures, "light", (620, 360))
    assert [text.get_text() for text in sheet.figure.axes[0].texts] == ["32\n\u00a5204", "0"]
    assert [hit.words.splitlines()[1:] for hit in sheet.hits] == [["32", "\u00a5203.56"], ["0"]]
    low = drawn_sheet(
        replace(figures, series=(count,) * 9, beside=(worth,) * 9, row_keys=("0",) * 9), "light", (370, 220)
    )
    assert {text.get_text() for text in low.figure.axes[0].texts} <= {"32", "0"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_a_patch_of_any_strength(theme: str) -> None:
    shown = look(theme)
    ramp = LinearSegmentedColormap.from_list("ramp", [shown.colours["hover"], shown.tone(Tone.MAIN)])
    patches = [ramp(part / 50) for part in range(51)]
    assert min(contrast(shown.ink(patch), to_hex(patch)) for patch in patches) > 3.7


@pytest.mark.parametrize("size", [(440, 260), (620, 360), (960, 560)])
def test_the_name_of_a_bubble_lies_over_no_bubble(size: tuple[int, int]) -> None:
    sheet = drawn_sheet(dict(_made_up())["bubbles"], "light", size)
    axes = sheet.figure.axes[0]
    renderer = sheet.canvas.get_renderer()
    bubbles = [one.get_window_extent(renderer) for one in axes.collections]
    names = [text.get_window_extent(renderer) for text in axes.texts]
    assert len(bubbles) == 40
    assert not [(name, bubble) for name in names for bubble in bubbles if _meet(sheet, name, bubble)]


def test_what_stands_below_a_name_is_drawn_and_said() -> None:
    series = tuple(Series(message(name), (5, 3), Unit.COUNT) for name in ("Next", "Last"))
    details = (message("off by 71.7%"), message("off by 9.0%"))
    figures = Figures(
        Shape.RANKING, message("Two products"), ("Candle", "A towel with a very long name"), series, ("1", "2"),
        details=details,
    )  # fmt: skip
    sheet = drawn_sheet(figures, "light", SIZES[0])
    assert "Candle\noff by 71.7%" in [text.get_text() for text in _texts(sheet)]
    assert "off by 9.0%" in sheet.hits[1].words
    assert _cut_off(sheet) == _over_each_other(sheet) == []


def test_too_little_data_is_a_sentence_and_no_drawing() -> None:
    sheet = drawn_sheet(nothing(Shape.BARS, message("Nothing was sold.")), "light", (400, 240))
    assert not sheet.figure.axes
    assert [text.get_text() for text in sheet.figure.texts] == ["Nothing was sold."]
    assert sheet.hits == []


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_files_are_written_in_every_kind(figures: dict[str, Figures], tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"chart.{kind}"
    save(figures["sales"], "light", out, heading="Sales", footer=["Formula: a + b."])
    starts = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert out.read_bytes().startswith(starts[kind])
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_another_kind_of_file_is_refused_and_nothing_is_written(figures: dict[str, Figures], tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        save(figures["sales"], "light", tmp_path / "chart.bmp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.exhaustive
def test_every_glyph_of_the_charts_is_in_the_font(figures: dict[str, Figures]) -> None:
    """matplotlib warns of a glyph it does not have, and warnings are errors here."""
    i18n.set_language("zh_CN")
    for one in figures.values():
        drawn_sheet(one, "light", (560, 330)).canvas.draw()
    assert look("light").families[0] != "DejaVu Sans"


def test_the_copied_picture_says_its_title_and_formula(figures: dict[str, Figures]) -> None:
    drawn = whole_picture(figures["sales"], "light", heading="Sales", footer=["Formula: a."])
    assert drawn.scale == 2.0
    assert drawn.width == 2 * 960


def test_a_workbook_has_the_numbers_and_a_chart_of_its_own(figures: dict[str, Figures], tmp_path: Path) -> None:

    out = tmp_path / "data.xlsx"
    found = [(CHARTS[key], one) for key, one in figures.items() if key in CHARTS]
    assert write_charts(out, found, "As of now") == len(found)
    book = load_workbook(out)
    sheet = book["Sales over time"]
    assert sheet["A2"].value == render(figures["sales"].title)
    shown: list[Any] = [row[1].value for row in sheet.iter_rows(min_row=7, max_row=6 + len(figures["sales"].labels))]
    assert [None if one is None else round(one * 100) for one in shown] == list(figures["sales"].series[0].values)
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        assert sum(name.startswith("xl/charts/chart") for name in archive.namelist()) == len(found)


def test_the_report_of_a_month_has_a_page_for_each_chart(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = ready_shop(tmp_path_factory, 300, seed=6)
    with Shop.open(path, read_only=True, who="tests") as shop:
        report = shop.ask(month_report)
    pages = write_month(report, tmp_path / "month.pdf", "\u5c71\u8336\u5c0f\u94fa")
    assert pages == 1 + len(report.charts)
    assert (tmp_path / "month.pdf").read_bytes().count(b"/Type /Page ") == pages
    write_charts(tmp_path / "month.xlsx", report.charts, "now", front_rows(report))
    assert (tmp_path / "month.xlsx").stat().st_size > 5_000


def test_without_a_chinese_font_nothing_is_drawn_and_the_package_is_named() -> None:
    with pytest.raises(NoChineseFont) as told:
        families_among(("No Such Font",))
    assert "No Such Font" in str(told.value)
    assert "fonts-noto-cjk" in str(told.value)


def test_a_font_that_was_installed_since_the_list_of_fonts_was_kept_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    (name, own), fonts = look("light").families, list(fontManager.ttflist)
    monkeypatch.setattr(fontManager, "ttflist", [font for font in fonts if font.name != name])
    _look_through_all_fonts.cache_clear()
    assert families_among((name, "No Such Font")) == (name, own)
    kept = Path(matplotlib.get_cachedir(), f"fontlist-v{FontManager.__version__}.json")
    assert name in kept.read_text("utf-8"), "the next start would look through all fonts again"


def test_a_drawn_picture_leaves_neither_its_pixels_nor_its_parts_in_memory() -> None:
    figures = dict(_made_up())["lines"]
    picture(figures, "light", (560, 330), 2.0)
    while gc.collect():  # what other tests left behind, and what only goes when that has gone
        pass
    picture(figures, "light", (560, 330), 2.0)
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        kinds = {type(one).__name__ for one in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert not kinds & {"RendererAgg", "FigureCanvasAgg", "Figure", "Axes", "Text", "Line2D"}
