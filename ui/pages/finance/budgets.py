"""The Budgets section: what may be spent under each category in a month, what was, and at what pace."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from services import formatting
from services.budgets.commands import set_budget
from services.budgets.queries import Budgets, BudgetView, Pace, budgets
from services.formatting import plain_amount
from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import Entity
from ui.actions import ActionSpec
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.section import Section
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Choice, number_field
from ui.widgets.text import Text

_TEXTS = PanelTexts(N_("Budgets"))
_COLUMNS = (
    ListColumn(N_("Category"), 0), ListColumn(N_("Budget"), 120, right=True), ListColumn(N_("Spent"), 120, right=True),
    ListColumn(N_("Left"), 120, right=True), ListColumn(N_("By now"), 120, right=True, yields=2),
    ListColumn(N_("Likely by the end"), 140, right=True, yields=1), ListColumn(N_("State"), 130),
)  # fmt: skip
_STATES = {
    Pace.OVER: (N_("used up"), "neg"),
    Pace.FAST: (N_("too fast"), "pill.amber.word"),
    Pace.WITHIN: (N_("in order"), "pos"),
}
_WARNED = NN_("{count} budget needs a look.", "{count} budgets need a look.")
_MONTHS = 12
_WATCHED = (
    Entity.BUDGET, Entity.TRANSACTION, Entity.ORDER, Entity.CASE, Entity.COURIER_CHARGE, Entity.AD_DAY,
    Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE, Entity.LEDGER_ACCOUNT, Entity.STOCK_MOVE, Entity.SETTING,
)  # fmt: skip


class BudgetForm(FormDialog):
    """The budget of a category from a month on; `shown` is the one to change."""

    topic = "finance#budgets"

    def __init__(self, context: PageContext, found: Budgets, shown: BudgetView | None = None) -> None:
        title = _("New budget") if shown is None else _("Budget of {name}").format(name=shown.name)
        subtitle = _("It holds from this month on; earlier months keep theirs. 0 ends it.")
        super().__init__(context, title, subtitle, width=480)
        self._first, self._currency = found.first, found.currency
        self.category = Choice()
        offered = [(one.name, one.code) for one in found.others] if shown is None else [(shown.name, shown.category)]
        for name, code in offered:
            self.category.addItem(name, code)
        self.amount = number_field("0.00", plain_amount(shown.amount_minor if shown else None, found.currency))
        self.add_row(("category", _("Category"), self.category), ("amount", _("Amount"), self.amount))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        amount = self.amount_of("amount", self._currency)
        if amount is not None and self.category.currentData():
            self.run(set_budget, str(self.category.currentData()), self._first, amount)


class BudgetsSection(Section):
    """`table` lists the budgets of the month chosen in `month`."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: Budgets | None = None
        self.form: BudgetForm | None = None
        self._is_stale = True
        self.new_button = self.header.set_primary("", "plus", self.new)
        self.month = Choice()
        self.change_button = SecondaryButton("", "pencil-simple")
        self.table = ListTable(_COLUMNS, self._cells, kept="finance.budgets")
        self.state = Text("", "body", "text2", wrap=True)
        self.empty = EmptyState("wallet", "", "", (("", "plus", self.new),))
        self._lay_out()
        self._connect()
        self._say()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read the budgets of the chosen month again."""
        self._is_stale = False
        self.link.ask(budgets, self.month.currentData(), owner=self).then(self._show)

    def _show(self, found: Budgets) -> None:
        self.found = found
        if not self.month.count():
            self._offer_months(found.first)
        self.table.set_rows(found.budgets)
        self.stack.setCurrentWidget(self.listing if found.budgets else self.empty)
        warned = sum(one.pace is not Pace.WITHIN for one in found.budgets)
        all_spent, together = (sum(getattr(one, name) for one in found.budgets) for name in _SUMS)
        money = partial(formatting.money, currency=found.currency)
        words = _("{spent} of {budget} spent.").format(spent=money(all_spent), budget=money(together))
        self.state.setText(f"{words} {counted(_WARNED, warned)}" if warned else words)
        self.state.setVisible(bool(found.budgets))

    def _offer_months(self, first: date) -> None:
        self.month.blockSignals(True)
        for _number in range(_MONTHS):
            self.month.addItem(f"{first:%Y-%m}", first)
            first = (first - timedelta(days=1)).replace(day=1)
        self.month.blockSignals(False)

    def _cells(self, one: BudgetView) -> Line:
        currency = self.found.currency if self.found is not None else ""
        words, tone = _STATES[one.pace]
        expected = "—" if one.expected_minor is None else formatting.money(one.expected_minor, currency)
        return (
            ListCell(one.name, strong=one.pace is not Pace.WITHIN),
            ListCell(formatting.money(one.amount_minor, currency)),
            ListCell(formatting.money(one.spent_minor, currency)),
            ListCell(formatting.money(one.left_minor, currency), "neg" if one.left_minor < 0 else "text"),
            ListCell(formatting.money(one.due_minor, currency), "text2"),
            ListCell(expected, "text2"),
            ListCell(_(words), tone),
        )

    # --- doing -------------------------------------------------------------------------------

    def new(self) -> None:
        """Set a budget for a category that has none in this month."""
        if self.found is not None and self.found.others:
            self._open(BudgetForm(self.context, self.found))

    def change(self, shown: BudgetView) -> None:
        """Change a budget from this month on."""
        if self.found is not None:
            self._open(BudgetForm(self.context, self.found, shown))

    def _change_chosen(self) -> None:
        for shown in self.table.selected()[:1]:
            self.change(shown)

    def _enable(self) -> None:
        self.change_button.setEnabled(bool(self.table.selected()))

    def _open(self, form: BudgetForm) -> None:
        self.form = form
        self.context.open_dialog(form)

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    # --- building ----------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._say()
        self.read()

    def _say(self) -> None:
        self.header.set_subtitle("")
        self.new_button.setText(_("New budget…"))
        self.change_button.setText(_("Change…"))
        self.empty.title.setText(_("No budget for this month"))
        self.empty.why.setText(_("Say how much may go to ads, packing or wages in a month, and be told in time."))
        self.empty.buttons[0].setText(_("New budget…"))

    def _lay_out(self) -> None:
        card = Card(padding=space.HAIRLINE, spacing=0)
        self.listing = ListPanel(self.table, _TEXTS, foot=(self.change_button,))
        head = QHBoxLayout()
        head.setContentsMargins(space.M, space.M, space.M, space.XS)
        head.setSpacing(space.M)
        head.addWidget(self.month)
        head.addWidget(self.state, 1)
        head.addStretch(0)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self.empty)
        body = QVBoxLayout()
        body.addLayout(head)
        body.addWidget(self.stack, 1)
        card.body.addLayout(body)
        self.column.addWidget(card, 1)

    def _connect(self) -> None:
        self.month.currentIndexChanged.connect(lambda _index: self.read())
        self.table.opened.connect(self.change)
        self.table.chosen.connect(self._enable)
        self.change_button.clicked.connect(lambda _on=False: self._change_chosen())
        self._enable()
        self.link.watch(self, _WATCHED, self._changed)
        self.context.registry.add(
            ActionSpec("finance.budgets", N_("Budgets of the month"), self._come, "wallet", group=N_("Finance"))
        )

    def _come(self) -> None:
        self.context.navigate("finance", section="budgets")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()


_SUMS = ("spent_minor", "amount_minor")
