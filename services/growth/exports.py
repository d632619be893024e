"""The log of actions as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from models.enums.growth import ActionKind, GoalFigure
from services.exporting.list_file import export_list
from services.exporting.text_export import Value
from services.growth.actions import ACTION_LABELS
from services.growth.figures import FIGURE_LABELS
from services.growth.queries import ACTIONS
from services.i18n import translate
from services.kernel.table_query import TableRequest

_KEYS = ("day", "kind", "what", "reason", "expected_effect", "figure", "channel", "code")


def export_actions(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the log; returns how many."""
    return export_list(connection, ACTIONS, _KEYS, request, out, _named)


def _named(key: str, value: Value) -> Value:
    if key == "kind":
        return translate(ACTION_LABELS[ActionKind(str(value))])
    return translate(FIGURE_LABELS[GoalFigure(str(value))]) if key == "figure" else value
