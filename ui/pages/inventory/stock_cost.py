"""What goods cost that came in long ago: typed late or corrected, with what that changes said before it is done."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit

from services import formatting
from services.errors import Invalid
from services.formatting import plain_amount
from services.i18n import NN_, _, join_sentences, translate
from services.inventory.queries import StockSheet
from services.kernel.runner import Outcome
from services.messages import counted
from services.stock.backdating import Effect, of_prices
from services.stock.commands import reprice
from services.stock.queries import StoryLine
from services.stock.words import KIND_LABELS
from services.types import MoveKind
from ui import said
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.inventory.purchase_costs import effect_words
from ui.pause import Pause
from ui.widgets.card import KeyValueRow
from ui.widgets.fields import FormRow, number_field
from ui.widgets.text import Text

_TYPED_MS = 200
_PRICED = (MoveKind.OPENING, MoveKind.RECEIPT, MoveKind.ADJUST)


_BECAME_KNOWN = NN_(
    "What {count} order cost becomes known, and with it its profit.",
    "What {count} orders cost becomes known, and with it their profit.",
)
_BECAME_UNKNOWN = NN_(
    "What {count} order cost is unknown then, and with it its profit.",
    "What {count} orders cost is unknown then, and with it their profit.",
)


def _what_changes(effect: Effect, currency: str) -> str:
    parts = []
    if effect.locked or len(effect.orders) > effect.became_known + effect.became_unknown:
        parts.append(effect_words(effect, currency))
    for forms, count in ((_BECAME_KNOWN, effect.became_known), (_BECAME_UNKNOWN, effect.became_unknown)):
        if count:
            parts.append(counted(forms, count))
    return join_sentences(parts) if parts else _("No order changes by it.")


def can_be_priced(line: StoryLine) -> bool:
    """Whether a line is goods that came in at a cost of their own, which a person may correct here."""
    by_hand = line.document in (None, "stocktake")
    return line.move_id is not None and line.quantity > 0 and line.kind in _PRICED and by_hand


class CostDialog(Dialog):
    """One arrival and what all of it cost; empty means that nobody knows."""

    topic = "costs#goods"

    def __init__(self, context: PageContext, sheet: StockSheet, line: StoryLine) -> None:
        title = _("What did {code} cost?").format(code=sheet.code)
        words = [translate(KIND_LABELS[line.kind]), formatting.instant(line.at, sheet.zone)]
        super().__init__(context.dialog_parent(), title, " · ".join(words), width=460)
        self._context, self._link, self._sheet, self._line = context, context.link, sheet, line
        self._asked = 0
        known = not line.unknown and not line.pending
        before = plain_amount(line.cost_minor, sheet.currency) if known else ""
        self.field = number_field(_("unknown"), before)
        label = _("What all of it cost ({currency})").format(currency=sheet.currency)
        self.row = FormRow(label, self.field)
        self.piece = KeyValueRow(_("A piece"), "")
        self.effect = Text("", "body", "text2", wrap=True)
        self.body.addWidget(KeyValueRow(_("Pieces"), formatting.integer(line.quantity)))
        self.body.addWidget(self.row)
        self.body.addWidget(self.piece)
        self.body.addWidget(self.effect)
        self.add_cancel()
        self.go = self.add_primary(_("Correct"), "check", self.save)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.field.textChanged.connect(self._changed)
        self._changed()

    def first_focus(self) -> QLineEdit:
        return self.field

    def amount(self) -> int | None:
        """The typed total; None where the field is empty."""
        typed = self.field.text().strip()
        return formatting.parse_amount(typed, self._sheet.currency) if typed else None

    def is_readable(self) -> bool:
        """Whether the field holds an amount, or nothing."""
        amount = self.amount()
        return not self.field.text().strip() or (amount is not None and amount >= 0)

    def look(self) -> None:
        """Ask what the typed cost would change."""
        if self.is_readable():
            self._asked += 1
            values = [(self._line.move_id or 0, self.amount())]
            asked = self._link.ask(of_prices, values, owner=self)
            asked.then(partial(self._show, self._asked)).fails(self._context.show_error)

    def save(self) -> None:
        """Correct the cost; everything that left since is costed again."""
        if not self.is_readable():
            self.row.set_problem(_("this is not an amount"))
            self.place()
            return
        self.go.setEnabled(False)
        values = [(self._line.move_id or 0, self.amount())]
        self._link.run(reprice, values, owner=self).then(self._saved).fails(self._failed)

    def _changed(self) -> None:
        self.row.set_problem("" if self.is_readable() else _("this is not an amount"))
        amount = self.amount() if self.is_readable() else None
        each = None if amount is None else (2 * amount + self._line.quantity) // (2 * self._line.quantity)
        self.piece.set_value(formatting.money(each, self._sheet.currency) if each is not None else _("unknown"))
        self._typed.start()

    def _show(self, number: int, effect: Effect) -> None:
        if number == self._asked:
            self.effect.setText(_what_changes(effect, self._sheet.currency))
            self.place()

    def _saved(self, outcome: Outcome[Any]) -> None:
        undo = said.way_back(self._link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if isinstance(error, Invalid):
            self.row.set_problem(str(error.params["reason"]))
            self.place()
        else:
            self._context.show_error(error)
