"""The columns and filters of the list of posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from services import formatting
from services.growth.post_queries import time_words
from services.growth.post_words import POST_STATES, outlet_words
from services.i18n import N_, _
from services.types import PostState
from ui.home import Today
from ui.pages.growth.post_words import STATE_TONES, outlet_tone
from ui.pages.growth.words import day_cell, spans
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader, number_cell
from ui.table.filters import FilterSpec, stored_day
from ui.table.source import Total


def _time(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(time_words(int(value)))


def _outlet(value: Any, _row: RowReader) -> Cell:
    return Cell(outlet_words(str(value)), tone=outlet_tone(str(value)))


def _state(value: Any, _row: RowReader) -> Cell:
    state = PostState(value)
    return Cell(_(POST_STATES[state]), tone=STATE_TONES[state])


def _one_line(value: Any, _row: RowReader) -> Cell:
    return BLANK if not value else Cell(" ".join(str(value).split()), tip=str(value))


def _count(key: str, header: str) -> ColumnSpec:
    return ColumnSpec(
        key, header, 84, align="right", kind=CellKind.NUMBER, format=number_cell, editable=True, total=header
    )


def columns(currency: Callable[[], str]) -> tuple[ColumnSpec, ...]:
    """The columns; `currency` says what sales are counted in."""

    def sales(value: Any, _row: RowReader) -> Cell:
        if value is None:
            return BLANK
        return Cell(formatting.amount(value, currency()), edit=formatting.amount(value, currency()).replace(",", ""))

    def sums(total: Total) -> str:
        return " + ".join(formatting.money(amount, currency()) for _code, amount in total) or "\u2014"

    return (
        ColumnSpec("planned_on", N_("Planned day"), 110, kind=CellKind.DATE, format=day_cell, frozen=True),
        ColumnSpec("minute", N_("Time"), 64, format=_time),
        ColumnSpec("title", N_("Title"), 220, strong=True),
        ColumnSpec("outlet", N_("Platform"), 120, kind=CellKind.PILL, format=_outlet),
        ColumnSpec("state", N_("State"), 96, kind=CellKind.PILL, format=_state),
        ColumnSpec("posted_on", N_("Posted on"), 104, kind=CellKind.DATE, format=day_cell),
        _count("views", N_("Views")),
        _count("likes", N_("Likes")),
        _count("comments", N_("Comments")),
        _count("saves", N_("Saves")),
        ColumnSpec("sales", N_("Sales"), 100, align="right", kind=CellKind.MONEY, format=sales, editable=True,
                   total=N_("Sales"), total_format=sums),
        ColumnSpec("codes", N_("Product codes"), 150, tone="text2"),
        ColumnSpec("campaign", N_("Campaign"), 130, tone="text2"),
        ColumnSpec("link", N_("Link to it"), 160, tone="text2", hidden_by_default=True),
        ColumnSpec("words", N_("Text"), 220, tone="text2", format=_one_line, hidden_by_default=True),
    )  # fmt: skip


def post_spans(today: Today) -> Sequence[tuple[str, str, str]]:
    """Days ahead, and the usual spans back."""
    ahead = (_("next 7 days"), today().isoformat(), (today() + timedelta(days=6)).isoformat())
    return (ahead, *spans(today))


def filters(today: Today, outlets: Callable[[], Sequence[str]]) -> tuple[FilterSpec, ...]:
    """What the list can be filtered by; `outlets` are the platforms offered."""
    return (
        FilterSpec("outlet", N_("Platform"), choices=lambda: [(one, outlet_words(one)) for one in outlets()]),
        FilterSpec("state", N_("State"), choices=lambda: [(str(one), _(words)) for one, words in POST_STATES.items()]),
        FilterSpec("planned_on", N_("Planned day"), "between", spans=partial(post_spans, today), parse=stored_day),
        FilterSpec("campaign", N_("Campaign"), "contains"),
    )
