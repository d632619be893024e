"""Reads: a simple working sheet for the income tax of a year, from the profit of the books to what is still due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.enums.money import LedgerClass, TaxChange, TaxFigure
from models.tax import TaxAdjustment
from services.books.chart import every_account
from services.books.lines import home_of, summed
from services.books.statements import Kind, statement
from services.business_day import shop_today
from services.i18n import N_, translate
from services.messages import Message, message
from services.tax.tables import TaxRow, portion, tax_tables

_adjustments = TaxAdjustment.table()
_COST = "goods_at_cost"
_PROFIT = N_("Profit")
_TAXES = N_("Taxes count as an expense when they are booked under “Taxes”; this sheet takes none off by itself.")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line she typed."""

    id: int
    kind: TaxChange
    text: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet; `minor` counts up or down as it stands. Lines with an `adjustment` may be changed."""

    code: str
    label: str
    minor: int
    is_total: bool = False
    adjustment: Adjustment | None = None


@dataclass(frozen=True, slots=True)
class IncomeSheet:
    """A year's sheet through `last`, in the shop's currency; `step` is the taxable income's row of the table."""

    year: int
    first: date
    last: date
    currency: str
    lines: tuple[SheetLine, ...]
    step: TaxRow | None
    notes: tuple[Message, ...]

    def value(self, code: str) -> int:
        """The figure of a line, 0 where there is none."""
        return sum(line.minor for line in self.lines if line.code == code)


def income_sheet(connection: Connection, year: int | None = None, last: date | None = None) -> IncomeSheet:
    """The sheet of a year (this one) through `last` (today, or the year's end): a draft to talk about, not a return."""
    today = shop_today(connection)
    wanted = year or (last or today).year
    end = min(last or today, date(wanted, 12, 31))
    first, end = date(wanted, 1, 1), max(end, date(wanted, 1, 1))
    lines, notes = _of_books(connection, first, end)
    profit = sum(line.minor for line in lines)
    lines.append(SheetLine("profit", translate(_PROFIT), profit, is_total=True))
    typed = adjustments(connection, wanted)
    for kind, sign in ((TaxChange.ADD_BACK, 1), (TaxChange.DEDUCTION, -1)):
        lines += [
            SheetLine(str(kind), one.text, sign * one.amount_minor, adjustment=one) for one in typed if one.kind is kind
        ]
    tables = tax_tables(connection)
    basic = (tables.amount(TaxFigure.BASIC_DEDUCTION, end) or 0) * end.month // 12
    lines.append(SheetLine("basic", translate(N_("Basic deduction for the months so far")), -basic))
    taxable = max(profit + sum(line.minor for line in lines if line.adjustment is not None) - basic, 0)
    lines.append(SheetLine("taxable", translate(N_("Taxable income")), taxable, is_total=True))
    tax, step = tables.of_income(taxable, end)
    lines.append(SheetLine("tax", translate(N_("Tax by the table")), tax))
    relieved = next(iter(tables.on(TaxFigure.INCOME_RELIEF, end)), None)
    if relieved is not None:
        up_to = taxable if relieved.amount_minor is None else min(taxable, relieved.amount_minor)
        relief = portion(tables.of_income(up_to, end)[0], relieved.ppm or 0)
        lines.append(SheetLine("relief", translate(N_("Relief")), -relief))
    prepaid = [one for one in typed if one.kind is TaxChange.PREPAID]
    lines += [SheetLine(str(one.kind), one.text, -one.amount_minor, adjustment=one) for one in prepaid]
    after = tax - sum(one.amount_minor for one in prepaid) + sum(one.minor for one in lines if one.code == "relief")
    lines.append(SheetLine("due", translate(N_("Still due")), after, is_total=True))
    return IncomeSheet(wanted, first, end, home_of(connection), tuple(lines), step, notes)


def adjustments(connection: Connection, year: int) -> tuple[Adjustment, ...]:
    """The lines typed for a year, in the order they came."""
    columns = (_adjustments.c.id, _adjustments.c.kind, _adjustments.c.text, _adjustments.c.amount_minor)
    statement = select(*columns).where(_adjustments.c.year == year).order_by(_adjustments.c.id)
    return tuple(Adjustment(*row) for row in connection.execute(statement))


def _of_books(connection: Connection, first: date, last: date) -> tuple[list[SheetLine], tuple[Message, ...]]:
    """Income, goods and expenses as the profit and loss has them; what rates made of money is a line of its own."""
    accounts, sums = every_account(connection), summed(connection, first, last)
    income = cost = expense = 0
    for (code, _currency), (_amount, home) in sums.items():
        ledger_class = accounts[code].ledger_class
        if ledger_class is LedgerClass.INCOME:
            income -= home
        elif code == _COST:
            cost += home
        elif ledger_class is LedgerClass.EXPENSE and code != "exchange":
            expense += home
    found = statement(connection, Kind.PROFIT_AND_LOSS, first, last)
    exchange = found.value(translate(_PROFIT)) - (income - cost - expense)
    lines = [
        SheetLine("income", translate(N_("Net sales and other income")), income),
        SheetLine("goods", translate(N_("Cost of goods")), -cost),
        SheetLine("expenses", translate(N_("Expenses")), -expense),
    ]
    if exchange:
        lines.append(SheetLine("exchange", translate(N_("Gain or loss by exchange rates")), exchange))
    return lines, (*found.notes, message(_TAXES))
