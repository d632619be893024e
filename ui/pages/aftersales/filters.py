"""What after-sales cases can be filtered by, and their views."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.aftersales.queries import CaseOverview
from services.aftersales.words import KIND_LABELS, PARTY_LABELS, STATE_LABELS
from services.i18n import N_, _
from ui.table.filters import FilterSpec

TABS: tuple[tuple[str, str], ...] = (
    ("open", N_("Open")),
    ("waiting_seller", N_("Waiting for us")),
    ("waiting_buyer", N_("Waiting for the buyer")),
    ("waiting_courier", N_("Waiting for the courier")),
    ("waiting_platform", N_("Waiting for the platform")),
    ("agreed", N_("Agreed")),
    ("finished", N_("Finished")),
    ("without_order", N_("Order not known")),
    ("all", N_("All")),
)


def filter_specs(found: Callable[[], CaseOverview | None]) -> tuple[FilterSpec, ...]:
    """All filters; `found` gives what this shop has at the moment a sheet opens."""

    def channels() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(name, name) for name in known.channels]

    return (
        FilterSpec(
            "kind", N_("Case kind"), choices=lambda: [(str(code), _(text)) for code, text in KIND_LABELS.items()]
        ),
        FilterSpec(
            "state", N_("Case state"), choices=lambda: [(str(code), _(text)) for code, text in STATE_LABELS.items()]
        ),
        FilterSpec("channel", N_("Channel"), choices=channels),
        FilterSpec(
            "blame", N_("To blame"), choices=lambda: [(str(code), _(text)) for code, text in PARTY_LABELS.items()]
        ),
    )
