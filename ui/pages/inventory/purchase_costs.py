"""Freight, duty and prices that become known later, with what they change before it is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from services import formatting
from services.formatting import plain_amount
from services.i18n import N_, NN_, _, translate
from services.messages import counted
from services.purchasing.commands import set_costs, set_prices
from services.purchasing.queries import PurchaseDetail
from services.purchasing.revaluing import CostChange, Revaluation, revaluation
from services.purchasing.rules import BASIS_LABELS
from services.stock.backdating import Effect
from services.types import LandedBasis
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pause import Pause
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_PAUSE_MS = 250
_CHANGES = NN_(
    "{count} delivery costs something else: {difference} together.",
    "{count} deliveries cost something else: {difference} together.",
)
_PROFIT = NN_("This {count} order changes profit by {amount}.", "These {count} orders change profit by {amount}.")
_COLUMNS = (
    ListColumn(N_("Product"), 0),
    ListColumn(N_("Delivery"), 130),
    ListColumn(N_("Pieces"), 70, right=True),
    ListColumn(N_("Booked at"), 110, right=True),
    ListColumn(N_("Will be"), 110, right=True),
)


class _RevaluingDialog(FormDialog):
    """A form whose values change what has arrived; the list under it shows how."""

    topic = "inventory#receive"

    def __init__(
        self, context: PageContext, title: str, shown: PurchaseDetail, then: Callable[[object], object]
    ) -> None:
        super().__init__(context, title, shown.supplier, width=640)
        self.shown, self.then = shown, then
        self.preview: Revaluation | None = None
        self._asked = 0
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self.ask_preview)

    def add_preview(self) -> None:
        """Put the list of changes under the form."""
        self.preview_words = Text("", "body", "text2", wrap=True)
        self.table = ListTable(_COLUMNS, self._line)
        self.table.setFixedHeight(190)
        self.effect_words = Text("", "section", "text", wrap=True)
        self.effect_words.hide()
        self.body.addWidget(self.preview_words)
        self.body.addWidget(self.effect_words)
        self.body.addWidget(self.table)
        self.table.setVisible(bool(self.shown.receipts))

    def typed(self) -> None:
        """Something was typed: look at what it would change in a moment."""
        self._pause.start()

    def wanted(self) -> dict[str, object] | None:
        """What the preview is asked for, None while it cannot be read."""
        raise NotImplementedError

    def ask_preview(self) -> None:
        """Show what would change."""
        wanted = self.wanted()
        if wanted is None or not self.shown.receipts:
            return
        self._asked += 1
        number = self._asked
        asked = self.link.ask(revaluation, self.shown.id, owner=self, **wanted)
        asked.then(lambda found: self._show(number, found)).fails(self.refused)

    def _show(self, number: int, found: Revaluation) -> None:
        if number != self._asked:
            return
        self.preview = found
        self.table.set_rows(found.changes)
        difference = formatting.money(found.difference_minor, self.shown.own_currency)
        said = counted(_CHANGES, len(found.changes), difference=difference) if found.changes else ""
        self.preview_words.setText(said or _("Nothing that has arrived changes."))
        self.effect_words.setText(effect_words(found.effect, self.shown.own_currency))
        self.effect_words.set_tone("neg" if found.effect.locked else "text")
        self.effect_words.setVisible(bool(self.effect_words.text()))

    def _line(self, one: CostChange) -> Line:
        own = self.shown.own_currency
        unknown = _("unknown")
        return (
            ListCell(one.title),
            ListCell(one.receipt, "text2"),
            ListCell(formatting.integer(one.pieces)),
            ListCell(unknown if one.old_minor is None else formatting.amount(one.old_minor, own), "text2"),
            ListCell(unknown if one.new_minor is None else formatting.amount(one.new_minor, own), strong=True),
        )


def effect_words(effect: Effect, currency: str) -> str:
    """What a change of costs does to orders that were sold since, or that it will be refused."""
    if effect.locked:
        return _("A closed month would change, so this will be refused.")
    if not effect.orders:
        return ""
    minor = effect.profit_minor
    shown = formatting.signed(formatting.amount(abs(minor), currency), minor)
    return counted(_PROFIT, len(effect.orders), amount=shown)


class CostsDialog(_RevaluingDialog):
    """Freight, duty, other costs and how they are shared."""

    def __init__(self, context: PageContext, shown: PurchaseDetail, then: Callable[[object], object]) -> None:
        super().__init__(context, _("Costs of {number}").format(number=shown.number), shown, then)
        self.freight = text_field("0.00", plain_amount(shown.freight_minor or None, shown.currency))
        self.duty = text_field("0.00", plain_amount(shown.duty_minor or None, shown.own_currency))
        self.other = text_field("0.00", plain_amount(shown.other_minor or None, shown.own_currency))
        self.basis = Choice()
        for basis, words in BASIS_LABELS.items():
            self.basis.addItem(translate(words), basis)
        self.basis.setCurrentIndex(self.basis.findData(shown.landed_basis))
        for field in (self.freight, self.duty, self.other):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(self.typed)
        self.basis.currentIndexChanged.connect(self.typed)
        self.add_row(
            ("freight", _("Freight"), self.freight),
            ("duty", _("Duty"), self.duty),
            ("other", _("Other costs"), self.other),
            ("basis", _("Share costs"), self.basis),
        )
        self.add_preview()
        self.finish_form(_("Apply"))

    def wanted(self) -> dict[str, object] | None:
        freight = formatting.parse_amount(self.freight.text() or "0", self.shown.currency)
        own = self.shown.own_currency
        duty, other = (formatting.parse_amount(field.text() or "0", own) for field in (self.duty, self.other))
        amounts = {"freight_minor": freight, "duty_minor": duty, "other_minor": other}
        if any(minor is None or minor < 0 for minor in amounts.values()):
            return None
        return {**amounts, "basis": LandedBasis(self.basis.currentData())}

    def check_and_save(self) -> None:
        """Check the amounts, then apply them."""
        freight = self.amount_of("freight", self.shown.currency)
        duty = self.amount_of("duty", self.shown.own_currency)
        other = self.amount_of("other", self.shown.own_currency)
        if freight is None or duty is None or other is None:
            return
        basis = LandedBasis(self.basis.currentData())
        self.run(
            set_costs, self.shown.id, freight_minor=freight, duty_minor=duty, other_minor=other, basis=basis,
            then=self.then,
        )  # fmt: skip


class PricesDialog(_RevaluingDialog):
    """What each line cost after all; an empty field means that nobody knows."""

    def __init__(self, context: PageContext, shown: PurchaseDetail, then: Callable[[object], object]) -> None:
        super().__init__(context, _("Prices of {number}").format(number=shown.number), shown, then)
        self.amounts: dict[int, QLineEdit] = {}
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space.M)
        for place, head in enumerate((_("Product"), _("Pieces"), _("Amount of the line"))):
            grid.addWidget(Text(head, "caption_strong", "text2"), 0, place)
        for place, line in enumerate(shown.lines, start=1):
            field = text_field(_("unknown"), plain_amount(line.amount_minor, shown.currency))
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setAccessibleName(line.title)
            field.textEdited.connect(self.typed)
            self.amounts[line.id] = field
            grid.addWidget(Text(line.title, "body", elide=True), place, 0)
            grid.addWidget(Text(formatting.integer(line.quantity), "body", "text2"), place, 1)
            grid.addWidget(field, place, 2)
        grid.setColumnStretch(0, 1)
        self.body.addWidget(inner)
        self.add_preview()
        self.finish_form(_("Apply"))

    def wanted(self) -> dict[str, object] | None:
        found = self._typed_amounts()
        return None if found is None else {"amounts": found}

    def _typed_amounts(self) -> dict[int, int | None] | None:
        found: dict[int, int | None] = {}
        for line_id, field in self.amounts.items():
            typed = field.text().strip()
            minor = formatting.parse_amount(typed, self.shown.currency) if typed else None
            if typed and (minor is None or minor < 0):
                return None
            found[line_id] = minor
        return found

    def check_and_save(self) -> None:
        """Check the amounts, then apply them."""
        found = self._typed_amounts()
        if found is None:
            self.say_words(_("An amount cannot be read. Type digits, such as 1234.50."))
            return
        known = {line.id: line.amount_minor for line in self.shown.lines}
        changed = [(line_id, minor) for line_id, minor in found.items() if known[line_id] != minor]
        self.run(set_prices, self.shown.id, changed, then=self.then)

    def contents(self) -> object:
        return tuple(field.text() for field in self.amounts.values())
