"""The Month close section: months at the left, what the chosen one still lacks at the right, and its lock."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from services import formatting, settings
from services.books.checklist import Check
from services.books.closing import choose_late_changes, close_month
from services.books.months import Closing, MonthView, closing, month_checks
from services.i18n import N_, NN_, _, join_sentences
from services.messages import counted
from services.types import Entity
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.finance.closing_forms import ReopenForm
from ui.pages.section import Section
from ui.said import way_back
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.fields import CheckBox, text_field
from ui.widgets.text import Text

_MONTHS = (ListColumn(N_("Month"), 110), ListColumn(N_("Books"), 0))
_CHECKS = (ListColumn(N_("What is left to look at"), 0), ListColumn("", 130, right=True))
_LEFT = NN_("{count} thing is left", "{count} things are left")
_WATCHED = (
    Entity.MONTH_CLOSE, Entity.TRANSACTION, Entity.ORDER, Entity.STOCK_MOVE, Entity.RECONCILIATION, Entity.SETTING,
    Entity.JOURNAL_ENTRY, Entity.EXCHANGE_RATE, Entity.STOCKTAKE,
)  # fmt: skip


class ClosingSection(Section):
    """`months` lists the months, `checks` what the chosen one lacks; `close_button` and `reopen_button` act on it."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: Closing | None = None
        self.month: MonthView | None = None
        self.found_checks: tuple[Check, ...] | None = None
        self.form: ReopenForm | None = None
        self._is_stale = True
        self.months = ListTable(_MONTHS, self._month_cells, single=True)
        self.checks = ListTable(_CHECKS, self._check_cells, sorts=False)
        self.title = Text("", "title")
        self.state = Text("", "body", "text2", wrap=True)
        self.note = text_field("")
        self.books_late = CheckBox("")
        self.close_button, self.reopen_button = (
            PrimaryButton("", "check"),
            SecondaryButton("", "arrow-counter-clockwise"),
        )
        self._lay_out()
        self._connect()
        self._say()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read the months again."""
        self._is_stale = False
        self.link.ask(closing, owner=self).then(self._show)

    def _show(self, found: Closing) -> None:
        self.found = found
        self.books_late.setChecked(found.late_changes == settings.BOOK_LATE_CHANGES)
        self.months.set_rows(found.months)
        kept = self.month.month if self.month is not None else None
        wanted = next((one for one in found.months if one.month == kept), None)
        turn = [one for one in found.months if one.may_close]
        self.show_month(wanted or (turn[0] if turn else found.months[0]))
        self._mark_month()

    def _mark_month(self) -> None:
        """Have the month that is shown chosen in the list, and in sight."""
        shown = [place for place, one in enumerate(self.months.list.rows) if one == self.month]
        self.months.select_rows(shown)

    def show_month(self, month: MonthView) -> None:
        """Show what a month lacks and what can be done with it."""
        if self.month is None or self.month.month != month.month:
            self.found_checks = None
            self.checks.set_rows(())
        self.month = month
        self.title.setText(_("Books of {month}").format(month=month.month))
        self.close_button.setVisible(month.closed_at is None)
        self.close_button.setEnabled(month.may_close)
        self.reopen_button.setVisible(month.may_open)
        self.note.setVisible(month.may_close)
        self.state.setText(self._state_words(month))
        self.link.ask(month_checks, month.month, owner=self).then(partial(self._show_checks, month.month))

    def _show_checks(self, month: str, found: tuple[Check, ...]) -> None:
        if self.month is not None and self.month.month == month:
            self.found_checks = found
            self.checks.set_rows(found)
            self.state.setText(self._state_words(self.month))

    def _state_words(self, month: MonthView) -> str:
        if month.closed_at is not None and self.found is not None:
            words = _("Closed on {when}. Nothing of it changes any more.")
            return words.format(when=formatting.instant(month.closed_at, self.found.zone))
        if not month.may_close:
            return _("Months are closed one after the other, when they are over.")
        if self.found_checks is None:
            return _("Looking what is left…")
        left = sum(not check.is_done for check in self.found_checks)
        noted = _("{left}. The month can be closed all the same; what is left is noted with it.")
        done = _("Everything is done. The month can be closed.")
        words = noted.format(left=counted(_LEFT, left)) if left else done
        earlier = _("It is the first: everything before it is closed with it.") if month.with_earlier else ""
        return join_sentences([words, earlier]) if earlier else words

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    # --- cells -------------------------------------------------------------------------------

    def _month_cells(self, month: MonthView) -> Line:
        words = _("closed") if month.closed_at is not None else _("not closed")
        return (
            ListCell(month.month, link=True),
            ListCell(words, "pos" if month.closed_at is not None else "text2"),
        )

    def _check_cells(self, check: Check) -> Line:
        if check.is_done:
            return (ListCell(str(check.words), "text3"), ListCell(_("done"), "pos"))
        return (ListCell(str(check.words), strong=True), ListCell(_("Look"), link=bool(check.page)))

    # --- doing -------------------------------------------------------------------------------

    def look(self, check: Check) -> None:
        """Go where a check can be settled."""
        if check.page and not check.is_done:
            self.context.navigate(check.page, **check.wanted)

    def close_books(self) -> None:
        """Close the month that is chosen."""
        if self.month is not None and self.month.may_close:
            job = self.link.run(close_month, self.month.month, self.note.text(), owner=self)
            job.then(partial(self._closed, self.month.month)).fails(self.context.show_error)

    def _closed(self, month: str, outcome: Any) -> None:
        self.note.clear()
        undo = way_back(self.link, outcome.changes)
        self.context.toast(_("The books of {month} are closed").format(month=month), undo=undo)

    def reopen(self) -> None:
        """Ask why the month shall be opened again."""
        if self.month is not None and self.month.may_open:
            self.form = ReopenForm(self.context, self.month.month)
            self.context.open_dialog(self.form)

    def _late_chosen(self, on: bool) -> None:
        choice = settings.BOOK_LATE_CHANGES if on else settings.REFUSE_LATE_CHANGES
        if self.found is not None and choice != self.found.late_changes:
            self.link.run(choose_late_changes, choice, owner=self).fails(self.context.show_error)

    # --- building ----------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._say()
        self.read()

    def _say(self) -> None:
        self.close_button.setText(_("Close the books"))
        self.reopen_button.setText(_("Open again…"))
        self.note.setPlaceholderText(_("A note on this month, if you like"))
        self.months.setAccessibleName(_("Month"))
        self.checks.setAccessibleName(_("What is left to look at"))
        self.note.setAccessibleName(_("A note on this month, if you like"))
        self.books_late.setText(_("Book late changes of closed months on the first open day instead of refusing them"))
        self.header.set_subtitle("")

    def _lay_out(self) -> None:
        left = Card(padding=space.HAIRLINE, spacing=0, flush=True)
        left.setMaximumWidth(280)
        left.body.addWidget(self.months, 1)
        right = Card(padding=space.HAIRLINE, spacing=0)
        head = QVBoxLayout()
        head.setContentsMargins(space.M, space.M, space.M, space.M)
        head.setSpacing(space.S)
        head.addWidget(self.title)
        head.addWidget(self.state)
        foot = QHBoxLayout()
        foot.setContentsMargins(space.M, space.M, space.M, space.M)
        foot.setSpacing(space.S)
        foot.addWidget(self.note, 1)
        foot.addStretch(0)
        foot.addWidget(self.reopen_button)
        foot.addWidget(self.close_button)
        late = QHBoxLayout()
        late.setContentsMargins(space.M, 0, space.M, space.M)
        late.addWidget(self.books_late)
        late.addStretch(1)
        right.body.addLayout(head)
        right.body.addWidget(self.checks, 1)
        right.body.addLayout(foot)
        right.body.addLayout(late)
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(left, 1)
        row.addWidget(right, 3)
        self.column.addLayout(row, 1)

    def _connect(self) -> None:
        self.months.clicked_cell.connect(lambda month, _column: self.show_month(month))
        self.months.opened.connect(self.show_month)
        self.months.chosen.connect(self._month_chosen)
        self.checks.clicked_cell.connect(lambda check, _column: self.look(check))
        self.checks.opened.connect(self.look)
        self.close_button.clicked.connect(lambda _on=False: self.close_books())
        self.reopen_button.clicked.connect(lambda _on=False: self.reopen())
        self.books_late.toggled.connect(self._late_chosen)
        self.link.watch(self, _WATCHED, self._changed)
        self.context.registry.add(
            ActionSpec("finance.closing", N_("Close a month"), self._come, "lock", group=N_("Finance"))
        )

    def _month_chosen(self) -> None:
        chosen = self.months.selected()
        if chosen and (self.month is None or chosen[0].month != self.month.month):
            self.show_month(chosen[0])

    def _come(self) -> None:
        self.context.navigate("finance", section="closing")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()
