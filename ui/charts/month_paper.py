"""The report of a month as PDF: a page of key figures, then a chart on each page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.lines import Line2D

from services import formatting
from services.charts.chart import Figures, Shape
from services.charts.month import Figure, MonthReport
from services.exporting.files import replacing
from services.i18n import N_, join_list, translate
from services.messages import message, render
from ui.charts.drawing import drawing_alone, drawn_sheet
from ui.charts.look import exact_number, look
from ui.charts.sheet import DPI, PAD, Sheet

_A4 = (1123, 794)  # design pixels of an A4 page on its side
_ROW = 30


def write_month(report: MonthReport, out: Path, shop_name: str = "") -> int:
    """Write the report; returns its pages."""
    fresh = render(report.fresh)
    with drawing_alone(), replacing(out) as part, matplotlib.rc_context({"pdf.fonttype": 3}), PdfPages(part) as book:
        _add(book, _front(report, shop_name, fresh))
        for chart, figures in report.charts:
            notes = [render(one) for one in figures.notes]
            source = translate(N_("Source: {source}. {fresh}")).format(source=translate(chart.source), fresh=fresh)
            footer = [*notes, translate(N_("Formula: {formula}")).format(formula=translate(chart.formula)), source]
            _add(book, drawn_sheet(figures, "light", _A4, heading=translate(chart.name), footer=footer))
    return 1 + len(report.charts)


def _add(book: Any, sheet: Sheet) -> None:
    book.savefig(sheet.figure, dpi=DPI, facecolor=sheet.colour("surface"))
    sheet.take_apart()


def _front(report: MonthReport, shop_name: str, fresh: str) -> Sheet:
    asked = report.asked
    title = message(
        N_("Report from {first} to {last}"), first=asked.first.isoformat(), last=asked.last.isoformat()
    )  # fmt: skip
    footer = [*map(render, report.gaps), fresh]
    if report.left_out:
        names = join_list([translate(chart.name) for chart in report.left_out])
        footer.insert(0, translate(N_("Nothing to draw for: {charts}.")).format(charts=names))
    sheet = Sheet(Figures(Shape.RANKING, title, currency=asked.currency), look("light"), *_A4, 1.0, shop_name, footer)
    _table(sheet, report.figures, asked.currency)
    return sheet


def _table(sheet: Sheet, figures: tuple[Figure, ...], currency: str) -> None:
    columns = (PAD, 330, 480, 600, 630)
    heads = ("", N_("In the month"), N_("A year ago"), N_("Up or down"), N_("How it is reckoned"))
    top = sheet.top + 24
    for x, head in zip(columns, heads, strict=True):
        _cell(sheet, x, top, translate(head) if head else "", head != heads[4], strong=True)
    for number, one in enumerate(figures, start=1):
        y = top + number * _ROW
        change = "—"
        if one.now is not None and one.before:
            moved = one.now - one.before
            change = formatting.signed(formatting.percent(abs(moved) / abs(one.before)), moved)
        texts = (
            translate(one.name), exact_number(one.now, one.unit, currency),
            exact_number(one.before, one.unit, currency),
            change, translate(one.formula),
        )  # fmt: skip
        for place, (x, text) in enumerate(zip(columns, texts, strict=True)):
            _cell(sheet, x, y, text, 1 <= place <= 3, strong=place == 1)
        line: Any = sheet.figure.add_artist(_hairline(sheet, y + _ROW - 10))
        line.set_zorder(0)


def _cell(sheet: Sheet, x: float, y: float, text: str, is_number: bool, *, strong: bool = False) -> None:
    sheet.figure.text(
        x / sheet.width, 1 - y / sheet.height, text, ha="right" if is_number else "left", va="top",
        color=sheet.colour("text"), fontproperties=sheet.look.font(13, strong=strong), parse_math=False,
    )  # fmt: skip


def _hairline(sheet: Sheet, y: float) -> Any:
    across = [PAD / sheet.width, 1 - PAD / sheet.width]
    return Line2D(across, [1 - y / sheet.height] * 2, color=sheet.colour("border"), linewidth=0.6)
