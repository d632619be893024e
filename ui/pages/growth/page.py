"""The Growth page: goals, traffic, advertising and the log of what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from services.i18n import N_
from ui.actions import ActionSpec
from ui.page import PageContext, PageSpec
from ui.pages.growth.sections import SECTIONS
from ui.pages.section import SectionSpec
from ui.pages.sectioned_page import SectionedPage

_DEEDS = (
    ("new_campaign", N_("New campaign"), "megaphone", "campaigns", "new"),
    ("festivals", N_("Calendar of festivals and campaigns"), "calendar-blank", "campaigns", "show_calendar"),
    ("watch_item", N_("Watch an item"), "eye", "competitors", "new"),
    ("new_competitor", N_("New competitor…"), "storefront", "competitors", "new_shop"),
    ("new_post", N_("New post"), "megaphone", "posts", "new"),
    ("new_launch", N_("New launch"), "rocket-launch", "launches", "new"),
    ("new_prices", N_("Change prices…"), "tag", "advice", "change_prices"),
    ("paste_seen", N_("Paste what you saw…"), "clipboard-text", "competitors", "paste"),
)


class GrowthPage(SectionedPage):
    """Its sections are in `ui.pages.growth.sections`."""

    page_key = "growth"
    page_title = N_("Growth")

    def __init__(self, context: PageContext, specs: Sequence[SectionSpec] = SECTIONS) -> None:
        super().__init__(context, specs)

    def _add_actions(self) -> None:
        super()._add_actions()
        self._context.registry.add(
            *(
                ActionSpec(f"growth.{key}", words, partial(self._begin, section, deed), icon, scope=self.page_key,
                           group=self.page_title)
                for key, words, icon, section, deed in _DEEDS
            )
        )  # fmt: skip

    def _begin(self, section: str, deed: str) -> None:
        getattr(self.show_section(section), deed)()


GROWTH = PageSpec("growth", N_("Growth"), "trend-up", GrowthPage)
