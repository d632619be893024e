"""The Reorder section: what to buy again, why, and from whom; one click makes drafts of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from services import formatting
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.kernel.runner import Outcome
from services.messages import counted
from services.purchasing.reorder_list import EventView, ReorderList, Suggestion, event_list, reorder_list
from services.purchasing.reordering import Pick, draft_purchases, resume_reordering, stop_reordering
from services.types import Entity
from ui import said
from ui.page import PageContext
from ui.pages.inventory.reorder_panel import ReorderPanel
from ui.pages.inventory.reorder_rows import TICK, line_of, searched
from ui.pages.inventory.reorder_rule import EventsDialog, RuleDialog
from ui.pages.inventory.reorder_table import ReorderTable
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import text_field
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_TABS = (
    ("buy", N_("Buy now")),
    ("low", N_("Low stock")),
    ("all", N_("All counted")),
    ("not_again", N_("Not again")),
)
_PRODUCTS = NN_("{count} product", "{count} products")
_TEXTS = PanelTexts(N_("Reorder"), counted=_PRODUCTS)
_PIECES = NN_("{count} piece", "{count} pieces")
_DRAFT = NN_("Draft {count} purchase", "Draft {count} purchases")
_NOT_COUNTED = NN_(
    "{count} product is not counted yet, so nothing can be said about it.",
    "{count} products are not counted yet, so nothing can be said about them.",
)
_WATCHED = (
    Entity.STOCK_MOVE, Entity.ORDER, Entity.ORDER_LINE, Entity.PURCHASE, Entity.PURCHASE_LINE, Entity.RECEIPT_LINE,
    Entity.REORDER_RULE, Entity.SALES_EVENT, Entity.SUPPLIER, Entity.SUPPLIER_ITEM, Entity.SKU, Entity.SETTING,
)  # fmt: skip


class ReorderSection(Section):
    """`table` lists the rows of the tab that is on, `panel` says why; ticked rows become drafts."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.found: ReorderList | None = None
        self.ticked: set[int] = set()
        self.amounts: dict[int, int] = {}
        self._touched: set[int] = set()
        self._events = self.header.add_secondary(_("Events"), "calendar-blank", self.show_events)
        self._make = self.header.set_primary("", "shopping-cart-simple", self.make_drafts)
        self.tabs = ViewTabs()
        self.tabs.changed.connect(self._tab_chosen)
        self.table = ReorderTable(self._line)
        self.table.all_ticked.connect(self.tick_all)
        self.table.clicked_cell.connect(self._clicked)
        self.table.opened.connect(self.show_reasons)
        self.table.chosen.connect(self._selected)
        self.panel = ReorderPanel()
        self.panel.amount_typed.connect(self.set_amount)
        self.panel.wanted.connect(self.do)
        self.panel.closed.connect(self._panel_closed)
        self.set_panel(self.panel)
        self.stack = QStackedWidget()
        self._notice = EmptyState("hourglass", _("Working it out…"), "")
        self.column.addWidget(self._card(), 1)
        self.link.watch(self, _WATCHED, self._changed)
        self._show_tabs()
        self.read()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Work the list out again."""
        self.link.ask(reorder_list, owner=self).then(self.show_list).fails(self.context.show_error)

    def show_list(self, found: ReorderList) -> None:
        """Show these rows; what a person ticked or typed stays."""
        self.found = found
        there = {row.sku_id for row in found.rows}
        self.ticked &= there
        self._touched &= there
        for row in found.rows:
            if row.wishes.no_reorder:
                self._touched.discard(row.sku_id)
            if row.sku_id not in self._touched:
                self.amounts[row.sku_id] = row.plan.quantity
                if row.plan.quantity and row.supplier_id is not None:
                    self.ticked.add(row.sku_id)
                else:
                    self.ticked.discard(row.sku_id)
        self._show_tabs()
        self._refill()
        shown = self.panel.shown
        fresh = next((row for row in found.rows if shown is not None and row.sku_id == shown.sku_id), None)
        if fresh is not None and self.panel.isVisible():
            self._show_panel(fresh)

    def rows(self) -> tuple[Suggestion, ...]:
        """The rows of the tab and the filter that are on."""
        found = self.found
        if found is None:
            return ()
        rows = {"buy": found.to_buy, "low": found.low, "not_again": found.not_again}.get(
            self.tabs.current(), found.rows
        )
        typed = self.filter.text().strip().casefold()
        return tuple(row for row in rows if typed in searched(row))

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.filter.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self._events.setText(_("Events"))
        self._rule.setText(_("When to buy again…"))
        self.filter.setPlaceholderText(_("Product, code, supplier…"))
        self.filter.setAccessibleName(_("Product, code, supplier…"))
        self.panel.retranslate()
        self._show_tabs()
        self._refill()

    def _changed(self, _changes: ChangeSet) -> None:
        self.read()

    def _panel_closed(self) -> None:
        self.table.setFocus()

    def _tab_chosen(self, _key: str) -> None:
        self._refill()

    def _refill(self) -> None:
        rows = self.rows()
        self.table.set_rows(rows)
        found = self.found
        if found is not None and not rows:
            self._show_notice(found)
        self.stack.setCurrentWidget(self.listing if rows or found is None else self._notice)
        count = found.not_counted if found is not None else 0
        self.remark.setText(counted(_NOT_COUNTED, count) if count else "")
        self._show_sum()

    def _show_notice(self, found: ReorderList) -> None:
        actions: list[tuple[str, str, Callable[[], object]]] = []
        if not found.rows:
            actions = [(_("Opening stock"), "list-plus", self.enter_opening)]
            title, why = _("Nothing is counted yet"), _("Enter the opening stock first; then sales say what to buy.")
        elif self.filter.text().strip():
            title, why = _("Nothing found"), _("No row fits the filter.")
        else:
            title, why = _("Nothing to buy now"), _("What is there and on the way lasts long enough.")
        self.stack.removeWidget(self._notice)
        self._notice.deleteLater()
        self._notice = EmptyState("check-circle" if found.rows else "stack", title, why, actions)
        self.stack.addWidget(self._notice)

    def enter_opening(self) -> None:
        """Go to where the opening stock is entered."""
        self.context.navigate("inventory", section="stock", opening=True)

    # --- choosing ----------------------------------------------------------------------------

    def picks(self) -> list[Pick]:
        """What is ticked and can be ordered: a supplier and a quantity are known."""
        rows = self.found.rows if self.found is not None else ()
        return [
            Pick(row.sku_id, row.supplier_id, self.amounts[row.sku_id])
            for row in rows
            if row.sku_id in self.ticked and row.supplier_id is not None and self.amounts.get(row.sku_id, 0) > 0
        ]

    def tick(self, sku_id: int) -> None:
        """Take a row in, or leave it out."""
        self._touched.add(sku_id)
        self.ticked ^= {sku_id}
        self._repaint()

    def tick_all(self) -> None:
        """Take in every row on screen that can be ordered; where all of them are, leave all of them out."""
        rows = [row for row in self.rows() if row.supplier_id is not None and self.amounts.get(row.sku_id, 0)]
        ids = {row.sku_id for row in rows}
        self._touched |= ids
        self.ticked = self.ticked - ids if ids <= self.ticked else self.ticked | ids
        self._repaint()

    def set_amount(self, sku_id: int, pieces: int) -> None:
        """Buy so many pieces of it instead."""
        self._touched.add(sku_id)
        self.amounts[sku_id] = pieces
        (self.ticked.add if pieces else self.ticked.discard)(sku_id)
        self._repaint()

    def make_drafts(self) -> None:
        """One draft purchase for each supplier of what is ticked."""
        picks = self.picks()
        if picks:
            self._make.setEnabled(False)
            self.link.run(draft_purchases, picks, owner=self).then(self._made).fails(self._not_made)

    def _made(self, outcome: Outcome[list[int]]) -> None:
        self._touched.clear()
        undo = said.way_back(self.link, outcome.changes)
        self.context.toast(said.done(outcome.changes), undo=undo)
        self.context.navigate("inventory", section="purchases", view="draft", purchase=outcome.value[0])

    def _not_made(self, error: Exception) -> None:
        self._show_sum()
        self.context.show_error(error)

    def _repaint(self) -> None:
        self.table.repaint_all()
        self._show_sum()

    def _show_sum(self) -> None:
        picks = self.picks()
        suppliers = {pick.supplier_id for pick in picks}
        self._make.setText(counted(_DRAFT, len(suppliers)) if suppliers else _("Draft purchases"))
        self._make.setEnabled(bool(picks))
        found = self.found
        if found is None:
            return
        prices = {row.sku_id: row.price_minor for row in found.rows}
        known = [(pick.quantity, prices[pick.sku_id]) for pick in picks]
        self.sum.setText(_sum_words(known, found.currency) if known else _("Nothing is ticked."))

    # --- one row -----------------------------------------------------------------------------

    def show_reasons(self, row: Suggestion) -> None:
        """Say at the right why so much is suggested."""
        self._show_panel(row)
        self.show_panel()

    def do(self, what: str) -> None:
        """Do what the panel offers, with the rows that are selected."""
        rows = self.chosen_rows()
        if not rows:
            return
        ids = [row.sku_id for row in rows]
        if what == "rule":
            self._open(RuleDialog(self.context, rows))
        else:
            run(self.context, self, stop_reordering if what == "stop" else resume_reordering, ids)

    def show_events(self) -> None:
        """List the events."""
        self.link.ask(event_list, owner=self).then(self._open_events)

    def chosen_rows(self) -> list[Suggestion]:
        """The selected rows, else the one in the panel."""
        selected = self.table.selected()
        if selected:
            return selected
        return [self.panel.shown] if self.panel.shown is not None else []

    def _open_events(self, events: Sequence[EventView]) -> None:
        self._open(EventsDialog(self.context, events))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _show_panel(self, row: Suggestion) -> None:
        if self.found is not None:
            self.panel.show_row(row, self.found, self.amounts.get(row.sku_id, 0))

    def _selected(self) -> None:
        selected = self.table.selected()
        if len(selected) == 1 and self.panel.isVisible():
            self._show_panel(selected[0])

    def _clicked(self, row: Suggestion, column: int) -> None:
        if column == TICK:
            self.tick(row.sku_id)
        else:
            self.show_reasons(row)

    def _line(self, row: Suggestion) -> Line:
        return line_of(row, self.amounts.get(row.sku_id, 0), is_ticked=row.sku_id in self.ticked)

    # --- building ----------------------------------------------------------------------------

    def _show_tabs(self) -> None:
        found = self.found
        counts: dict[str, int] = {}
        if found is not None:
            counts = {"buy": len(found.to_buy), "low": len(found.low), "all": len(found.rows),
                      "not_again": len(found.not_again)}  # fmt: skip
        current = self.tabs.current() or "buy"
        self.tabs.set_tabs([ViewTab(key, _(title), counts.get(key)) for key, title in _TABS])
        self.tabs.set_current(current)

    def _card(self) -> Card:
        card = Card(padding=space.HAIRLINE, spacing=0)
        self.filter = text_field(_("Product, code, supplier…"))
        self.filter.setAccessibleName(_("Product, code, supplier…"))
        self.filter.textChanged.connect(lambda _typed: self._refill())
        self.remark = Text("", "caption", "text3", elide=True)
        self._rule = SecondaryButton(_("When to buy again…"), "sliders-horizontal")
        self._rule.clicked.connect(lambda _on=False: self.do("rule"))
        self.filter.setFixedWidth(240)
        self.sum = Text("", "body", "text2", elide=True)
        controls = self._rule, self.remark
        self.listing = ListPanel(self.table, _TEXTS, box=self.filter, controls=controls, foot=(self.sum,))
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self._notice)
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        return card


def _sum_words(known: Sequence[tuple[int, int | None]], currency: str) -> str:
    """How much is ticked: pieces with their prices, and what they cost as far as prices are known."""
    priced = [quantity * price for quantity, price in known if price is not None]
    template = _ALL_PRICED if len(priced) == len(known) else _SOME_PRICED if priced else _NONE_PRICED
    return _(template).format(
        products=counted(_PRODUCTS, len(known)),
        pieces=counted(_PIECES, sum(quantity for quantity, _price in known)),
        amount=formatting.money(sum(priced), currency),
    )


_ALL_PRICED = N_("{products}, {pieces}, about {amount}")
_SOME_PRICED = N_("{products}, {pieces}, at least {amount}: not every price is known")
_NONE_PRICED = N_("{products}, {pieces}: their prices are not known")
