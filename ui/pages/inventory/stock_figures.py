"""The key figures above the stock list, and what the goods were worth week by week."""

from __future__ import annotations

from datetime import date

from services import formatting
from services.i18n import NN_, _
from services.inventory.listing import StockFigures
from services.messages import counted
from ui.widgets.kpi import Change, Kpi, KpiStrip
from ui.widgets.spark_bars import Bar, SparkBars

_BACK = 4  # weeks the change of the value is told over
_PRODUCTS = NN_("{count} product", "{count} products")


class StockFiguresStrip(KpiStrip):
    """Stock value, pieces of unknown cost, products below zero, how long the stock lasts."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: StockFigures | None = None
        self._weeks: tuple[tuple[date, int], ...] | None = None
        self.chart = SparkBars(str)
        self.set_chart(self.chart)

    def show_figures(self, found: StockFigures) -> None:
        """Show these figures."""
        self._shown = found
        worth, number = found.worth, formatting.integer
        below = counted(_PRODUCTS, worth.below_zero)
        lasts = _("{days} days").format(days=number(found.cover_days)) if found.cover_days is not None else "—"
        self.set_kpis(
            [
                Kpi(_("Stock value"), formatting.whole_money(worth.value_minor, found.currency), self._change(found),
                    key="stock.value"),
                Kpi(_("Cost unknown"), number(worth.unknown + worth.pending), None,
                    key="stock.uncosted"),
                Kpi(_("Below zero"), below, None, key="stock.below_zero"),
                Kpi(_("Lasts"), lasts, None, key="stock.lasts"),
            ]
        )  # fmt: skip
        self._draw(found)

    def show_weeks(self, weeks: tuple[tuple[date, int], ...]) -> None:
        """Show what the goods were worth in the weeks before."""
        self._weeks = weeks
        if self._shown is not None:
            self.show_figures(self._shown)

    def retranslate(self) -> None:
        super().retranslate()
        if self._shown is not None:
            self.show_figures(self._shown)

    def _change(self, found: StockFigures) -> Change | None:
        before = self._weeks[-_BACK][1] if self._weeks is not None and len(self._weeks) >= _BACK else 0
        now = found.worth.value_minor
        if not before:
            return None
        direction = "up" if now > before else "down" if now < before else "flat"
        share = formatting.percent(abs(now - before) / before)
        return Change(direction, _("{share} in 4 weeks").format(share=share))

    def _draw(self, found: StockFigures) -> None:
        self.set_legend([("chart.1", _("Stock value, 12 weeks"))])
        if self._weeks is None:
            return  # they come later: today alone would be another chart
        self.chart.set_axis(lambda amount: formatting.compact(amount, found.currency))
        self.chart.set_nothing(_("Nothing was in stock"))
        bars = [
            Bar(formatting.day(day), value, f"{formatting.day(day)}: {formatting.money(value, found.currency)}")
            for day, value in self._weeks
        ]
        now = max(found.worth.value_minor, 0)
        bars.append(Bar(_("today"), now, formatting.money(found.worth.value_minor, found.currency)))
        self.chart.set_bars(bars, _("Stock value week by week"), every=3)
