"""The card of what holds for all cases: how long each may wait, why buyers complain, where goods go back to."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from services.aftersales.deadlines import DeadlineRule
from services.aftersales.words import KIND_LABELS, STATE_LABELS
from services.aftersales.work_rules import WorkRules, set_work_rules
from services.i18n import NN_, _
from services.importing.channels import PLATFORM_NAMES
from services.messages import counted
from services.types import CaseKind, CaseState, Platform
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.aftersales.case_steps import OPEN
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.card import SectionTitle
from ui.widgets.fields import Choice, number_field, text_field
from ui.widgets.text import Text

_HOURS = NN_("{count} hour", "{count} hours")
_LINES = 96


class CaseRulesDialog(FormDialog):
    """Deadlines of the shop before those that came; nothing is kept before it is saved."""

    topic = "after-sales#deadlines"

    def __init__(self, context: PageContext, found: WorkRules) -> None:
        super().__init__(context, _("Rules of after-sales cases"), width=680)
        self._found, self.own = found, list(found.own)
        self.body.addWidget(SectionTitle(_("How long a case may wait")))
        self._list = QVBoxLayout()
        self._list.setSpacing(space.XXS)
        self.body.addLayout(self._list)
        self._add_fields()
        words = _("{count} rules came with the program. They were inferred from public pages: check them.")
        self.body.addWidget(Text(words.format(count=len(found.brought)), "caption", "text2", wrap=True))
        self.reasons = QPlainTextEdit("\n".join(found.reasons))
        self.reasons.setFont(current_theme().font("body"))
        self.reasons.setFixedHeight(_LINES)
        self.reasons.setTabChangesFocus(True)
        self.address = text_field(_("Name, phone and address that stand in replies"), found.return_address)
        self.add_row(("reasons", _("Reasons, one on each line"), self.reasons))
        self.add_row(("address", _("Return address"), self.address))
        self._show_rules()
        self.finish_form(_("Save"))

    def contents(self) -> object:
        return super().contents(), tuple(self.own), self.reasons.toPlainText()

    def add_rule(self) -> None:
        """Take the rule that is filled in into the list."""
        self.clear_problems()
        read, hours = self.whole_of("hours")
        known, since = self.day_of("since")
        if not (read and known):
            return
        if not hours:
            self.refuse_field("hours", _("type a whole number, 1 or more"))
            return
        rule = DeadlineRule(
            hours,
            since or self._found.today,
            channel_id=self.channel.currentData(),
            kind=self.kind.currentData(),
            state=self.state.currentData(),
        )
        self.own.append(rule)
        self._show_rules()

    def remove_rule(self, rule: DeadlineRule) -> None:
        """Take a rule of the shop off the list."""
        self.own.remove(rule)
        self._show_rules()

    def check_and_save(self) -> None:
        """Keep everything in one step."""
        reasons = [line.strip() for line in self.reasons.toPlainText().splitlines() if line.strip()]
        address = self.text_of("address") or ""
        self.run(set_work_rules, list(self.own), reasons, address)

    def _add_fields(self) -> None:
        self.channel, self.kind, self.state = Choice(), Choice(), Choice()
        self.channel.addItem(_("Every channel"), None)
        for one in self._found.channels:
            self.channel.addItem(one.name, one.id)
        self.kind.addItem(_("Every kind"), "")
        for kind, words in KIND_LABELS.items():
            self.kind.addItem(_(words), str(kind))
        self.state.addItem(_("Whoever it waits for"), "")
        for state, words in STATE_LABELS.items():
            if state in OPEN:
                self.state.addItem(_(words), str(state))
        self.hours, self.since = number_field("48"), text_field("", self._found.today.isoformat())
        self.add_row(("channel", _("Channel"), self.channel), ("kind", _("Case kind"), self.kind))
        hours, since = ("hours", _("Hours"), self.hours), ("since", _("Since"), self.since)
        self.add_row(("state", _("Case state"), self.state), hours, since, shares=(2, 1, 1))
        self.add_button = SecondaryButton(_("Add this rule"), "plus")
        self.add_button.clicked.connect(lambda _on=False: self.add_rule())
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def _show_rules(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for rule in self.own:
            self._list.addWidget(self._line(rule))
        if not self.own:
            self._list.addWidget(Text(_("No rules of your own yet."), "body", "text2"))
        self.place()

    def _line(self, rule: DeadlineRule) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text(self._words(rule), "body", wrap=True), 1)
        remove = IconButton("trash", _("Remove this rule"))
        remove.set_side(26)
        remove.clicked.connect(partial(self._removed, rule))
        row.addWidget(remove)
        return line

    def _removed(self, rule: DeadlineRule, _on: bool = False) -> None:
        self.remove_rule(rule)

    def _words(self, rule: DeadlineRule) -> str:
        names = {one.id: one.name for one in self._found.channels}
        platform = _(PLATFORM_NAMES[Platform(rule.platform)]) if rule.platform else _("Every channel")
        parts = (
            names.get(rule.channel_id, platform) if rule.channel_id is not None else platform,
            _(KIND_LABELS[CaseKind(rule.kind)]) if rule.kind else _("Every kind"),
            _(STATE_LABELS[CaseState(rule.state)]) if rule.state else _("Whoever it waits for"),
            counted(_HOURS, rule.hours),
            _("since {day}").format(day=rule.since.isoformat()),
        )
        return " · ".join(parts)
