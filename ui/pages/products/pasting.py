"""Prices, costs and shelves pasted from a spreadsheet over the list: what would change is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from services.catalog.pasted import PastedValue, paste_values, pasted_values
from services.i18n import NN_, Grouped, _
from services.messages import Message, counted, render
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.work import run
from ui.table.pasting import PastedBlock, place_block
from ui.table.table_view import TableView
from ui.widgets.card import KeyValueRow
from ui.widgets.text import Text

_QUESTION = NN_("Change {count} pasted value?", "Change {count} pasted values?")
_ROWS = NN_("{count} row", "{count} rows")
_SHOWN = 8


def listen(context: PageContext, owner: QWidget, view: TableView) -> None:
    """Ask about blocks that are pasted into the list of products, and write them on yes."""

    def refuse(why: Message) -> None:
        context.toast(render(why))

    def ask(block: PastedBlock) -> None:
        shown = partial(_show, context, owner, view, block)
        context.link.ask(pasted_values, block.cells, owner=owner).then(shown).fails(context.show_error)

    def pasted(texts: Sequence[Sequence[str]]) -> None:
        place_block(view, texts, ask, refuse)

    view.pasted.connect(pasted)


def _show(
    context: PageContext, owner: QWidget, view: TableView, block: PastedBlock, values: Sequence[PastedValue]
) -> None:
    if not values:
        context.toast(_("Nothing had to be changed."))
        return
    one_column, several = (
        _("“{first}” in {rows}. Undo brings it back."), _("From “{first}” to “{last}”, in {rows}. Undo brings it back.")
    )  # fmt: skip
    where = one_column if block.first is block.last else several
    words = where.format(first=_(block.first.header), last=_(block.last.header), rows=counted(_ROWS, block.rows))
    headings = {spec.key: _(spec.header) for spec in view.table.specs}
    dialog = Dialog(context.dialog_parent(), counted(_QUESTION, len(values)), words, width=480)
    for one in values[:_SHOWN]:
        name = f"{one.code} · {headings[one.key]}" if block.first is not block.last else one.code
        dialog.body.addWidget(KeyValueRow(name, f"{one.old or '—'} → {one.new or '—'}"))
    if len(values) > _SHOWN:
        more = _("… and {count} more").format(count=Grouped(len(values) - _SHOWN))
        dialog.body.addWidget(Text(more, "caption", "text2"))
    dialog.add_cancel()
    dialog.add_primary(_("Write"), "check")
    dialog.accepted.connect(partial(run, context, owner, paste_values, block.cells))
    context.open_dialog(dialog)
