"""The Advice section: prices, leaks, bundles and buying again, each piece with its reason, rows and proposal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from services import formatting, paths
from services.advice.advice import KIND_LABELS, Advice, Evidence, NewBundle, NewPrice, NewPurchase
from services.advice.board import Board, advice_board, evidence
from services.advice.commands import restore_advice
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted, render
from services.purchasing.reordering import Pick, draft_purchases
from services.reports.writing import write_report
from services.types import Entity
from ui.page import PageContext
from ui.pages.growth.advice_forms import BundleDialog, DismissDialog, EvidenceDialog, PriceChangeDialog
from ui.pages.growth.advice_panel import AdvicePanel
from ui.pages.growth.advice_words import gaps_words, proposal_words
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_WATCHED = (
    Entity.ORDER, Entity.ORDER_LINE, Entity.SKU, Entity.STOCK_MOVE, Entity.PURCHASE, Entity.CHANNEL_TERMS,
    Entity.COMPONENT, Entity.DISMISSED_ADVICE, Entity.REORDER_RULE, Entity.SUPPLIER_ITEM,
)  # fmt: skip
_ALL, _DISMISSED = "all", "dismissed"
_COUNTED = NN_("{count} piece of advice", "{count} pieces of advice")
_TEXTS = PanelTexts(N_("Advice"), N_("Product, reason…"), _COUNTED)
_COLUMNS = (
    ListColumn("", 48), ListColumn(N_("Kind"), 120), ListColumn(N_("About"), 224), ListColumn(N_("Why"), 0),
    ListColumn(N_("Worth"), 100, right=True), ListColumn(N_("Proposal"), 150),
)  # fmt: skip


class AdviceSection(Section):
    """`board` is what was read, `table` the list, `panel` one piece whole; `ticked` are keys of pieces."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.board: Board | None = None
        self.ticked: set[str] = set()
        self._prices = self.header.set_primary(_("Change prices…"), "tag", self.change_prices)
        self._dismiss = self.header.add_secondary(_("Dismiss…"), "x-circle", self.dismiss)
        self._save = self.header.add_secondary(_("Export"), "download-simple", self.export)
        self.tabs, self.gaps = ViewTabs(), Text("", "caption", "text2", wrap=True)
        self.table = ListTable(_COLUMNS, self._cells, kept="growth.advice")
        self.listing = ListPanel(self.table, _TEXTS, export=self.export)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.listing)
        self._lay_out()
        self.panel = AdvicePanel()
        self.set_panel(self.panel)
        self._connect()
        self.link.watch(self, _WATCHED, self._changed)
        self.reload()

    def _lay_out(self) -> None:
        card = Card(padding=space.HAIRLINE, spacing=0)
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        self.column.addWidget(card, 1)
        self.gaps.setContentsMargins(0, space.S, 0, 0)  # its own: without gaps the card ends as on every page
        self.column.addWidget(self.gaps)

    def _connect(self) -> None:
        self.tabs.changed.connect(lambda _key: self._fill())
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _one: self.do("rows"))
        self.table.clicked_cell.connect(self._tick)
        self.panel.wanted.connect(self.do)
        self.panel.product.connect(lambda sku_id: self.context.navigate("products", sku=sku_id))
        self.panel.closed.connect(self.table.setFocus)

    # --- what a person does ----------------------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """`kind` asks for one kind of advice."""
        if "kind" in wanted and self.board is not None:
            self.tabs.set_current(str(wanted["kind"]))
            self._fill()

    def new(self) -> None:
        """Ctrl+N changes prices as advised."""
        self.change_prices()

    def chosen(self) -> list[Advice]:
        """What is ticked, else the piece that is shown."""
        found = self.board.advice if self.board is not None else ()
        ticked = [one for one in found if one.key in self.ticked]
        shown = self.panel.shown
        return ticked or ([shown] if shown is not None and shown.dismissed is None else [])

    def change_prices(self) -> None:
        """Show old and new prices of what is ticked, and change them when they are accepted."""
        found = [one for one in self.chosen() if isinstance(one.proposal, NewPrice)]
        once = list({one.sku_ids: one for one in reversed(found)}.values())
        if not once:
            self.context.toast(_("Tick advice that proposes a price first."))
            return
        self._open(PriceChangeDialog(self.context, once[::-1], self.link.home.currency(), self._followed))

    def dismiss(self) -> None:
        """Say why what is ticked is not followed."""
        found = self.chosen()
        if not found:
            self.context.toast(_("Tick advice first."))
            return
        self._open(DismissDialog(self.context, found, self._followed))

    def do(self, what: str) -> None:
        """Do what the panel offers, with the piece it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "rows":
            asked = self.link.ask(evidence, shown.kind, shown.subject, owner=self)
            asked.then(partial(self._show_rows, shown)).fails(self.context.show_error)
        elif what == "dismiss":
            self._open(DismissDialog(self.context, [shown], self._followed))
        elif what == "restore":
            run(self.context, self, restore_advice, [(shown.kind, shown.subject)])
        elif isinstance(shown.proposal, NewPrice):
            self._open(PriceChangeDialog(self.context, [shown], self.link.home.currency(), self._followed))
        elif isinstance(shown.proposal, NewBundle):
            form = BundleDialog(self.context, shown, shown.proposal, self.link.home.currency(), self._bundled)
            self._open(form)
        elif isinstance(shown.proposal, NewPurchase):
            one = shown.proposal
            pick = Pick(one.sku_id, one.supplier_id, one.quantity)
            run(self.context, self, draft_purchases, [pick], then=self._drafted)

    def export(self) -> None:
        """Offer to write all advice to a workbook."""
        name = _("Advice")
        suggested = paths.documents_dir() / f"{name} {self.link.home.today()}.xlsx"
        kinds = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        self.context.ask_save(_("Export"), kinds, suggested, self.export_to)

    def export_to(self, out: Path) -> None:
        """Write all advice to a file and say how much it was."""
        write_and_say(self.context, self, ROWS, out, write_report, out, "advice")

    def reload(self) -> None:
        """Work the advice out again."""
        self.link.ask(advice_board, owner=self).then(self._show).fails(self.context.show_error)

    def retranslate(self) -> None:
        super().retranslate()
        self._prices.setText(_("Change prices…"))
        self._dismiss.setText(_("Dismiss…"))
        self._save.setText(_("Export"))
        if self.board is not None:
            self._show(self.board)

    # --- showing -----------------------------------------------------------------------------------

    def _show(self, board: Board) -> None:
        self.board = board
        self.ticked &= {one.key for one in board.advice}
        kinds = [(kind, sum(one.kind is kind for one in board.advice)) for kind in KIND_LABELS]
        tabs = [ViewTab(_ALL, _("All"), len(board.advice))]
        tabs += [ViewTab(str(kind), _(KIND_LABELS[kind]), count) for kind, count in kinds if count]
        tabs.append(ViewTab(_DISMISSED, _("Dismissed"), len(board.dismissed)))
        self.tabs.set_tabs(tabs)
        self.gaps.setText(gaps_words(board.gaps))
        self.gaps.setVisible(bool(board.gaps))
        self.header.set_subtitle(counted(_COUNTED, len(board.advice)))
        self._fill()

    def _rows(self) -> Sequence[Advice]:
        if self.board is None:
            return ()
        key = self.tabs.current()
        found = self.board.dismissed if key == _DISMISSED else self.board.advice
        return [one for one in found if key in (_ALL, _DISMISSED, str(one.kind))]

    def _fill(self) -> None:
        shown = self.panel.shown
        rows = self._rows()
        self.table.set_rows(rows)
        listed = enumerate(self.table.list.rows)
        place = next((n for n, one in listed if shown is not None and one.key == shown.key), None)
        if place is not None:
            self.table.selectRow(place)
        elif shown is not None:
            self.panel.shown = None
            self.panel.close_panel()
        if (old := self.stack.widget(1)) is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        if not rows and self.board is not None:
            why = _("Nothing is slow, leaks, runs out or is bought together often enough to speak of.")
            go = (_("Import orders"), "upload-simple", partial(self.context.navigate, "import"))
            next_step = [go] if self.board.gaps and not self.board.advice else []
            self.stack.addWidget(EmptyState("lightbulb", _("No advice here"), why, next_step))
        self.stack.setCurrentIndex(self.stack.count() - 1)

    def _cells(self, one: Advice) -> Line:
        worth = formatting.money(one.worth_minor, self.link.home.currency()) if one.worth_minor else "\u2014"
        ticked = None if one.dismissed is not None else one.key in self.ticked
        return (
            ListCell("", ticked=ticked), ListCell(_(KIND_LABELS[one.kind])), ListCell(one.title, strong=True),
            ListCell(one.dismissed or render(one.said), "text2"), ListCell(worth),
            ListCell(proposal_words(one, self.link.home.currency()), "accent_text"),
        )  # fmt: skip

    def _tick(self, one: Advice, _column: int) -> None:
        self.ticked ^= {one.key}
        self.table.repaint_all()

    def _chosen(self) -> None:
        found = self.table.selected()
        if len(found) == 1:
            self.panel.show_advice(found[0], self.link.home.currency())
            self.show_panel()

    def _show_rows(self, one: Advice, found: Evidence) -> None:
        self._open(EvidenceDialog(self.context, one, found, self.link.home.zone()))

    def _followed(self, _value: Any) -> None:
        self.ticked.clear()
        self.panel.close_panel()

    def _bundled(self, sku_id: int) -> None:
        self.context.navigate("products", sku=sku_id)

    def _drafted(self, purchases: list[int]) -> None:
        self.context.navigate("inventory", section="purchases", purchase=purchases[0])

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)
