"""Writing down what is due, what one due day differs in, and what was paid of it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from services import formatting
from services.formatting import plain_amount
from services.i18n import _
from services.owing.commands import CommitmentDraft, add_commitment, edit_commitment, pay, set_this_time
from services.owing.payments import Payer, payers
from services.owing.queries import CommitmentChoices, CommitmentView, Due
from services.tasks.wording import NAMES
from services.types import Flow
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, number_field, text_field


class CommitmentForm(FormDialog):
    """Something new that is due, or `shown` to be changed."""

    topic = "finance#due"

    def __init__(self, context: PageContext, offered: CommitmentChoices, shown: CommitmentView | None = None) -> None:
        title = _("New due item") if shown is None else _("Change what is due")
        subtitle = _("Rent, wages, a loan's rate, or a single bill. It stands in the calendar until it is paid.")
        super().__init__(context, title, subtitle, width=620)
        self._shown, self._currency = shown, offered.currency
        draft = shown.draft if shown is not None else CommitmentDraft("", 0, offered.today)
        self.name = text_field(_("for example Rent"), draft.name)
        self.counterparty = text_field(_("Landlord, helper, bank"), draft.counterparty or "")
        self.amount = text_field("0.00", plain_amount(draft.amount_minor or None, offered.currency))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.first = text_field("", draft.first_on.isoformat())
        self.last = text_field(_("without end"), draft.last_on.isoformat() if draft.last_on else "")
        self.every, self.back = number_field("", str(draft.every)), number_field("", str(draft.months_back))
        self.note = text_field(value=draft.note or "")
        self.direction, self.repeat, self.category = Choice(), Choice(), Choice()
        self._offer(offered, draft)
        self._lay_out()

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        draft = self._draft()
        if draft is None:
            return
        if self._shown is None:
            self.run(add_commitment, draft)
        else:
            self.run(edit_commitment, self._shown.id, draft, version=self._shown.version)

    def _draft(self) -> CommitmentDraft | None:
        amount = self.amount_of("amount", self._currency)
        reads_first, first = self.day_of("first")
        reads_last, last = self.day_of("last")
        reads_every, every = self.whole_of("every")
        reads_back, back = self.whole_of("back")
        if amount is None or not (reads_first and reads_last and reads_every and reads_back):
            return None
        if first is None:
            self.refuse_day("first")
            return None
        return CommitmentDraft(
            self.name.text(), amount, first, self.direction.currentData(), self.repeat.currentData(),
            1 if every is None else every, last, back or 0, self.text_of("counterparty"),
            self.category.currentData(), self.text_of("note"),
        )  # fmt: skip

    def _offer(self, offered: CommitmentChoices, draft: CommitmentDraft) -> None:
        self.direction.addItem(_("I pay it"), Flow.OUT)
        self.direction.addItem(_("I get it"), Flow.IN)
        self.repeat.addItem(_("once"), None)
        for repeat, words in NAMES.items():
            self.repeat.addItem(_(words), repeat)
        self.category.addItem(_("no category"), None)
        for one in offered.categories:
            self.category.addItem(one.name, one.code)
        for choice, value in (
            (self.direction, draft.direction), (self.repeat, draft.repeat), (self.category, draft.category),
        ):  # fmt: skip
            choice.setCurrentIndex(max(choice.findData(value), 0))

    def _lay_out(self) -> None:
        self.add_row(("name", _("Name"), self.name), ("counterparty", _("Counterparty"), self.counterparty))
        self.add_row(("direction", _("Direction"), self.direction), ("amount", _("Amount"), self.amount))
        self.add_row(("first", _("First due day"), self.first), ("repeat", _("Comes again"), self.repeat),
                     ("every", _("Every"), self.every))  # fmt: skip
        self.add_row(("last", _("Last day"), self.last), ("back", _("For how many months back"), self.back),
                     ("category", _("Category"), self.category))  # fmt: skip
        self.rows["back"].setToolTip(_("1 where it is for the month before, as wages often are."))
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save"))


class PaymentForm(FormDialog):
    """What was paid of one due day: all that is open, or a part."""

    topic = "finance#due"

    def __init__(self, context: PageContext, due: Due, today: date) -> None:
        title = _("{name}: paid").format(name=due.name)
        words = _("Due on {day}, still open: {amount}.")
        subtitle = words.format(
            day=due.due_on.isoformat(), amount=formatting.money(due.open_minor, due.currency)
        )  # fmt: skip
        super().__init__(context, title, subtitle, width=480)
        self._due = due
        self.amount = text_field("0.00", plain_amount(due.open_minor, due.currency))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.day = text_field("", today.isoformat())
        self.transaction = Choice()
        self.transaction.addItem(_("none, or not imported yet"), None)
        self.add_row(("transaction", _("Transaction"), self.transaction))
        self.add_row(("amount", _("Amount"), self.amount), ("day", _("Paid on"), self.day))
        self.finish_form(_("Note as paid"))
        self.transaction.currentIndexChanged.connect(self._chosen)
        self.link.ask(payers, due, owner=self).then(self._offer)

    def _offer(self, found: tuple[Payer, ...]) -> None:
        for one in found:
            amount = formatting.money(one.left_minor, self._due.currency)
            words = " · ".join(part for part in (one.happened_on.isoformat(), amount, one.words, one.account) if part)
            self.transaction.addItem(words, one)
        self._clean = self.contents()

    def _chosen(self) -> None:
        payer = self.transaction.currentData()
        if isinstance(payer, Payer):
            self.day.setText(payer.happened_on.isoformat())
            self.amount.setText(plain_amount(min(payer.left_minor, self._due.open_minor), self._due.currency))

    def check_and_save(self) -> None:
        """Check what was typed and note it."""
        amount = self.amount_of("amount", self._due.currency)
        can_read, day = self.day_of("day")
        if amount is None or not can_read:
            return
        if day is None:
            self.refuse_day("day")
            return
        payer = self.transaction.currentData()
        by = payer.id if isinstance(payer, Payer) else None
        self.run(pay, self._due.key, self._due.due_on, amount, day, by)


class ThisTimeForm(FormDialog):
    """Another amount for one due day."""

    topic = "finance#due"

    def __init__(self, context: PageContext, due: Due) -> None:
        title = _("{name} on {day}").format(name=due.name, day=due.due_on.isoformat())
        super().__init__(context, title, _("Only this once. Type 0 where nothing is due this time."), width=480)
        self._due = due
        self.amount = text_field("0.00", plain_amount(due.amount_minor, due.currency))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_row(("amount", _("Amount"), self.amount))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check what was typed and keep it for this day."""
        amount = self.amount_of("amount", self._due.currency)
        if amount is not None:
            self.run(set_this_time, self._due.key, self._due.due_on, amount)
