"""Every chart, by family, in the order of the board. A chart is one entry of its family's file, a family one here."""

from __future__ import annotations

from collections.abc import Mapping

from services.charts import (
    customers,
    departures,
    money,
    outlook,
    plans,
    products,
    rfm,
    sales,
    service,
    stock,
    traffic,
    when_where,
)
from services.charts.chart import Chart
from services.errors import Invalid
from services.i18n import N_
from services.messages import message

CHARTS: Mapping[str, Chart] = {
    chart.key: chart
    for family in (
        sales,
        when_where,
        products,
        outlook,
        stock,
        rfm,
        customers,
        service,
        departures,
        traffic,
        money,
        plans,
    )
    for chart in family.CHARTS
}


def chart_named(key: str) -> Chart:
    """The chart of this key; `Invalid` names those there are."""
    found = CHARTS.get(key)
    if found is None:
        reason = message(N_("known charts: {known}"), known=", ".join(CHARTS))
        raise Invalid(field=message(N_("Chart")), value=key, reason=reason)
    return found
