"""The key figures above the list: the last 30 days beside the 30 before, and a bar for every day."""

from __future__ import annotations

from services import formatting
from services.formatting import whole_money
from services.i18n import _, translate_plural
from services.orders.day_sales import DaySales
from services.orders.figures import LatelyFigures, Span
from ui.widgets.kpi import Change, Kpi, KpiStrip
from ui.widgets.spark_bars import Bar, SparkBars


class FiguresStrip(KpiStrip):
    """Paid, refunded, orders and average order value; profit waits until costs are known."""

    def __init__(self) -> None:
        super().__init__()
        self._lately: LatelyFigures | None = None
        self.chart = SparkBars(self._axis)
        self.set_chart(self.chart)

    def show_figures(self, figures: LatelyFigures) -> None:
        """Show these sums and days."""
        self._lately = figures
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        self._show()

    def _show(self) -> None:
        figures = self._lately
        if figures is None:
            return
        self.set_period(_("Last 30 days"))
        self.set_kpis(kpis(figures))
        self.chart.set_nothing(_("No sales in this period"))
        sold = any(day.paid_minor > 0 for day in figures.days)
        self.set_legend([("chart.1", _("Paid per day"))] if sold else [])
        best = max(figures.days, key=lambda day: day.paid_minor)
        peak = f"{formatting.day(best.day)}  {whole_money(best.paid_minor, figures.currency)}"
        bars = [self._bar(day, figures.currency) for day in figures.days]
        bars[-1] = Bar(_("today"), bars[-1].value, bars[-1].part, bars[-1].tip)
        name = _("Paid per day, last 30 days") if sold else _("No sales in this period")
        self.chart.set_bars(bars, name, peak=peak if best.paid_minor > 0 else "")

    def _axis(self, amount: int) -> str:
        return formatting.compact(amount, self._lately.currency if self._lately is not None else "")

    def _bar(self, day: DaySales, currency: str) -> Bar:
        words = translate_plural(
            "{day}: {amount} from {count} order", "{day}: {amount} from {count} orders", day.orders
        )
        shown = formatting.day(day.day)
        tip = words.format(day=shown, amount=formatting.money(day.paid_minor, currency), count=day.orders)
        return Bar(shown, max(day.paid_minor, 0), max(day.paid_minor, 0), tip)


def kpis(figures: LatelyFigures) -> list[Kpi]:
    """The figures in words; each is compared with the 30 days before where there were any."""
    now, before, currency = figures.now, figures.before, figures.currency
    average, was = now.average_minor, before.average_minor
    return [
        Kpi(
            _("Paid"),
            whole_money(now.paid_minor, currency),
            _change(now.paid_minor, before.paid_minor),
            key="orders.paid",
        ),
        Kpi(_("Orders"), formatting.integer(now.orders), _change(now.orders, before.orders), key="orders.orders"),
        Kpi(_("Average order value"), formatting.money(average, currency), _change(average, was), key="orders.average"),
        Kpi(
            _("Refunded"),
            whole_money(now.refunded_minor, currency),
            _rate_change(now, before),
            key="orders.refunded",
        ),
    ]


def _change(now: int | None, before: int | None, *, more_is_good: bool = True) -> Change | None:
    if now is None or not before:
        return None
    tenths = round((now - before) * 1000 / before)
    if tenths == 0:
        return Change("flat", _("as before"))
    percent = formatting.percent(abs(tenths) / 1000)
    return Change(
        "up" if tenths > 0 else "down", _("{percent} on before").format(percent=percent), (tenths > 0) == more_is_good
    )


def _rate_change(now: Span, before: Span) -> Change | None:
    return _change(now.refunded_minor, before.refunded_minor, more_is_good=False)
