"""The report of budgets: what was spent of each in a month, and at what pace."""

from __future__ import annotations

from sqlalchemy import Connection

from services.budgets.queries import budgets
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.reports.report import About, Asked, Report, Rows


def _budgets(connection: Connection, asked: Asked) -> Rows:
    found = budgets(connection, asked.last)
    for one in found.budgets:
        yield (
            f"{found.first:%Y-%m}", one.category, one.name, one.amount_minor, one.spent_minor, one.left_minor,
            one.due_minor, one.expected_minor, str(one.pace),
        )  # fmt: skip


BUDGETS = Report(
    N_("Budgets of a month"),
    (
        ListColumn("month", N_("Month"), Kind.TEXT),
        ListColumn("category", N_("Category"), Kind.CODE),
        ListColumn("name", N_("Name"), Kind.TEXT),
        ListColumn("budget", N_("Budget"), Kind.MONEY),
        ListColumn("spent", N_("Spent"), Kind.MONEY),
        ListColumn("left", N_("Left"), Kind.MONEY),
        ListColumn("due", N_("By now"), Kind.MONEY),
        ListColumn("expected", N_("Likely by the end"), Kind.MONEY),
        ListColumn("pace", N_("State"), Kind.CODE),
    ),
    _budgets,
    About.DAY,
)
