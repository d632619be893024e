"""The order list: the shop's query behind the big table."""

from __future__ import annotations

from typing import Any

from services.orders.listing import ORDER_LIST
from services.types import TableRequest
from ui.pages.orders.columns import columns, read_keys
from ui.table.source import OpenSnapshot, Snapshot


def order_source(link: Any) -> OpenSnapshot:
    """Opens snapshots of the order list."""
    keys = read_keys(columns(link.home))

    def open_snapshot(request: TableRequest) -> Snapshot:
        snapshot: Snapshot = link.shop.table(ORDER_LIST, request, keys)
        return snapshot

    return open_snapshot
