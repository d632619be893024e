"""The sections of the After-sales page in the order they stand in. A new one adds a function and a line.

A section's code is loaded when it is first shown.
"""

from __future__ import annotations

from services.i18n import N_
from ui.page import PageContext
from ui.pages.section import Section, SectionSpec


def _cases(context: PageContext) -> Section:
    from ui.pages.aftersales.cases import CasesSection

    return CasesSection(context)


def _reviews(context: PageContext) -> Section:
    from ui.pages.aftersales.reviews import ReviewsSection

    return ReviewsSection(context)


def _defective(context: PageContext) -> Section:
    from ui.pages.aftersales.defective import DefectiveSection

    return DefectiveSection(context)


def _returns(context: PageContext) -> Section:
    from ui.pages.aftersales.returns_desk import ReturnsSection

    return ReturnsSection(context)


def _reports(context: PageContext) -> Section:
    from ui.pages.aftersales.reports_section import ReportsSection

    return ReportsSection(context)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("cases", N_("Cases"), _cases),
    SectionSpec("returns", N_("Returned parcels"), _returns),
    SectionSpec("defective", N_("Defective stock"), _defective),
    SectionSpec("reviews", N_("Buyer reviews"), _reviews),
    SectionSpec("reports", N_("Reports"), _reports),
)
