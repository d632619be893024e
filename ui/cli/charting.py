"""``chart``: one chart as a picture, and the report of a month as PDF or workbook."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services import settings
from services.charts.asked import ask
from services.charts.month import MonthReport, freshness, month_report
from services.charts.registry import chart_named
from services.charts.workbook import front_rows, write_charts
from services.errors import Invalid
from services.i18n import N_, NN_, translate
from services.messages import message, plural_message, render
from ui.cli.call import Call

if TYPE_CHECKING:
    from services.shop import Shop

_DRAWN = N_("The chart is in {path}: {finding}.")
_TOO_LITTLE = N_("The chart in {path} is empty: {finding}")
_REPORTED = NN_("The report in {path} has {count} chart.", "The report in {path} has {count} charts.")


def run(call: Call) -> int:
    """Draw one chart; JSON carries its key, its finding, and whether there was too little data."""
    from ui.charts.drawing import save

    words = call.words
    chart = chart_named(words.name)
    _require_order(words.first, words.last)
    with call.reading() as shop:
        asked = shop.ask(ask, words.first, words.last)
        figures = shop.ask(chart.figures, asked)
        fresh = render(shop.ask(freshness))
    source = translate(N_("Source: {source}. {fresh}")).format(source=translate(chart.source), fresh=fresh)
    footer = [translate(N_("Formula: {formula}")).format(formula=translate(chart.formula)), source]
    save(figures, words.theme, call.out, heading=translate(chart.name), footer=footer)
    finding = render(figures.title)
    is_empty = figures.missing is not None
    call.console.say(render(message(_TOO_LITTLE if is_empty else _DRAWN, path=str(call.out), finding=finding)))
    call.console.answer(
        {
            "chart": chart.key, "from": asked.first.isoformat(), "to": asked.last.isoformat(), "finding": finding,
            "empty": is_empty, "out": str(call.out),
        }
    )  # fmt: skip
    return 0


def run_month(call: Call) -> int:
    """Write the report of a month as .pdf or .xlsx; JSON carries its days, its charts and those left out."""
    words = call.words
    _require_order(words.first, words.last)
    with call.reading() as shop:
        report = shop.ask(month_report, words.first, words.last)
        count = _write(call, report, shop)
    call.console.say(render(plural_message(_REPORTED, count, path=str(call.out))))
    call.console.answer(
        {
            "report": "month", "from": report.asked.first.isoformat(), "to": report.asked.last.isoformat(),
            "charts": [chart.key for chart, _figures in report.charts],
            "left_out": [chart.key for chart in report.left_out], "out": str(call.out),
        }
    )  # fmt: skip
    return 0


def _write(call: Call, report: MonthReport, shop: Shop) -> int:
    if call.out.suffix.lower() == ".pdf":
        from ui.charts.month_paper import write_month

        return write_month(report, call.out, shop.ask(settings.read, settings.SHOP_NAME)) - 1
    return write_charts(call.out, report.charts, render(report.fresh), front_rows(report))


def _require_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        reason = message(N_("it ends before it begins"))
        raise Invalid(field=message(N_("Until")), value=last.isoformat(), reason=reason)
