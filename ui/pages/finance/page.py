"""The Finance page: transactions, courier bills, the books and the months that are closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.i18n import N_
from ui.page import PageContext, PageSpec
from ui.pages.finance.sections import SECTIONS
from ui.pages.section import SectionSpec
from ui.pages.sectioned_page import SectionedPage

_OF_TRANSACTIONS = frozenset({"view", "search", "account", "filters", "transaction", "new", "entry"})


class FinancePage(SectionedPage):
    """Its sections are in `ui.pages.finance.sections`."""

    page_key = "finance"
    page_title = N_("Finance")

    def __init__(self, context: PageContext, specs: Sequence[SectionSpec] = SECTIONS) -> None:
        super().__init__(context, specs)

    def opened(self, **wanted: Any) -> None:
        """`section` names the section that is wanted; what asks for transactions needs to name none."""
        if "section" not in wanted and _OF_TRANSACTIONS & wanted.keys():
            wanted["section"] = SECTIONS[0].key
        super().opened(**wanted)


FINANCE = PageSpec("finance", N_("Finance"), "wallet", FinancePage)
