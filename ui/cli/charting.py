"""``chart``: one chart as a picture, and the report of a month as PDF or workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from services import settings
from services.charts.month import freshness, month_report
from services.charts.registry import chart_named
from services.charts.workbook import front_rows, write_charts
from services.errors import Invalid
from services.i18n import N_, NN_, translate
from services.messages import message, plural_message, render
from services.rollups.asked import ask
from services.shop import Shop
from ui.cli.call import Call

_DRAWN = N_("The chart is in {path}: {finding}.")
_TOO_LITTLE = N_("The chart in {path} is empty: {finding}")
_REPORTED = NN_("The report in {path} has {count} chart.", "The report in {path} has {count} charts.")


def run(call: Call) -> int:
    """Draw one chart; JSON carries its key, its finding, and whether there was too little data."""
    words = call.words
    _require_order(words.first, words.last)
    with call.reading() as shop:
        made = draw(shop, words.name, call.out, words.first, words.last, words.theme)
    said = _TOO_LITTLE if made["empty"] else _DRAWN
    call.console.say(render(message(said, path=made["out"], finding=made["finding"])))
    call.console.answer(made)
    return 0


def draw(
    shop: Shop, key: str, out: Path, first: date | None = None, last: date | None = None, theme: str = "light"
) -> dict[str, Any]:
    """Draw a chart of these days, or of the last 30; the answer as JSON has it."""
    from ui.charts.drawing import save

    chart = chart_named(key)
    asked = shop.ask(ask, first, last)
    figures = shop.ask(chart.figures, asked)
    fresh = render(shop.ask(freshness))
    source = translate(N_("Source: {source}. {fresh}")).format(source=translate(chart.source), fresh=fresh)
    footer = [translate(N_("Formula: {formula}")).format(formula=translate(chart.formula)), source]
    save(figures, theme, out, heading=translate(chart.name), footer=footer)
    return {
        "chart": chart.key, "from": asked.first.isoformat(), "to": asked.last.isoformat(),
        "finding": render(figures.title), "empty": figures.missing is not None, "out": str(out),
    }  # fmt: skip


def run_month(call: Call) -> int:
    """Write the report of a month as PDF and as workbook beside it; JSON carries its days and its charts."""
    from ui.charts.month_paper import write_month

    words = call.words
    _require_order(words.first, words.last)
    with call.reading() as shop:
        report = shop.ask(month_report, words.first, words.last)
        shop_name = shop.ask(settings.read, settings.SHOP_NAME)
    book = call.out.with_suffix(".xlsx")
    count = write_month(report, call.out, shop_name) - 1
    write_charts(book, report.charts, render(report.fresh), front_rows(report))
    call.console.say(render(plural_message(_REPORTED, count, path=str(call.out))))
    call.console.answer(
        {
            "report": "month", "from": report.asked.first.isoformat(), "to": report.asked.last.isoformat(),
            "charts": [chart.key for chart, _figures in report.charts],
            "left_out": [chart.key for chart in report.left_out], "out": str(call.out),
            "workbook": str(book),
        }
    )  # fmt: skip
    return 0


def _require_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        reason = message(N_("it ends before it begins"))
        raise Invalid(field=message(N_("Until")), value=last.isoformat(), reason=reason)
