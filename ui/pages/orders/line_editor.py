"""One line of a typed order: a product found while typing or a free name, variant, pieces, price."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.catalog.queries import SkuDetail, detail
from services.formatting import plain_amount
from services.i18n import _
from services.orders.entering import LineDraft
from services.written_numbers import parse_count
from ui.dialogs.product_field import ProductField
from ui.pages.orders.work import Work
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.fields import text_field
from ui.widgets.text import Text


@dataclass
class _Linked:
    sku_id: int
    title: str
    code: str


_SHARES = (5, 2, 1, 2)


def line_captions() -> QHBoxLayout:
    """The names of a line's fields, to stand above the first one; they share the width as the fields do."""
    row = QHBoxLayout()
    row.setSpacing(space.S)
    for name, share in zip((_("Product"), _("Variant"), _("Pieces"), _("Price")), _SHARES, strict=True):
        row.addWidget(Text(name, "caption", "text2", elide=True), share)
    row.addSpacing(space.S + current_theme().sizes["control"])  # a spacer brings no space of its own
    return row


class LineEditor(QWidget):
    """One item of a typed order: product, variant, pieces, price of one piece."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, work: Work, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.currency = currency
        self._linked: _Linked | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.product = ProductField(work.context)
        self.variant, self.quantity, self.price = text_field(), text_field(value="1"), text_field("0.00")
        named = (
            (self.product, _("Product")),
            (self.variant, _("Variant")),
            (self.quantity, _("Pieces")),
            (self.price, _("Price")),
        )
        for (field, name), share in zip(named, _SHARES, strict=True):
            field.setAccessibleName(name)
            if not field.placeholderText():
                field.setPlaceholderText(name)
            field.textEdited.connect(self._edited)
            row.addWidget(field, share)
        for field in (self.quantity, self.price):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setMinimumWidth(56)
        self.remove = IconButton("trash", _("Remove this item"))
        self.remove.clicked.connect(lambda _on=False: self.removed.emit(self))
        row.addWidget(self.remove)
        self.product.chosen.connect(self._chosen)

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.product.text().strip() or self.price.text().strip() or self.variant.text().strip())

    def contents(self) -> tuple[str, ...]:
        """Everything that was typed."""
        return tuple(field.text() for field in (self.product, self.variant, self.quantity, self.price))

    def problem(self) -> str:
        """What is wrong with this line, or an empty text."""
        if not self.product.text().strip():
            return _("Say which product it is.")
        if self._pieces() is None:
            return _("Pieces must be a whole number from 1.")
        if self.price.text().strip() and self._price() is None:
            return _("“{value}” is not an amount.").format(value=self.price.text())
        return ""

    def amount(self) -> int | None:
        """Price × pieces in minor units, where both can be read."""
        pieces, price = self._pieces(), self._price()
        return None if pieces is None or price is None else pieces * price

    def draft(self) -> LineDraft:
        """The line as `commands.add` takes it; call it only without a problem."""
        linked = self._linked
        title = self.product.text().strip()
        return LineDraft(
            title,
            self._pieces() or 0,
            code=linked.code if linked else None,
            variant=self.variant.text().strip() or None,
            price_minor=self._price(),
            sku_id=linked.sku_id if linked else None,
        )

    def _pieces(self) -> int | None:
        return parse_count(self.quantity.text(), least=1, most=1_000_000)

    def _price(self) -> int | None:
        typed = self.price.text().strip()
        price = formatting.parse_amount(typed, self.currency) if typed else None
        return price if price is not None and price >= 0 else None

    def _edited(self) -> None:
        if self._linked is not None and self.product.text() != self._linked.title:
            self._linked = None
        self.changed.emit()

    def _chosen(self, sku_id: int) -> None:
        pending = self._work.context.link.ask(detail, sku_id, owner=self)
        pending.then(self._fill).fails(self._work.context.show_error)

    def _fill(self, sku: SkuDetail) -> None:
        self._linked = _Linked(sku.id, sku.draft.title, sku.draft.code)
        self.product.setText(sku.draft.title)
        self.variant.setText(sku.draft.variant or "")
        if sku.draft.price_minor is not None and not self.price.text().strip():
            self.price.setText(plain_amount(sku.draft.price_minor, self.currency))
        self.quantity.setFocus()
        self.quantity.selectAll()
        self.changed.emit()
