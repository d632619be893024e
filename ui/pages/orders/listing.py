"""The order list: the shop's query behind the big table."""

from __future__ import annotations

from typing import Any

from services.kernel import paging
from services.orders.listing import ORDER_LIST
from ui.pages.orders.columns import READ_KEYS
from ui.table.source import OpenSnapshot, Snapshot, TableRequest


def order_source(link: Any) -> OpenSnapshot:
    """Opens snapshots of the order list; what a request asks for is handed on as it is."""

    def open_snapshot(request: TableRequest) -> Snapshot:
        filters = tuple(paging.Filter(one.key, one.operator, one.values) for one in request.filters)
        wanted = paging.TableRequest(request.search, request.view, filters, request.sort)
        snapshot: Snapshot = link.shop.table(ORDER_LIST, wanted, READ_KEYS)
        return snapshot

    return open_snapshot
