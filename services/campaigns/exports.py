"""The list of campaigns as a workbook, in the order and with the filters it has on screen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from models.enums.growth import CampaignKind
from services.business_day import shop_today
from services.campaigns.drafts import KIND_LABELS, STAGE_LABELS, Stage
from services.campaigns.queries import campaign_list
from services.exporting.list_file import export_list
from services.exporting.text_export import Value
from services.i18n import translate
from services.kernel.table_query import TableRequest

_KEYS = (
    "name", "kind", "stage", "channels", "preheat_on", "first_on", "last_on", "items", "set_aside", "budget", "target",
    "currency", "note", "review",
)  # fmt: skip


def export_campaigns(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list; returns how many."""
    return export_list(connection, campaign_list(shop_today(connection)), _KEYS, request, out, _named)


def _named(key: str, value: Value) -> Value:
    if key == "kind":
        return translate(KIND_LABELS[CampaignKind(str(value))])
    return translate(STAGE_LABELS[Stage(str(value))]) if key == "stage" else value
