"""Before an import is written: which products the codes mean that nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from services.i18n import N_, NN_, Grouped, _
from services.importing.codes import CodeChoice, NewCode
from services.messages import counted
from services.orders.queries import Hit
from ui.dialogs.dialog import Dialog
from ui.dialogs.sku_search import SkuSearch
from ui.page import PageContext
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.count_field import CountField
from ui.widgets.text import Text

_COLUMNS = (
    ListColumn(N_("Code"), 150),
    ListColumn(N_("Called in the file"), 0),
    ListColumn(N_("Channel"), 110),
    ListColumn(N_("Pieces"), 76, right=True),
    ListColumn(N_("Will mean"), 220),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a code shall mean, and the name of that product; an empty one is created."""

    choice: CodeChoice
    product: str = ""


Decisions = Mapping[tuple[str, str], Decision]


class CodesDialog(Dialog):
    """The codes of one import. `decided` carries the decisions by key, once a person is done with them."""

    topic = "products#link"

    decided = Signal(object)

    def __init__(self, context: PageContext, codes: Sequence[NewCode], decisions: Decisions) -> None:
        title = counted(NN_("{count} code means no product yet", "{count} codes mean no product yet"), len(codes))
        note = _("What you decide takes effect with this import, and goes with it when you take it back.")
        super().__init__(context.dialog_parent(), title, note, width=880, height=560)
        self._context, self._codes = context, tuple(codes)
        self._decisions = {code.key: decisions[code.key] for code in codes if code.key in decisions}
        self.table = ListTable(_COLUMNS, self._line)
        self.table.setAccessibleName(title)
        self.table.set_rows(self._codes)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _code: self.pick())
        self.body.addWidget(self.table, 1)
        self.link_button = self.add_left(_("Link product…"), "link", self.pick)
        self.create_button = self.add_left(_("Create"), "plus", self.create_chosen)
        self.open_button = self.add_left(_("Leave open"), "arrow-counter-clockwise", self.leave_open)
        said = _("Create all {count} products").format(count=Grouped(len(codes)))
        self.all_button = self.add_left(said, "list-plus", self.create_all)
        self.all_button.setVisible(len(codes) > 1)
        self.add_cancel()
        self.use_button = self.add_primary(_("Use these decisions"), "check", self.use)
        self._chosen()

    def pick(self) -> PickDialog | None:
        """Ask for the product the chosen codes mean."""
        codes = self.table.selected()
        if not codes:
            return None
        dialog = PickDialog(self._context, codes)
        dialog.picked.connect(partial(self.link, codes))
        dialog.open()
        return dialog

    def link(self, codes: Sequence[NewCode], hit: Hit, quantity: int) -> None:
        """Let these codes mean so many pieces of a product."""
        self._decide({code: Decision(CodeChoice(code, hit.id, quantity), hit.title) for code in codes})

    def create_chosen(self) -> None:
        """Let the chosen codes become products of their own."""
        self._decide({code: Decision(CodeChoice(code)) for code in self.table.selected()})

    def create_all(self) -> None:
        """Let every code that is still open become a product of its own."""
        self._decide({code: Decision(CodeChoice(code)) for code in self._codes if code.key not in self._decisions})
        self.use_button.setFocus()  # nothing is left to decide

    def leave_open(self) -> None:
        """Decide nothing about the chosen codes: their orders wait for it."""
        self._decide(dict.fromkeys(self.table.selected()))

    def use(self) -> None:
        """Hand the decisions over."""
        self.accept()
        self.decided.emit(self._decisions)

    def _decide(self, changes: Mapping[NewCode, Decision | None]) -> None:
        for code, decision in changes.items():
            self._decisions.pop(code.key, None)
            if decision is not None:
                self._decisions[code.key] = decision
        self.table.repaint_all()

    def _chosen(self) -> None:
        for button in (self.link_button, self.create_button, self.open_button):
            button.setEnabled(bool(self.table.selected()))

    def _line(self, code: NewCode) -> Line:
        decision = self._decisions.get(code.key)
        return (
            ListCell(code.code, strong=True),
            ListCell(" · ".join(part for part in (code.title, code.variant) if part)),
            ListCell(code.channel, "text2"),
            ListCell(f"{code.pieces:,}", "text2"),
            ListCell(_meaning(decision), "text3" if decision is None else "pos"),
        )


class PickDialog(Dialog):
    """`picked` carries the product (a hit of the search) and how many pieces of it one item is."""

    topic = "products#link"

    picked = Signal(object, int)

    def __init__(self, context: PageContext, codes: Sequence[NewCode]) -> None:
        title = counted(NN_("Link {count} code to a product", "Link {count} codes to a product"), len(codes))
        only = codes[0] if len(codes) == 1 else None
        about = " · ".join(filter(None, (only.code, only.title, only.variant))) if only is not None else ""
        super().__init__(context.dialog_parent(), title, about, width=620, height=540)
        self.finder = SkuSearch(context.link)
        self.pieces = CountField(1, 9999)
        self.pieces.setAccessibleName(_("Pieces each"))
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(Text(_("Pieces each"), "body", "text2"))
        row.addWidget(self.pieces)
        row.addStretch(1)
        self.body.addWidget(self.finder, 1)
        self.body.addLayout(row)
        self.finder.chosen.connect(self._chosen)
        self.finder.opened.connect(self.pick)
        self.add_cancel()
        self.link_button = self.add_primary(_("Link"), "link", self.pick)
        self.link_button.setEnabled(False)
        if only is not None:
            self.finder.suggest(only.title)

    def pick(self) -> None:
        """Hand over the product that is chosen."""
        hit = self.finder.picked()
        if hit is not None:
            self.accept()
            self.picked.emit(hit, self.pieces.value())

    def _chosen(self) -> None:
        self.link_button.setEnabled(self.finder.picked() is not None)


def _meaning(decision: Decision | None) -> str:
    if decision is None:
        return _("not decided")
    if decision.choice.sku_id is None:
        return _("a new product")
    quantity = decision.choice.quantity
    if quantity == 1:
        return decision.product
    return _("{count} × {product}").format(count=Grouped(quantity), product=decision.product)
