"""What customers can be filtered by, and their views."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services import formatting
from services.customers.overview import CustomerOverview
from services.i18n import N_, _
from ui.pages.customers.words import EVIDENCE_LABELS
from ui.table.cells import Currency
from ui.table.filters import FilterSpec, stored_amount, stored_day, stored_whole

TABS: tuple[tuple[str, str], ...] = (
    ("all", N_("All")),
    ("new", N_("New customers")),
    ("repeat", N_("Bought again")),
    ("high_value", N_("High value")),
    ("at_risk", N_("At risk")),
    ("lapsed", N_("Lapsed")),
    ("follow_ups", N_("Follow-ups due")),
    ("birthdays", N_("Birthdays soon")),
    ("blacklist", N_("Blacklist")),
)
_SCORES = ("5", "4", "3", "2", "1")


def filter_specs(found: Callable[[], CustomerOverview | None], currency: Currency) -> tuple[FilterSpec, ...]:
    """All filters; `found` gives what this shop has at the moment a sheet opens, `currency` is the shop's."""

    def channels() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(name, name) for name in known.channels]

    def score(key: str, label: str) -> FilterSpec:
        return FilterSpec(key, label, choices=lambda: [(one, one) for one in _SCORES])

    return (
        FilterSpec("channel", N_("Channel"), choices=channels),
        FilterSpec("orders", N_("Orders"), "between", parse=stored_whole),
        FilterSpec("net", N_("Net of refunds"), "between", parse=stored_amount(currency),
                   show=lambda minor: formatting.amount(int(minor), currency())),
        FilterSpec("last_on", N_("Last order"), "between", parse=stored_day),
        FilterSpec("bought", N_("Bought (code)"), "contains"),
        FilterSpec("not_bought", N_("Not bought (code)"), "contains"),
        FilterSpec("tags", N_("Tag"), "contains"),
        FilterSpec("coupon", N_("Coupon"), choices=lambda: [("open", _("has one that can be used"))]),
        FilterSpec("member", N_("Member"), choices=lambda: [("yes", _("is a member"))]),
        score("r", N_("R (days)")),
        score("f", N_("F (orders)")),
        score("m", N_("M (money)")),
        FilterSpec("city", N_("City"), "contains"),
        FilterSpec(
            "evidence", N_("Known by"), choices=lambda: [(code, _(words)) for code, words in EVIDENCE_LABELS.items()]
        ),
    )  # fmt: skip
