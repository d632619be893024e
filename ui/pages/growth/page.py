"""The Growth page: goals, traffic, advertising and the log of what was changed."""

from __future__ import annotations

from collections.abc import Sequence

from services.i18n import N_
from ui.pages.growth.sections import SECTIONS
from ui.pages.section import SectionSpec
from ui.pages.sectioned_page import SectionedPage
from ui.pages.spec import PageContext, PageSpec


class GrowthPage(SectionedPage):
    """Its sections are in `ui.pages.growth.sections`."""

    page_key = "growth"
    page_title = N_("Growth")

    def __init__(self, context: PageContext, specs: Sequence[SectionSpec] = SECTIONS) -> None:
        super().__init__(context, specs)


GROWTH = PageSpec("growth", N_("Growth"), "trend-up", GrowthPage)
