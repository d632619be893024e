"""The rows behind a figure as a table, to be looked at and saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from services import formatting, i18n
from services.charts.chart import Behind
from services.i18n import NN_, _
from services.kernel.table_query import Kind
from services.messages import plural_message, render
from ui.dialogs.dialog import Dialog
from ui.table.list_table import Line, ListCell, ListColumn, ListTable

_ROWS = NN_("{count} row", "{count} rows")
_WIDTHS = {Kind.ID: 170, Kind.TEXT: 150, Kind.MONEY: 110, Kind.INTEGER: 90, Kind.DATE: 110, Kind.INSTANT: 140,
           Kind.CODE: 120, Kind.FLAG: 80}  # fmt: skip
_NUMBERS = (Kind.MONEY, Kind.INTEGER)


class BehindDialog(Dialog):
    """The rows in a card; `save` is asked to write them."""

    topic = "charts#behind"

    def __init__(
        self, window: QWidget, title: str, subtitle: str, found: Behind, zone: str, save: Callable[[], object]
    ) -> None:
        count = render(plural_message(_ROWS, len(found.rows)))
        super().__init__(window, title, f"{subtitle} · {count}" if subtitle else count, width=1040, height=600)
        self.found = found
        order = figures_first([one.kind for one in found.columns])
        shown_columns = [found.columns[place] for place in order]
        widest = max(range(len(order)), key=lambda place: shown_columns[place].kind is Kind.TEXT)
        columns = [
            ListColumn(one.header, 0 if place == widest else _WIDTHS[one.kind], one.kind in _NUMBERS)
            for place, one in enumerate(shown_columns)
        ]
        self.table = ListTable(columns, partial(_line, found, order, zone))
        self.table.setAccessibleName(title)
        self.table.set_rows(found.rows)
        self.body.addWidget(self.table, 1)
        self.save_button = self.add_left(_("Save these rows…"), "download-simple", save)
        self.save_button.setEnabled(bool(found.rows))
        self.add_primary(_("Close"))


def figures_first(kinds: Sequence[Kind]) -> list[int]:
    """The places of the columns as they are shown: what a row is called, its figures, the rest.

    A figure is what was clicked on, and behind all the others it was out of sight.
    """
    return sorted(range(len(kinds)), key=lambda place: (place > 0 and kinds[place] not in _NUMBERS, place))


def _line(found: Behind, order: Sequence[int], zone: str, row: tuple[Any, ...]) -> Line:
    return [ListCell(shown(found.columns[place].kind, row[place], found.currency, zone)) for place in order]


def shown(kind: Kind, value: Any, currency: str, zone: str) -> str:
    """A stored value as a table shows it."""
    if value is None or value == "":
        return "—"
    if kind is Kind.MONEY:
        return formatting.money(value, currency)
    if kind is Kind.INTEGER:
        return formatting.integer(value)
    if kind is Kind.INSTANT:
        return formatting.instant_ms(value, zone)
    if kind is Kind.CODE:
        return i18n.translate(str(value).replace("_", " ").capitalize())
    return str(value)
