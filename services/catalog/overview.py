"""Reads: how many products each view of the list has, and how many codes wait for a product."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func

from services import settings
from services.catalog.queries import SKUS, UnlinkedCode, lines_without_code, unlinked_codes
from services.kernel.table_query import TableRequest


@dataclass(frozen=True, slots=True)
class Overview:
    """Rows per view of the product list, the codes nobody linked, lines without any code, the shop's currency."""

    counts: dict[str, int]
    unlinked: tuple[UnlinkedCode, ...]
    without_code: int
    currency: str


def overview(connection: Connection) -> Overview:
    """Everything the Products page shows beside its rows."""
    counts = {
        view: int(connection.execute(SKUS.select([func.count()], TableRequest(view=view))).scalar_one())
        for view in SKUS.views
    }
    return Overview(
        counts, unlinked_codes(connection), lines_without_code(connection), settings.read(connection, settings.CURRENCY)
    )
