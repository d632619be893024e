"""The columns of the list of stocktakes and of the lines of one."""

from __future__ import annotations

import json
from typing import Any

from services import formatting
from services.i18n import N_, _, translate
from services.messages import Message, message, render
from services.stocktake.scope import words
from services.stocktake.words import STATE_LABELS, STATES
from services.types import StocktakeScope, StocktakeState
from services.written_numbers import parse_count
from ui.home import Home, Today
from ui.pages.inventory.cells import (
    count_column,
    flag_words,
    signed_cell,
    signed_money_format,
    time_column,
)
from ui.pages.inventory.day_filters import day_filter
from ui.table.cells import Zone, amount_total, plain_total, product_cell
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec

STATE_TONES = {
    StocktakeState.OPEN: "blue",
    StocktakeState.POSTED: "green",
    StocktakeState.REVERSED: "grey",
    StocktakeState.ABANDONED: "grey",
}
# Not counted and counted without difference must never look alike.
LINE_TONES = {"not_counted": "grey", "counted": "violet", "same": "green", "different": "red"}


def whole_number(typed: str) -> Message | None:
    """What is wrong with a typed count; nothing where it is one, or empty (not counted)."""
    is_fit = not typed.strip() or parse_count(typed) is not None
    return None if is_fit else message(N_("type a whole number, 0 or more"))


def _line_state(value: Any, row: RowReader) -> Cell:
    extra = _("moved meanwhile") if row.get("moved") else ""
    return Cell(translate(STATES[value]), extra=extra, tone=LINE_TONES[value], tip=extra)


def _expected(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(formatting.integer(value))


def _counted(value: Any, _row: RowReader) -> Cell:
    return Cell("", edit="") if value is None else Cell(formatting.integer(value), edit=str(value))


LINE_KEYS = (
    "code", "title", "variant", "shelf", "barcode", "lot", "state", "quantity", "expected", "difference", "value",
    "counted_at", "counter", "note", "moved", "is_extra",
)  # fmt: skip


def line_columns(home: Home, *, blind: bool) -> tuple[ColumnSpec, ...]:
    """The lines of a stocktake; of a blind one nothing that tells what the books expect."""
    money = signed_money_format(home.currency)
    open_columns = (
        count_column("expected", N_("Expected"), 80, format=_expected, total=N_("Expected"), total_format=plain_total),
        count_column("difference", N_("Difference"), 88, format=signed_cell, total=N_("Difference"),
                     total_format=plain_total),
        ColumnSpec("value", N_("Worth"), 92, "right", CellKind.MONEY, money, total=N_("Worth"),
                   total_format=amount_total(home.currency)),
    )  # fmt: skip
    return (
        ColumnSpec("code", N_("Code"), 132, kind=CellKind.ID, frozen=True),
        ColumnSpec("title", N_("Product"), 200, format=product_cell, kind=CellKind.PRODUCT),
        ColumnSpec("shelf", N_("Shelf"), 74),
        ColumnSpec("state", N_("State"), 130, kind=CellKind.PILL, format=_line_state),
        count_column("quantity", N_("Counted"), 82, format=_counted, strong=True, editable=True, check=whole_number,
                     total=N_("Counted"), total_format=plain_total),
        *(() if blind else open_columns),
        time_column(home.zone, "counted_at", N_("Counted at")),
        ColumnSpec("lot", N_("Lot"), 90, hidden_by_default=True),
        ColumnSpec("barcode", N_("Barcode"), 130, kind=CellKind.ID, hidden_by_default=True),
        ColumnSpec("counter", N_("Counted by"), 90, hidden_by_default=True),
        ColumnSpec("note", N_("Note"), 150, tone="text2"),
        ColumnSpec("is_extra", N_("Outside the scope"), 90, format=flag_words, hidden_by_default=True),
    )  # fmt: skip


def _state(value: Any, _row: RowReader) -> Cell:
    state = StocktakeState(value)
    return Cell(translate(STATE_LABELS[state]), tone=STATE_TONES[state])


def _scope(value: Any, row: RowReader) -> Cell:
    return Cell(render(words(StocktakeScope(value), json.loads(row["scope_values"]), row["lines"])))


def _progress(value: Any, row: RowReader) -> Cell:
    shown = _("{counted} of {lines}")
    return Cell(shown.format(counted=formatting.integer(value), lines=formatting.integer(row["lines"])))


def _blind(value: Any, _row: RowReader) -> Cell:
    return Cell(_("blind")) if value else BLANK


LIST_KEYS = (
    "number", "state", "scope", "scope_values", "place", "started_at", "finished_at", "lines", "counted", "different",
    "blind", "note",
)  # fmt: skip


def list_columns(zone: Zone) -> tuple[ColumnSpec, ...]:
    """The columns of the list of stocktakes."""
    return (
        ColumnSpec("number", N_("No."), 138, kind=CellKind.ID, frozen=True),
        ColumnSpec("state", N_("State"), 112, kind=CellKind.PILL, format=_state),
        ColumnSpec("scope", N_("Scope"), 150, format=_scope),
        ColumnSpec("counted", N_("Counted"), 100, "right", format=_progress),
        count_column("different", N_("Different"), 90),
        time_column(zone, "started_at", N_("Begun")),
        time_column(zone, "finished_at", N_("Ended")),
        ColumnSpec("place", N_("Place"), 110, tone="text2", hidden_by_default=True),
        ColumnSpec("blind", N_("Blind"), 60, format=_blind, tone="text2", hidden_by_default=True),
        ColumnSpec("note", N_("Note"), 140, tone="text2"),
    )


LIST_TABS = (
    ("all", N_("All")),
    ("open", N_("Counting")),
    ("posted", N_("Posted")),
    ("over", N_("Abandoned or reversed")),
)


def list_filters(today: Today) -> tuple[FilterSpec, ...]:
    """What stocktakes can be filtered by."""
    return (
        day_filter(today, "started_on", N_("Begun on")),
        FilterSpec("place", N_("Place"), "contains"),
        FilterSpec("note", N_("Note"), "contains"),
    )


LINE_TABS = (
    ("all", N_("All")),
    ("not_counted", N_("Not counted")),
    ("same", N_("No difference")),
    ("different", N_("Different")),
    ("moved", N_("Moved meanwhile")),
)
BLIND_TABS = (
    ("all", N_("All")),
    ("not_counted", N_("Not counted")),
    ("counted", N_("Counted")),
    ("moved", N_("Moved meanwhile")),
)
