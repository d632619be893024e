"""The key figures above the list of customers."""

from __future__ import annotations

from services import formatting
from services.customers.overview import CustomerOverview
from services.i18n import _
from ui.pages.customers.words import WEEKDAYS
from ui.widgets.kpi import Kpi, KpiStrip


class CustomersStrip(KpiStrip):
    """Customers, who bought again, what one brings, who is at risk, and what is due."""

    def __init__(self) -> None:
        super().__init__()
        self._found: CustomerOverview | None = None

    def show_figures(self, found: CustomerOverview) -> None:
        """Show these figures."""
        self._found = found
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        self._show()

    def _show(self) -> None:
        if self._found is not None:
            self.set_kpis(kpis(self._found))
            self.set_legend(())


def kpis(found: CustomerOverview) -> tuple[Kpi, ...]:
    """The figures, each with what it means."""
    counts = found.counts
    rate = formatting.percent(found.bought_again / found.recent) if found.recent else "\u2013"
    average = found.net_minor // found.net_customers if found.net_customers else 0
    figures = [
        Kpi(_("Customers"), formatting.integer(counts["all"]),
            key="customers.all"),
        Kpi(_("Bought again"), rate,
            key="customers.again"),
        Kpi(_("Net per customer"), formatting.money(average, found.currency),
            key="customers.net"),
        Kpi(_("At risk"), formatting.integer(counts["at_risk"]), key="customers.risk",
            tooltip=_("Bought at least twice and stayed away for {days} to {most} days.").format(
                days=found.cuts.risk_days, most=found.cuts.lapsed_days)),
        Kpi(_("Follow-ups due"), formatting.integer(counts["follow_ups"]),
            key="customers.due"),
        Kpi(_("Without a buyer"), formatting.integer(found.without_buyer),
            key="customers.unknown"),
    ]  # fmt: skip
    if found.member_day:
        is_today = found.today.isoweekday() == found.member_day
        shown = _("Today") if is_today else _(WEEKDAYS[found.member_day - 1])
        figures.append(Kpi(_("Member day"), shown, key="customers.member_day"))
    return tuple(figures)
