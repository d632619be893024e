"""One gift rule, typed in: what is given, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.channels.queries import ChannelView
from services.errors import Invalid
from services.formatting import plain_amount
from services.i18n import _
from services.messages import Message, render
from services.orders.gift_rules import GiftRule, GiftRuleView, save_rule
from services.written_numbers import parse_count
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.settings.saving import Saver, options
from ui.theme import space
from ui.widgets.fields import CheckBox, FormRow, number_field, text_field


class GiftRuleDialog(Dialog):
    """Name, gift and pieces; from which amount on, with which product, for whom, in which channel."""

    topic = "orders#gifts"

    def __init__(
        self,
        context: PageContext,
        saver: Saver,
        channels: Sequence[ChannelView],
        currency: str,
        view: GiftRuleView | None,
    ) -> None:
        title = _("Gift rule")
        why = _("An order gets the gift when it fulfils everything that is filled in here.")
        super().__init__(context.dialog_parent(), title, why, width=520)
        self._context, self._saver, self._currency = context, saver, currency
        self._rule = view.rule if view is not None else GiftRule("", "", 0)
        rule = self._rule
        least = plain_amount(rule.least_minor, currency)
        self.name = text_field(value=rule.name)
        self.code = text_field(value=view.code if view is not None else "")
        self.pieces = number_field(value=str(rule.quantity))
        self.least = number_field(value=least)
        self.bought = text_field(value=(view.bought_code or "") if view is not None else "")
        places = [("", _("every channel")), *((str(one.id), one.name) for one in channels)]
        self.channel = options(places, "" if rule.channel_id is None else str(rule.channel_id))
        self.repeat, self.on = CheckBox(_("Only for buyers who come back")), CheckBox(_("The rule is on"))
        self.repeat.setChecked(rule.repeat_buyer)
        self.on.setChecked(rule.is_on)
        self.rows: dict[str, FormRow] = {}
        self._lay_out()
        self.add_cancel()
        self.go = self.add_primary(_("Save"), "check", self._send)

    def _lay_out(self) -> None:
        self._line(("Name", _("Name"), self.name))
        self._line(("Gift", _("Gift (code)"), self.code), ("Quantity", _("Pieces"), self.pieces))
        least = _("From this amount on ({currency})").format(currency=self._currency)
        self._line(("Amount", least, self.least), ("Bought with it", _("Bought with it (code)"), self.bought))
        self._line(("Channel", _("Channel"), self.channel))
        self.body.addWidget(self.repeat)
        self.body.addWidget(self.on)

    def _line(self, *fields: tuple[str, str, QWidget]) -> None:
        line = QHBoxLayout()
        line.setSpacing(space.M)
        for key, words, field in fields:
            self.rows[key] = FormRow(words, field)
            line.addWidget(self.rows[key], 1)
        self.body.addLayout(line)

    def _send(self) -> None:
        for row in self.rows.values():
            row.set_problem("")
        typed, pieces = self.least.text().strip(), parse_count(self.pieces.text(), least=1)
        least = formatting.parse_amount(typed, self._currency) if typed else None
        if typed and least is None:
            self.rows["Amount"].set_problem(_("this is not an amount"))
            return
        if pieces is None:
            self.rows["Quantity"].set_problem(_("it must be 1 or more"))
            return
        place = str(self.channel.currentData())
        rule = replace(
            self._rule,
            name=self.name.text().strip(),
            quantity=pieces,
            least_minor=least,
            repeat_buyer=self.repeat.isChecked(),
            channel_id=int(place) if place else None,
            is_on=self.on.isChecked(),
        )
        self.go.setEnabled(False)
        pending = self._context.link.run(save_rule, rule, self.code.text(), self.bought.text(), owner=self)
        pending.then(self._done).fails(self._refused)

    def _done(self, outcome: object) -> None:
        words = _("Saved: {what}").format(what=self.name.text().strip() or self.code.text().strip())
        self.accept()
        self._saver.said(words, outcome)

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if not isinstance(error, Invalid):
            self._context.show_error(error)
            return
        label = error.params.get("field")
        said = label.template if isinstance(label, Message) else str(label)
        row = self.rows.get(said, self.rows["Gift"])
        row.set_problem(render(error.params["reason"]) if isinstance(error.params["reason"], Message) else "")
