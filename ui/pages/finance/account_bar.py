"""The accounts above the list: a tab for each, and what lies in the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.finance.queries import AccountView
from services.finance.wording import KIND_LABELS
from services.i18n import _, join_list
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card, Hairline
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_EVERY = ""


class AccountBar(Card):
    """`chosen` carries an account's name, empty for all of them; the buttons carry its id."""

    chosen = Signal(str)
    new_wanted = Signal()
    change_wanted = Signal(int)
    archive_wanted = Signal(int)
    entries_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=space.HAIRLINE, spacing=0)
        self._accounts: dict[str, AccountView] = {}
        self._is_known = False
        self.tabs = ViewTabs(lined=False)
        self.facts = Text("", "body", "text2", elide=True)
        self.balance = Text("", "strong")
        self.beside = LinkButton()
        self.change = LinkButton("", "pencil-simple")
        self.archive = LinkButton("", "archive")
        self.new = LinkButton("", "plus")
        self.facts.setMinimumHeight(self.change.sizeHint().height())  # the bar keeps its height without the buttons
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, space.M, 0)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.new)
        below = QHBoxLayout()
        below.setContentsMargins(space.L, space.S, space.M, space.S)
        below.setSpacing(space.M)
        for widget in (self.balance, self.facts, self.beside, self.change, self.archive):
            below.addWidget(widget, 1 if widget is self.facts else 0)
        self.body.addLayout(top)
        self.body.addWidget(Hairline())
        self.body.addLayout(below)
        self.tabs.changed.connect(self._changed)
        self.new.clicked.connect(self.new_wanted)
        self.change.clicked.connect(lambda _on=False: self._send(self.change_wanted))
        self.archive.clicked.connect(lambda _on=False: self._send(self.archive_wanted))
        self.beside.clicked.connect(lambda _on=False: self.entries_wanted.emit())
        self.retranslate()

    @property
    def current(self) -> AccountView | None:
        """The chosen account; None while all are shown."""
        return self._accounts.get(self.tabs.current())

    def show_accounts(self, accounts: Sequence[AccountView]) -> None:
        """Show these accounts; the chosen one stays chosen where it is among them."""
        self._accounts = {one.name: one for one in accounts}
        self._is_known = True
        self.retranslate()

    def choose(self, name: str) -> None:
        """Go to an account without telling anybody; an unknown name is all of them."""
        self.tabs.set_current(name if name in self._accounts else _EVERY)
        self._show()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        total = sum(one.count for one in self._accounts.values()) if self._is_known else None
        tabs = [ViewTab(_EVERY, _("All accounts"), total)]
        tabs += [ViewTab(one.name, _tab_words(one), one.count) for one in self._accounts.values()]
        self.tabs.set_tabs(tabs)
        self.tabs.retranslate()
        self.new.setText(_("New account"))
        self.change.setText(_("Change"))
        self._show()

    def _changed(self, name: str) -> None:
        self._show()
        self.chosen.emit(name)

    def _show(self) -> None:
        account = self.current
        for button in (self.change, self.archive):
            button.setVisible(account is not None)
        self.beside.setVisible(account is not None and account.beside > 0)
        if account is None:
            self._show_all()
            return
        self.archive.setText(_("Bring back") if account.is_archived else _("Archive"))
        self.balance.show()
        self.balance.setText(formatting.money(account.balance_minor, account.currency))
        self.facts.setText(" · ".join(_facts(account)))
        booked = formatting.money(account.beside_minor, account.currency)
        self.beside.setText(_("{amount} of it booked by hand").format(amount=booked))

    def _show_all(self) -> None:
        """What each of the accounts holds."""
        self.balance.hide()
        held = [one for one in self._accounts.values() if one.balance_minor or not one.is_archived]
        if not self._is_known:
            self.facts.setText("")
            return
        if not held:
            self.facts.setText(_("Choose an account for its balance. Ctrl+G puts transactions under a category."))
            return
        each = join_list([f"{one.name} {formatting.money(one.balance_minor, one.currency)}" for one in held])
        self.facts.setText(_("{accounts}. Ctrl+G puts transactions under a category.").format(accounts=each))

    def _send(self, signal: object) -> None:
        if self.current is not None:
            signal.emit(self.current.id)  # type: ignore[attr-defined]


def _tab_words(account: AccountView) -> str:
    return _("{name} (archived)").format(name=account.name) if account.is_archived else account.name


def _facts(account: AccountView) -> list[str]:
    """What is to be known about an account, beside its balance."""
    told = _("as the newest statement says") if account.is_told else _("opening balance, and what moved since")
    found = [told, _(KIND_LABELS[account.kind])]
    if account.number_tail:
        found.append(_("number ends in {tail}").format(tail=account.number_tail))
    if account.first_on is not None and account.last_on is not None:
        days = {"first": formatting.day(account.first_on), "last": formatting.day(account.last_on)}
        found.append(_("{first} to {last}").format(**days))
    if account.note:
        found.append(account.note)
    return found
