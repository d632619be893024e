"""Charts of traffic: what advertising brings, how visitors become buyers, how buyers score the shop."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, select

from models.growth import AdDay, ShopDay
from services import formatting
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.charts.sales import spans, starts
from services.exporting.text_export import ListColumn
from services.growth.ad_days import ad_days, sheet_sums
from services.growth.traffic import net_return, ratio
from services.i18n import N_
from services.kernel.table_query import Kind, stored_rows
from services.messages import message
from services.rollups.asked import Asked
from services.rollups.sums import by_day, limited, whole

_days = ShopDay.table()
_ads = AdDay.table()
_SHEETS = N_("The platform's daily data, imported or typed")
_DAY_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("visitors", N_("Visitors"), Kind.INTEGER),
    ListColumn("carts", N_("Added to cart"), Kind.INTEGER),
    ListColumn("ordered_buyers", N_("Buyers who ordered"), Kind.INTEGER),
    ListColumn("buyers", N_("Buyers who paid"), Kind.INTEGER),
    ListColumn("paid", N_("Paid"), Kind.MONEY),
    ListColumn("item_score", N_("As described (×100)"), Kind.INTEGER),
    ListColumn("service_score", N_("Service (×100)"), Kind.INTEGER),
    ListColumn("delivery_score", N_("Delivery (×100)"), Kind.INTEGER),
)
_AD_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("plan", N_("Plan"), Kind.TEXT),
    ListColumn("title", N_("Item"), Kind.TEXT),
    ListColumn("spend", N_("Spend"), Kind.MONEY),
    ListColumn("sales", N_("Sales"), Kind.MONEY),
    ListColumn("clicks", N_("Clicks"), Kind.INTEGER),
    ListColumn("orders", N_("Orders"), Kind.INTEGER),
)


def _no_sheets(shape: Shape) -> Figures:
    return nothing(shape, message(N_("No daily data of the platform in this period. Import its daily sheet.")))


# -- advertising ---------------------------------------------------------------------------------------------


def _ad_return(connection: Connection, asked: Asked) -> Figures:
    found = ad_days(connection, asked)
    spend = sum(one[0] for one in found.values())
    made = sum(one[1] for one in found.values())
    if not spend:
        return nothing(
            Shape.BARS, message(N_("No advertising spend in this period. Import the ad plan's daily sheet."))
        )
    total = whole(by_day(connection, asked))
    title = message(
        N_("Every {one} spent on ads brought {gross} of sales, {net} after refunds at the shop's rate"),
        one=formatting.money(100, asked.currency),
        gross=formatting.money(ratio(made, spend, 100) or 0, asked.currency),
        net=formatting.money(net_return(made, spend, total.net, total.paid) or 0, asked.currency),
    )
    parts = [[value for day, value in found.items() if first <= day <= last] for first, last in asked.buckets()]
    spent = tuple(sum(one[0] for one in part) for part in parts)
    returns = tuple(ratio(sum(one[1] for one in part), sum(one[0] for one in part), 100) for part in parts)
    series = (
        Series(message(N_("Spend")), spent, Unit.MONEY, Tone.SECOND),
        Series(message(N_("Sales per unit spent")), returns, Unit.TIMES, Tone.MAIN, on_right=True),
    )
    note = message(N_("Platforms count orders that were refunded later among what ads brought."))
    return Figures(Shape.BARS, title, starts(asked), series, spans(asked), (note,), currency=asked.currency)


def _ads_in(connection: Connection, asked: Asked, key: str) -> Behind:
    first, last = behind.span_of(key, asked)
    c = _ads.c
    columns = select(c.day, c.plan, c.title, c.spend_minor, c.sales_minor, c.clicks, c.orders)
    statement = columns.where(*limited(_ads, asked), c.day.between(first, last)).order_by(c.day, c.id)
    return behind.table(_AD_COLUMNS, stored_rows(connection, statement), asked)


# -- the funnel and the scores --------------------------------------------------------------------------------


def _funnel(connection: Connection, asked: Asked) -> Figures:
    names = ("visitors", "carts", "ordered_buyers", "buyers")
    found = sheet_sums(connection, asked, names)
    sums = [[row[place] for row in found.values() if row[place] is not None] for place in range(len(names))]
    labels = (N_("Visitors"), N_("Added to cart"), N_("Placed an order"), N_("Paid for it"))
    steps = [(message(label), sum(one or 0 for one in part)) for label, part in zip(labels, sums, strict=True) if part]
    if len(steps) < 2 or not steps[0][1]:
        return _no_sheets(Shape.FUNNEL)
    visitors = sum(one or 0 for one in sums[0])
    paid = sum(one or 0 for one in sums[3])
    title = message(N_("{share} of visitors paid"), share=words.share(paid, visitors))
    note = message(N_("Daily figures added up: a visitor of two days counts twice, as in the platform's own sums."))
    series = Series(message(N_("People")), tuple(value for _label, value in steps), Unit.COUNT)
    keys = tuple("" for _step in steps)
    return Figures(Shape.FUNNEL, title, tuple(label for label, _v in steps), (series,), keys, (note,),
                   currency=asked.currency)  # fmt: skip


def _sheets_in(connection: Connection, asked: Asked, key: str) -> Behind:
    first, last = behind.span_of(key, asked)
    c = _days.c
    columns = select(c.day, c.visitors, c.carts, c.ordered_buyers, c.buyers, c.paid_minor, c.item_score,
                     c.service_score, c.delivery_score)  # fmt: skip
    statement = columns.where(*limited(_days, asked), c.day.between(first, last)).order_by(c.day, c.id)
    return behind.table(_DAY_COLUMNS, stored_rows(connection, statement), asked)


def _scores(connection: Connection, asked: Asked) -> Figures:
    names = ("item_score", "service_score", "delivery_score")
    sums: defaultdict[date, list[list[int]]] = defaultdict(lambda: [[], [], []])
    columns = select(_days.c.day, *(_days.c[name] for name in names)).where(*limited(_days, asked))
    for day, *scores in stored_rows(connection, columns):
        for place, score in enumerate(scores):
            if score is not None:
                sums[date.fromisoformat(day)][place].append(score)
    if not any(any(one) for one in sums.values()):
        why = N_("No scores in this period. Import the daily sheet with them, or type them in.")
        return nothing(Shape.LINES, message(why))
    labels = (N_("As described"), N_("Service"), N_("Delivery service"))
    tones = (Tone.MAIN, Tone.SECOND, Tone.THIRD)
    series = tuple(
        Series(message(label), tuple(_average(sums, span, place) for span in asked.buckets()), Unit.SCORE, tone)
        for place, (label, tone) in enumerate(zip(labels, tones, strict=True))
    )
    last = [next((one for one in reversed(part.values) if one is not None), None) for part in series]
    shown = ["—" if one is None else f"{one / 100:.2f}" for one in last]
    title = message(N_("As described {item}, service {service}, delivery {delivery}"), item=shown[0], service=shown[1],
                    delivery=shown[2])  # fmt: skip
    return Figures(Shape.LINES, title, starts(asked), series, spans(asked), currency=asked.currency)


def _average(sums: dict[date, list[list[int]]], span: tuple[date, date], place: int) -> int | None:
    found = [one for day, parts in sums.items() if span[0] <= day <= span[1] for one in parts[place]]
    return (2 * sum(found) + len(found)) // (2 * len(found)) if found else None


CHARTS: tuple[Chart, ...] = (
    Chart(
        "ads", Family.TRAFFIC, N_("Return of advertising"),
        N_("Sales the platform attributes to ads ÷ spend; after refunds: × (1 − the shop's own refund share of the "
           "period)."),
        N_("Ad plan sheets, imported or typed; total rows are not counted"), _ad_return, _ads_in,
    ),
    Chart(
        "funnel", Family.TRAFFIC, N_("From visitor to buyer"),
        N_("Visitors, those who added to the cart, ordered and paid; each as a share of the step before."),
        _SHEETS, _funnel, _sheets_in,
    ),
    Chart(
        "scores", Family.TRAFFIC, N_("Scores of the shop"),
        N_("The platform's three scores, averaged over the days of each part of the period."),
        _SHEETS, _scores, _sheets_in,
    ),
)  # fmt: skip
