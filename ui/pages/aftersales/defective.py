"""The Defective stock section: what lies there by product, and the four ways it comes to an end."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.aftersales import defective
from services.aftersales.defective import Outcome
from services.aftersales.defective_bulk import repair_all
from services.aftersales.defective_list import DEFECTIVE, DefectiveView, defective_counts, defective_view
from services.aftersales.exports import export_defective
from services.aftersales.words import FATE_LABELS
from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import DefectiveFate, Entity, TableRequest
from ui.page import PageContext
from ui.pages.aftersales.defective_forms import OutcomeDialog, WriteOffDialog
from ui.pages.aftersales.list_menu import ListMenu
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.cells import Zone, instant_format
from ui.table.columns import CellKind, ColumnSpec
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space
from ui.widgets.buttons import Button, IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_COUNTED = NN_("{count} product", "{count} products")
_PIECES = NN_("{count} piece", "{count} pieces")
_TABS = (("lying", N_("Lies there")), ("settled", N_("Dealt with")), ("all", N_("All")))
_READ = ("code", "title", "variant", "defective", "good", "settled", "last_in_at")
_FATES = (
    (DefectiveFate.REPAIRED, N_("Repaired…"), "wrench"),
    (DefectiveFate.TO_SUPPLIER, N_("To the supplier…"), "truck"),
    (DefectiveFate.SECONDS, N_("Sell as seconds…"), "tag"),
    (DefectiveFate.WRITTEN_OFF, N_("Write off…"), "trash"),
)
_TICKED = NN_("{count} product chosen", "{count} products chosen")
_OF_SEVERAL = (("repair_all", N_("Repaired"), "wrench"), ("write_off_all", N_("Write off…"), "trash"))
_OF_ONE = (("show", N_("Show"), "package"), *((str(fate), words, name) for fate, words, name in _FATES))


class DefectiveSection(Section):
    """`table` is the list, `panel` one product; `dialog` is the card that was opened last."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.table = self._make_table()
        self.panel = DefectivePanel()
        self.panel.wanted.connect(self._end)
        self.panel.taken_back.connect(lambda one: run(self.context, self, defective.take_back_outcome, one))
        self.set_panel(self.panel)
        self.column.addWidget(self.table, 1)
        self.list_menu = ListMenu(self, self.table, _TICKED, _OF_SEVERAL, _OF_ONE, self.do_with)
        rows_show(self.table, self.context, self.show_product)
        self.link.watch(self, (Entity.STOCK_MOVE, Entity.DEFECTIVE_OUTCOME, Entity.SKU, Entity.ORDER), self._changed)
        self.table.open(TableRequest(view="lying"))
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`product` (an id) asks for one of them."""
        if "product" in wanted:
            self.show_product(int(wanted["product"]))

    def reload(self) -> None:
        """Read the counts again."""
        self.link.ask(defective_counts, owner=self).then(self._show_counts)

    def show_product(self, sku_id: int) -> None:
        """Show one product at the right."""
        self.link.ask(defective_view, sku_id, owner=self).then(self._show).fails(self.context.show_error)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self.table.retranslate()
        self.list_menu.retranslate()
        self.reload()

    def do_with(self, what: str, sku_ids: list[int]) -> None:
        """What the bar and the menu of a row offer."""
        if what == "repair_all":
            run(self.context, self, repair_all, sku_ids, then=self.list_menu.clear)
        elif what == "write_off_all":
            self.dialog = WriteOffDialog(self.context, sku_ids, self.list_menu.clear)
            self.context.open_dialog(self.dialog)
        elif what == "show":
            self.show_product(sku_ids[0])
        else:
            asked = self.link.ask(defective_view, sku_ids[0], owner=self)
            asked.then(partial(self._show_and_end, what)).fails(self.context.show_error)

    def _show_and_end(self, fate: str, found: DefectiveView) -> None:
        self._show(found)
        self._end(fate)

    def _show(self, found: DefectiveView) -> None:
        self.panel.show_product(found, self.link.home.zone())
        self.show_panel()

    def _show_counts(self, counts: dict[str, int]) -> None:
        self.table.set_counts(dict(counts))
        self.header.set_subtitle(counted(_COUNTED, counts["lying"]))

    def _changed(self, _changes: object) -> None:
        self.reload()
        self.table.reload()
        if self.panel.isVisible() and self.panel.shown is not None:
            self.show_product(self.panel.shown.sku_id)

    def _end(self, fate: str) -> None:
        if self.panel.shown is not None and self.panel.shown.spots:
            self.dialog = OutcomeDialog(self.context, self.panel.shown, DefectiveFate(fate))
            self.context.open_dialog(self.dialog)

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "check-circle",
            N_("No defective stock"),
            N_("Pieces come here when a returned parcel is counted, or when they are marked as defective."),
            (),
        )
        texts = PanelTexts(N_("Defective stock"), N_("Code, product…"), _COUNTED, empty)
        table = KeptList(
            "defective", "title", texts, _columns(self.link.home.zone), source_of(self.link, DEFECTIVE, _READ),
            tabs=_TABS, filters=_FILTERS, sort=(("defective", True),),
        )  # fmt: skip
        table.export_requested.connect(self.export)
        return table

    def export(self, request: TableRequest) -> None:
        """Ask where the rows on screen go, and write them there."""
        ask_export(self.context, self, _("Defective stock"), export_defective, request)


_FILTERS = (
    FilterSpec("code", N_("Code"), "contains"),
    FilterSpec("title", N_("Product"), "contains"),
)


def _columns(zone: Zone) -> tuple[ColumnSpec, ...]:
    when = instant_format(zone)

    def count(key: str, header: str) -> ColumnSpec:
        return ColumnSpec(key, header, 96, "right", CellKind.NUMBER, total=header)

    return (
        ColumnSpec("code", N_("Code"), 140, kind=CellKind.ID, frozen=True, strong=True),
        ColumnSpec("title", N_("Product"), 200),
        ColumnSpec("variant", N_("Variant"), 140, tone="text2"),
        count("defective", N_("Defective")),
        count("good", N_("Good")),
        count("settled", N_("Dealt with")),
        ColumnSpec("last_in_at", N_("Last came in"), 132, kind=CellKind.DATE, format=when),
    )


class DefectivePanel(DetailPanel):
    """`wanted` carries the fate that is chosen, `taken_back` the id of an outcome that did not happen."""

    wanted = Signal(str)
    taken_back = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.shown: DefectiveView | None = None
        self.buttons: dict[DefectiveFate, Button] = {}
        self._zone = ""

    def show_product(self, found: DefectiveView, zone: str) -> None:
        """Show this product; times are in `zone`."""
        self.shown, self._zone = found, zone
        self.set_head(found.code, " · ".join(filter(None, (found.title, found.variant))))
        self.set_status(counted(_PIECES, found.pieces), "amber" if found.pieces else "grey")
        self.clear_body()
        self.buttons = {}
        for spot in found.spots:
            self.add(KeyValueRow(spot.place, formatting.integer(spot.quantity)))
        if found.spots:
            self.add_line()
            for place, (fate, words, icon) in enumerate(_FATES):
                button: Button = PrimaryButton(_(words), icon) if place == 0 else SecondaryButton(_(words), icon)
                button.clicked.connect(partial(self._chosen, fate))
                self.buttons[fate] = button
                self.add(button)
        if found.outcomes:
            self.add_line()
            self.add(SectionTitle(_("What became of them")))
        for outcome in found.outcomes:
            self.add(self._line(outcome))

    def retranslate(self) -> None:
        super().retranslate()
        if self.shown is not None:
            self.show_product(self.shown, self._zone)

    def _chosen(self, fate: DefectiveFate, _on: bool = False) -> None:
        self.wanted.emit(str(fate))

    def _line(self, outcome: Outcome) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, space.XXS, 0, space.XXS)
        told = (
            f"{formatting.integer(outcome.quantity)} × {_(FATE_LABELS[outcome.fate])}",
            outcome.order_no,
            outcome.note,
            formatting.instant(outcome.happened_at, self._zone),
        )
        row.addWidget(Text(" · ".join(filter(None, told)), "body", wrap=True), 1)
        back = IconButton("arrow-counter-clockwise", _("It did not happen"))
        back.set_side(26)
        back.clicked.connect(lambda _on=False: self.taken_back.emit(outcome.id))
        row.addWidget(back)
        return line
