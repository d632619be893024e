"""A chart's figures as a workbook: the numbers as numbers, and a chart of the spreadsheet's own beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.values import minor_digits
from services.charts.chart import Chart, Figures, Label, Series, Shape, Unit
from services.charts.month import MonthReport
from services.errors import Invalid
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.i18n import N_, translate
from services.messages import Message, message, render

_HEAD = 5  # rows above the table: name, finding, formula, source, an empty one
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
_TYPES: dict[Shape, dict[str, Any]] = {
    Shape.LINES: {"type": "line"},
    Shape.BARS: {"type": "column"},
    Shape.STACKED: {"type": "column", "subtype": "stacked"},
    Shape.RANKING: {"type": "bar"},
    Shape.WATERFALL: {"type": "column"},
    Shape.PARETO: {"type": "column"},
    Shape.HEAT: {"type": "column", "subtype": "stacked"},
    Shape.BUBBLES: {"type": "bar"},
    Shape.TILES: {"type": "bar"},
    Shape.FUNNEL: {"type": "bar"},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A number of the front sheet and how a spreadsheet shows it."""

    value: int | Decimal
    pattern: str


def write_charts(
    out: Path, found: Sequence[tuple[Chart, Figures]], fresh: str, front: Sequence[Sequence[Any]] = ()
) -> int:
    """Write charts to an .xlsx file, a sheet each; returns how many. `front` is a sheet of rows before them.

    Charts with too few figures are left out.
    """
    if out.suffix.lower() != ".xlsx":
        reason = message(N_("the name must end in .xlsx"))
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)
    drawn = [(chart, figures) for chart, figures in found if figures.missing is None]
    with replacing(out) as part, new_workbook(part) as book:
        if front:
            _write_front(book, front)
        for chart, figures in drawn:
            _ChartSheet(book, chart, figures).write(fresh)
        if not drawn and not front:
            book.add_worksheet().write_string(0, 0, translate(N_("There is too little data for this chart.")))
    return len(drawn)


def _write_front(book: Any, rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(sheet_name(translate(N_("Month"))))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 18)
    sheet.set_column(3, 3, 80)
    strong = book.add_format({"bold": True})
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, Shown):
                sheet.write_number(row, column, cell.value, book.add_format({"num_format": cell.pattern}))
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell, strong if not row else None)


def sheet_name(text: str) -> str:
    """The text as a sheet may be called: at most 31 signs, none of those that are not allowed."""
    return _SHEET_SIGNS.sub(" ", text)[:31].strip()


def number(value: int | None, unit: Unit, currency: str) -> int | Decimal | None:
    """A value as a spreadsheet counts it: whole units of money, shares of one."""
    if value is None:
        return None
    digits = {Unit.MONEY: minor_digits(currency), Unit.SHARE: 6, Unit.SCORE: 2, Unit.TIMES: 2}.get(unit, 0)
    return Decimal(value).scaleb(-digits) if digits else value


def pattern(unit: Unit, currency: str) -> str:
    """How a spreadsheet shows such a number."""
    digits = minor_digits(currency)
    money = "#,##0" + ("." + "0" * digits if digits else "")
    return {Unit.MONEY: money, Unit.SHARE: "0.0%", Unit.SCORE: "0.00", Unit.TIMES: "0.00"}.get(unit, "#,##0")


class _ChartSheet:
    """One sheet of the workbook."""

    def __init__(self, book: Any, chart: Chart, figures: Figures) -> None:
        self._book, self._chart, self._figures = book, chart, figures
        self._sheet = book.add_worksheet(sheet_name(translate(chart.name)))

    def write(self, fresh: str) -> None:
        """Name, finding, formula and source, the table, and the chart."""
        figures = self._figures
        strong = self._book.add_format({"bold": True})
        self._sheet.write_string(0, 0, translate(self._chart.name), strong)
        for row, text in enumerate(
            (render(figures.title), translate(self._chart.formula), f"{translate(self._chart.source)} · {fresh}"),
            start=1,
        ):
            self._sheet.write_string(row, 0, text)
        self._sheet.set_column(0, 0, 30)
        columns = (*figures.series, *figures.beside)
        self._sheet.set_column(1, len(columns), 16)
        for column, one in enumerate(columns, start=1):
            self._sheet.write_string(_HEAD, column, render(one.name), strong)
            self._write_column(column, one)
        for row, label in enumerate(figures.labels, start=_HEAD + 1):
            self._write_label(row, label)
        for row, detail in enumerate(figures.details, start=_HEAD + 1):
            self._sheet.write_string(row, len(columns) + 1, render(detail))
        self._sheet.freeze_panes(_HEAD + 1, 1)
        self._add_chart()

    def _write_column(self, column: int, one: Series) -> None:
        shown = self._book.add_format({"num_format": pattern(one.unit, self._figures.currency)})
        for row, value in enumerate(one.values, start=_HEAD + 1):
            written = number(value, one.unit, self._figures.currency)
            if written is not None:
                self._sheet.write_number(row, column, written, shown)

    def _write_label(self, row: int, label: Label) -> None:
        if isinstance(label, date):
            self._sheet.write_datetime(row, 0, label, self._book.add_format({"num_format": "yyyy-mm-dd"}))
        else:
            self._sheet.write_string(row, 0, render(label) if isinstance(label, Message) else label)

    def _add_chart(self) -> None:
        figures, name = self._figures, self._sheet.get_name()
        kind = _TYPES[figures.shape]
        drawn = self._book.add_chart(kind)
        last = _HEAD + len(figures.labels)
        for column, one in enumerate(figures.series, start=1):
            drawn.add_series(
                {
                    "name": [name, _HEAD, column],
                    "categories": [name, _HEAD + 1, 0, last, 0],
                    "values": [name, _HEAD + 1, column, last, column],
                    "y2_axis": one.on_right,
                }
            )
        if kind["type"] == "bar":
            drawn.set_y_axis({"reverse": True})
        drawn.set_title({"name": render(figures.title), "name_font": {"size": 11}})
        drawn.set_legend({"position": "bottom", "none": len(figures.series) == 1})
        drawn.set_size({"width": 760, "height": 420})
        beside = len(figures.series) + len(figures.beside)
        self._sheet.insert_chart(_HEAD, beside + 2 + bool(figures.details), drawn)


def front_rows(report: MonthReport) -> list[list[Any]]:
    """The key figures as rows of a workbook, the headings first."""
    currency = report.asked.currency
    rows: list[list[Any]] = [
        [translate(head) for head in (N_("Figure"), N_("In the month"), N_("A year ago"), N_("Formula"))]
    ]
    for one in report.figures:
        known = [number(value, one.unit, currency) for value in (one.now, one.before)]
        values = [None if value is None else Shown(value, pattern(one.unit, currency)) for value in known]
        rows.append([translate(one.name), *values, translate(one.formula)])
    period = f"{report.asked.first.isoformat()} – {report.asked.last.isoformat()}, {currency}"
    return [*rows, [], [period], *([render(one)] for one in report.gaps)]
