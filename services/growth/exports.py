"""The log of actions as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from models.enums.growth import ActionKind, GoalFigure
from services import settings
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.growth.actions import ACTION_LABELS
from services.growth.figures import FIGURE_LABELS
from services.growth.queries import ACTIONS
from services.i18n import translate
from services.kernel.table_query import TableRequest, stored_rows

_KEYS = ("day", "kind", "what", "reason", "expected_effect", "figure", "channel", "code")


def export_actions(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the log; returns how many."""
    columns = columns_of(ACTIONS, _KEYS)
    sorted_by = [key for key, _descending in request.sort or ACTIONS.default_sort]
    expressions = [ACTIONS.column(key).expression for key in (*_KEYS, *sorted_by)]
    statement = ACTIONS.select(expressions, request).order_by(*ACTIONS.order(request))
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            values = zip(columns, row, strict=False)
            yield {one.key: _named(one.key, plain_value(one.kind, value, currency, zone)) for one, value in values}

    return save(out, columns, 0, rows(), translate)


def _named(key: str, value: str | int | bool | None) -> str | int | bool | None:
    if key == "kind":
        return translate(ACTION_LABELS[ActionKind(str(value))])
    return translate(FIGURE_LABELS[GoalFigure(str(value))]) if key == "figure" else value
