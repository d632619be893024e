"""Writing a list into a workbook or CSV file that imports again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from services import paths
from services.exporting.shown_list import write_shown_list
from services.i18n import NN_, _
from services.messages import counted
from services.types import TableRequest
from ui.page import PageContext
from ui.table.list_panel import ListPanel

_EXPORTED = NN_("{file}: {count} row written.", "{file}: {count} rows written.")


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
    asked = context.link.ask(write_shown_list, out, *panel.shown_texts(), owner=owner)
    asked.then(lambda count: context.toast(counted(_EXPORTED, count, file=out.name))).fails(context.show_error)


def export_to(
    context: PageContext, owner: QWidget, write: Callable[..., int], request: TableRequest, out: Path
) -> None:
    """Write the rows of `request` into a file."""
    asked = context.link.ask(write, out, request=request, owner=owner)
    asked.then(lambda count: context.toast(counted(_EXPORTED, count, file=out.name))).fails(context.show_error)
