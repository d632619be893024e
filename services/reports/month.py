"""The report of a month: its key figures beside those of a year before."""

from __future__ import annotations

from sqlalchemy import Connection

from services.charts.month import month_report
from services.charts.workbook import number
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.reports.report import About, Asked, Report, Rows


def _month(connection: Connection, asked: Asked) -> Rows:
    """Without days the last whole month; shares as parts of one, amounts as decimals."""
    report = month_report(connection, asked.first, asked.last)
    currency = report.asked.currency
    for one in report.figures:
        values = (number(value, one.unit, currency) for value in (one.now, one.before))
        yield (one.key, one.name, one.unit, *(None if value is None else str(value) for value in values), one.formula)


MONTH = Report(
    N_("A month in figures"),
    (
        ListColumn("figure", N_("Figure"), Kind.CODE),
        ListColumn("name", N_("Name"), Kind.TEXT),
        ListColumn("unit", N_("Unit"), Kind.CODE),
        ListColumn("now", N_("Now"), Kind.TEXT),
        ListColumn("before", N_("A year ago"), Kind.TEXT),
        ListColumn("formula", N_("Formula"), Kind.TEXT),
    ),
    _month,
    About.PERIOD,
)
