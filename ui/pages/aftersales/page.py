"""The After-sales page: cases, returned parcels, reviews and what all of it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.i18n import N_
from ui.page import PageContext, PageSpec
from ui.pages.aftersales.sections import SECTIONS
from ui.pages.section import SectionSpec
from ui.pages.sectioned_page import SectionedPage

_OF_CASES = {"case", "new_of", "view", "search", "filters"}


class AfterSalesPage(SectionedPage):
    """Its sections are in `ui.pages.aftersales.sections`; what names no section is meant for the cases."""

    page_key = "after-sales"
    page_title = N_("After-sales")

    def __init__(self, context: PageContext, specs: Sequence[SectionSpec] = SECTIONS) -> None:
        super().__init__(context, specs)

    def opened(self, **wanted: Any) -> None:
        """`section` names the section that is wanted; a case or a part of the list leads to the cases."""
        if "section" not in wanted and _OF_CASES & wanted.keys():
            wanted["section"] = "cases"
        super().opened(**wanted)


AFTER_SALES = PageSpec("after-sales", N_("After-sales"), "arrow-u-up-left", AfterSalesPage)
