"""The Defective stock section: what lies there by product, and the four ways it comes to an end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from services import formatting, settings
from services.aftersales import defective
from services.aftersales.defective import Outcome, Pieces, SecondsSale
from services.aftersales.defective_list import DEFECTIVE, DefectiveView, defective_counts, defective_view
from services.aftersales.words import FATE_LABELS
from services.i18n import N_, NN_, _
from services.types import DefectiveFate, Entity, TableRequest
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.import_words import counted
from ui.pages.section import Section
from ui.pages.spec import PageContext
from ui.pages.work import run
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.widgets.buttons import Button, IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.count_field import CountField
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_COUNTED = NN_("{count} product", "{count} products")
_PIECES = NN_("{count} piece", "{count} pieces")
_TABS = (("lying", N_("Lies there")), ("settled", N_("Settled")), ("all", N_("All")))
_READ = ("code", "title", "variant", "defective", "good", "settled", "last_in_at")
_FATES = (
    (DefectiveFate.REPAIRED, N_("Repaired…"), "wrench"),
    (DefectiveFate.TO_SUPPLIER, N_("To the supplier…"), "truck"),
    (DefectiveFate.SECONDS, N_("Sell as seconds…"), "tag"),
    (DefectiveFate.WRITTEN_OFF, N_("Write off…"), "trash"),
)


class DefectiveSection(Section):
    """`table` is the list, `panel` one product; `dialog` is the card that was opened last."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._zone = settings.ZONE.default
        self.table = self._make_table()
        self.panel = DefectivePanel()
        self.panel.wanted.connect(self._end)
        self.panel.taken_back.connect(lambda one: run(self.context, self, defective.take_back_outcome, one))
        self.set_panel(self.panel)
        self.column.addWidget(self.table, 1)
        self.table.view.open_requested.connect(self.show_product)
        self.table.view.peek_requested.connect(self.show_product)
        self.table.failed.connect(context.show_error)
        self.link.watch(self, (Entity.STOCK_MOVE, Entity.DEFECTIVE_OUTCOME, Entity.SKU, Entity.ORDER), self._changed)
        self.table.open(TableRequest(view="lying"))
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`product` (an id) asks for one of them."""
        if "product" in wanted:
            self.show_product(int(wanted["product"]))

    def reload(self) -> None:
        """Read the counts and the zone again."""
        self.link.ask(defective_counts, owner=self).then(self._show_counts)
        self.link.ask(settings.read, settings.ZONE, owner=self).then(self._take_zone)

    def show_product(self, sku_id: int) -> None:
        """Show one product at the right."""
        self.link.ask(defective_view, sku_id, owner=self).then(self._show).fails(self.context.show_error)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self.table.retranslate()
        self.reload()

    def _show(self, found: DefectiveView) -> None:
        self.panel.show_product(found, self._zone)
        self.show_panel()

    def _show_counts(self, counts: dict[str, int]) -> None:
        self.table.set_counts(dict(counts))
        self.header.set_subtitle(counted(_COUNTED, counts["lying"]))

    def _take_zone(self, zone: str) -> None:
        self._zone = zone

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
        return KeptList(
            "defective", "title", texts, _columns(lambda: self._zone), source_of(self.link, DEFECTIVE, _READ),
            tabs=_TABS, sort=(("defective", True),),
        )  # fmt: skip


def _columns(zone: Callable[[], str]) -> tuple[ColumnSpec, ...]:
    def when(value: Any, _row: RowReader) -> Cell:
        return BLANK if value is None else Cell(formatting.instant_ms(value, zone()))

    def count(key: str, header: str) -> ColumnSpec:
        return ColumnSpec(key, header, 96, "right", CellKind.NUMBER, total=header)

    return (
        ColumnSpec("code", N_("Code"), 140, kind=CellKind.ID, frozen=True, strong=True),
        ColumnSpec("title", N_("Product"), 200),
        ColumnSpec("variant", N_("Variant"), 140, tone="text2"),
        count("defective", N_("Defective")),
        count("good", N_("Good")),
        count("settled", N_("Settled")),
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
        row.setContentsMargins(0, 2, 0, 2)
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


class OutcomeDialog(FormDialog):
    """How many of which pieces, and what else the way they go needs to know."""

    def __init__(self, context: PageContext, view: DefectiveView, fate: DefectiveFate) -> None:
        super().__init__(context, _(FATE_LABELS[fate]), f"{view.code} · {view.title}", width=480)
        self._view, self._fate = view, fate
        self.spot, self.supplier, self.channel = Choice(), Choice(), Choice()
        for number, spot in enumerate(view.spots):
            self.spot.addItem(f"{spot.place} ({spot.quantity})", number)
        self.count = CountField(1, max(spot.quantity for spot in view.spots), 1)
        self.add_row(("spot", _("Where they lie"), self.spot), ("count", _("Quantity"), self.count), shares=(2, 1))
        self.price: QLineEdit = text_field("0.00")
        self.buyer: QLineEdit = text_field()
        self.note: QLineEdit = text_field()
        if fate is DefectiveFate.TO_SUPPLIER:
            self.supplier.addItem(_("Without a paper"), None)
            for supplier_id, name in view.suppliers:
                self.supplier.addItem(name, supplier_id)
            self.supplier.setCurrentIndex(self.supplier.count() - 1 if len(view.suppliers) == 1 else 0)
            self.add_row(("supplier", _("Supplier"), self.supplier))
        if fate is DefectiveFate.SECONDS:
            for one in view.channels:
                self.channel.addItem(one.name, one.id)
            self.add_row(("channel", _("Channel"), self.channel), ("price", _("Price"), self.price), shares=(2, 1))
            self.add_row(("buyer", _("Buyer"), self.buyer))
        self.add_row(("note", _("Reason") if fate is DefectiveFate.WRITTEN_OFF else _("Note"), self.note))
        self.finish_form(_("Save"))

    def submit(self) -> None:
        """Bring the pieces to their end."""
        if not self.save.isEnabled():
            return
        self.clear_problems()
        spot = self._view.spots[self.spot.currentData()]
        pieces = Pieces(spot.sku_id, self.count.value(), spot.place_id, spot.lot_id or None)
        note = self.text_of("note")
        if self._fate is DefectiveFate.REPAIRED:
            self.run(defective.repair, pieces, note, then=_done)
        elif self._fate is DefectiveFate.WRITTEN_OFF:
            self.run(defective.write_off, pieces, note or "", then=_done)
        elif self._fate is DefectiveFate.TO_SUPPLIER:
            supplier = self.supplier.currentData()
            self.run(defective.to_supplier, pieces, supplier_id=supplier, reason=note, then=_done)
        else:
            self._sell(pieces, note)

    def _sell(self, pieces: Pieces, note: str | None) -> None:
        channel = next((one for one in self._view.channels if one.id == self.channel.currentData()), None)
        if channel is None:
            self.refuse_field("channel", _("Choose the channel."))
            return
        price = self.amount_of("price", channel.currency)
        if price is not None:
            sale = SecondsSale(channel.id, price, self.text_of("buyer"))
            self.run(defective.sell_as_seconds, pieces, sale, note, then=_done)


def _done(_value: object) -> None:
    """The list follows what changed by itself."""
