"""What the rows of every long list lead to."""

from __future__ import annotations

from collections.abc import Callable

from ui.page import PageContext
from ui.table.table_panel import TablePanel


def rows_show(table: TablePanel, context: PageContext, show: Callable[[int], object]) -> None:
    """A row that is opened or peeked at is shown; what fails or is refused is said."""
    table.view.open_requested.connect(show)
    table.view.peek_requested.connect(show)
    rows_say(table, context)


def rows_say(table: TablePanel, context: PageContext) -> None:
    """What cannot be read, and what is too much to be copied, is said."""
    table.view.refused.connect(lambda words: context.toast(str(words)))
    table.failed.connect(context.show_error)
