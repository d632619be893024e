"""A rule of categories with what it would change, shown before it is saved."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from services import formatting
from services.finance.categorising import by_use
from services.finance.rules import Change, Effect, RuleChoices, add_rule, change_rule, effect_of, rule_choices
from services.finance.sorting import Rule
from services.finance.wording import FLOW_LABELS
from services.formatting import plain_amount
from services.i18n import N_, _
from services.types import Flow
from ui.dialogs.dialog import confirm
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pause import Pause
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.fields import CheckBox, Choice, text_field
from ui.widgets.text import Text

_TYPED_MS = 250
_COLUMNS = (
    ListColumn(N_("Day"), 92), ListColumn(N_("Counterparty"), 0), ListColumn(N_("Amount"), 100, right=True),
    ListColumn(N_("Now"), 120),
)  # fmt: skip


class RuleDialog(FormDialog):
    """A new rule made from `rule`, or the change of one that has an id. `effect` is what it would do as typed."""

    topic = "finance#statements"

    def __init__(self, context: PageContext, rule: Rule | None = None) -> None:
        start = rule if rule is not None else Rule("")
        title = _("Change the rule") if start.id is not None else _("A rule for categories")
        super().__init__(context, title, _("Everything that is filled in must hold."), width=680)
        self._start = start
        self.effect: Effect | None = None
        self._names: dict[str, str] = {}
        self._make_fields(start)
        self.said = Text("", "body", "text2", wrap=True)
        self.rows_shown = ListTable(_COLUMNS, self._line)
        self.rows_shown.setFixedHeight(190)
        self.past = CheckBox(_("Also sort what is here already"))
        self.past.setChecked(True)
        for widget in (self.said, self.rows_shown, self.past):
            self.body.addWidget(widget)
        self._typed = Pause(self, _TYPED_MS)
        self._typed.timeout.connect(self.look)
        self.finish_form(_("Save the rule"), "check")
        self.link.ask(rule_choices, owner=self).then(self._choices_known)

    def _make_fields(self, start: Rule) -> None:
        self.words = text_field(_("In kind, subject, counterparty or note"), start.words or "")
        self.counterparty = text_field("", start.counterparty or "")
        self.kind = text_field("", start.kind_text or "")
        self.least, self.most = text_field("0.00"), text_field("0.00")
        for field in (self.least, self.most):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.account, self.direction, self.category = Choice(), Choice(), Choice()
        self.direction.addItem(_("Any direction"), "")
        for flow, words in FLOW_LABELS.items():
            self.direction.addItem(_(words), str(flow))
        self.direction.setCurrentIndex(max(self.direction.findData(str(start.direction or "")), 0))
        self.takes_order = CheckBox(_("Look for an order's number in it"))
        self.takes_order.setChecked(start.takes_order)
        self.add_row(("category", _("Category"), self.category), ("words", _("Words"), self.words), shares=(1, 1))
        self.add_row(("counterparty", _("Counterparty"), self.counterparty), ("kind_text", _("Kind"), self.kind))
        self.add_row(
            ("account", _("Account"), self.account), ("direction", _("Direction"), self.direction),
            ("least", _("At least"), self.least), ("most", _("At most"), self.most),
        )  # fmt: skip
        self.body.addWidget(self.takes_order)

    def _choices_known(self, found: RuleChoices) -> None:
        self._names = {one.code: one.name for one in found.categories}
        for one in by_use(found.categories):
            self.category.addItem(one.name, one.code)
        self.account.addItem(_("Any account"), 0)
        for account in found.accounts:
            self.account.addItem(account.name, account.id)
        self._currency = found.currency
        self.category.setCurrentIndex(max(self.category.findData(self._start.category), 0))
        self.account.setCurrentIndex(max(self.account.findData(self._start.account_id or 0), 0))
        self.least.setText(plain_amount(self._start.least_minor, found.currency))
        self.most.setText(plain_amount(self._start.most_minor, found.currency))
        for field in (self.words, self.counterparty, self.kind, self.least, self.most):
            field.textChanged.connect(self._typed.start)
        for choice in (self.category, self.account, self.direction):
            choice.activated.connect(lambda _index: self._typed.start())
        self._clean = self.contents()
        self.look()

    # --- what it would do -----------------------------------------------------------------------

    def rule(self) -> Rule | None:
        """The rule as it is typed; None where an amount cannot be read."""
        amounts = [self._amount(name) for name in ("least", "most")]
        if any(not can_read for can_read, _minor in amounts):
            return None
        flow = str(self.direction.currentData() or "")
        return Rule(
            category=str(self.category.currentData() or ""),
            words=self.text_of("words"),
            counterparty=self.text_of("counterparty"),
            kind_text=self.text_of("kind_text"),
            account_id=int(self.account.currentData() or 0) or None,
            direction=Flow(flow) if flow else None,
            least_minor=amounts[0][1],
            most_minor=amounts[1][1],
            takes_order=self.takes_order.isChecked(),
            id=self._start.id,
        )

    def _amount(self, name: str) -> tuple[bool, int | None]:
        typed = self.text_of(name)
        if typed is None:
            return True, None
        minor = formatting.parse_amount(typed, self._currency)
        if minor is None or minor < 0:
            self.refuse_field(name, _("“{value}” is not an amount.").format(value=typed))
            return False, None
        return True, minor

    def look(self) -> None:
        """Ask what the rule would change as it is typed."""
        self.clear_problems()
        rule = self.rule()
        if rule is None or rule.is_empty:
            self._show(None)
            return
        self.link.ask(effect_of, rule, owner=self).then(self._show)

    def _show(self, effect: Effect | None) -> None:
        self.effect = effect
        self.rows_shown.set_rows(effect.changes if effect is not None else ())
        self.said.setText(_("Fill in what the transactions have in common.") if effect is None else _said(effect))
        self.said.set_tone("neg" if effect is not None and effect.is_broad else "text2")

    def _line(self, change: Change) -> Line:
        now = self._names.get(change.before or "", "") or _("none")
        return (
            ListCell(change.happened_on),
            ListCell(" · ".join(part for part in (change.counterparty, change.kind_text, change.subject) if part)),
            ListCell(formatting.money(change.amount_minor, change.currency)),
            ListCell(now, "text2"),
        )

    # --- saving ---------------------------------------------------------------------------------

    def check_and_save(self) -> None:
        """Save the rule; one that catches most of everything is asked about first."""
        rule = self.rule()
        if rule is None:
            return
        if self.effect is not None and self.effect.is_broad:
            title = _("This rule catches nearly everything")
            confirm(self.context.dialog_parent(), title, _said(self.effect), _("Save it all the same"),
                    partial(self._save, rule), danger=True)  # fmt: skip
            return
        self._save(rule)

    def _save(self, rule: Rule) -> None:
        if self._start.id is None:
            self.run(add_rule, rule, apply_to_past=self.past.isChecked())
        else:
            self.run(change_rule, self._start.id, rule, apply_to_past=self.past.isChecked())


def _said(effect: Effect) -> str:
    words = _("{caught} of {total} transactions fulfil it, {changing} would change.").format(
        caught=formatting.integer(effect.caught),
        total=formatting.integer(effect.total),
        changing=formatting.integer(effect.changing),
    )
    if effect.hers:
        words += " " + _("{count} stay as you sorted them.").format(count=formatting.integer(effect.hers))
    if effect.catches_all:
        words = _("Careful, it catches every transaction.") + " " + words
    elif effect.is_broad:
        words = _("Careful, it catches more than half of all transactions.") + " " + words
    return words
