"""The key figures above the product list: what was sold in the last 30 days, and what is missing."""

from __future__ import annotations

from dataclasses import replace

from services import festivals, formatting
from services.catalog.page_overview import ProductFigures
from services.i18n import NN_, _
from services.messages import counted
from ui.widgets.kpi import Change, Kpi, KpiStrip
from ui.widgets.spark_bars import Bar, SparkBars

_DAY = NN_("{day}: {count} piece", "{day}: {count} pieces")


class ProductFiguresStrip(KpiStrip):
    """Pieces sold, products sold, margin, products without cost; a bar for every day."""

    def __init__(self) -> None:
        super().__init__()
        self._figures_shown: ProductFigures | None = None
        self.chart = SparkBars(formatting.integer)
        self.set_chart(self.chart)

    def show_figures(self, figures: ProductFigures) -> None:
        """Show these figures and days."""
        self._figures_shown = figures
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        self._show()

    def _show(self) -> None:
        figures = self._figures_shown
        if figures is None:
            return
        self.set_period(_("Last 30 days"))
        self.set_kpis(_kpis(figures))
        self.chart.set_nothing(_("No sales in this period"))
        self.set_legend([("chart.1", _("Pieces per day"))] if figures.pieces else [])
        best = max(figures.days, key=lambda day: day.pieces)
        bars = [
            Bar(
                formatting.day(day.day), day.pieces,
                counted(_DAY, day.pieces, day=formatting.day(day.day)),
            )
            for day in figures.days
        ]  # fmt: skip
        bars[-1] = replace(bars[-1], label=_("today"))
        peak = f"{festivals.name_of(best.day)}  {formatting.integer(best.pieces)}" if best.pieces else ""
        self.chart.set_bars(bars, _("Pieces per day, last 30 days"), peak=peak)


def _kpis(figures: ProductFigures) -> list[Kpi]:
    margin = "—" if figures.margin_ppm is None else formatting.ppm(figures.margin_ppm)
    sold = _("{sold} of {all}").format(sold=formatting.integer(figures.sold_skus), all=formatting.integer(figures.skus))
    return [
        Kpi(_("Pieces sold"), formatting.integer(figures.pieces), _change(figures), key="products.pieces"),
        Kpi(_("Products sold"), sold, key="products.sold"),
        Kpi(_("Gross margin"), margin, None, key="products.margin"),
        Kpi(_("Without cost"), formatting.integer(figures.without_cost), None, key="products.uncosted"),
    ]


def _change(figures: ProductFigures) -> Change | None:
    if not figures.pieces_before:
        return None
    tenths = round((figures.pieces - figures.pieces_before) * 1000 / figures.pieces_before)
    if tenths == 0:
        return Change("flat", _("as before"))
    percent = formatting.percent(abs(tenths) / 1000)
    return Change("up" if tenths > 0 else "down", _("{percent} on before").format(percent=percent), tenths > 0)
