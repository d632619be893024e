"""What every long list of a page shares: the part of it that was asked for, and what its rows lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.types import Filter, TableRequest
from ui.page import PageContext
from ui.table.table_panel import TablePanel


def part_of_list(wanted: Mapping[str, Any], *more: Filter) -> TableRequest | None:
    """The rows `navigate` asks for by `view`, `search` and `filters`, and by filters of the page; None: as they are."""
    if not more and not {"view", "search", "filters"} & wanted.keys():
        return None
    filters = (*(Filter(*one) for one in wanted.get("filters", ())), *more)
    return TableRequest(str(wanted.get("search", "")), str(wanted.get("view", "all")), filters)


def rows_show(table: TablePanel, context: PageContext, show: Callable[[int], object]) -> None:
    """A row that is opened or peeked at is shown; what fails or is refused is said."""
    table.view.open_requested.connect(show)
    table.view.peek_requested.connect(show)
    rows_say(table, context)


def rows_say(table: TablePanel, context: PageContext) -> None:
    """What cannot be read, and what is too much to be copied, is said."""
    table.view.refused.connect(lambda words: context.toast(str(words)))
    table.failed.connect(context.show_error)
