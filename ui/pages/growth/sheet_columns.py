"""The columns of the daily sheets of shops, their items and their ads; what a person may type is editable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.growth.traffic import ratio
from services.i18n import N_, _
from services.types import WHOLE_PPM
from ui.home import Today
from ui.pages.growth.words import checks_amount, checks_number, day_cell, day_filter
from ui.table.cells import money_total, plain_total, row_amount
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader, number_cell
from ui.table.filters import FilterSpec
from ui.table.source import Total


def _percent(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(f"{value / 10_000:.2f}%")


def _score(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(f"{value / 100:.2f}")


def _return(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(f"{value / 100:.2f}", tone="neg" if value < 100 else "")


def _count(key: str, header: str, width: int = 88, **more: Any) -> ColumnSpec:
    named = {"editable": True, "check": checks_number(0), **more}
    return ColumnSpec(key, header, width, "right", CellKind.NUMBER, number_cell, **named)


_VISITOR_VALUE_TIP = N_("Paid amount ÷ visitors, refunds not taken off.")


def _amount(key: str, header: str, width: int = 96, **more: Any) -> ColumnSpec:
    named = {"editable": True, "check": checks_amount, **more}
    return ColumnSpec(key, header, width, "right", CellKind.MONEY, row_amount, **named)


def _summed(header: str) -> dict[str, Any]:
    return {"total": header, "total_format": plain_total}


def _paid(header: str) -> dict[str, Any]:
    return {"total": header, "total_format": money_total}


def _derived(key: str, header: str, shown: Callable[[Any, RowReader], Cell], tip: str, **more: Any) -> ColumnSpec:
    return ColumnSpec(key, header, 124, "right", CellKind.NUMBER, shown, "text2", tooltip=tip, **more)


DAY_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("day", N_("Day"), 100, kind=CellKind.DATE, format=day_cell, frozen=True),
    ColumnSpec("channel", N_("Channel"), 120),
    _count("visitors", N_("Visitors"), **_summed(N_("Visitors"))),
    _count("views", N_("Page views"), 92),
    _count("carts", N_("Carts"), 76),
    _count("buyers", N_("Paying buyers"), 104, **_summed(N_("Paying buyers"))),
    _derived("conversion", N_("Conversion"), _percent, N_("Paying buyers ÷ visitors; low on days of presale.")),
    _amount("paid", N_("Paid amount"), **_paid(N_("Paid amount"))),
    _derived("visitor_value", N_("Value of a visitor"), row_amount, _VISITOR_VALUE_TIP),
    _amount("refunded", N_("Refunded"), hidden_by_default=True),
    _amount("search_spend", N_("Search ads"), hidden_by_default=True),
    _amount("display_spend", N_("Display ads"), hidden_by_default=True),
    _amount("sitewide_spend", N_("Site-wide ads"), 108, hidden_by_default=True),
    _amount("affiliate_spend", N_("Affiliate commission"), 140, hidden_by_default=True),
    _derived("visitor_cost", N_("Cost of a visitor"), row_amount, N_("Ad spend of the daily sheet ÷ visitors."),
             hidden_by_default=True),
    _count("item_visitors", N_("Item visitors"), 104, hidden_by_default=True),
    _count("new_visitors", N_("New visitors"), 104),
    _count("old_visitors", N_("Returning visitors"), 130, hidden_by_default=True),
    _count("favourites", N_("Favourites"), 92),
    _count("orders", N_("Paid orders"), 92, hidden_by_default=True),
    _count("pieces", N_("Pieces"), 76, hidden_by_default=True),
    *(
        ColumnSpec(key, header, 104, "right", CellKind.NUMBER, _score, editable=True, check=checks_number(2),
                   hidden_by_default=True)
        for key, header in (("item_score", N_("Item score")), ("service_score", N_("Service score")),
                            ("delivery_score", N_("Delivery score")))
    ),
)  # fmt: skip
DAY_KEYS = (*(spec.key for spec in DAY_COLUMNS), "currency")
_RETURN_TIP = N_("Sales the platform attributes ÷ spend; it counts orders refunded later.")
AD_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("day", N_("Day"), 100, kind=CellKind.DATE, format=day_cell, frozen=True),
    ColumnSpec("channel", N_("Channel"), 120),
    ColumnSpec("plan", N_("Plan"), 110),
    ColumnSpec("item_no", N_("Item no."), 110, kind=CellKind.ID),
    ColumnSpec("title", N_("Product"), 120, tone="text2"),
    _amount("spend", N_("Spend"), **_paid(N_("Spend"))),
    _amount("sales", N_("Sales"), **_paid(N_("Sales"))),
    _derived("return_percent", N_("Return on spend"), _return, _RETURN_TIP),
    _count("impressions", N_("Impressions"), 104),
    _count("clicks", N_("Clicks"), 76, **_summed(N_("Clicks"))),
    _derived("click_rate", N_("Click rate"), _percent, N_("Clicks ÷ impressions."), hidden_by_default=True),
    _derived("click_cost", N_("Cost of a click"), row_amount, N_("Spend ÷ clicks.")),
    _count("orders", N_("Orders"), 76),
)  # fmt: skip
AD_KEYS = (*(spec.key for spec in AD_COLUMNS), "currency")
ITEM_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("day", N_("Day"), 100, kind=CellKind.DATE, format=day_cell, frozen=True),
    ColumnSpec("title", N_("Product"), 160),
    ColumnSpec("item_no", N_("Item no."), 116, kind=CellKind.ID, tone="text2"),
    ColumnSpec("channel", N_("Channel"), 110, tone="text2"),
    _count("visitors", N_("Visitors"), **_summed(N_("Visitors"))),
    _count("search_visitors", N_("Visitors from search"), 130),
    _count("carts", N_("Carts"), 76, **_summed(N_("Carts"))),
    _count("buyers", N_("Paying buyers"), 104, **_summed(N_("Paying buyers"))),
    _derived("conversion", N_("Conversion"), _percent, N_("Paying buyers ÷ visitors; low on days of presale.")),
    _amount("paid", N_("Paid amount"), **_paid(N_("Paid amount"))),
    _derived("visitor_value", N_("Value of a visitor"), row_amount, _VISITOR_VALUE_TIP),
    _count("pieces", N_("Pieces"), 76),
    _count("favourites", N_("Favourites"), 92, hidden_by_default=True),
    _count("views", N_("Page views"), 92, hidden_by_default=True),
    ColumnSpec("bounce", N_("Bounce rate"), 96, "right", CellKind.NUMBER, _percent, hidden_by_default=True),
    _amount("refunded", N_("Refunded"), hidden_by_default=True),
    _count("bad_reviews", N_("Bad reviews"), 96, hidden_by_default=True),
)  # fmt: skip
ITEM_KEYS = (*(spec.key for spec in ITEM_COLUMNS), "currency")


def sheet_filters(today: Today, more: FilterSpec | None = None) -> tuple[FilterSpec, ...]:
    """What every sheet can be filtered by, and the one filter `more` that only this sheet has."""
    every = (day_filter(today, "day", N_("Day")), FilterSpec("channel", N_("Channel"), "contains"))
    return every if more is None else (*every, more)


def day_sums(totals: Mapping[str, Total]) -> Sequence[tuple[str, str]]:
    """Conversion over all rows on screen: buyers ÷ visitors of the days added up."""
    share = ratio(_one(totals, "buyers"), _one(totals, "visitors"), WHOLE_PPM)
    return () if share is None else ((_("Conversion"), f"{share / 10_000:.2f}%"),)


def ad_sums(totals: Mapping[str, Total]) -> Sequence[tuple[str, str]]:
    """Return over all rows on screen, where they are in one currency."""
    share = ratio(_one(totals, "sales"), _one(totals, "spend"), 100)
    return () if share is None else ((_("Return on spend"), f"{share / 100:.2f}"),)


def _one(totals: Mapping[str, Total], key: str) -> int | None:
    found = totals.get(key, ())
    return found[0][1] if len(found) == 1 else None
