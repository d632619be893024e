"""The list of transactions as a table: its words, columns and filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services import settings
from services.finance.queries import FinanceOverview
from services.i18n import N_, NN_
from ui.pages.finance.columns import columns, transaction_source
from ui.pages.finance.filters import TABS, filter_specs
from ui.table.kept import KeptTable
from ui.table.table_panel import EmptyTexts, PanelTexts, TablePanel

COUNTED = NN_("{count} transaction", "{count} transactions")


@dataclass(frozen=True, slots=True)
class TableCalls:
    """What the table asks the page for: what was read last, and what its empty state offers."""

    overview: Callable[[], FinanceOverview | None]
    import_statements: Callable[[], object]
    new_account: Callable[[], object]


def currency_of(overview: FinanceOverview | None) -> str:
    """The shop's currency; the usual one until it is known."""
    return overview.currency if overview is not None else settings.CURRENCY.default


def zone_of(overview: FinanceOverview | None) -> str:
    """The shop's time zone; the usual one until it is known."""
    return overview.zone if overview is not None else settings.ZONE.default


def make_table(link: Any, kept: KeptTable, calls: TableCalls) -> TablePanel:
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

    def zone() -> str:
        return zone_of(calls.overview())

    def names() -> Mapping[str, str]:
        known = calls.overview()
        return {} if known is None else {one.code: one.name for one in known.categories}

    return TablePanel(
        PanelTexts(N_("Transactions"), N_("Name, number…"), COUNTED, empty),
        columns(lambda: currency_of(calls.overview()), zone, names),
        transaction_source(link),
        tabs=TABS,
        filters=filter_specs(calls.overview, zone),
        saved=kept.saved_views(),
        sort=kept.sort() or (("happened_at", True),),
    )
