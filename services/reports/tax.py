"""Reports of tax: VAT by period, the income-tax sheet, the tables in force, platforms' reports, sales by channel."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from models.books import Posting
from models.channels import Channel
from models.enums.money import PostingSource
from services.books.documents import SOURCE_LABELS
from services.books.lines import corrections
from services.exporting.text_export import ListColumn
from services.i18n import N_, translate
from services.kernel.table_query import Kind
from services.reports.books import period
from services.reports.report import About, Asked, Report, Rows
from services.tax.income import income_sheet
from services.tax.platforms import REASON_LABELS, reported
from services.tax.sales import ACCOUNTS
from services.tax.tables import percent, tax_tables
from services.tax.vat import SURCHARGES, VatPeriod, vat_sheet
from services.tax.wording import FIGURE_LABELS

_p = Posting.table()
_channels = Channel.table()


def _year(asked: Asked) -> int | None:
    day = asked.last or asked.first
    return None if day is None else day.year


def _vat(connection: Connection, asked: Asked) -> Rows:
    sheet = vat_sheet(connection, _year(asked))
    for kind, periods in (("month", sheet.months), ("quarter", sheet.quarters), ("year", (sheet.whole,))):
        for one in periods:
            yield kind, one.key, one.gross_minor, one.net_minor, *_of_period(one)


def _of_period(one: VatPeriod) -> tuple[object, ...]:
    surcharges = tuple(one.surcharges.get(figure) for figure in SURCHARGES)
    about = (one.threshold_minor, one.left_minor, int(one.is_free), one.special_minor, one.vat_minor)
    relief = None if one.vat_minor is None else -one.relief_minor
    return (*about, *surcharges, relief, one.due_minor, one.expected_minor, one.reached_on, one.unknown)


def _income(connection: Connection, asked: Asked) -> Rows:
    for line in income_sheet(connection, _year(asked), asked.last).lines:
        yield line.code, line.label, line.minor


def _rates(connection: Connection, asked: Asked) -> Rows:
    for row in tax_tables(connection).rows:
        if asked.last is not None and not row.holds_on(asked.last):
            continue
        share = None if row.ppm is None else f"{percent(row.ppm)} %"
        about = (str(row.figure), translate(FIGURE_LABELS[row.figure]), row.since, row.until, row.over_minor, share)
        yield (*about, row.amount_minor, row.deduct_minor, row.source, int(row.id is not None))


def _platforms(connection: Connection, asked: Asked) -> Rows:
    for one in reported(connection, asked.first, asked.last):
        about = (one.channel, one.currency, one.draft.first_on, one.draft.last_on)
        for line in one.lines:
            yield (*about, str(line.reason), translate(REASON_LABELS[line.reason]), line.orders, line.minor)
        yield (*about, "reported", translate(N_("Reported by the platform")), one.draft.orders, one.draft.income_minor)


def _by_channel(connection: Connection, asked: Asked) -> Rows:
    first, last = period(connection, asked)
    amount = func.sum(type_coerce(_p.c.amount_minor, BigInteger()))
    statement = (
        select(_channels.c.name, _p.c.currency, _p.c.account, func.sum(_p.c.documents), amount)
        .join_from(_p, _channels, _channels.c.id == _p.c.source_id)
        .where(_p.c.source.in_((PostingSource.ORDERS, PostingSource.REFUNDS)), _p.c.day.between(first, last))
        .group_by(_channels.c.name, _p.c.currency, _p.c.account)
        .order_by(_channels.c.name, _p.c.currency)
    )
    found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for name, currency, account, documents, minor in connection.execute(statement):
        found.setdefault((name, currency), {})[account] = (int(documents), -int(minor))
    for (name, currency), sums in found.items():
        sales, subsidy, refunds = (sums.get(one, (0, 0)) for one in ("sales", "platform_subsidy", "refunds"))
        net = sales[1] + subsidy[1] + refunds[1]
        yield name, currency, sales[0], sales[1], subsidy[1], refunds[0], refunds[1], net
    yield from _corrected(connection, first, last)


def _corrected(connection: Connection, first: date, last: date) -> Rows:
    """By currency what late changes of closed months are in these days: no channel's, and in every statement."""
    found: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ACCOUNTS, 0))
    for one in corrections(connection):
        if one.account in ACCOUNTS and first <= one.day <= last:
            found[one.currency][one.account] -= one.amount_minor
    for currency, sums in sorted(found.items()):
        if any(sums.values()):
            sales, subsidy, refunds = (sums[account] for account in ACCOUNTS)
            name = translate(SOURCE_LABELS[PostingSource.CORRECTION])
            yield name, currency, 0, sales, subsidy, 0, refunds, sales + subsidy + refunds


_LABEL = ListColumn("label", N_("Line"), Kind.TEXT)
_CHANNEL = ListColumn("channel", N_("Channel"), Kind.TEXT)
_CURRENCY = ListColumn("currency", N_("Currency"), Kind.CODE)
_AMOUNT = ListColumn("amount", N_("Amount"), Kind.MONEY)
TAX = Report(
    N_("VAT by month, quarter and year"),
    (
        ListColumn("kind", N_("Kind"), Kind.CODE),
        ListColumn("period", N_("Period"), Kind.TEXT),
        ListColumn("gross", N_("Sales with tax"), Kind.MONEY),
        ListColumn("net", N_("Sales without tax"), Kind.MONEY),
        ListColumn("threshold", N_("Threshold"), Kind.MONEY),
        ListColumn("left", N_("Left"), Kind.MONEY),
        ListColumn("is_free", N_("VAT-free"), Kind.FLAG),
        ListColumn("special", N_("Special invoices"), Kind.MONEY),
        ListColumn("vat", N_("VAT"), Kind.MONEY),
        *(ListColumn(str(figure), FIGURE_LABELS[figure], Kind.MONEY) for figure in SURCHARGES),
        ListColumn("relief", N_("Relief"), Kind.MONEY),
        ListColumn("due", N_("Due in total"), Kind.MONEY),
        ListColumn("expected", N_("Likely by the end"), Kind.MONEY),
        ListColumn("reached_on", N_("Threshold reached on"), Kind.DATE),
        ListColumn("unknown", N_("Unknown amounts"), Kind.INTEGER),
    ),
    _vat,
    About.PERIOD,
)
TAX_INCOME = Report(
    N_("Working sheet for the income tax"),
    (ListColumn("line", N_("Code"), Kind.CODE), _LABEL, _AMOUNT),
    _income,
    About.PERIOD,
)
TAX_RATES = Report(
    N_("Rates and thresholds"),
    (
        ListColumn("figure", N_("Figure"), Kind.CODE),
        _LABEL,
        ListColumn("since", N_("Since"), Kind.DATE),
        ListColumn("until", N_("Until"), Kind.DATE),
        ListColumn("over", N_("Above"), Kind.MONEY),
        ListColumn("rate", N_("Rate"), Kind.TEXT),
        _AMOUNT,
        ListColumn("deduct", N_("Quick deduction"), Kind.MONEY),
        ListColumn("source", N_("Source"), Kind.TEXT),
        ListColumn("own", N_("Own"), Kind.FLAG),
    ),
    _rates,
    About.DAY,
)
PLATFORM_INCOME = Report(
    N_("What platforms reported, beside the own books"),
    (
        _CHANNEL,
        _CURRENCY,
        ListColumn("first_on", N_("First day"), Kind.DATE),
        ListColumn("last_on", N_("Last day"), Kind.DATE),
        ListColumn("line", N_("Code"), Kind.CODE),
        _LABEL,
        ListColumn("orders", N_("Orders"), Kind.INTEGER),
        _AMOUNT,
    ),
    _platforms,
    About.PERIOD,
)
SALES_BY_CHANNEL = Report(
    N_("Sales by channel, as the books have them"),
    (
        _CHANNEL,
        _CURRENCY,
        ListColumn("orders", N_("Orders"), Kind.INTEGER),
        ListColumn("sales", N_("Sales"), Kind.MONEY),
        ListColumn("subsidy", N_("Paid by platforms"), Kind.MONEY),
        ListColumn("refunded", N_("Refunds"), Kind.INTEGER),
        ListColumn("refunds", N_("Refunded"), Kind.MONEY),
        ListColumn("net", N_("Net sales"), Kind.MONEY),
    ),
    _by_channel,
    About.PERIOD,
)
