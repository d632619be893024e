"""The cards behind the steps of a case: amounts, parcels, what was found, who is to blame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QLineEdit

from services import formatting
from services.aftersales.commands import edit, set_blame, set_kind, wait_for
from services.aftersales.errors import RefundBeyondPaid
from services.aftersales.goods import set_waybill
from services.aftersales.money import agree, refuse
from services.aftersales.paying import pay
from services.aftersales.replacing import repair_back, send_back
from services.aftersales.views import CaseView
from services.aftersales.words import KIND_LABELS, PARTY_LABELS, STATE_LABELS
from services.formatting import plain_amount
from services.i18n import _
from services.types import CaseKind, CaseParty, CaseState
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.aftersales.case_steps import OPEN
from ui.widgets.fields import Choice, number_field, text_field

_END_OF_DAY = time(23, 59, 59)
Then = Callable[[Any], object]


class CaseForm(FormDialog):
    """Base of the cards: the case they are about, and where to go when it is done."""

    topic = "after-sales#top"

    def __init__(self, context: PageContext, view: CaseView, title: str, then: Then, *, width: int = 460) -> None:
        super().__init__(
            context, title, " · ".join(filter(None, (view.case.external_no, view.case.title))), width=width
        )
        self.view, self.case, self._then = view, view.case, then


class AmountForm(CaseForm):
    """An amount that is agreed or was paid; where it is more than can go back, the reason it is meant is asked for."""

    topic = "after-sales#refund"

    def __init__(
        self, context: PageContext, view: CaseView, then: Then, accounts: Sequence[tuple[int, str]] | None = None
    ) -> None:
        self._pays = accounts is not None
        super().__init__(context, view, _("Payment to the buyer") if self._pays else _("Agree"), then)
        case = view.case
        wanted = case.agreed_minor if self._pays and case.agreed_minor is not None else case.asked_minor
        if self._pays:
            wanted = max((wanted or 0) - (case.refunded_minor or 0), 0)
        shown = plain_amount(wanted, case.currency)
        self.amount = number_field("0.00", shown)
        self.account, self.override = Choice(), text_field()
        self.add_row(("amount", _("Amount"), self.amount))
        if accounts is not None:
            self.account.addItem(_("The platform paid it"), None)
            for account_id, name in accounts:
                self.account.addItem(name, account_id)
            self.add_row(("account", _("Account"), self.account))
        self.add_row(("override", _("Why more than was paid"), self.override))
        self.ask_only_when_refused("override")
        self.finish_form(_("Note the payment") if self._pays else _("Agree"))

    def check_and_save(self) -> None:
        """Save the amount."""
        amount = self.amount_of("amount", self.case.currency)
        if amount is None:
            return
        override = self.text_of("override")
        if self._pays:
            account = self.account.currentData()
            self.run(pay, self.case.id, amount, account_id=account, override=override, then=self._then)
            return
        self.run(agree, self.case.id, amount, override=override, then=self._then)

    def refused(self, error: Exception) -> None:
        """An amount beyond what was paid leads to the field that says why."""
        super().refused(error)
        if isinstance(error, RefundBeyondPaid):
            self.ask_why("override")


class WordsForm(CaseForm):
    """One or two lines of words that a command takes."""

    def __init__(
        self,
        context: PageContext,
        view: CaseView,
        title: str,
        fields: Sequence[tuple[str, str, str]],
        save: Callable[[WordsForm], None],
        then: Then,
    ) -> None:
        super().__init__(context, view, title, then)
        self._save = save
        self.fields: dict[str, QLineEdit] = {}
        for name, label, value in fields:
            self.fields[name] = text_field("", value)
            self.add_row((name, label, self.fields[name]))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Hand what was typed to the command."""
        self._save(self)

    def go(self, command: Callable[..., Any], *args: Any, **more: Any) -> None:
        """Run the command of the card."""
        self.run(command, *args, then=self._then, **more)


def waybill_form(context: PageContext, view: CaseView, then: Then) -> WordsForm:
    """By which courier and number the goods come back."""
    fields = (
        ("courier", _("Return courier"), view.case.return_courier or ""),
        ("number", _("Return tracking no."), view.case.return_tracking_no or ""),
    )

    def save(form: WordsForm) -> None:
        form.go(set_waybill, view.case.id, form.text_of("courier"), form.text_of("number"))

    return WordsForm(context, view, _("Return parcel"), fields, save, then)


def refuse_form(context: PageContext, view: CaseView, then: Then) -> WordsForm:
    """Say no, and why."""

    def save(form: WordsForm) -> None:
        form.go(refuse, view.case.id, form.text_of("note"))

    return WordsForm(context, view, _("Refuse"), (("note", _("Why"), ""),), save, then)


def edit_form(context: PageContext, view: CaseView, then: Then) -> WordsForm:
    """The note and the next step, and what the way back cost us."""
    case = view.case
    freight = "" if case.freight_minor is None else formatting.amount(case.freight_minor, case.currency)
    zone = ZoneInfo(view.zone)
    until = "" if case.deadline_at is None else f"{case.deadline_at.astimezone(zone):%Y-%m-%d}"
    fields = (
        ("next_action", _("Next step"), case.next_action or ""),
        ("reason", _("Reason"), case.reason or ""),
        ("note", _("Note"), case.note or ""),
        ("freight", _("Return freight"), freight.replace(",", "")),
        ("deadline", _("Deadline"), until),
    )

    def save(form: WordsForm) -> None:
        cost = form.amount_of("freight", case.currency)
        is_day, day = form.day_of("deadline")
        if cost is None or not is_day:
            return
        values: dict[str, object] = {name: form.text_of(name) for name in ("next_action", "reason", "note")}
        values["freight_minor"] = cost if form.text_of("freight") else None
        if (form.text_of("deadline") or "") != until:  # a rule's deadline stays a rule's where nobody touched it
            values["deadline_at"] = None if day is None else datetime.combine(day, _END_OF_DAY, zone).astimezone(UTC)
        form.go(edit, case.id, values, version=case.version)

    return WordsForm(context, view, _("Note and next step"), fields, save, then)


def repaired_form(context: PageContext, view: CaseView, then: Then) -> WordsForm:
    """What the repair cost."""

    def save(form: WordsForm) -> None:
        cost = form.amount_of("cost", view.case.currency)
        if cost is not None:
            form.go(repair_back, view.case.id, cost_minor=cost if form.text_of("cost") else None)

    return WordsForm(context, view, _("Back from repair"), (("cost", _("Repair cost"), ""),), save, then)


def sent_back_form(context: PageContext, view: CaseView, then: Then) -> WordsForm:
    """Under which number the buyer's own piece goes back to them."""

    def save(form: WordsForm) -> None:
        form.go(send_back, view.case.id, form.text_of("number"))

    return WordsForm(context, view, _("Send back"), (("number", _("Tracking no."), ""),), save, then)


@dataclass(frozen=True, slots=True)
class _Question:
    """A choice of codes: its title and label, what can be chosen, and what is chosen now."""

    title: str
    label: str
    choices: Sequence[tuple[Any, str]]
    now: Any


class ChoiceForm(CaseForm):
    """One code out of several."""

    def __init__(
        self, context: PageContext, view: CaseView, question: _Question, save: Callable[[Any], tuple[Any, ...]],
        then: Then,
    ) -> None:  # fmt: skip
        super().__init__(context, view, question.title, then, width=420)
        self._save = save
        self.choice = Choice()
        for code, words in question.choices:
            self.choice.addItem(words, code)
        self.choice.setCurrentIndex(max(self.choice.findData(question.now), 0))
        self.add_row(("choice", question.label, self.choice))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Take what is chosen."""
        self.run(*self._save(self.choice.currentData()), then=self._then)


def kind_form(context: PageContext, view: CaseView, then: Then) -> ChoiceForm:
    """What the case is about."""
    choices = [(code, _(words)) for code, words in KIND_LABELS.items()]
    question = _Question(_("Change the kind"), _("Case kind"), choices, view.case.kind)
    return ChoiceForm(context, view, question, lambda code: (set_kind, view.case.id, CaseKind(code)), then)


def wait_form(context: PageContext, view: CaseView, then: Then) -> ChoiceForm:
    """Whom the case waits for."""
    choices = [(code, _(words)) for code, words in STATE_LABELS.items() if code in OPEN]
    question = _Question(_("Waits for"), _("Case state"), choices, view.case.state)
    return ChoiceForm(context, view, question, lambda code: (wait_for, [view.case.id], CaseState(code)), then)


class BlameForm(CaseForm):
    """Who is to blame, and who bears what it costs."""

    def __init__(self, context: PageContext, view: CaseView, then: Then) -> None:
        super().__init__(context, view, _("Who is to blame"), then)
        self.blame, self.payer = Choice(), Choice()
        for choice, now in ((self.blame, view.case.blame), (self.payer, view.case.payer)):
            choice.addItem(_("Nobody has said"), None)
            for code, words in PARTY_LABELS.items():
                choice.addItem(_(words), code)
            choice.setCurrentIndex(max(choice.findData(now), 0))
        self.add_row(("blame", _("To blame"), self.blame), ("payer", _("Who bears it"), self.payer))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Keep both."""
        self.run(set_blame, self.case.id, self._party(self.blame), self._party(self.payer), then=self._then)

    @staticmethod
    def _party(choice: Choice) -> CaseParty | None:
        code = choice.currentData()
        return None if code is None else CaseParty(code)
