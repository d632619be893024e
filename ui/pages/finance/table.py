"""The list of transactions as a table: its words, columns and filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services import i18n
from services.books.chart import bundled
from services.finance.queries import FinanceOverview
from services.i18n import N_, NN_
from ui.pages.finance.columns import columns, transaction_source
from ui.pages.finance.filters import TABS, filter_specs
from ui.table.kept_list import KeptList
from ui.table.table_panel import EmptyTexts, PanelTexts

COUNTED = NN_("{count} transaction", "{count} transactions")


@dataclass(frozen=True, slots=True)
class TableCalls:
    """What the table asks the page for: what was read last, and what its empty state offers."""

    overview: Callable[[], FinanceOverview | None]
    import_statements: Callable[[], object]
    new_account: Callable[[], object]


class CategoryNames:
    """What the codes of categories are called: as the shop calls them once that is read, else as the program does."""

    def __init__(self, overview: Callable[[], FinanceOverview | None]) -> None:
        self._overview = overview
        self._of: tuple[str, FinanceOverview | None] = ("", None)
        self._names: Mapping[str, str] = {}

    def __call__(self) -> Mapping[str, str]:
        found, language = self._overview(), i18n.language()
        if self._of[0] != language or self._of[1] is not found:
            known = (*bundled(), *(found.categories if found is not None else ()))
            self._names, self._of = {one.code: one.name for one in known}, (language, found)
        return self._names


def make_table(link: Any, calls: TableCalls) -> KeptList:
    """The table, not opened yet."""
    empty = EmptyTexts(
        "wallet",
        N_("No transactions yet"),
        N_("They come from the statements of Alipay, WeChat Pay, your banks and your platforms."),
        (
            (N_("Import statements"), "upload-simple", calls.import_statements),
            (N_("New account"), "plus", calls.new_account),
        ),
    )

    return KeptList(
        "finance",
        "subject",
        PanelTexts(N_("Transactions"), N_("Name, number…"), COUNTED, empty),
        columns(link.home, CategoryNames(calls.overview)),
        transaction_source(link),
        tabs=TABS,
        filters=filter_specs(calls.overview, link.home.today),
        sort=(("happened_at", True),),
        ahead=True,
    )
