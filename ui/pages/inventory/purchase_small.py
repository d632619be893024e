"""Small cards about one purchase: why it ends, how it is sent, what was paid, and what a line means."""

from __future__ import annotations

from PySide6.QtCore import Qt

from services import formatting
from services.i18n import _
from services.purchasing.commands import cancel, close_short, link_line, set_shipping
from services.purchasing.queries import LineView, PurchaseDetail
from services.purchasing.reading import FormLine, form_line
from services.purchasing.suppliers import pay
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.inventory.purchase_line import BoughtField
from ui.widgets.fields import CheckBox, text_field
from ui.widgets.text import Text


class ReasonDialog(FormDialog):
    """Why a purchase is closed short or cancelled; `what` is ``close`` or ``cancel``."""

    topic = "inventory#receive"

    def __init__(self, context: PageContext, shown: PurchaseDetail, what: str) -> None:
        is_close = what == "close"
        title = _("Close {number} short?") if is_close else _("Cancel {number}?")
        super().__init__(context, title.format(number=shown.number), shown.supplier, width=460)
        self._shown, self._is_close = shown, is_close
        left = shown.pieces - shown.received
        words = (
            _("{count} pieces will not come. Those that came bear all of the costs.")
            if is_close
            else _("Nothing of it will come. The purchase stays in the list.")
        )
        self.body.addWidget(Text(words.format(count=formatting.integer(left)), "body", "text2", wrap=True))
        self.reason = text_field()
        self.add_row(("reason", _("Reason"), self.reason))
        self.finish_form(_("Close short") if is_close else _("Cancel this purchase"))

    def check_and_save(self) -> None:
        """Do it."""
        number = self._shown.id
        if self._is_close:
            self.run(close_short, number, self.text_of("reason"))
        else:
            self.run(cancel, [number], self.text_of("reason"))


class ShippingDialog(FormDialog):
    """Courier, tracking number and the day of arrival."""

    topic = "inventory#receive"

    def __init__(self, context: PageContext, shown: PurchaseDetail) -> None:
        super().__init__(context, _("Courier and day of arrival"), shown.number, width=520)
        self._shown = shown
        self.courier, self.tracking = text_field("", shown.courier or ""), text_field("", shown.tracking_no or "")
        self.expected = text_field("2026-12-31", shown.expected_on.isoformat() if shown.expected_on else "")
        self.add_row(("courier", _("Courier"), self.courier), ("tracking", _("Tracking no."), self.tracking))
        self.add_row(("expected", _("Expected on"), self.expected))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Save what was typed."""
        can_read, day = self.day_of("expected")
        if can_read:
            self.run(
                set_shipping, self._shown.id, courier=self.text_of("courier"), tracking_no=self.text_of("tracking"),
                expected_on=day,
            )  # fmt: skip


class PayDialog(FormDialog):
    """Money that was paid to a supplier, for one purchase or on account."""

    topic = "inventory#suppliers"

    def __init__(
        self, context: PageContext, supplier_id: int, supplier: str, shown: PurchaseDetail | None = None,
        *, currency: str = "", owed_minor: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(context, _("Payment to {supplier}").format(supplier=supplier), width=520)
        self._supplier_id, self._shown = supplier_id, shown
        self._currency = shown.currency if shown is not None else currency or self.link.home.currency()
        if shown is not None:
            self.subtitle.setText(shown.number)
            self.subtitle.show()
        elif owed_minor is not None:
            self.subtitle.setText(_("Owed: {amount}").format(amount=formatting.money(owed_minor, self._currency)))
            self.subtitle.show()
        self.amount, self.day = text_field("0.00"), text_field("", self.link.home.today().isoformat())
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.method, self.note = text_field(), text_field()
        self.add_row(("amount", _("Amount"), self.amount), ("day", _("Paid on"), self.day))
        self.add_row(("method", _("Paid by"), self.method), ("note", _("Note"), self.note))
        self.finish_form(_("Save payment"))

    def check_and_save(self) -> None:
        """Check the amount and the day, then save."""
        typed = self.text_of("amount") or ""
        minor = formatting.parse_amount(typed, self._currency) if typed else None
        if minor is None:
            self.refuse_field("amount", _("“{value}” is not an amount.").format(value=typed))
            return
        can_read, day = self.day_of("day")
        if not can_read:
            return
        self.run(
            pay, self._supplier_id, minor, day or self.link.home.today(), currency=self._currency,
            purchase_id=self._shown.id if self._shown is not None else None, method=self.text_of("method"),
            note=self.text_of("note"),
        )  # fmt: skip


class LinkLineDialog(FormDialog):
    """Which product of ours a bought item is."""

    topic = "inventory#receive"

    def __init__(self, context: PageContext, line: LineView, supplier_id: int) -> None:
        super().__init__(context, _("Link to a product"), line.title, width=520)
        self._line, self._supplier_id = line, supplier_id
        self.found: FormLine | None = None
        self.product = BoughtField(context)
        self.product.setPlaceholderText(_("Find a product by name, code or pinyin"))
        self.product.chosen.connect(self.choose)
        self.add_row(("product", _("Product"), self.product))
        self.remember = CheckBox(_("Remember this supplier's code for it"))
        self.remember.setChecked(bool(line.supplier_code))
        self.body.addWidget(self.remember)
        self.remember.setVisible(bool(line.supplier_code))
        self.finish_form(_("Link"), "link")

    def choose(self, sku_id: int) -> None:
        """Take this product."""
        asked = self.link.ask(form_line, sku_id, self._supplier_id, owner=self)
        asked.then(self._chosen).fails(self.context.show_error)

    def _chosen(self, found: FormLine | None) -> None:
        self.found = found
        if found is not None:
            self.product.setText(" · ".join(part for part in (found.title, found.variant, found.code) if part))
            self.save.setFocus()

    def check_and_save(self) -> None:
        """Link the line."""
        if self.found is None or self.found.sku_id is None:
            self.refuse_field("product", _("choose one of the products found"))
            return
        remember = self.remember.isChecked()
        self.run(link_line, self._line.id, self.found.sku_id, remember=remember)
