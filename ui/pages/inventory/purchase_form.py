"""The form of a purchase: supplier, items, costs; items can be pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.exchange import OWN_RATE, parse_rate, rate_words
from services.formatting import plain_amount
from services.i18n import N_, NN_, _, translate
from services.messages import counted
from services.purchasing.commands import add, edit
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.queries import PurchaseDetail, SupplierChoice
from services.purchasing.reading import FormLine, PastedLines, read_pasted
from services.purchasing.rules import BASIS_LABELS
from services.types import LandedBasis
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.inventory.purchase_line import PurchaseLineEditor, line_captions
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import Choice, text_field
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_LINES_HEIGHT = 152
_LEFT_OUT = NN_("{count} pasted row was left out: {rows}", "{count} pasted rows were left out: {rows}")


class PurchaseDialog(FormDialog):
    """A new purchase, or `shown` to be edited; `then` gets the id. `lines` are the editors of the items."""

    topic = "inventory#receive"

    def __init__(
        self,
        context: PageContext,
        suppliers: Sequence[SupplierChoice],
        own_currency: str,
        then: Callable[[int], object],
        *,
        shown: PurchaseDetail | None = None,
        supplier_id: int | None = None,
    ) -> None:
        title = _("New purchase") if shown is None else _("Edit purchase {number}").format(number=shown.number)
        super().__init__(context, title, width=820)
        self._then, self._shown, self._own = then, shown, own_currency
        self.lines: list[PurchaseLineEditor] = []
        self.supplier = Choice()
        for one in suppliers:
            self.supplier.addItem(one.name, one)
        self._lay_out()
        self._fill(supplier_id)
        self.supplier.currentIndexChanged.connect(self._supplier_changed)
        self.finish_form(_("Save purchase"))

    def first_focus(self) -> QWidget | None:
        return self.lines[0].product

    # --- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.number, self.external = text_field(_("made up if empty")), text_field()
        self.expected, self.currency_field = text_field(_("from the lead time")), text_field()
        self.add_row(
            ("supplier", _("Supplier"), self.supplier),
            ("number", _("Purchase no."), self.number),
            ("external_no", _("Supplier's order no."), self.external),
        )
        self.body.addLayout(self._lines_area())
        self.rate, self.freight, self.duty, self.other = (text_field(text) for text in ("1", "0.00", "0.00", "0.00"))
        for field in (self.rate, self.freight, self.duty, self.other):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.basis = Choice()
        for basis, words in BASIS_LABELS.items():
            self.basis.addItem(translate(words), basis)
        self.add_row(
            ("freight", _("Freight"), self.freight),
            ("duty", _("Duty"), self.duty),
            ("other", _("Other costs"), self.other),
            ("basis", _("Share costs"), self.basis),
        )
        self.note = text_field()
        self.add_row(
            ("expected", _("Expected on"), self.expected),
            ("currency", _("Currency"), self.currency_field),
            ("rate", _("Exchange rate"), self.rate),
            ("note", _("Note"), self.note),
            shares=(2, 1, 2, 4),
        )
        self.currency_field.textEdited.connect(self._currency_changed)
        self.freight.textEdited.connect(self._show_sum)

    def _lines_area(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(space.XS)
        column.addWidget(Text(_("Items"), "caption_strong", "text2"))
        column.addLayout(line_captions())
        inner = QWidget()
        self._line_column = QVBoxLayout(inner)
        self._line_column.setContentsMargins(0, 0, 0, 0)
        self._line_column.setSpacing(space.S)
        self._line_column.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = ScrollRoom(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        column.addWidget(area)
        self.line_problem = Text("", "caption", "neg", wrap=True)
        self.line_problem.hide()
        column.addWidget(self.line_problem)
        foot = QHBoxLayout()
        more = LinkButton(_("Add item"), "plus")
        more.set_flush()
        more.clicked.connect(lambda _on=False: self.add_line().product.setFocus())
        foot.addWidget(more)
        foot.addStretch(1)
        self.sum = Text("", "strong", "text")
        foot.addWidget(self.sum)
        column.addLayout(foot)
        return column

    def _fill(self, supplier_id: int | None) -> None:
        shown = self._shown
        wanted = shown.supplier_id if shown is not None else supplier_id
        for place in range(self.supplier.count()):
            if self.supplier.itemData(place).id == wanted:
                self.supplier.setCurrentIndex(place)
        self.currency_field.setText(shown.currency if shown is not None else self._choice_currency())
        if shown is None:
            self.add_line()
        else:
            self._fill_from(shown)
        self._currency_changed()

    def _fill_from(self, shown: PurchaseDetail) -> None:
        self.number.setText(shown.number)
        self.external.setText(shown.external_no or "")
        self.expected.setText(shown.expected_on.isoformat() if shown.expected_on else "")
        self.rate.setText(rate_words(shown.rate_ppm, shown.currency, self._own))
        self.freight.setText(plain_amount(shown.freight_minor or None, shown.currency))
        self.duty.setText(plain_amount(shown.duty_minor or None, self._own))
        self.other.setText(plain_amount(shown.other_minor or None, self._own))
        self.basis.setCurrentIndex(self.basis.findData(shown.landed_basis))
        self.note.setText(shown.note or "")
        for line in shown.lines:
            price = line.price_minor
            if price is None and line.amount_minor is not None:
                price = line.amount_minor // line.quantity
            kept = PurchaseLineDraft(line.quantity, line.sku_id, line.title, line.variant, line.supplier_code,
                                     line.price_minor, line.amount_minor, line.note)  # fmt: skip
            form = FormLine(
                line.sku_id, line.code or "", line.title, line.variant, line.supplier_code, line.quantity, price
            )
            editor = self.add_line()
            editor.currency = shown.currency
            editor.show_line(form, kept)

    # --- items -------------------------------------------------------------------------------

    def add_line(self) -> PurchaseLineEditor:
        """One more empty item."""
        line = PurchaseLineEditor(self.context, self.supplier_id, self.currency)
        line.changed.connect(self._show_sum)
        line.removed.connect(self._remove_line)
        line.pasted.connect(self._paste)
        self.lines.append(line)
        self._line_column.addWidget(line)
        self._resize_lines()
        return line

    def _remove_line(self, line: PurchaseLineEditor) -> None:
        self.lines.remove(line)
        self._line_column.removeWidget(line)
        line.hide()
        line.deleteLater()
        if not self.lines:
            self.add_line().product.setFocus()
        self._resize_lines()
        self._show_sum()

    def _resize_lines(self) -> None:
        self._area.setFixedHeight(min(38 * len(self.lines), _LINES_HEIGHT))
        if self.isVisible():
            self.place()

    def _paste(self, _line: PurchaseLineEditor, words: str) -> None:
        self.link.ask(read_pasted, words, self.supplier_id, self.currency, owner=self).then(self.take_pasted)

    def take_pasted(self, found: PastedLines) -> None:
        """Put what was read from the clipboard behind the items that are there."""
        for line in [line for line in self.lines if line.is_empty()]:
            if found.lines:
                self._remove_empty(line)
        for one in found.lines:
            self.add_line().show_line(one)
        if not self.lines:
            self.add_line()
        self.lines[-1].quantity.setFocus()
        said = counted(_LEFT_OUT, len(found.refused), rows="; ".join(words for _no, words in found.refused[:3]))
        self._complain(said if found.refused else "")
        self._show_sum()

    def _remove_empty(self, line: PurchaseLineEditor) -> None:
        self.lines.remove(line)
        self._line_column.removeWidget(line)
        line.hide()
        line.deleteLater()

    # --- what follows from what ------------------------------------------------------------------

    @property
    def supplier_id(self) -> int | None:
        """The supplier that is chosen."""
        choice = self.supplier.currentData()
        return choice.id if isinstance(choice, SupplierChoice) else None

    @property
    def currency(self) -> str:
        """The currency of prices and freight, as far as it is typed."""
        return self.currency_field.text().strip().upper() or self._own

    def _choice_currency(self) -> str:
        choice = self.supplier.currentData()
        return choice.currency if isinstance(choice, SupplierChoice) else self._own

    def _supplier_changed(self) -> None:
        self.currency_field.setText(self._choice_currency())
        for line in self.lines:
            line.supplier_id = self.supplier_id
        self._currency_changed()

    def _currency_changed(self) -> None:
        is_own = self.currency == self._own
        self.rows["rate"].setVisible(not is_own)
        for line in self.lines:
            line.currency, line.fills_price = self.currency, is_own
        self._show_sum()

    def _show_sum(self) -> None:
        amounts = [line.amount() for line in self.lines if not line.is_empty()]
        pieces = sum(line.pieces() or 0 for line in self.lines if not line.is_empty())
        freight = formatting.parse_amount(self.freight.text(), self.currency) or 0
        known = [amount for amount in amounts if amount is not None]
        total = sum(known) + freight if known and len(known) == len(amounts) else None
        words = _("{pieces} pieces · {amount}")
        shown = formatting.money(total, self.currency)
        self.sum.setText(words.format(pieces=formatting.integer(pieces), amount=shown) if amounts else "")

    # --- saving ----------------------------------------------------------------------------------

    def check_and_save(self) -> None:
        """Check what was typed, then save; problems are shown where they are."""
        draft = self._draft()
        if draft is None:
            return
        self.save_draft(draft, self._shown, add, edit, self._then)

    def _draft(self) -> PurchaseDraft | None:
        supplier_id = self.supplier_id
        if supplier_id is None or not self._check_lines():
            return None
        freight = self.amount_of("freight", self.currency)
        duty, other = self.amount_of("duty", self._own), self.amount_of("other", self._own)
        can_read, expected = self.day_of("expected")
        if freight is None or duty is None or other is None or not can_read:
            return None
        rate = OWN_RATE if self.currency == self._own else parse_rate(self.rate.text(), self.currency, self._own)
        if rate is None:
            example = _("say how much of {own} one {currency} is").format(own=self._own, currency=self.currency)
            self.refuse_field("rate", example)
            return None
        return PurchaseDraft(
            supplier_id,
            tuple(line.draft() for line in self.lines if not line.is_empty()),
            number=self.number.text(),
            external_no=self.text_of("external_no"),
            currency=self.currency,
            rate_ppm=rate,
            expected_on=expected,
            freight_minor=freight,
            duty_minor=duty,
            other_minor=other,
            landed_basis=LandedBasis(self.basis.currentData()),
            note=self.text_of("note"),
        )

    def _check_lines(self) -> bool:
        filled = [line for line in self.lines if not line.is_empty()]
        wrong = next(((line, line.problem()) for line in filled if line.problem()), None)
        said = wrong[1] if wrong else "" if filled else _("A purchase needs at least one item.")
        self._complain(said)
        if said:
            (wrong[0].product if wrong else self.lines[0].product).setFocus()
        return not said

    def _complain(self, said: str) -> None:
        self.line_problem.setText(f"\u26a0 {said}" if said else "")
        self.line_problem.setVisible(bool(said))
        self.place()

    def contents(self) -> object:
        return super().contents(), tuple(line.contents() for line in self.lines if not line.is_empty())


NO_SUPPLIER = N_("Add a supplier first: a purchase goes to somebody.")
