"""The key figures above the cases: what is late, what will be, what is asked for and what went back."""

from __future__ import annotations

from services import formatting
from services.aftersales.queries import CaseOverview
from services.i18n import _
from ui.widgets.kpi import Kpi, KpiStrip


class CaseFiguresStrip(KpiStrip):
    """Late and soon late, asked by open cases, parcels awaited, refunded in 30 days."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: CaseOverview | None = None

    def show_figures(self, found: CaseOverview) -> None:
        """Show these figures."""
        self._shown = found
        number = formatting.integer
        asked = formatting.money(found.asked_minor, found.currency)
        refunded = formatting.money(found.refunded_minor, found.currency)
        self.set_kpis(
            [
                Kpi(_("Late"), number(found.late), None, key="cases.late"),
                Kpi(_("Due in 24 hours"), number(found.soon), None, key="cases.soon"),
                Kpi(_("Waiting for us"), number(found.counts.get("waiting_seller", 0)), None,
                    key="cases.ours"),
                Kpi(_("Parcels awaited"), number(found.awaited), None,
                    key="cases.awaited"),
                Kpi(_("Asked by open cases"), asked, None, key="cases.asked"),
                Kpi(_("Refunded in 30 days"), refunded, None,
                    key="cases.refunded"),
            ]
        )  # fmt: skip

    def retranslate(self) -> None:
        super().retranslate()
        if self._shown is not None:
            self.show_figures(self._shown)
