"""Exporting orders to a workbook or a CSV file that the program reads back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from services import paths
from services.i18n import _
from services.round_trip.orders import export_orders
from services.types import IdRanges
from ui.pages.list_export import ROWS, say_written
from ui.pages.orders.work import Work


def ask_export(work: Work, ids: Callable[[Callable[[IdRanges], None]], object]) -> None:
    """Ask where to write; `ids` gives the orders, read when the place is known."""
    name = _("Orders {day}").format(day=work.context.link.home.today())
    write = partial(_write, work, ids)
    work.context.ask_save(
        _("Export these orders"), _("Tables (*.xlsx *.csv)"), paths.documents_dir() / f"{name}.xlsx", write
    )


def _write(work: Work, ids: Callable[[Callable[[IdRanges], None]], object], out: Path) -> None:
    def start(found: IdRanges) -> None:
        work.ask(export_orders, out, order_ids=found, then=partial(say_written, work.context, ROWS, out))

    ids(start)
