"""Figures pasted from a spreadsheet into a grid: what would be written is said first, then it is one step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from services.growth.pasted_figures import Sheet, paste_figures
from services.i18n import NN_, _
from services.messages import Message, counted, render
from ui.dialogs.dialog import confirm
from ui.page import PageContext
from ui.pages.work import run
from ui.table.pasting import PastedBlock, place_block
from ui.table.table_view import TableView

_QUESTION = NN_("Write {count} pasted figure?", "Write {count} pasted figures?")
_ROWS = NN_("{count} row", "{count} rows")


def listen(context: PageContext, owner: QWidget, view: TableView, sheet: Sheet) -> None:
    """Ask about blocks that are pasted into a grid, and write them on yes."""

    def refuse(why: Message) -> None:
        context.toast(render(why))

    def ask(block: PastedBlock) -> None:
        what = _("From “{first}” to “{last}”, in {rows}. What stands there is overwritten; Undo brings it back.")
        words = what.format(first=_(block.first.header), last=_(block.last.header), rows=counted(_ROWS, block.rows))
        write = partial(run, context, owner, paste_figures, sheet, block.cells)
        confirm(context.dialog_parent(), counted(_QUESTION, len(block.cells)), words, _("Write"), write)

    def pasted(texts: Sequence[Sequence[str]]) -> None:
        place_block(view, texts, ask, refuse)

    view.pasted.connect(pasted)
