"""Reports about after-sales and reviews; without days they are about the last thirty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from models.values import DateRange
from services.aftersales.reports_costs import CostRow, order_costs, product_costs
from services.aftersales.reports_reasons import reasons
from services.aftersales.reports_returns import closing_times, return_rates
from services.business_day import shop_today
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.reports.report import About, Asked, Report, Rows
from services.reviews.rates import rates

_DAYS = 30


def span_of(connection: Connection, asked: Asked) -> DateRange:
    """The days asked for; an open end is today, an open beginning 29 days before the end."""
    today = shop_today(connection)
    last = asked.last or max(today, asked.first or today)
    return DateRange(asked.first or last - timedelta(days=_DAYS - 1), last)


def _reasons(connection: Connection, asked: Asked) -> Rows:
    for one in reasons(connection, span_of(connection, asked)):
        yield (
            one.reason, one.code, one.title, one.variant, one.supplier, one.courier, one.currency, one.cases,
            one.pieces, one.good, one.bad, one.refunded_minor, one.cases_before, one.refunded_before_minor,
        )  # fmt: skip


def _costs(read: Callable[[Connection, DateRange], tuple[CostRow, ...]]) -> Callable[[Connection, Asked], Rows]:
    def rows(connection: Connection, asked: Asked) -> Rows:
        for one in read(connection, span_of(connection, asked)):
            yield (
                one.name, one.code or one.channel, one.currency, one.cases, one.refunded_minor, one.recovered_minor,
                one.freight_minor, one.repair_minor, one.sent_again_minor, one.goods_back_minor, one.cost_minor,
                one.unknown, one.cost_before_minor,
            )  # fmt: skip

    return rows


def _rates(connection: Connection, asked: Asked) -> Rows:
    for one in return_rates(connection, span_of(connection, asked)):
        yield (
            one.title, one.axis, one.value, one.sold, one.returned, one.per_mille, one.sold_before,
            one.returned_before, one.per_mille_before,
        )  # fmt: skip


def _times(connection: Connection, asked: Asked) -> Rows:
    for one in closing_times(connection, span_of(connection, asked)):
        yield (
            str(one.kind), one.cases, one.median_minutes, one.slow_minutes, one.cases_before,
            one.median_before_minutes,
        )  # fmt: skip


def _reviews(connection: Connection, asked: Asked) -> Rows:
    for one in rates(connection, asked.first, asked.last):
        average = one.average
        yield (
            one.month, one.title, one.reviews, None if average is None else f"{average // 100}.{average % 100:02d}",
            one.bad, None if one.bad_ppm is None else (one.bad_ppm + 500) // 1000,
        )  # fmt: skip


_CURRENCY = ListColumn("currency", N_("Currency"), Kind.CODE)
_CASES = ListColumn("cases", N_("Cases"), Kind.INTEGER)
_REFUNDED = ListColumn("refunded", N_("Refunded"), Kind.MONEY)
_CASES_BEFORE = ListColumn("cases_before", N_("Cases before"), Kind.INTEGER)
_COST = (
    _CURRENCY,
    _CASES,
    _REFUNDED,
    ListColumn("recovered", N_("Recovered"), Kind.MONEY),
    ListColumn("freight", N_("Return freight"), Kind.MONEY),
    ListColumn("repair", N_("Repair"), Kind.MONEY),
    ListColumn("sent_again", N_("Sent again"), Kind.MONEY),
    ListColumn("goods_back", N_("Goods back"), Kind.MONEY),
    ListColumn("cost", N_("Cost of after-sales"), Kind.MONEY),
    ListColumn("unknown", N_("Not known"), Kind.INTEGER),
    ListColumn("cost_before", N_("Cost before"), Kind.MONEY),
)
AFTER_SALES_REASONS = Report(
    N_("Why things come back"),
    (
        ListColumn("reason", N_("Reason"), Kind.TEXT),
        ListColumn("code", N_("Code"), Kind.ID),
        ListColumn("title", N_("Product"), Kind.TEXT),
        ListColumn("variant", N_("Variant"), Kind.TEXT),
        ListColumn("supplier", N_("Supplier"), Kind.TEXT),
        ListColumn("courier", N_("Courier"), Kind.TEXT),
        _CURRENCY,
        _CASES,
        ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
        ListColumn("good", N_("Good pieces"), Kind.INTEGER),
        ListColumn("bad", N_("Bad pieces"), Kind.INTEGER),
        _REFUNDED,
        _CASES_BEFORE,
        ListColumn("refunded_before", N_("Refunded before"), Kind.MONEY),
    ),
    _reasons,
    About.PERIOD,
)
AFTER_SALES_COSTS = Report(
    N_("Cost of after-sales by order"),
    (ListColumn("order_no", N_("Order no."), Kind.ID), ListColumn("channel", N_("Channel"), Kind.TEXT), *_COST),
    _costs(order_costs),
    About.PERIOD,
)
AFTER_SALES_PRODUCTS = Report(
    N_("Cost of after-sales by product"),
    (ListColumn("product", N_("Product"), Kind.TEXT), ListColumn("code", N_("Code"), Kind.ID), *_COST),
    _costs(product_costs),
    About.PERIOD,
)
RETURN_RATES = Report(
    N_("Return rate by size and colour"),
    (
        ListColumn("title", N_("Product"), Kind.TEXT),
        ListColumn("axis", N_("Option"), Kind.TEXT),
        ListColumn("value", N_("Value of the option"), Kind.TEXT),
        ListColumn("sold", N_("Sold"), Kind.INTEGER),
        ListColumn("returned", N_("Returned"), Kind.INTEGER),
        ListColumn("per_mille", N_("Returned of 1,000"), Kind.INTEGER),
        ListColumn("sold_before", N_("Sold before"), Kind.INTEGER),
        ListColumn("returned_before", N_("Returned before"), Kind.INTEGER),
        ListColumn("per_mille_before", N_("Of 1,000 before"), Kind.INTEGER),
    ),
    _rates,
    About.PERIOD,
)
CLOSING_TIMES = Report(
    N_("Time to close a case"),
    (
        ListColumn("kind", N_("Case kind"), Kind.CODE),
        ListColumn("cases", N_("Cases closed"), Kind.INTEGER),
        ListColumn("median_minutes", N_("Half within, minutes"), Kind.INTEGER),
        ListColumn("slow_minutes", N_("Nine of ten within, minutes"), Kind.INTEGER),
        _CASES_BEFORE,
        ListColumn("median_before_minutes", N_("Half within before, minutes"), Kind.INTEGER),
    ),
    _times,
    About.PERIOD,
)
REVIEW_RATES = Report(
    N_("Reviews by product and month"),
    (
        ListColumn("month", N_("Month"), Kind.TEXT),
        ListColumn("title", N_("Product"), Kind.TEXT),
        ListColumn("reviews", N_("Reviews"), Kind.INTEGER),
        ListColumn("stars", N_("Stars on average"), Kind.TEXT),
        ListColumn("bad", N_("Bad reviews"), Kind.INTEGER),
        ListColumn("bad_per_mille", N_("Bad of 1,000"), Kind.INTEGER),
    ),
    _reviews,
    About.PERIOD,
)
