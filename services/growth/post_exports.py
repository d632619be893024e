"""The list of posts as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from models.enums.growth import PostState
from services import settings
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.growth.post_queries import POSTS, time_words
from services.growth.post_words import POST_STATES, outlet_words
from services.i18n import translate
from services.kernel.table_query import TableRequest, stored_rows

KEYS = (
    "planned_on", "minute", "outlet", "title", "state", "posted_on", "campaign", "codes", "views", "likes", "comments",
    "saves", "sales", "link", "words",
)  # fmt: skip


def export_posts(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list; returns how many."""
    columns = columns_of(POSTS, KEYS)
    sorted_by = [key for key, _descending in request.sort or POSTS.default_sort]
    expressions = [POSTS.column(key).expression for key in (*KEYS, *sorted_by)]
    statement = POSTS.select(expressions, request).order_by(*POSTS.order(request))
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            values = zip(columns, row, strict=False)
            yield {one.key: _named(one.key, plain_value(one.kind, value, currency, zone)) for one, value in values}

    return save(out, columns, 0, rows(), translate)


def _named(key: str, value: str | int | bool | None) -> str | int | bool | None:
    if key == "state":
        return translate(POST_STATES[PostState(str(value))])
    if key == "outlet":
        return outlet_words(str(value))
    return time_words(int(value)) if key == "minute" and value is not None else value
