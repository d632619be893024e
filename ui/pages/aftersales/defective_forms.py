"""The cards that bring defective pieces to their end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit

from services.aftersales import defective, defective_bulk
from services.aftersales.defective import Pieces, SecondsSale
from services.aftersales.defective_list import DefectiveView
from services.aftersales.words import FATE_LABELS
from services.i18n import NN_, _
from services.messages import counted
from services.types import DefectiveFate
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.count_field import CountField
from ui.widgets.fields import Choice, number_field, text_field

_COUNTED = NN_("{count} product", "{count} products")


class WriteOffDialog(FormDialog):
    """Why all defective pieces of several products are thrown away."""

    topic = "after-sales#defective"

    def __init__(self, context: PageContext, sku_ids: Sequence[int], then: Callable[[object], object]) -> None:
        words = counted(_COUNTED, len(sku_ids))
        super().__init__(context, _("Write off all defective pieces"), words, width=460)
        self._sku_ids, self._then = list(sku_ids), then
        self.note: QLineEdit = text_field()
        self.add_row(("note", _("Reason"), self.note))
        self.finish_form(_("Write off"), "trash")

    def check_and_save(self) -> None:
        """Throw them away."""
        self.run(defective_bulk.write_off_all, self._sku_ids, self.text_of("note") or "", then=self._then)


class OutcomeDialog(FormDialog):
    """How many of which pieces, and what else the way they go needs to know."""

    topic = "after-sales#defective"

    def __init__(self, context: PageContext, view: DefectiveView, fate: DefectiveFate) -> None:
        super().__init__(context, _(FATE_LABELS[fate]), f"{view.code} · {view.title}", width=480)
        self._view, self._fate = view, fate
        self.spot, self.supplier, self.channel = Choice(), Choice(), Choice()
        for number, spot in enumerate(view.spots):
            self.spot.addItem(f"{spot.place} ({spot.quantity})", number)
        self.count = CountField(1, max(spot.quantity for spot in view.spots), 1)
        self.add_row(("spot", _("Where they lie"), self.spot), ("count", _("Quantity"), self.count), shares=(2, 1))
        self.price: QLineEdit = number_field("0.00")
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

    def check_and_save(self) -> None:
        """Bring the pieces to their end."""
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
