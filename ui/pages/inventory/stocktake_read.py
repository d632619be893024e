"""Counts that were read from a file or pasted: how many there are, what cannot be used and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.i18n import N_, NN_, _, join_list
from services.messages import counted, render
from services.stocktake.commands import Count
from services.stocktake.reading import BadCount, ReadCounts
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.card import KeyValueRow
from ui.widgets.text import Text

_COLUMNS = (ListColumn(N_("Row"), 60, right=True), ListColumn(N_("Code"), 150), ListColumn(N_("Why it is left out"), 0))
_WRITE = NN_("Write down {count} count", "Write down {count} counts")


class ReadDialog(Dialog):
    """Says what was read before anything is written down; `then` gets the counts."""

    topic = "inventory#stocktake"

    def __init__(
        self, context: PageContext, name: str, found: ReadCounts, then: Callable[[Sequence[Count]], object]
    ) -> None:
        height = 460 if found.problems else None
        about = " · ".join([name, *([join_list(found.headings)] if found.headings else [])])
        super().__init__(context.dialog_parent(), _("Counts read"), about, icon="table", width=560, height=height)
        for words, number in (
            (_("To write down"), len(found.counts)),
            (_("Written down already"), found.same),
            (_("Not counted (left empty)"), found.blank),
            (_("Cannot be used"), len(found.problems)),
        ):
            self.body.addWidget(KeyValueRow(words, f"{number:,}"))
        if found.problems:
            self.table = ListTable(_COLUMNS, _line)
            self.table.set_rows(found.problems)
            self.body.addWidget(self.table, 1)
        elif not found.counts:
            self.body.addWidget(Text(_("Nothing new is in it."), "body", "text2"))
        self.add_cancel(_("Close") if not found.counts else "")
        if found.counts:
            self.go = self.add_primary(counted(_WRITE, len(found.counts)), "check")
            self.accepted.connect(lambda: then(found.counts))


def _line(bad: BadCount) -> Line:
    return ListCell(str(bad.row)), ListCell(bad.code, strong=True), ListCell(render(bad.reason), "neg")
