"""The sections of the Growth page in the order they stand in. A new one adds a function and a line.

A section's code is loaded when it is first shown.
"""

from __future__ import annotations

from services.i18n import N_
from ui.page import PageContext
from ui.pages.section import Section, SectionSpec


def _goals(context: PageContext) -> Section:
    from ui.pages.growth.goals import GoalsSection

    return GoalsSection(context)


def _traffic(context: PageContext) -> Section:
    from ui.pages.growth.traffic import TrafficSection

    return TrafficSection(context)


def _items(context: PageContext) -> Section:
    from ui.pages.growth.sheet_section import SheetSection
    from ui.pages.growth.sheets import ITEMS

    return SheetSection(context, ITEMS)


def _ads(context: PageContext) -> Section:
    from ui.pages.growth.sheet_section import SheetSection
    from ui.pages.growth.sheets import ADS

    return SheetSection(context, ADS)


def _campaigns(context: PageContext) -> Section:
    from ui.pages.growth.campaigns import CampaignsSection

    return CampaignsSection(context)


def _competitors(context: PageContext) -> Section:
    from ui.pages.growth.competitors import CompetitorsSection

    return CompetitorsSection(context)


def _actions(context: PageContext) -> Section:
    from ui.pages.growth.actions import ActionsSection

    return ActionsSection(context)


def _posts(context: PageContext) -> Section:
    from ui.pages.growth.posts import PostsSection

    return PostsSection(context)


def _launches(context: PageContext) -> Section:
    from ui.pages.growth.launches import LaunchesSection

    return LaunchesSection(context)


def _advice(context: PageContext) -> Section:
    from ui.pages.growth.advice import AdviceSection

    return AdviceSection(context)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("goals", N_("Goals"), _goals),
    SectionSpec("traffic", N_("Traffic"), _traffic),
    SectionSpec("items", N_("Item traffic"), _items),
    SectionSpec("ads", N_("Advertising"), _ads),
    SectionSpec("campaigns", N_("Campaigns"), _campaigns),
    SectionSpec("competitors", N_("Competitors"), _competitors),
    SectionSpec("posts", N_("Content"), _posts),
    SectionSpec("launches", N_("Launches"), _launches),
    SectionSpec("advice", N_("Advice"), _advice),
    SectionSpec("actions", N_("Action log"), _actions),
)
