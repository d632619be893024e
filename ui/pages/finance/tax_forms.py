"""Typing a row of the tax tables, a line of the income-tax sheet, and what a platform reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from services.channels.queries import ChannelView
from services.formatting import plain_amount
from services.i18n import _
from services.tax.commands import AdjustmentDraft, RuleDraft, add_adjustment, change_adjustment, set_rule
from services.tax.income import Adjustment
from services.tax.platforms import ReportDraft, Reported, add_report, change_report
from services.tax.tables import TaxRow, percent
from services.tax.wording import CHANGE_LABELS, FIGURE_LABELS, VERIFY
from services.types import TaxFigure
from services.written_numbers import parse_share
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, number_field, text_field


class RuleForm(FormDialog):
    """A new row of the tax tables, or `shown` to be changed: figure, days, rate or amount, and where it was read."""

    topic = "finance#tax"

    def __init__(self, context: PageContext, currency: str, today: date, shown: TaxRow | None = None) -> None:
        title = _("New rate or threshold") if shown is None else _("Change this row")
        super().__init__(context, title, _(VERIFY), width=620)
        self._currency = currency
        self.figure = Choice()
        for figure, words in FIGURE_LABELS.items():
            self.figure.addItem(_(words), figure)
        if shown is not None:
            self.figure.setCurrentIndex(self.figure.findData(shown.figure))
            self.figure.setEnabled(False)
        since = shown.since if shown is not None else today.replace(month=1, day=1)
        self.since = text_field("", since.isoformat())
        until = shown.until if shown is not None else None
        self.until = text_field(_("without end"), until.isoformat() if until is not None else "")
        self.rate = number_field("1", percent(shown.ppm) if shown is not None and shown.ppm is not None else "")
        self.amount = _amount_field(shown.amount_minor if shown is not None else None, currency)
        self.over = _amount_field(shown.over_minor or None if shown is not None else None, currency)
        self.deduct = _amount_field(shown.deduct_minor or None if shown is not None else None, currency)
        self.source = text_field(_("Number and day of the announcement"), shown.source if shown is not None else "")
        self.add_row(("figure", _("Figure"), self.figure))
        self.add_row(("since", _("Since"), self.since), ("until", _("Until"), self.until))
        self.add_row(("rate", _("Rate"), self.rate), ("amount", _("Amount"), self.amount))
        self.add_row(("over", _("Above"), self.over), ("deduct", _("Quick deduction"), self.deduct))
        self.add_row(("source", _("Source"), self.source))
        self.figure.currentIndexChanged.connect(lambda _index: self._fit())
        self._fit()
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        reads_since, since = self.day_of("since")
        reads_until, until = self.day_of("until")
        reads_rate, ppm = self._rate()
        amounts = [self.amount_of(name, self._currency) for name in ("amount", "over", "deduct")]
        if not (reads_since and reads_until and reads_rate) or any(one is None for one in amounts):
            return
        if since is None:
            self.refuse_day("since")
            return
        amount = amounts[0] if self.text_of("amount") is not None else None
        draft = RuleDraft(
            self.figure.currentData(), since, until, amounts[1] or 0, ppm, amount, amounts[2] or 0, self.source.text()
        )
        self.run(set_rule, draft)

    def _rate(self) -> tuple[bool, int | None]:
        typed = self.text_of("rate")
        if typed is None:
            return True, None
        ppm = parse_share(typed)
        if ppm is None:
            self.refuse_field("rate", _("type a percentage such as 1 or 1.5"))
        return ppm is not None, ppm

    def _fit(self) -> None:
        """Steps alone begin at an amount and take something off."""
        is_step = self.figure.currentData() is TaxFigure.INCOME_BRACKET
        for name in ("over", "deduct"):
            self.rows[name].setVisible(is_step)


class AdjustmentForm(FormDialog):
    """A line of a year's income-tax sheet that the books do not know, or `shown` to be changed."""

    topic = "finance#tax"

    def __init__(self, context: PageContext, currency: str, year: int, shown: Adjustment | None = None) -> None:
        title = _("New line of {year}").format(year=year) if shown is None else _("Change this line")
        why = _("What the tax office does not accept is added back, what it allows beyond the books is deducted.")
        super().__init__(context, title, why, width=520)
        self._currency, self._year, self._shown = currency, year, shown
        self.kind = Choice()
        for kind, words in CHANGE_LABELS.items():
            self.kind.addItem(_(words), kind)
        if shown is not None:
            self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self.text = text_field(_("for example Insurance"), shown.text if shown is not None else "")
        self.amount = _amount_field(shown.amount_minor if shown is not None else None, currency)
        self.add_row(("kind", _("Kind"), self.kind), ("amount", _("Amount"), self.amount))
        self.add_row(("text", _("Text"), self.text))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        amount = self.amount_of("amount", self._currency)
        if amount is None:
            return
        draft = AdjustmentDraft(self._year, self.kind.currentData(), self.text.text(), amount)
        if self._shown is None:
            self.run(add_adjustment, draft)
        else:
            self.run(change_adjustment, self._shown.id, draft)


class ReportForm(FormDialog):
    """What a platform reported of a channel, or `shown` to be changed, with a note on the gap."""

    topic = "finance#tax"

    def __init__(
        self, context: PageContext, channels: Sequence[ChannelView], today: date, shown: Reported | None = None
    ) -> None:
        title = _("What a platform reported") if shown is None else _("Change this report")
        why = _("Platforms report the income of each quarter to the tax office; the tax office's page shows it to you.")
        super().__init__(context, title, why, width=600)
        self._shown, self._currencies = shown, {one.id: one.currency for one in channels}
        self.channel = Choice()
        for one in channels:
            self.channel.addItem(one.name, one.id)
        draft = shown.draft if shown is not None else None
        if draft is not None:
            self.channel.setCurrentIndex(self.channel.findData(draft.channel_id))
        first, last = (draft.first_on, draft.last_on) if draft is not None else _quarter_before(today)
        currency = shown.currency if shown is not None else self.link.home.currency()
        self.first, self.last = text_field("", first.isoformat()), text_field("", last.isoformat())
        self.income = _amount_field(draft.income_minor if draft is not None else None, currency)
        self.refunds = _amount_field(draft.refunds_minor if draft is not None else None, currency)
        self.fees = _amount_field(draft.fees_minor if draft is not None else None, currency)
        orders = draft.orders if draft is not None else None
        self.orders = number_field("", "" if orders is None else str(orders))
        self.note = text_field(_("What you found about the gap"), (draft.note or "") if draft is not None else "")
        self.add_row(("channel", _("Channel"), self.channel))
        self.add_row(("first", _("First day"), self.first), ("last", _("Last day"), self.last))
        self.add_row(("income", _("Income reported"), self.income), ("refunds", _("Refunds reported"), self.refunds))
        self.add_row(("fees", _("Fees reported"), self.fees), ("orders", _("Orders"), self.orders))
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        channel_id = self.channel.currentData()
        currency = self._currencies.get(channel_id, self.link.home.currency())
        days = (self.day_of("first"), self.day_of("last"))
        amounts = {name: self.amount_of(name, currency) for name in ("income", "refunds", "fees")}
        can_count, orders = self.whole_of("orders")
        if any(one is None for one in amounts.values()) or not can_count or not all(can for can, _day in days):
            return
        (_can, first), (_can_last, last) = days
        if first is None or last is None:
            self.refuse_day("first" if first is None else "last")
            return
        fees = amounts["fees"] if self.text_of("fees") is not None else None
        draft = ReportDraft(
            channel_id, first, last, amounts["income"] or 0, amounts["refunds"] or 0, fees, orders, self.text_of("note")
        )  # fmt: skip
        if self._shown is None:
            self.run(add_report, draft)
        else:
            self.run(change_report, self._shown.id, draft, version=self._shown.version)


def _quarter_before(today: date) -> tuple[date, date]:
    """The quarter that ended last."""
    begin = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = date.fromordinal(begin.toordinal() - 1)
    return last.replace(month=last.month - 2, day=1), last


def _amount_field(minor: int | None, currency: str) -> Any:
    field = text_field("0.00", plain_amount(minor, currency))
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field
