"""The columns of watched items and of what was seen of them day by day."""

from __future__ import annotations

from typing import Any

from services.i18n import N_
from ui.home import Today
from ui.pages.growth.competitor_words import dearer_cell, moved_cell, platform_cell, platform_names
from ui.pages.growth.words import checks_amount, checks_number, day_cell, day_filter
from ui.table.cells import row_amount
from ui.table.columns import CellKind, ColumnSpec, number_cell
from ui.table.filters import FilterSpec


def _money(key: str, header: str, **more: Any) -> ColumnSpec:
    return ColumnSpec(key, header, 100, "right", CellKind.MONEY, row_amount, **more)


def _count(key: str, header: str, **more: Any) -> ColumnSpec:
    return ColumnSpec(key, header, 96, "right", CellKind.NUMBER, number_cell, **more)


ITEM_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("title", N_("Item"), 190, strong=True),
    ColumnSpec("shop", N_("Shop"), 130),
    ColumnSpec("code", N_("Own product"), 120, kind=CellKind.ID),
    _money("price", N_("Their price")),
    _money("ours", N_("Our price")),
    ColumnSpec("dearer", N_("Ours against theirs"), 130, "right", CellKind.NUMBER, dearer_cell),
    ColumnSpec("moved", N_("Their change"), 110, "right", CellKind.NUMBER, moved_cell),
    _count("sales", N_("Sales")),
    _count("favourites", N_("Favourites")),
    ColumnSpec("campaign", N_("Their campaign"), 130, tone="text2"),
    ColumnSpec("day", N_("Last seen"), 104, kind=CellKind.DATE, format=day_cell),
    ColumnSpec("platform", N_("Platform"), 100, format=platform_cell, hidden_by_default=True),
    ColumnSpec("link", N_("Web link"), 160, tone="text2", hidden_by_default=True),
    ColumnSpec("note", N_("Note"), 160, tone="text2", hidden_by_default=True),
)
ITEM_KEYS = (*(spec.key for spec in ITEM_COLUMNS), "currency", "is_dearer", "has_moved")


def item_filters(today: Today) -> tuple[FilterSpec, ...]:
    """What items can be filtered by."""
    return (
        FilterSpec("shop", N_("Shop"), "contains"),
        FilterSpec("platform", N_("Platform"), choices=lambda: [(str(one), words) for one, words in platform_names()]),
        day_filter(today, "day", N_("Last seen")),
    )


SEEN_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("day", N_("Day"), 104, kind=CellKind.DATE, format=day_cell, frozen=True),
    ColumnSpec("title", N_("Item"), 200, strong=True),
    ColumnSpec("shop", N_("Shop"), 140),
    _money("price", N_("Their price"), editable=True, check=checks_amount),
    _count("sales", N_("Sales"), editable=True, check=checks_number(0)),
    _count("favourites", N_("Favourites"), editable=True, check=checks_number(0)),
    ColumnSpec("campaign", N_("Their campaign"), 160, editable=True),
    ColumnSpec("code", N_("Own product"), 120, kind=CellKind.ID),
    ColumnSpec("platform", N_("Platform"), 100, format=platform_cell, hidden_by_default=True),
)
SEEN_KEYS = (*(spec.key for spec in SEEN_COLUMNS), "currency")


def seen_filters(today: Today) -> tuple[FilterSpec, ...]:
    """What was seen of them can be filtered by this."""
    return (
        day_filter(today, "day", N_("Day")),
        FilterSpec("shop", N_("Shop"), "contains"),
    )
