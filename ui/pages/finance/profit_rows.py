"""What stands in the rows of the Profit section, and in its panel."""

from __future__ import annotations

from services import formatting
from services.i18n import N_, _
from services.manual.meanings import MEANINGS
from services.orders.profit import PART_LABELS
from services.profit.papers import PARTS, profit_words
from services.profit.report import COMPLETENESS_LABELS, UNSHARED, ProfitReport, ProfitRow
from ui.table.list_table import Line as Cells
from ui.table.list_table import ListCell, ListColumn

COLUMNS = (
    ListColumn(N_("Name"), 0),
    ListColumn(N_("Orders"), 76, right=True, yields=1),
    ListColumn(N_("Came in"), 118, right=True, tip=MEANINGS["profit.came_in"].text),
    ListColumn(N_("Goods at cost"), 118, right=True, yields=2, tip=MEANINGS["profit.goods"].text),
    ListColumn(N_("Other costs"), 118, right=True, yields=4, tip=MEANINGS["profit.others"].text),
    ListColumn(N_("Ads"), 104, right=True, yields=3, tip=MEANINGS["profit.ads"].text),
    ListColumn(N_("Profit"), 124, right=True, tip=MEANINGS["profit.profit"].text),
    ListColumn(N_("Margin"), 76, right=True, tip=MEANINGS["profit.margin"].text),
    ListColumn(N_("Before"), 118, right=True),
    ListColumn(N_("Completeness"), 108),
)
BEFORE = 8
"""The place of the column of the other period."""


def cells_of(found: ProfitReport, row: ProfitRow) -> Cells:
    """The cells of a row; one with orders behind it is a link."""
    code, p, profit = found.currency, row.parts, row.profit_minor
    strong = row is found.total
    other = p.fee + p.commission + p.freight + p.packing + p.after_sales
    margin = "" if row.margin_ppm is None else formatting.ppm(row.margin_ppm)
    before = "" if row.before_minor is None else formatting.amount(row.before_minor, code)
    tone = "text2" if row.unknown else "text"
    return (
        ListCell(row.label, strong=strong, link=not strong and row.key != UNSHARED),
        ListCell(str(row.orders), strong=strong),
        ListCell(formatting.amount(p.came_in, code), strong=strong),
        ListCell(formatting.amount(p.goods, code), strong=strong),
        ListCell(formatting.amount(other, code), strong=strong),
        ListCell(formatting.amount(p.ads, code), strong=strong),
        ListCell(profit_words(row, code), "neg" if profit is not None and profit < 0 else "text", strong=strong),
        ListCell(margin, "text2"),
        ListCell(before, "text2"),
        ListCell(_(COMPLETENESS_LABELS[row.completeness]), tone),
    )


def parts_of(found: ProfitReport, row: ProfitRow) -> list[tuple[str, str]]:
    """Every part of a row under its name; parts that are nothing are left out."""
    values = [(_(PART_LABELS[part]), getattr(row.parts, str(part))) for part in PARTS]
    return [(name, formatting.money(minor, found.currency)) for name, minor in values if minor]
