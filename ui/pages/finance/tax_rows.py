"""The lists of the Tax section: their columns and the cells of their rows."""

from __future__ import annotations

from dataclasses import dataclass

from services import formatting
from services.i18n import N_, _
from services.tax.income import SheetLine
from services.tax.platforms import REASON_LABELS, GapLine, Reason, Reported
from services.tax.tables import TaxRow, percent
from services.tax.vat import VatPeriod, VatSheet
from services.tax.wording import CHANGE_LABELS, FIGURE_LABELS
from ui.table.list_table import Line, ListCell, ListColumn

VAT_COLUMNS = (
    ListColumn(N_("Period"), 0), ListColumn(N_("Sales with tax"), 130, right=True),
    ListColumn(N_("Without tax"), 130, right=True), ListColumn(N_("Threshold"), 120, right=True, yields=1),
    ListColumn(N_("Left"), 120, right=True), ListColumn(N_("VAT"), 110, right=True),
    ListColumn(N_("Surcharges"), 110, right=True, yields=2), ListColumn(N_("Due in total"), 120, right=True),
)  # fmt: skip
INCOME_COLUMNS = (ListColumn(N_("Line"), 0), ListColumn(N_("Kind"), 130), ListColumn(N_("Amount"), 150, right=True))
PLATFORM_COLUMNS = (
    ListColumn(N_("Channel"), 0), ListColumn(N_("Period"), 190), ListColumn(N_("Reported"), 120, right=True),
    ListColumn(N_("Own books"), 120, right=True), ListColumn(N_("Gap"), 110, right=True),
    ListColumn(N_("Not explained"), 120, right=True),
)  # fmt: skip
GAP_COLUMNS = (
    ListColumn(N_("From the own books to the report"), 0), ListColumn(N_("Orders"), 80, right=True),
    ListColumn(N_("Amount"), 130, right=True),
)  # fmt: skip
TABLE_COLUMNS = (
    ListColumn(N_("Figure"), 0), ListColumn(N_("Since"), 100), ListColumn(N_("Until"), 100),
    ListColumn(N_("Above"), 110, right=True), ListColumn(N_("Rate"), 80, right=True),
    ListColumn(N_("Amount"), 120, right=True), ListColumn(N_("Source"), 330),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GapRow:
    """A step from the own books to the report, or the report itself."""

    words: str
    orders: int | None
    minor: int
    currency: str
    is_total: bool = False
    is_open: bool = False


def vat_rows(sheet: VatSheet) -> tuple[VatPeriod, ...]:
    """The periods of filing with the months below them, and the year at the end."""
    found: list[VatPeriod] = []
    for quarter in sheet.quarters:
        months = [one for one in sheet.months if quarter.first <= one.first <= quarter.last]
        found += [quarter, *months]
    return (*found, sheet.whole)


def vat_cells(sheet: VatSheet, period: VatPeriod) -> Line:
    """One period; what is filed stands out."""
    is_month = period.first.month == period.last.month
    strong = period is sheet.whole or (period in sheet.filed)
    tone = "text" if strong else "text2"
    running = sheet.running is period
    name = period.key + (" · " + _("running") if running else "")
    surcharges = None if period.vat_minor is None else sum(period.surcharges.values()) - period.relief_minor
    left = period.left_minor
    return (
        ListCell(("   " if is_month else "") + name, tone, strong=strong),
        _amount(sheet.currency, period.gross_minor, tone, strong=strong),
        _amount(sheet.currency, period.net_minor, tone, strong=strong),
        _amount(sheet.currency, period.threshold_minor, "text2"),
        _amount(sheet.currency, left, "neg" if left is not None and left < 0 else "pos"),
        _amount(sheet.currency, period.vat_minor, tone),
        _amount(sheet.currency, surcharges, tone),
        _amount(sheet.currency, period.due_minor, tone, strong=strong),
    )


def income_cells(currency: str, line: SheetLine) -> Line:
    """One line of the income-tax sheet."""
    kind = _(CHANGE_LABELS[line.adjustment.kind]) if line.adjustment is not None else ""
    amount = formatting.amount(line.minor, currency)
    return (
        ListCell(line.label, strong=line.is_total),
        ListCell(kind, "text2"),
        ListCell(amount, "neg" if line.minor < 0 else "text", strong=line.is_total),
    )


def platform_cells(one: Reported) -> Line:
    """One report beside the own books."""
    days = f"{one.draft.first_on:%Y-%m-%d} – {one.draft.last_on:%Y-%m-%d}"
    return (
        ListCell(one.channel, strong=True),
        ListCell(days, "text2"),
        _amount(one.currency, one.draft.income_minor),
        _amount(one.currency, one.own_minor),
        _amount(one.currency, one.gap_minor, "text2"),
        _amount(one.currency, one.unexplained_minor, "neg" if one.unexplained_minor else "pos"),
    )


def gap_rows(one: Reported) -> tuple[GapRow, ...]:
    """The steps of one report, and what the platform reported at the end."""
    steps = [_gap_row(one, line) for line in one.lines]
    steps.append(
        GapRow(_("Reported by the platform"), one.draft.orders, one.draft.income_minor, one.currency, is_total=True)
    )
    both = ((_("Refunds in the own books"), one.own_refunds_minor), (_("Refunds reported"), one.draft.refunds_minor))
    steps += [GapRow(words, None, minor, one.currency) for words, minor in both]
    return tuple(steps)


def gap_cells(row: GapRow) -> Line:
    """One step."""
    tone = "neg" if row.is_open and row.minor else "text"
    return (
        ListCell(row.words, tone, strong=row.is_total),
        ListCell("" if row.orders is None else formatting.integer(row.orders), "text2"),
        _amount(row.currency, row.minor, tone, strong=row.is_total),
    )


def table_cells(currency: str, row: TaxRow) -> Line:
    """One row of the tables; those the shop changed stand out."""
    own = row.id is not None
    return (
        ListCell(_(FIGURE_LABELS[row.figure]), strong=own),
        ListCell(f"{row.since:%Y-%m-%d}", "text2"),
        ListCell(f"{row.until:%Y-%m-%d}" if row.until is not None else _("without end"), "text2"),
        _amount(currency, row.over_minor or None, "text2"),
        ListCell("" if row.ppm is None else f"{percent(row.ppm)} %"),
        _amount(currency, row.amount_minor),
        ListCell(row.source, "text2"),
    )


def _gap_row(one: Reported, line: GapLine) -> GapRow:
    is_open = line.reason is Reason.UNEXPLAINED
    words = _(REASON_LABELS[line.reason])
    return GapRow(words, None if is_open else line.orders, line.minor, one.currency, is_open=is_open)


def _amount(currency: str, minor: int | None, tone: str = "text", *, strong: bool = False) -> ListCell:
    return ListCell("" if minor is None else formatting.amount(minor, currency), tone, strong=strong)
