"""Beginning a stocktake: what is to be counted, where, and whether the counter may see the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from services import formatting
from services.i18n import N_, NN_, _, translate
from services.kernel.runner import Outcome
from services.messages import counted, message
from services.stocktake.commands import start
from services.stocktake.queries import ScopeValues, preview_scope
from services.stocktake.scope import Scope
from services.stocktake.words import SCOPE_LABELS
from services.types import StocktakeScope
from ui import said
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.widgets.fields import CheckBox, Choice, FormRow, text_field
from ui.widgets.text import Text

_PRODUCTS = NN_("{count} product will be counted.", "{count} products will be counted.")
_EMPTY = N_("No product is in it.")
_LIST_HEIGHT = 220  # pixels


class StartDialog(Dialog):
    """Asks for the scope; `then` gets the id of the stocktake that was begun. `chosen` are SKUs picked before."""

    topic = "inventory#stocktake"

    def __init__(
        self,
        context: PageContext,
        values: ScopeValues,
        then: Callable[[int], object],
        *,
        chosen: Sequence[int] = (),
    ) -> None:
        super().__init__(context.dialog_parent(), _("New stocktake"), width=520)
        self._context, self._link, self._values = context, context.link, values
        self._then, self._chosen, self._asked = then, tuple(chosen), 0
        self.kind_choice, self.place_choice = Choice(), Choice()
        for one in self._kinds():
            self.kind_choice.addItem(translate(SCOPE_LABELS[one]), one)
        for place_id, name in values.places:
            self.place_choice.addItem(name, place_id)
        self.boxes: dict[str, CheckBox] = {}
        self.list = PlainScroll()
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.blind = CheckBox(_("Blind: do not show what the books expect"))
        self.note = text_field()
        self.size_words = Text("", "body", "text2", wrap=True)
        self.body.addWidget(FormRow(_("What is counted"), self.kind_choice))
        self.body.addWidget(self.list, 1)
        place_row = FormRow(_("Place"), self.place_choice)
        self.body.addWidget(place_row)
        place_row.setVisible(len(values.places) > 1)
        self.body.addWidget(self.blind)
        self.body.addWidget(FormRow(_("Note"), self.note))
        self.body.addWidget(self.size_words)
        self.add_cancel()
        self.go = self.add_primary(_("Begin"), "clipboard-text", self.begin)
        self.kind_choice.currentIndexChanged.connect(self._kind_changed)
        self._kind_changed()

    def _kinds(self) -> list[StocktakeScope]:
        there = {
            StocktakeScope.ALL: True,
            StocktakeScope.CATEGORY: bool(self._values.categories),
            StocktakeScope.SHELF: bool(self._values.shelves),
            StocktakeScope.ABC: bool(self._values.classes),
            StocktakeScope.CHOSEN: bool(self._chosen),
        }
        kinds = [kind for kind, is_there in there.items() if is_there]
        return sorted(kinds, key=lambda kind: kind is not StocktakeScope.CHOSEN) if self._chosen else kinds

    def scope(self) -> Scope:
        """What is chosen now."""
        kind = StocktakeScope(self.kind_choice.currentData())
        values = tuple(value for value, box in self.boxes.items() if box.isChecked())
        return Scope(kind, values, self._chosen if kind is StocktakeScope.CHOSEN else ())

    def begin(self) -> None:
        """Begin the stocktake."""
        self.go.setEnabled(False)
        job = self._link.run(
            start, self.scope(), blind=self.blind.isChecked(), place_id=self.place_choice.currentData(),
            note=self.note.text(), owner=self,
        )  # fmt: skip
        job.then(self._begun).fails(self._failed)

    def _begun(self, outcome: Outcome[int]) -> None:
        undo = said.way_back(self._link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo)
        self.accept()
        self._then(outcome.value)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._context.show_error(error)

    def _kind_changed(self) -> None:
        kind = StocktakeScope(self.kind_choice.currentData())
        values = {
            StocktakeScope.CATEGORY: self._values.categories,
            StocktakeScope.SHELF: self._values.shelves,
            StocktakeScope.ABC: self._values.classes,
        }.get(kind, ())
        self.boxes = {}
        inner = QWidget()
        column = column_of(inner)
        for value, products in values:
            box = CheckBox(f"{value}  ({formatting.integer(products)})")
            box.toggled.connect(self._measure)
            self.boxes[value] = box
            column.addWidget(box)
        column.addStretch(1)
        self.list.put(inner)
        self.list.setVisible(bool(values))  # the card is as high as what there is to choose
        self._measure()

    def _measure(self) -> None:
        self._asked += 1
        self.go.setEnabled(False)
        asked = self._link.ask(preview_scope, self.scope(), owner=self)
        asked.then(partial(self._measured, self._asked))

    def _measured(self, number: int, products: int) -> None:
        if number == self._asked:
            self.size_words.setText(counted(_PRODUCTS, products) if products else str(message(_EMPTY)))
            self.go.setEnabled(bool(products))
            self.place()
