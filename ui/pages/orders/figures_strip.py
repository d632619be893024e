"""The key figures above the list: the last 30 days beside the 30 before, and a bar for every day."""

from __future__ import annotations

from dataclasses import replace

from services import festivals, formatting
from services.charts.words import gaps
from services.formatting import whole_money
from services.i18n import NN_, _
from services.manual.meanings import said
from services.messages import counted
from services.orders.figures import DayFigures, LatelyFigures
from services.rollups.sums import Sums
from ui.widgets.kpi import Change, Kpi, KpiStrip
from ui.widgets.spark_bars import Bar, SparkBars

_DAY = NN_("{day}: {amount} from {count} order", "{day}: {amount} from {count} orders")


class FiguresStrip(KpiStrip):
    """Paid, profit, margin and orders; in a currency that has no costs, what an order is worth and what went back."""

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
        self.set_legend(_legend(figures) if sold else [])
        best = max(figures.days, key=lambda day: day.paid_minor)
        peak = f"{festivals.name_of(best.day)}  {whole_money(best.paid_minor, figures.currency)}"
        bars = [_bar(day, figures.currency) for day in figures.days]
        bars[-1] = replace(bars[-1], label=_("today"))
        name = _("Paid per day, last 30 days") if sold else _("No sales in this period")
        self.chart.set_bars(bars, name, peak=peak if best.paid_minor > 0 else "")

    def _axis(self, amount: int) -> str:
        return formatting.compact(amount, self._lately.currency if self._lately is not None else "")


def _legend(figures: LatelyFigures) -> list[tuple[str, str]]:
    if not figures.has_profit:
        return [("chart.1", _("Paid per day"))]
    return [("chart.1", _("Profit")), ("chart_soft", _("Paid per day"))]


def _bar(day: DayFigures, currency: str) -> Bar:
    shown = formatting.day(day.day)
    tip = counted(_DAY, day.orders, day=shown, amount=formatting.money(day.paid_minor, currency))
    if day.profit_minor is None:
        return Bar(shown, max(day.paid_minor, 0), tip)
    profit = _("Profit: {amount}").format(amount=formatting.money(day.profit_minor, currency))
    return Bar(shown, max(day.paid_minor, 0), f"{tip}\n{profit}", max(day.profit_minor, 0))


def kpis(figures: LatelyFigures) -> list[Kpi]:
    """The figures in words; each is compared with the 30 days before where there were any."""
    now, before, currency = figures.now, figures.before, figures.currency
    paid = Kpi(_("Paid"), whole_money(now.paid, currency), _change(now.paid, before.paid), key="orders.paid")
    orders = Kpi(_("Orders"), formatting.integer(now.orders), _change(now.orders, before.orders), key="orders.orders")
    if figures.has_profit:
        return [paid, _profit(now, before, currency), _margin(now, before), orders]
    average, was = _average(now), _average(before)
    back = _change(now.refunded, before.refunded, more_is_good=False)
    return [
        paid,
        orders,
        Kpi(_("Average order value"), formatting.money(average, currency), _change(average, was), key="orders.average"),
        Kpi(_("Refunded"), whole_money(now.refunded, currency), back, key="orders.refunded"),
    ]


def _profit(now: Sums, before: Sums, currency: str) -> Kpi:
    told = gaps(now.uncosted, now.unpriced, now.without_rates, now.without_freight, now.without_packing)
    return Kpi(
        _("Profit, at most") if now.uncosted else _("Profit"),
        whole_money(now.profit, currency),
        _change(now.profit, before.profit if before.profit > 0 else None),
        tooltip="\n".join([said("orders.profit"), *map(str, told)]),
        key="orders.profit",
    )


def _margin(now: Sums, before: Sums) -> Kpi:
    share, was = _share(now), _share(before)
    shown = "—" if share is None else formatting.percent(share / 1000)
    if share is not None and now.uncosted:  # a share of a profit that is one of at most
        shown = _("≤ {amount}").format(amount=shown)
    change = None if share is None or was is None else _points(share - was)
    return Kpi(_("Margin"), shown, change, key="orders.margin")


def _share(sums: Sums) -> int | None:
    """Tenths of a percent of what came in that are profit; None where nothing came in."""
    return round(sums.profit * 1000 / sums.came_in) if sums.came_in > 0 else None


def _points(tenths: int) -> Change:
    if tenths == 0:
        return Change("flat", _("as before"))
    count = f"{abs(tenths) / 10:.1f}"
    return Change("up" if tenths > 0 else "down", _("{count} points").format(count=count), tenths > 0)


def _average(sums: Sums) -> int | None:
    """Average order value in minor units, rounded half up; None without orders."""
    return (2 * sums.paid + sums.orders) // (2 * sums.orders) if sums.orders else None


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
