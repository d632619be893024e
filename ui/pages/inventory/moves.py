"""The Moves section: everything that came and went, of all products."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from services import formatting, paths
from services.i18n import N_, NN_, _, translate
from services.inventory.exports import export_moves
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.stock.listing import MOVES
from services.stock.words import CONDITION_LABELS, KIND_LABELS
from services.types import Condition, Entity, Filter, MoveKind, TableRequest
from ui.home import Home, Today
from ui.page import PageContext
from ui.pages.inventory.cells import (
    count_column,
    signed_cell,
    signed_money_format,
    time_column,
)
from ui.pages.inventory.day_filters import day_filter
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.list_rows import rows_show
from ui.pages.section import Section
from ui.table.cells import Currency, amount_total, plain_total, product_cell
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} move", "{count} moves")
_TABS = (
    ("all", N_("All")),
    ("in", N_("Came")),
    ("out", N_("Went")),
    ("sales", N_("Sold")),
    ("by_hand", N_("By hand")),
    ("unknown_cost", N_("Cost unknown")),
)
_TONES = {
    MoveKind.OPENING: "violet", MoveKind.RECEIPT: "green", MoveKind.SALE: "blue", MoveKind.RETURN: "violet",
    MoveKind.SCRAP: "red", MoveKind.ADJUST: "amber",
}  # fmt: skip
_KEYS = (
    "at", "kind", "code", "title", "variant", "quantity", "value", "unknown", "pending", "balance", "place", "lot",
    "condition", "order", "reason", "note",
)  # fmt: skip


def _kind(value: Any, row: RowReader) -> Cell:
    kind = MoveKind(value)
    extra = translate(CONDITION_LABELS[Condition.DEFECTIVE]) if row["condition"] == Condition.DEFECTIVE else ""
    return Cell(translate(KIND_LABELS[kind]), extra=extra, tone=_TONES.get(kind, "grey"))


def _value(currency: Currency) -> Any:
    money = signed_money_format(currency)

    def cell(value: Any, row: RowReader) -> Cell:
        if row["unknown"]:
            return Cell(_("unknown"), tone="pill.amber.word")
        if row["pending"]:
            return Cell(_("not yet"), tone="pill.amber.word", tip=_("Sold below zero: the cost comes with the goods."))
        return money(value, row)

    return cell


def _balance(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(formatting.integer(value), tone="neg" if value < 0 else "")


def _columns(home: Home) -> tuple[ColumnSpec, ...]:
    return (
        time_column(home.zone, "at", N_("Time"), frozen=True),
        ColumnSpec("kind", N_("What"), 132, kind=CellKind.PILL, format=_kind),
        ColumnSpec("code", N_("Code"), 124, kind=CellKind.ID),
        ColumnSpec("title", N_("Product"), 180, format=product_cell, kind=CellKind.PRODUCT),
        count_column("quantity", N_("Pieces"), 74, format=signed_cell, strong=True, total=N_("Pieces"),
                     total_format=plain_total),
        count_column("balance", N_("Left"), 74, format=_balance,
                     tooltip=N_("Of this product, in all places together.")),
        ColumnSpec("value", N_("Value"), 96, "right", CellKind.MONEY, _value(home.currency), total=N_("Value"),
                   total_format=amount_total(home.currency)),
        ColumnSpec("order", N_("Order no."), 172, kind=CellKind.ID),
        ColumnSpec("reason", N_("Reason"), 140),
        ColumnSpec("place", N_("Place"), 96, tone="text2"),
        ColumnSpec("lot", N_("Lot"), 90, tone="text2", hidden_by_default=True),
        ColumnSpec("note", N_("Note"), 150, tone="text2", hidden_by_default=True),
    )  # fmt: skip


def _filters(today: Today) -> tuple[FilterSpec, ...]:
    return (
        FilterSpec("kind", N_("What"), choices=lambda: [(str(kind), _(name)) for kind, name in KIND_LABELS.items()]),
        day_filter(today, "on", N_("Day")),
        FilterSpec("code", N_("Code"), "contains"),
        FilterSpec("reason", N_("Reason"), "contains"),
    )


class MovesSection(Section):
    """`table` is the list; its rows open the product they are about."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        empty = EmptyTexts(
            "arrows-left-right",
            N_("Nothing has moved yet"),
            N_("Enter the opening stock of your products, and every piece that comes or goes is written down here."),
            ((N_("Opening stock"), "list-plus", self.enter_opening),),
        )
        texts = PanelTexts(N_("Moves"), N_("Code, product, barcode…"), _COUNTED, empty)
        self.table = KeptList(
            "moves", "title", texts, _columns(self.link.home), source_of(self.link, MOVES, _KEYS),
            tabs=_TABS, filters=_filters(self.link.home.today), sort=(("at", True),),
        )  # fmt: skip
        self._code = [spec.key for spec in self.table.model.specs].index("code")
        self.menu = RowMenu(self.table, (RowDeed(N_("Show the product"), "package", self.show_product),))
        rows_show(self.table, self.context, self.show_product)
        self.table.export_requested.connect(self.export)
        self.table.model.summary_changed.connect(self._show_count)
        self.column.addWidget(self.table, 1)
        watched = (Entity.STOCK_MOVE, Entity.ORDER, Entity.ORDER_LINE)
        self.link.watch(self, watched, self._changed)
        self.table.open()

    def enter_opening(self) -> None:
        """Go to where the opening stock is entered."""
        self.context.navigate("inventory", section="stock", opening=True)

    def opened(self, **wanted: Any) -> None:
        """`code` asks for the moves of one product, `search` and `view` for a part of the list."""
        if "code" in wanted:
            filters = (Filter("code", "contains", (str(wanted["code"]),)),)
            self.table.open(TableRequest(filters=filters, sort=self.table.request.sort))
        elif {"search", "view"} & wanted.keys():
            request = TableRequest(str(wanted.get("search", "")), str(wanted.get("view", "all")))
            self.table.open(request)

    def show_product(self, _move_id: int) -> None:
        """Go to the stock of the product of the current row."""
        shown = self.table.model.cell(self.table.view.current_row(), self._code)
        if shown is not None and shown.text:
            self.context.navigate("inventory", section="stock", search=shown.text)

    def focus_filter(self) -> None:
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self.table.retranslate()
        self._show_count()

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook."""
        suggested = paths.documents_dir() / (_("Moves") + ".xlsx")
        then = partial(self.export_to, request)
        self.context.ask_save(_("Export moves"), _("Workbooks (*.xlsx)"), suggested, then)

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        write_and_say(self.context, self, ROWS, out, export_moves, out, request=request)

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()

    def _show_count(self) -> None:
        summary = self.table.model.summary
        self.header.set_subtitle(counted(_COUNTED, summary.count) if summary is not None else "")
