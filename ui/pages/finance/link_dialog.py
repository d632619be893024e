"""Saying which order transactions belong to."""

from __future__ import annotations

from collections.abc import Sequence

from services.i18n import N_, NN_, _
from services.messages import counted
from services.orders.queries import Hit, find
from services.reconcile.linking import link_order
from ui.dialogs.form_dialog import FormDialog
from ui.pages.spec import PageContext
from ui.pause import Pause
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.search_box import SearchBox

_TRANSACTIONS = NN_("{count} transaction", "{count} transactions")
_COLUMNS = (ListColumn(N_("Order no."), 190), ListColumn(N_("Order"), 0))
_TYPED_MS = 150
_FOUND = 30


class LinkDialog(FormDialog):
    """A search over the orders; the one that is marked is taken."""

    topic = "finance#reconcile"

    def __init__(self, context: PageContext, ids: Sequence[int]) -> None:
        words = counted(_TRANSACTIONS, len(ids))
        super().__init__(context, _("Which order is it?"), words, width=560, height=480)
        self._ids = list(ids)
        self.search = SearchBox(_("Order no., buyer, product…"))
        self.found = ListTable(_COLUMNS, _line)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.search.textChanged.connect(self._typed.start)
        self.found.opened.connect(lambda _hit: self.submit())
        self.body.addWidget(self.search)
        self.body.addWidget(self.found, 1)
        self.finish_form(_("It is this one"), "link")
        self.save.setEnabled(False)

    def look(self) -> None:
        """Ask for the orders that match what is typed."""
        self.link.ask(find, self.search.text(), _FOUND, owner=self).then(self._show)

    def _show(self, hits: Sequence[Hit]) -> None:
        self.found.set_rows(hits)
        self.save.setEnabled(bool(hits))
        if hits:
            self.found.selectRow(0)

    def submit(self) -> None:
        """Take the order that is marked."""
        rows = self.found.selected()
        if rows and self.save.isEnabled():
            self.run(link_order, self._ids, rows[0].id, then=lambda _value: None)


def _line(hit: Hit) -> Line:
    return ListCell(hit.title, strong=True), ListCell(" · ".join(part for part in hit.details if part), "text2")
