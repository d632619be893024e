"""Writing a list into a workbook or CSV file that imports again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from services import paths
from services.exporting.shown_list import write_shown_list
from services.i18n import NN_, _
from services.messages import counted
from services.types import TableRequest
from ui.page import PageContext
from ui.table.list_panel import ListPanel

ROWS = NN_("{file}: {count} row written.", "{file}: {count} rows written.")


def ask_export(
    context: PageContext, owner: QWidget, name: str, write: Callable[..., int], request: TableRequest
) -> None:
    """Ask where the rows of `request` go, write them there with `write` and say how many they were."""
    suggested = paths.documents_dir() / f"{name} {context.link.home.today()}.xlsx"
    to = partial(export_to, context, owner, write, request)
    context.ask_save(_("Export"), _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv"), suggested, to)


def ask_shown_list(context: PageContext, owner: QWidget, panel: ListPanel) -> None:
    """Ask where a short list goes, and write it there as it stands on screen."""
    name = panel.view.accessibleName()
    suggested = paths.documents_dir() / f"{name} {context.link.home.today()}.xlsx"
    to = partial(write_shown, context, owner, panel)
    context.ask_save(_("Export"), _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv"), suggested, to)


def write_shown(context: PageContext, owner: QWidget, panel: ListPanel, out: Path) -> None:
    """Write a short list into a file as it stands on screen."""
    write_and_say(context, owner, ROWS, out, write_shown_list, out, *panel.shown_texts())


def export_to(
    context: PageContext, owner: QWidget, write: Callable[..., int], request: TableRequest, out: Path
) -> None:
    """Write the rows of `request` into a file."""
    write_and_say(context, owner, ROWS, out, write, out, request=request)


def write_and_say(
    context: PageContext, owner: QWidget, words: tuple[str, str], out: Path, write: Callable[..., int],
    *args: Any, **more: Any,
) -> None:  # fmt: skip
    """Let `write` with these arguments write `out` on a reader thread; `words` say how much of what there is in it."""
    asked = context.link.ask(write, *args, owner=owner, **more)
    asked.then(partial(say_written, context, words, out)).fails(context.show_error)


def say_written(context: PageContext, words: tuple[str, str], out: Path, count: int) -> None:
    """Say that so much was written into a file."""
    context.toast(counted(words, count, file=out.name))
