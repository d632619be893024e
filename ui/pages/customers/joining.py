"""Customers who may be one person: what is suggested, how sure it is and why; nothing happens by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.customers.merging import keep_apart, merge
from services.customers.suggestions import MergeSuggestion, Suggested, suggestions
from services.i18n import NN_, _, join_list
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.pages.customers.words import person_name
from ui.pages.work import run
from ui.theme import space
from ui.widgets.buttons import LinkButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_FOUND = NN_(
    "{count} pair of customers seems to be one person. Nothing is joined unless you say so.",
    "{count} pairs of customers seem to be one person each. Nothing is joined unless you say so.",
)
_ORDERS = NN_("{count} order", "{count} orders")
_MOST, _LEAST, _HEIGHT, _SURE, _LIKELY = 60, 60, 400, 90, 75


class JoinDialog(Dialog):
    """Every suggestion, those about one customer where `only` names him; joined or refused one by one."""

    topic = "customers#join"

    def __init__(
        self, context: PageContext, *, masked: bool, only: int | None = None, then: Callable[[], object] | None = None
    ) -> None:
        super().__init__(context.dialog_parent(), _("Customers who may be one person"), icon="arrows-in", width=660)
        self._context, self._masked, self._only, self._then = context, masked, only, then
        self.cards: list[PairCard] = []
        self.words = Text(_("Looking…"), "body", "text2", wrap=True)
        self.area = PlainScroll()
        self.area.setFixedHeight(_LEAST)
        self.body.addWidget(self.words)
        self.body.addWidget(self.area)
        self.add_cancel(_("Close"))
        self._read()

    def _read(self, _value: object = None) -> None:
        if shiboken6.isValid(self):
            asked = self._context.link.ask(suggestions, self._only, owner=self)
            asked.then(self._show).fails(self._context.show_error)
            if self._then is not None:
                self._then()

    def _show(self, found: Sequence[MergeSuggestion]) -> None:
        inner = QWidget()
        column = column_of(inner, spacing=space.M)
        self.cards = [PairCard(one, masked=self._masked) for one in found[:_MOST]]
        for card in self.cards:
            card.join.clicked.connect(partial(self._join, card))
            card.apart.clicked.connect(partial(self._apart, card))
            column.addWidget(card)
        column.addStretch(1)
        self.area.put(inner)
        self.area.setFixedHeight(min(max(inner.sizeHint().height(), _LEAST), _HEIGHT))
        self.area.setVisible(bool(found))
        self.words.setText(counted(_FOUND, len(found)) if found else _("No two customers seem to be one person."))
        self.place()

    def _join(self, card: PairCard, _on: bool = False) -> None:
        head, *others = card.ids
        run(self._context, self, merge, head, others, then=self._read)

    def _apart(self, card: PairCard, _on: bool = False) -> None:
        run(self._context, self, keep_apart, *card.ids, then=self._read)


class PairCard(Card):
    """Two customers, why they may be one, and the two answers."""

    def __init__(self, suggestion: MergeSuggestion, *, masked: bool) -> None:
        super().__init__(None, padding=space.M, spacing=space.S)
        self.ids = [one.id for one in suggestion.customers]
        self.join = SecondaryButton(_("Join"), "arrows-in")
        self.apart = LinkButton(_("Two people"))
        share = f"{suggestion.confidence}%"
        tone = "green" if suggestion.confidence >= _SURE else "blue" if suggestion.confidence >= _LIKELY else "amber"
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(Pill(share, tone))
        row.addWidget(Text(join_list([str(one) for one in suggestion.reasons]), "body", "text2", wrap=True), 1)
        row.addWidget(self.apart)
        row.addWidget(self.join)
        self.body.addLayout(row)
        for one in suggestion.customers:
            self.body.addWidget(Text(_words(one, masked=masked), "body", "text", wrap=True))


def _words(one: Suggested, *, masked: bool) -> str:
    phone = f"…{one.phone_tail}" if one.phone_tail else ""
    parts = (person_name(one.name, masked=masked), one.channel, phone, counted(_ORDERS, one.orders))
    return "  ".join(part for part in parts if part)
