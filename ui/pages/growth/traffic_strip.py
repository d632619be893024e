"""The key figures of visitors and advertising, each with its formula and the change since the days before."""

from __future__ import annotations

from services import formatting
from services.growth.traffic import TrafficView
from services.i18n import _
from ui.widgets.kpi import Change, Kpi, KpiStrip


class TrafficStrip(KpiStrip):
    """Visitors, conversion, value and cost of a visitor, return on ad spend before and after refunds."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: TrafficView | None = None

    def show_figures(self, found: TrafficView) -> None:
        """Show these figures."""
        self._shown = found
        now, before, currency = found.now, found.before, found.currency
        visitors, value = formatting.integer(now.visitors), formatting.money
        self.set_kpis(
            [
                Kpi(_("Visitors"), visitors, _change(now.visitors, before.visitors, 1),
                    key="traffic.visitors"),
                Kpi(_("Conversion"), _percent(now.conversion_ppm),
                    _change(now.conversion_ppm, before.conversion_ppm, 1),
                    key="traffic.conversion"),
                Kpi(_("Value of a visitor"), value(now.visitor_value, currency),
                    _change(now.visitor_value, before.visitor_value, 1),
                    key="traffic.value"),
                Kpi(_("Cost of a visitor"), value(now.visitor_cost, currency),
                    _change(now.visitor_cost, before.visitor_cost, -1), key="traffic.cost"),
                Kpi(_("Return on spend"), _times(now.return_percent),
                    _change(now.return_percent, before.return_percent, 1),
                    key="traffic.return"),
                Kpi(_("Return after refunds"), _times(now.net_return_percent),
                    _change(now.net_return_percent, before.net_return_percent, 1),
                    key="traffic.net_return"),
            ]
        )  # fmt: skip

    def retranslate(self) -> None:
        super().retranslate()
        if self._shown is not None:
            self.show_figures(self._shown)


def _percent(ppm: int | None) -> str:
    return "—" if ppm is None else f"{ppm / 10_000:.2f}%"


def _times(percent: int | None) -> str:
    return "—" if percent is None else f"{percent / 100:.2f}"


def _change(now: int | None, before: int | None, sign: int) -> Change | None:
    """The change since the days before; `sign` is 1 where more is better and −1 where less is."""
    if now is None or not before:
        return None
    moved = now - before
    share = formatting.percent(abs(moved) / before)
    if not moved:
        return Change("flat", share, None)
    return Change("up" if moved > 0 else "down", share, moved * sign > 0)
