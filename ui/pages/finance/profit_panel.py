"""What is behind a row of the Profit section: its parts, and the orders it is made of."""

from __future__ import annotations

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.profit.papers import profit_words
from services.profit.report import ProfitAsked, ProfitReport, ProfitRow, orders_behind
from ui.page import PageContext
from ui.pages.finance.profit_rows import parts_of
from ui.table.list_table import ListCell, ListColumn, ListTable
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_ORDERS = NN_("{count} order", "{count} orders")
_UNKNOWN = NN_("{count} of them has no known profit.", "{count} of them have no known profit.")
_COLUMNS = (ListColumn("", 0), ListColumn("", 96, right=True))


class ProfitPanel(DetailPanel):
    """`orders` lists the orders of the row; one that is clicked is shown on the Orders page."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.row: ProfitRow | None = None
        self._currency = ""
        self._found: ProfitReport | None = None
        self._asked: ProfitAsked | None = None
        self.orders = self._table()
        self.add(self.orders)

    def show_row(self, found: ProfitReport, row: ProfitRow, asked: ProfitAsked) -> None:
        """Show the parts of a row, then its orders."""
        self.row, self._currency, self._found, self._asked = row, found.currency, found, asked
        self.set_head(row.label, profit_words(row, found.currency), can_copy=False)
        self.set_status("")
        self.clear_body()
        self.add(Text(counted(_ORDERS, row.orders), "body", "text2"))
        if row.unknown:
            self.add(Text(counted(_UNKNOWN, row.unknown), "body", "text2", wrap=True))
        self.add_line()
        for name, words in parts_of(found, row):
            self.add(KeyValueRow(name, words))
        if row.profit_minor is not None:
            self.add(KeyValueRow(_("Profit"), formatting.money(row.profit_minor, found.currency)))
        self.add_line()
        self.add(SectionTitle(_("Orders")))
        self.orders = self._table()
        self.add(self.orders)
        self._link.ask(orders_behind, asked, row.key, owner=self).then(self.orders.set_rows)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        if self.row is not None and self._found is not None and self._asked is not None:
            self.show_row(self._found, self.row, self._asked)

    def _table(self) -> ListTable:
        table = ListTable(_COLUMNS, self._cells, sorts=False)
        table.setMinimumHeight(280)
        table.horizontalHeader().hide()
        table.setAccessibleName(_("Orders"))
        table.opened.connect(self._go)
        table.clicked_cell.connect(lambda row, _column: self._go(row))
        return table

    def _cells(self, row: ProfitRow) -> tuple[ListCell, ...]:
        tone = "neg" if row.profit_minor is not None and row.profit_minor < 0 else "text"
        return (ListCell(row.label, link=True), ListCell(profit_words(row, self._currency), tone))

    def _go(self, row: ProfitRow) -> None:
        self._context.navigate("orders", search=row.label)
