"""Who sells a variant to us: their code, price, lead time and packs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services import formatting
from services.catalog.drafts import Offer
from services.formatting import plain_amount
from services.i18n import N_, _
from services.written_numbers import parse_count
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_FIELDS = (
    ("code", N_("Supplier's code"), 3),
    ("price", N_("Price"), 2),
    ("lead_days", N_("Lead days"), 2),
    ("pack_size", N_("Pack of"), 2),
    ("minimum", N_("At least"), 2),
)
_NAME_SHARE = 4


class OfferRow(QWidget):
    """One supplier's offer; what cannot be read is marked in place."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, suppliers: Sequence[tuple[int, str]], offer: Offer, currency: str) -> None:
        super().__init__()
        self._currency = currency
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.supplier = Choice()
        self.supplier.setAccessibleName(_("Supplier"))
        for number, name in suppliers:
            self.supplier.addItem(name, number)
        self.supplier.setCurrentIndex(max(self.supplier.findData(offer.supplier_id), 0))
        self.supplier.currentIndexChanged.connect(self.edited)
        row.addWidget(self.supplier, _NAME_SHARE)
        self.fields: dict[str, QLineEdit] = {}
        price = plain_amount(offer.price_minor, currency)
        given = {
            "code": offer.code or "",
            "price": price,
            "lead_days": "" if offer.lead_days is None else str(offer.lead_days),
            "pack_size": str(offer.pack_size),
            "minimum": str(offer.minimum),
        }
        for name, label, share in _FIELDS:
            field = text_field(_(label), given[name])
            field.setAccessibleName(_(label))
            field.setMinimumWidth(40)
            if name != "code":
                field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(self.edited)
            self.fields[name] = field
            row.addWidget(field, share)
        remove = IconButton("trash", _("Remove this supplier"))
        remove.clicked.connect(lambda _on=False: self.removed.emit(self))
        row.addWidget(remove)

    def offer(self) -> Offer | None:
        """The offer as typed, or None where a number cannot be read; that field has the focus then."""
        price = self.fields["price"].text().strip()
        minor = formatting.parse_amount(price, self._currency) if price else None
        if price and (minor is None or minor < 0):
            self._refuse("price")
            return None
        numbers: dict[str, int | None] = {}
        for name, otherwise in (("lead_days", None), ("pack_size", 1), ("minimum", 1)):
            typed = self.fields[name].text().strip()
            number = parse_count(typed) if typed else otherwise
            if typed and number is None:
                self._refuse(name)
                return None
            numbers[name] = number
        return Offer(
            int(self.supplier.currentData()),
            self.fields["code"].text().strip() or None,
            minor,
            numbers["lead_days"],
            numbers["pack_size"] or 1,
            numbers["minimum"] or 1,
        )

    def _refuse(self, name: str) -> None:
        self.fields[name].setFocus()
        self.fields[name].selectAll()


class OffersEditor(QWidget):
    """The suppliers of one variant, the one to be asked first at the top."""

    changed = Signal()

    def __init__(self, suppliers: Sequence[tuple[int, str]], currency: str) -> None:
        super().__init__()
        self._suppliers, self._currency = tuple(suppliers), currency
        self.rows: list[OfferRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        self._captions = _captions()
        column.addWidget(self._captions)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(space.XS)
        column.addLayout(self._lines)
        self.problem = Text("", "caption", "neg", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.more = LinkButton(_("Add a supplier"), "plus")
        self.more.set_flush()
        self.more.setEnabled(bool(suppliers))
        self.more.setToolTip("" if suppliers else _("Suppliers are written down in Inventory."))
        self.more.clicked.connect(lambda _on=False: self._add_new())
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show these offers, without telling anybody."""
        for row in self.rows:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for offer in offers:
            self._add(offer)
        self._captions.setVisible(bool(self.rows))

    def offers(self) -> tuple[Offer, ...] | None:
        """The offers as typed, or None where one cannot be read."""
        found = [row.offer() for row in self.rows]
        self.set_problem(_("this is not a number") if any(one is None for one in found) else "")
        return None if any(one is None for one in found) else tuple(one for one in found if one is not None)

    def set_problem(self, reason: str) -> None:
        """Say what is wrong with the suppliers; an empty text takes it back."""
        self.problem.setText(f"\u26a0 {reason}" if reason else "")
        self.problem.setVisible(bool(reason))

    def _add(self, offer: Offer) -> OfferRow:
        row = OfferRow(self._suppliers, offer, self._currency)
        row.edited.connect(self.changed)
        row.removed.connect(self._remove)
        self.rows.append(row)
        self._lines.addWidget(row)
        return row

    def _add_new(self) -> None:
        used = {int(row.supplier.currentData()) for row in self.rows}
        free = next((number for number, _name in self._suppliers if number not in used), self._suppliers[0][0])
        row = self._add(Offer(free))
        self._captions.show()
        row.supplier.setFocus()
        self.changed.emit()

    def _remove(self, row: OfferRow) -> None:
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._captions.setVisible(bool(self.rows))
        self.changed.emit()


def _captions() -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space.S)
    row.addWidget(Text(_("Supplier"), "caption", "text2"), _NAME_SHARE)
    for _name, label, share in _FIELDS:
        row.addWidget(Text(_(label), "caption", "text2", elide=True), share)
    row.addSpacing(space.S + current_theme().sizes["control"])  # a spacer brings no space of its own
    return line
