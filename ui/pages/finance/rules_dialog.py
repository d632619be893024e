"""The rules of categories in the order they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services import formatting
from services.finance.rules import RuleList, archive_rule, order_rules, rule_list
from services.finance.sorting import Rule
from services.finance.wording import FLOW_LABELS
from services.i18n import N_, _
from services.types import Entity
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.finance.rule_form import RuleDialog
from ui.pages.work import run
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.text import Text

_COLUMNS = (ListColumn("", 36), ListColumn(N_("What it sorts"), 0), ListColumn(N_("Category"), 220))


class RulesDialog(Dialog):
    """`table` lists the rules; the first that fits sorts a transaction."""

    topic = "finance#statements"

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context.dialog_parent(), _("Rules for categories"),
            _("The first rule that fits sorts a transaction; what you sorted yourself is left alone."),
            width=680, height=480,
        )  # fmt: skip
        self._context, self._link = context, context.link
        self._found = RuleList((), {}, {}, self._link.home.currency())
        self.dialog: Any = None
        self.table = ListTable(_COLUMNS, self._line, sorts=False)
        self.table.opened.connect(lambda rule: self.edit(rule))
        self.empty = Text(_("No rules yet. The platforms' own words sort what they can."), "body", "text2", wrap=True)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.table, 1)
        self.add_left(_("New rule…"), "plus", lambda: self.edit(None))
        self.up = self.add_left(_("Move up"), "arrow-up", lambda: self.shift(-1))
        self.down = self.add_left(_("Move down"), "arrow-down", lambda: self.shift(1))
        self.put_away = self.add_left(_("Archive"), "archive", self.archive)
        self.add_primary(_("Close"))
        self._link.watch(self, {Entity.CATEGORY_RULE}, lambda _changes: self.read())
        self.read()

    def read(self) -> None:
        """Read the rules again."""
        self._link.ask(rule_list, owner=self).then(self._show)

    def edit(self, rule: Rule | None) -> None:
        """Open the form of a rule, or of a new one."""
        self.dialog = RuleDialog(self._context, rule)
        self._context.open_dialog(self.dialog)

    def shift(self, step: int) -> None:
        """Try the marked rule earlier or later."""
        rules, place = list(self._found.rules), self.table.currentIndex().row()
        if 0 <= place < len(rules) and 0 <= place + step < len(rules):
            rules.insert(place + step, rules.pop(place))
            run(self._context, self, order_rules, [rule.id for rule in rules])

    def archive(self) -> None:
        """Put the marked rule away."""
        rows: Sequence[Rule] = self.table.selected()
        if rows:
            run(self._context, self, archive_rule, rows[0].id)

    def _show(self, found: RuleList) -> None:
        place = max(self.table.currentIndex().row(), 0)
        self._found = found
        self.table.set_rows(found.rules)
        self.empty.setVisible(not found.rules)
        for button in (self.up, self.down, self.put_away):
            button.setEnabled(bool(found.rules))
        if found.rules:
            self.table.selectRow(min(place, len(found.rules) - 1))

    def _line(self, rule: Rule) -> Line:
        place = self._found.rules.index(rule) + 1
        name = self._found.categories.get(rule.category, rule.category)
        return ListCell(str(place), "text2"), ListCell(self._words(rule)), ListCell(name, strong=True)

    def _words(self, rule: Rule) -> str:
        """The conditions of a rule in words."""
        said = [
            rule.words and _("“{text}” anywhere").format(text=rule.words),
            rule.counterparty and _("from or to “{text}”").format(text=rule.counterparty),
            rule.kind_text and _("kind “{text}”").format(text=rule.kind_text),
            rule.account_id and self._found.accounts.get(rule.account_id, ""),
            rule.direction and _(FLOW_LABELS[rule.direction]),
            self._amounts(rule),
        ]
        return " · ".join(str(part) for part in said if part)

    def _amounts(self, rule: Rule) -> str:
        def money(minor: int) -> str:
            return formatting.money(minor, self._found.currency)

        if rule.least_minor is not None and rule.most_minor is not None:
            return _("{least} to {most}").format(least=money(rule.least_minor), most=money(rule.most_minor))
        if rule.least_minor is not None:
            return _("at least {amount}").format(amount=money(rule.least_minor))
        return _("at most {amount}").format(amount=money(rule.most_minor)) if rule.most_minor is not None else ""
