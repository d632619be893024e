"""The list of posts as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from models.enums.growth import PostState
from services.exporting.list_file import export_list
from services.exporting.text_export import Value
from services.growth.post_queries import POSTS, time_words
from services.growth.post_words import POST_STATES, outlet_words
from services.i18n import translate
from services.kernel.table_query import TableRequest

KEYS = (
    "planned_on", "minute", "outlet", "title", "state", "posted_on", "campaign", "codes", "views", "likes", "comments",
    "saves", "sales", "link", "words",
)  # fmt: skip


def export_posts(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list; returns how many."""
    return export_list(connection, POSTS, KEYS, request, out, _named)


def _named(key: str, value: Value) -> Value:
    if key == "state":
        return translate(POST_STATES[PostState(str(value))])
    if key == "outlet":
        return outlet_words(str(value))
    return time_words(int(value)) if key == "minute" and value is not None else value
