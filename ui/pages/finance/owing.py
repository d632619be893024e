"""The Due section: the money calendar of the next 90 days, and what comes again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout

from services import formatting
from services.i18n import N_, _
from services.owing.commands import delete_commitment, take_back_payment
from services.owing.forecast import CalendarLine, CashForecast, cash_forecast
from services.owing.queries import (
    CommitmentChoices,
    CommitmentView,
    DueSource,
    commitment_choices,
    commitments,
)
from services.types import Entity
from ui import said
from ui.actions import ActionSpec
from ui.dialogs.dialog import confirm
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.choices import Choices
from ui.pages.finance.accrual_dialog import AccrualDialog
from ui.pages.finance.owing_forms import CommitmentForm, PaymentForm, ThisTimeForm
from ui.pages.finance.owing_rows import CALENDAR, ITEMS, item_cells, line_cells
from ui.pages.section import Section
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.card import Card, CardFoot
from ui.widgets.empty_state import EmptyState
from ui.widgets.kpi import LOW
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_TEXTS = PanelTexts(N_("Due"))
_WATCHED = (
    Entity.COMMITMENT, Entity.COMMITMENT_AMOUNT, Entity.COMMITMENT_PAYMENT, Entity.TRANSACTION, Entity.ACCOUNT,
    Entity.ORDER, Entity.PURCHASE, Entity.RECEIPT, Entity.SUPPLIER_PAYMENT, Entity.SUPPLIER_RETURN, Entity.SUPPLIER,
    Entity.EXCHANGE_RATE, Entity.SETTING, Entity.CHANNEL_TERMS,
)  # fmt: skip


class OwingSection(Section):
    """`calendar` lists what comes and goes with what is left; `items` what was written down as due."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: CashForecast | None = None
        self.choices = Choices[CommitmentChoices | None](None)
        self.form: FormDialog | None = None
        self._is_stale = True
        self.calendar = ListTable(CALENDAR, self._line_cells, kept="finance.due")
        self.items = ListTable(ITEMS, item_cells)
        self.title, self.sums = Text("", "title"), Text("", "body", "text2", wrap=True)
        self.notes = Text("", "caption", "text2", wrap=True)
        self.items_title = Text("", "title")
        self.empty = EmptyState("calendar-blank", "", "", (("", "plus", self.new),))
        self.book_button = self.header.add_secondary("", "calendar-check", self.book_month)
        self.new_button = self.header.set_primary("", "plus", self.new)
        self.accruals: AccrualDialog | None = None
        self.paid_button, self.once_button, self.look_button = (
            SecondaryButton("", "check"), SecondaryButton("", "pencil-simple"), SecondaryButton("", "arrow-right"),
        )  # fmt: skip
        self.change_button, self.back_button, self.delete_button = (
            SecondaryButton("", "pencil-simple"),
            SecondaryButton("", "arrow-counter-clockwise"),
            SecondaryButton("", "trash"),
        )
        self._lay_out()
        self._connect()
        self._say()
        self._enable()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read the calendar and the items again."""
        self._is_stale = False
        self.link.ask(cash_forecast, owner=self).then(self._show)
        self.link.ask(commitments, owner=self).then(self.items.set_rows)
        self.link.ask(commitment_choices, owner=self).then(self._choices_known)

    def _choices_known(self, found: CommitmentChoices) -> None:
        self.choices.take(found)

    def _show(self, found: CashForecast) -> None:
        self.found = found
        self.calendar.set_rows(found.lines)
        self.stack.setCurrentWidget(self.listing if found.lines else self.empty)
        money = partial(formatting.money, currency=found.currency)
        self.title.setText(_("{amount} after 90 days").format(amount=money(found.closing_minor)))
        day, least = found.lowest
        words = _("There is {opening} now; {came} comes in and {went} goes out. The least is there on {day}: {least}.")
        self.sums.setText(
            words.format(
                opening=money(found.opening_minor), came=money(found.in_minor), went=money(found.out_minor),
                day=formatting.day(day), least=money(least),
            )
        )  # fmt: skip
        self.sums.set_tone("neg" if least < 0 else "text2")
        shown = [_("What will be sold from now on is not in it.")] if found.lines else []
        if found.overdue_minor:
            shown.insert(0, _("{amount} is overdue.").format(amount=money(found.overdue_minor)))
        self.notes.setText(" ".join([*shown, *map(str, found.notes)]))
        self.notes.setVisible(bool(self.notes.text()))

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    # --- cells -------------------------------------------------------------------------------

    def _line_cells(self, line: CalendarLine) -> Line:
        return line_cells(line, self.found.currency if self.found is not None else line.due.currency)

    # --- doing -------------------------------------------------------------------------------

    def new(self) -> None:
        """Write down something that is due."""
        self.choices.first(self._form)

    def book_month(self) -> None:
        """Book wages and other costs of a month before they are paid."""
        self.choices.first(self._book_month)

    def change(self) -> None:
        """Change the item that is chosen."""
        item = self._item()
        if item is not None:
            self.choices.first(partial(self._form, item))

    def _form(self, item: CommitmentView | None = None) -> None:
        if (known := self.choices.known) is not None:
            self._open(CommitmentForm(self.context, known, item))

    def _book_month(self) -> None:
        if (known := self.choices.known) is not None:
            self.accruals = AccrualDialog(self.context, known.today)
            self.context.open_dialog(self.accruals)

    def delete(self) -> None:
        """Ask, then remove the item that is chosen."""
        item = self._item()
        if item is not None:
            confirm(
                self.context.dialog_parent(), _("Delete “{name}”?").format(name=item.draft.name),
                _("What was noted as paid of it goes too. Transactions stay."), _("Delete"),
                partial(self._run, delete_commitment, item.id), danger=True,
            )  # fmt: skip

    def take_back(self) -> None:
        """Take back the last payment of the item that is chosen."""
        item = self._item()
        if item is not None and item.last_payment_id is not None:
            self._run(take_back_payment, item.last_payment_id)

    def note_paid(self) -> None:
        """Note that the line that is chosen was paid."""
        line = self._line(DueSource.COMMITMENT)
        if line is not None and self.found is not None:
            self._open(PaymentForm(self.context, line.due, self.found.today))

    def change_once(self) -> None:
        """Give the line that is chosen another amount this once."""
        line = self._line(DueSource.COMMITMENT)
        if line is not None:
            self._open(ThisTimeForm(self.context, line.due))

    def look(self) -> None:
        """Go to what is behind the line that is chosen."""
        line = self._line()
        if line is None:
            return
        if line.due.source is DueSource.SUPPLIER:
            self.context.navigate("inventory", section="purchases", purchase=line.due.key)
        elif line.due.source is DueSource.PAYOUT:
            self.context.navigate("finance", section="reconcile")
        else:
            self.note_paid()

    def _run(self, command: Callable[..., Any], row_id: int) -> None:
        self.link.run(command, row_id, owner=self).then(self._done).fails(self.context.show_error)

    def _done(self, outcome: Any) -> None:
        changes = outcome.changes
        self.context.toast(said.done(changes), undo=said.way_back(self.link, changes))

    def _open(self, form: FormDialog) -> None:
        self.form = form
        self.context.open_dialog(form)

    def _line(self, source: DueSource | None = None) -> CalendarLine | None:
        chosen: list[CalendarLine] = self.calendar.selected()
        return next((one for one in chosen if source in (None, one.due.source)), None)

    def _item(self) -> CommitmentView | None:
        chosen: list[CommitmentView] = self.items.selected()
        return chosen[0] if chosen else None

    def _enable(self) -> None:
        line, item = self._line(), self._item()
        is_own = line is not None and line.due.source is DueSource.COMMITMENT
        self.paid_button.setEnabled(is_own)
        self.once_button.setEnabled(is_own)
        self.look_button.setEnabled(line is not None and not is_own)
        self.change_button.setEnabled(item is not None)
        self.delete_button.setEnabled(item is not None)
        self.back_button.setEnabled(item is not None and item.last_payment_id is not None)

    # --- building ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.notes.set_one_line(self.window().height() < LOW)  # there the list needs the room

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._say()
        self.read()

    def _say(self) -> None:
        self.items.setAccessibleName(_("Written down as due"))
        self.new_button.setText(_("New due item…"))
        self.book_button.setText(_("Costs of a month…"))
        self.paid_button.setText(_("Paid…"))
        self.once_button.setText(_("Other amount this once…"))
        self.look_button.setText(_("Look"))
        self.change_button.setText(_("Change…"))
        self.back_button.setText(_("Take back the last payment"))
        self.delete_button.setText(_("Delete…"))
        self.items_title.setText(_("Written down as due"))
        self.empty.title.setText(_("Nothing is due in the next 90 days"))
        self.empty.why.setText(
            _("Write down rent, wages and what else comes again. Bills of suppliers come by themselves.")
        )
        self.empty.buttons[0].setText(_("New due item…"))
        self.header.set_subtitle("")

    def _lay_out(self) -> None:
        left, right = Card(padding=space.HAIRLINE, spacing=0), Card(padding=space.HAIRLINE, spacing=0)
        head = QVBoxLayout()
        head.setContentsMargins(space.M, space.M, space.M, space.M)
        head.setSpacing(space.S)
        for text in (self.title, self.sums, self.notes):
            head.addWidget(text)
        self.stack = QStackedWidget()
        self.listing = ListPanel(self.calendar, _TEXTS, foot=(self.paid_button, self.once_button, self.look_button))
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self.empty)
        left.body.addLayout(head)
        left.body.addWidget(self.stack, 1)
        over = QVBoxLayout()
        over.setContentsMargins(space.M, space.M, space.M, space.M)
        over.addWidget(self.items_title)
        right.body.addLayout(over)
        right.body.addWidget(self.items, 1)
        right.body.addWidget(CardFoot(self.change_button, self.delete_button))
        right.body.addWidget(CardFoot(self.back_button))
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(left, 5)
        row.addWidget(right, 3)
        self.column.addLayout(row, 1)

    def _connect(self) -> None:
        for button, run in self._deeds():
            button.clicked.connect(lambda _on=False, _run=run: _run())
        self.calendar.opened.connect(lambda _line: self.look())
        self.calendar.chosen.connect(self._enable)
        self.items.opened.connect(lambda _item: self.change())
        self.items.chosen.connect(self._enable)
        for table in (self.calendar, self.items):
            table.deeds = partial(self._add_deeds, table)
        self.link.watch(self, _WATCHED, self._changed)
        self.context.registry.add(
            ActionSpec("finance.owing", N_("What is due, and the money of the next 90 days"), self._come,
                       "calendar-blank", group=N_("Finance"))
        )  # fmt: skip

    def _deeds(self) -> tuple[tuple[Button, Callable[[], None]], ...]:
        return (
            (self.paid_button, self.note_paid), (self.once_button, self.change_once), (self.look_button, self.look),
            (self.change_button, self.change), (self.delete_button, self.delete), (self.back_button, self.take_back),
        )  # fmt: skip

    def menu(self, table: ListTable) -> PassingMenu:
        """What can be done with the row that is chosen in one of the two lists."""
        menu = PassingMenu(table)
        self._add_deeds(table, menu)
        return menu

    def _add_deeds(self, table: ListTable, menu: QMenu) -> None:
        of_calendar = (self.paid_button, self.once_button, self.look_button)
        for button, run in self._deeds():
            if (button in of_calendar) == (table is self.calendar) and button.isEnabled():
                menu.addAction(button.text()).triggered.connect(lambda _on=False, _run=run: _run())

    def _come(self) -> None:
        self.context.navigate("finance", section="owing")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()
