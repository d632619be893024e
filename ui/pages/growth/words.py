"""Words and small values the sections of Growth share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from services import formatting
from services.growth.goal_pace import Outlook
from services.i18n import N_, _
from services.messages import Message, message
from services.written_numbers import parse_number
from ui.home import Today
from ui.table.columns import BLANK, Cell, RowReader
from ui.table.filters import FilterSpec, stored_day
from ui.theme.apply import current_theme

_LINES = 64
_SIGNED = ("CNY", "USD", "EUR", "GBP")
OUTLOOK_LABELS = {
    Outlook.PLANNED: N_("Planned"),
    Outlook.REACHED: N_("Reached"),
    Outlook.LIKELY: N_("Likely"),
    Outlook.OPEN: N_("Can go either way"),
    Outlook.UNLIKELY: N_("Unlikely"),
    Outlook.TOO_EARLY: N_("Too early to say"),
    Outlook.MISSED: N_("Missed"),
}
OUTLOOK_TONES = {
    Outlook.PLANNED: "grey", Outlook.REACHED: "green", Outlook.LIKELY: "green", Outlook.OPEN: "amber",
    Outlook.UNLIKELY: "red", Outlook.TOO_EARLY: "grey", Outlook.MISSED: "red",
}  # fmt: skip


def figure_text(value: int, currency: str, *, is_money: bool) -> str:
    """A figure as people read it."""
    return formatting.money(value, currency) if is_money else formatting.integer(value)


def spans(today: Today) -> Sequence[tuple[str, str, str]]:
    """Usual spans of days for filters: (words, first, last)."""
    now = today()

    def last(days: int) -> tuple[str, str]:
        return (now - timedelta(days=days - 1)).isoformat(), now.isoformat()

    return (
        (_("last 7 days"), *last(7)),
        (_("last 30 days"), *last(30)),
        (_("last 90 days"), *last(90)),
        (_("this month"), now.replace(day=1).isoformat(), now.isoformat()),
    )


def day_filter(today: Today, key: str, label: str) -> FilterSpec:
    """From a day to a day; `label` is marked with `N_`."""
    return FilterSpec(key, label, "between", spans=partial(spans, today), parse=stored_day)


def day_cell(value: Any, _row: RowReader) -> Cell:
    """A day as it is stored: year, month, day."""
    return BLANK if value is None else Cell(str(value))


def checks_number(digits: int) -> Callable[[str], Message | None]:
    """A check of cells: nothing, or a number of 0 or more with so many decimals."""

    def check(typed: str) -> Message | None:
        return _refusal(parse_number(typed, digits) if typed.strip() else 0)

    return check


def checks_amount(typed: str) -> Message | None:
    """A check of cells in rows of several currencies: any sign may stand there, the command knows the row's own."""
    read = (formatting.parse_amount(typed, currency) for currency in _SIGNED)
    return _refusal(next((one for one in read if one is not None), None) if typed.strip() else 0)


def _refusal(value: int | None) -> Message | None:
    return message(N_("type a number, 0 or more")) if value is None or value < 0 else None


def lines_field(words: str = "") -> QPlainTextEdit:
    """A field of a few lines; Tab leaves it."""
    field = QPlainTextEdit(words)
    field.setFont(current_theme().font("body"))
    field.setFixedHeight(_LINES)
    field.setTabChangesFocus(True)
    return field
