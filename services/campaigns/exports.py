"""The list of campaigns as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from models.enums.growth import CampaignKind
from services import settings
from services.campaigns.drafts import KIND_LABELS, STAGE_LABELS, Stage
from services.campaigns.queries import campaign_list, shop_day
from services.exporting.text_export import Record, columns_of, plain_value, save
from services.i18n import translate
from services.kernel.table_query import TableRequest, stored_rows

_KEYS = (
    "name", "kind", "stage", "channels", "preheat_on", "first_on", "last_on", "items", "set_aside", "budget", "target",
    "currency", "note", "review",
)  # fmt: skip


def export_campaigns(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list; returns how many."""
    query = campaign_list(shop_day(connection))
    columns = columns_of(query, _KEYS)
    sorted_by = [key for key, _descending in request.sort or query.default_sort]
    expressions = [query.column(key).expression for key in (*_KEYS, *sorted_by)]
    statement = query.select(expressions, request).order_by(*query.order(request))
    zone = settings.read(connection, settings.ZONE)

    def rows() -> Iterator[Record]:
        for row in stored_rows(connection, statement):
            currency = str(row[_KEYS.index("currency")])
            values = zip(columns, row, strict=False)
            yield {one.key: _named(one.key, plain_value(one.kind, value, currency, zone)) for one, value in values}

    return save(out, columns, 0, rows(), translate)


def _named(key: str, value: str | int | bool | None) -> str | int | bool | None:
    if key == "kind":
        return translate(KIND_LABELS[CampaignKind(str(value))])
    return translate(STAGE_LABELS[Stage(str(value))]) if key == "stage" else value
