"""One line of the purchase form: a product found while typing or a free name, the supplier's code, pieces, price."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.formatting import plain_amount
from services.i18n import _
from services.purchasing.drafts import PurchaseLineDraft
from services.purchasing.reading import FormLine, form_line
from services.written_numbers import parse_count
from ui.dialogs.product_field import ProductField
from ui.page import PageContext
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.fields import text_field
from ui.widgets.text import Text

_SHARES = (6, 3, 2, 2)


class BoughtField(ProductField):
    """Free text, or one of the products found for it. `pasted` carries the text of several rows."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copied = QGuiApplication.clipboard().text()
        if event.matches(QKeySequence.StandardKey.Paste) and ("\t" in copied or "\n" in copied.strip()):
            self.pasted.emit(copied)
            return
        super().keyPressEvent(event)


def line_captions() -> QHBoxLayout:
    """The names of a line's fields, to stand above the first one."""
    row = QHBoxLayout()
    row.setSpacing(space.S)
    for name, share in zip((_("Product"), _("Supplier's code"), _("Pieces"), _("Unit price")), _SHARES, strict=True):
        row.addWidget(Text(name, "caption", "text2", elide=True), share)
    row.addSpacing(space.S + current_theme().sizes["control"])  # a spacer brings no space of its own
    return row


class PurchaseLineEditor(QWidget):
    """One line; `linked` is the product it means, None for goods nobody linked yet."""

    changed = Signal()
    removed = Signal(object)
    pasted = Signal(object, str)

    def __init__(
        self, context: PageContext, supplier_id: int | None, currency: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.supplier_id, self.currency, self.fills_price = supplier_id, currency, True
        self.linked: FormLine | None = None
        self._kept: PurchaseLineDraft | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.product = BoughtField(context)
        self.code, self.quantity, self.price = text_field(), text_field(value="1"), text_field("0.00")
        named = (
            (self.product, _("Product")),
            (self.code, _("Supplier's code")),
            (self.quantity, _("Pieces")),
            (self.price, _("Unit price")),
        )
        for (field, name), share in zip(named, _SHARES, strict=True):
            field.setAccessibleName(name)
            field.textEdited.connect(self._edited)
            row.addWidget(field, share)
        self.product.setPlaceholderText(_("Name, code or scan; paste rows from a table"))
        for field in (self.quantity, self.price):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setMinimumWidth(60)
        remove = IconButton("trash", _("Remove this item"))
        remove.clicked.connect(lambda _on=False: self.removed.emit(self))
        row.addWidget(remove)
        self.product.chosen.connect(self._chosen)
        self.product.pasted.connect(lambda words: self.pasted.emit(self, words))

    def show_line(self, line: FormLine, kept: PurchaseLineDraft | None = None) -> None:
        """Fill the fields; `kept` is the line as it was saved, whose total stays while nothing is changed."""
        self.linked = line if line.sku_id is not None else None
        self._kept = kept
        self.product.setText(_name(line))
        self.product.setCursorPosition(0)
        self.code.setText(line.supplier_code or "")
        self.quantity.setText(str(line.quantity))
        self.price.setText(plain_amount(line.price_minor, self.currency))

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.product.text().strip() or self.code.text().strip() or self.price.text().strip())

    def contents(self) -> tuple[str, ...]:
        """Everything that was typed."""
        return tuple(field.text() for field in (self.product, self.code, self.quantity, self.price))

    def problem(self) -> str:
        """What is wrong with this line, or an empty text."""
        if not self.product.text().strip():
            return _("Say which product it is.")
        if self.pieces() is None:
            return _("Pieces must be a whole number from 1.")
        if self.price.text().strip() and self._price() is None:
            return _("“{value}” is not an amount.").format(value=self.price.text())
        return ""

    def pieces(self) -> int | None:
        """Pieces as typed, None where they cannot be read."""
        return parse_count(self.quantity.text(), least=1)

    def amount(self) -> int | None:
        """What the line costs in minor units, where it is known."""
        if self._kept is not None:
            return self._kept.amount_minor
        pieces, price = self.pieces(), self._price()
        return None if pieces is None or price is None else pieces * price

    def draft(self) -> PurchaseLineDraft:
        """The line as the commands take it; ask only without a problem."""
        if self._kept is not None:
            return self._kept
        linked = self.linked
        return PurchaseLineDraft(
            self.pieces() or 0,
            sku_id=linked.sku_id if linked is not None else None,
            title=linked.title if linked is not None else self.product.text().strip(),
            variant=linked.variant if linked is not None else None,
            supplier_code=self.code.text().strip() or None,
            price_minor=self._price(),
        )

    def _price(self) -> int | None:
        typed = self.price.text().strip()
        price = formatting.parse_amount(typed, self.currency) if typed else None
        return price if price is not None and price >= 0 else None

    def _edited(self) -> None:
        if self.linked is not None and self.product.text() != _name(self.linked):
            self.linked = None
        self._kept = None
        self.changed.emit()

    def _chosen(self, sku_id: int) -> None:
        pending = self._context.link.ask(form_line, sku_id, self.supplier_id, owner=self)
        pending.then(self._fill).fails(self._context.show_error)

    def _fill(self, line: FormLine | None) -> None:
        if line is None:
            return
        typed = self.price.text()
        self.show_line(line)
        if typed.strip() or not self.fills_price:
            self.price.setText(typed)
        self.quantity.setFocus()
        self.quantity.selectAll()
        self.changed.emit()


def _name(line: FormLine) -> str:
    return " · ".join(part for part in (line.title, line.variant, line.code) if part)
