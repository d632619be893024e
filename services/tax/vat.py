"""Reads: small-scale VAT of months, quarters and a year, how near each threshold is, and at what pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.enums.money import InvoiceKind, InvoiceSide, TaxFigure
from models.tax import Invoice
from services import settings
from services.books.lines import home_of, last_of
from services.business_day import shop_today
from services.tax.sales import MonthSales, months_between, sales_by_month
from services.tax.tables import TaxTables, portion, tax_tables, without_tax

_invoices = Invoice.table()
SURCHARGES = (TaxFigure.URBAN, TaxFigure.EDUCATION, TaxFigure.LOCAL_EDUCATION)
LEAST_DAYS = 7
"""Before so many days are over nothing is said of a period's end."""
_QUARTER, _YEAR = 3, 12


@dataclass(frozen=True, slots=True)
class VatPeriod:
    """A month, a quarter or the year. Amounts are minor units of the shop's currency, `net_minor` is without tax.

    `threshold_minor` is what may be sold without VAT in it, None where no such figure holds or it is no period of
    filing. `special_minor` is the net of special invoices issued in it: their tax is due whatever was sold.
    `vat_minor` and what follows are None where nothing is filed for it alone. `expected_minor` is what the net comes
    to at the pace of the days that are over, `reached_on` the day the threshold falls at that pace.
    """

    key: str
    first: date
    last: date
    gross_minor: int
    net_minor: int
    unknown: int
    special_minor: int = 0
    threshold_minor: int | None = None
    is_free: bool = False
    vat_minor: int | None = None
    surcharges: Mapping[TaxFigure, int] = field(default_factory=dict)
    relief_minor: int = 0
    expected_minor: int | None = None
    reached_on: date | None = None

    @property
    def due_minor(self) -> int | None:
        """VAT and surcharges, less the relief."""
        return None if self.vat_minor is None else self.vat_minor + sum(self.surcharges.values()) - self.relief_minor

    @property
    def left_minor(self) -> int | None:
        """What may still be sold without VAT; below zero what was sold beyond it."""
        return None if self.threshold_minor is None else self.threshold_minor - self.net_minor


@dataclass(frozen=True, slots=True)
class SmallScale:
    """The net sales of the last twelve months beside the limit of small-scale payers; None where no limit holds."""

    first: date
    last: date
    net_minor: int
    limit_minor: int | None


@dataclass(frozen=True, slots=True)
class VatSheet:
    """A year's VAT: its periods of filing, the others, the year as a whole, and the running period."""

    year: int
    filing: str
    currency: str
    today: date
    months: tuple[VatPeriod, ...]
    quarters: tuple[VatPeriod, ...]
    whole: VatPeriod
    small_scale: SmallScale

    @property
    def filed(self) -> tuple[VatPeriod, ...]:
        """The periods VAT is filed for."""
        return self.months if self.filing == settings.FILE_BY_MONTH else self.quarters

    @property
    def running(self) -> VatPeriod | None:
        """The period of filing today is in; None in another year."""
        return next((one for one in self.filed if one.first <= self.today <= one.last), None)


def vat_sheet(connection: Connection, year: int | None = None) -> VatSheet:
    """The VAT of a year (this one), from the sales of the books and the tables that held."""
    today = shop_today(connection)
    wanted = year or today.year
    first, last = date(wanted, 1, 1), date(wanted, 12, 31)
    tables, filing = tax_tables(connection), settings.read(connection, settings.TAX_FILING)
    sold = sales_by_month(connection, first, last)
    special = _special(connection, first, last)
    step = 1 if filing == settings.FILE_BY_MONTH else _QUARTER
    pace = _Pace(connection, tables, today)
    filed = [_filed(months, sold, special, tables, pace) for months in _parts(first, last, step)]
    months = filed if step == 1 else [_plain(months, sold, special, tables) for months in _parts(first, last, 1)]
    quarters = filed if step > 1 else [_together(filed[at : at + _QUARTER]) for at in range(0, _YEAR, _QUARTER)]
    return VatSheet(
        wanted, filing, home_of(connection), today, tuple(months), tuple(quarters), _together(filed),
        _small_scale(connection, tables, min(today, last)),
    )  # fmt: skip


def running_vat(connection: Connection, day: date) -> VatPeriod:
    """The period of filing a day is in, alone: what Today asks for."""
    step = 1 if settings.read(connection, settings.TAX_FILING) == settings.FILE_BY_MONTH else _QUARTER
    month = (day.month - 1) // step * step + 1
    months = tuple(f"{day.year}-{number:02d}" for number in range(month, month + step))
    first, last = date(day.year, month, 1), last_of(months[-1])
    sold, special = sales_by_month(connection, first, last), _special(connection, first, last)
    tables = tax_tables(connection)
    return _filed(months, sold, special, tables, _Pace(connection, tables, day))


def _parts(first: date, last: date, step: int) -> list[tuple[str, ...]]:
    months = months_between(first, last)
    return [months[at : at + step] for at in range(0, len(months), step)]


def _plain(
    months: tuple[str, ...], sold: Mapping[str, MonthSales], special: Mapping[str, int], tables: TaxTables
) -> VatPeriod:
    """What was sold in these months, each at the rate of its last day."""
    gross = sum(sold[month].gross_minor for month in months)
    net = sum(_net(sold[month], tables) for month in months)
    first, last = date.fromisoformat(f"{months[0]}-01"), last_of(months[-1])
    key = months[0] if len(months) == 1 else f"{first.year}-Q{(first.month + 2) // 3}"
    unknown = sum(sold[month].unknown for month in months)
    return VatPeriod(key, first, last, gross, net, unknown, sum(special.get(month, 0) for month in months))


def _filed(
    months: tuple[str, ...], sold: Mapping[str, MonthSales], special: Mapping[str, int], tables: TaxTables, pace: _Pace
) -> VatPeriod:
    """A period of filing: VAT on everything beyond the threshold, else only on what special invoices say."""
    plain = _plain(months, sold, special, tables)
    threshold = tables.amount(TaxFigure.VAT_MONTH if len(months) == 1 else TaxFigure.VAT_QUARTER, plain.last)
    is_free = threshold is not None and plain.net_minor <= threshold
    taxed = {month: special.get(month, 0) if is_free else _net(sold[month], tables) for month in months}
    each = (portion(minor, tables.ppm(TaxFigure.VAT_RATE, last_of(month))) for month, minor in taxed.items())
    vat = max(sum(each), 0)  # what was refunded in one month of the period lowers the others
    surcharges = {figure: portion(vat, tables.ppm(figure, plain.last)) for figure in SURCHARGES}
    relief = portion(sum(surcharges.values()), tables.ppm(TaxFigure.SURCHARGE_RELIEF, plain.last))
    before = pace.before(plain)
    expected = _expected(plain, pace.today, before)
    return VatPeriod(
        plain.key, plain.first, plain.last, plain.gross_minor, plain.net_minor, plain.unknown, plain.special_minor,
        threshold, is_free, vat, surcharges, relief, expected, _reached(plain, pace.today, threshold, expected, before),
    )  # fmt: skip


def _together(parts: list[VatPeriod]) -> VatPeriod:
    """Several periods of filing as one, without a threshold of its own."""
    first, last = parts[0].first, parts[-1].last
    is_quarter = (last - first).days < 100
    key = f"{first.year}-Q{(first.month + 2) // 3}" if is_quarter else f"{first.year}"
    return VatPeriod(
        key, first, last, sum(one.gross_minor for one in parts), sum(one.net_minor for one in parts),
        sum(one.unknown for one in parts), sum(one.special_minor for one in parts), None, False,
        sum(one.vat_minor or 0 for one in parts),
        {figure: sum(one.surcharges[figure] for one in parts) for figure in SURCHARGES},
        sum(one.relief_minor for one in parts),
    )  # fmt: skip


def _net(sales: MonthSales, tables: TaxTables) -> int:
    return without_tax(sales.gross_minor, tables.ppm(TaxFigure.VAT_RATE, last_of(sales.month)))


@dataclass(frozen=True, slots=True)
class _Pace:
    """What was sold before today in the period today is in: a day that is not over is no part of a pace."""

    connection: Connection
    tables: TaxTables
    today: date

    def before(self, period: VatPeriod) -> int | None:
        """The net of the period through yesterday; None where it is too early to speak of it, or not running."""
        if not period.first <= self.today <= period.last or (self.today - period.first).days < LEAST_DAYS:
            return None
        sold = sales_by_month(self.connection, period.first, self.today - timedelta(days=1))
        return sum(_net(one, self.tables) for one in sold.values())


def _expected(period: VatPeriod, today: date, before: int | None) -> int | None:
    if before is None:
        return None
    days = (period.last - period.first).days + 1
    return max(before * days // (today - period.first).days, period.net_minor)


def _reached(
    period: VatPeriod, today: date, threshold: int | None, expected: int | None, before: int | None
) -> date | None:
    if threshold is None or expected is None or expected <= threshold or period.net_minor >= threshold or not before:
        return None
    over = (today - period.first).days
    return min(period.first + timedelta(days=-(-threshold * over // before)), period.last)


def _special(connection: Connection, first: date, last: date) -> dict[str, int]:
    """By month the net of the special invoices issued."""
    statement = select(_invoices.c.issued_on, func.sum(_invoices.c.net_minor)).where(
        _invoices.c.side == InvoiceSide.ISSUED, _invoices.c.kind == InvoiceKind.SPECIAL, _invoices.c.is_void.is_(False),
        _invoices.c.issued_on.between(first, last),
    )  # fmt: skip
    found: dict[str, int] = {}
    for day, net in connection.execute(statement.group_by(_invoices.c.issued_on)):
        found[f"{day:%Y-%m}"] = found.get(f"{day:%Y-%m}", 0) + int(net)
    return found


def _small_scale(connection: Connection, tables: TaxTables, day: date) -> SmallScale:
    """Twelve months through the one the day is in."""
    last = last_of(f"{day:%Y-%m}")
    first = date(last.year - 1, last.month, 1) + timedelta(days=31)
    first = first.replace(day=1)
    sold = sales_by_month(connection, first, last)
    net = sum(_net(one, tables) for one in sold.values())
    return SmallScale(first, last, net, tables.amount(TaxFigure.SMALL_SCALE_LIMIT, day))
