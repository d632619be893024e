"""Orders that could travel together: what is suggested, how sure it is and why; nothing happens by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.fulfilment.merging import Candidate, Suggestion, suggestions
from services.fulfilment.papers import mask_address, mask_name, mask_phone
from services.fulfilment.parcels import merge, merge_all
from services.i18n import NN_, _, join_list
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.pages.orders.words import buyer_shown
from ui.pages.orders.work import Work
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.fields import CheckBox
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_ALL = NN_("Merge {count} group", "Merge {count} groups")
_FOUND = NN_(
    "{count} group of orders seems to go to one person. Each is merged only when you say so.",
    "{count} groups of orders seem to go to one person each. Each is merged only when you say so.",
)
_TOGETHER = NN_("{count} order", "{count} orders")
_SHOWN = NN_("The surest one is shown.", "The {count} surest are shown.")
_MOST = 60
_SURE, _LIKELY = 100, 80
_LEAST, _HEIGHT = 60, 380


class MergeDialog(Dialog):
    """Every suggestion with its orders, notes, confidence and reasons; merged one by one, or all that are ticked."""

    topic = "orders#merge"

    def __init__(self, work: Work) -> None:
        super().__init__(work.window(), _("Orders that could travel together"), icon="git-merge", width=660)
        self._work = work
        self.groups: list[SuggestionCard] = []
        self.words = Text("", "body", "text2", wrap=True)
        self.area = PlainScroll()
        self.area.setFixedHeight(_LEAST)
        self.body.addWidget(self.words)
        self.body.addWidget(self.area)
        self.add_cancel(_("Close"))
        self.go = self.add_primary(counted(_ALL, 0), "git-merge", self._merge_ticked)
        self.go.setEnabled(False)
        self._read()

    def _read(self, _ids: object = None) -> None:
        if shiboken6.isValid(self):
            self._work.ask_newest("suggestions", suggestions, owner=self, then=self._show)

    def _show(self, found: Sequence[Suggestion]) -> None:
        inner = QWidget()
        column = column_of(inner, spacing=space.M)
        masked = self._work.context.link.home.is_masked()
        self.groups = [SuggestionCard(one, masked=masked) for one in found[:_MOST]]
        for card in self.groups:
            card.tick.toggled.connect(self._count)
            card.merge.clicked.connect(partial(self._merge_one, card))
            column.addWidget(card)
        column.addStretch(1)
        self.area.put(inner)
        self.area.setFixedHeight(min(max(inner.sizeHint().height(), _LEAST), _HEIGHT))
        self.area.setVisible(bool(found))
        self.go.setVisible(bool(found))
        said = [counted(_FOUND, len(found)) if found else _("No two orders to ship seem to go to one person.")]
        if len(found) > _MOST:
            said.append(counted(_SHOWN, _MOST))
        self.words.setText(" ".join(said))
        self._count()
        self.place()
        self.take_keyboard(self.go)

    def _ticked(self) -> list[list[int]]:
        return [card.order_ids for card in self.groups if card.tick.isChecked()]

    def _count(self, _on: bool = False) -> None:
        ticked = len(self._ticked())
        self.go.setText(counted(_ALL, ticked))
        self.go.setEnabled(ticked > 0)
        self.go.updateGeometry()

    def _merge_one(self, card: SuggestionCard, _on: bool = False) -> None:
        card.merge.setEnabled(False)
        self._work.run(merge, card.order_ids, then=self._read).fails(self._read)

    def _merge_ticked(self) -> None:
        self.go.setEnabled(False)
        self._work.run(merge_all, self._ticked(), then=lambda _ids: self.accept()).fails(self._read)


class SuggestionCard(Card):
    """One suggestion; the sure ones are ticked, what only may be waits for a person's word."""

    def __init__(self, suggestion: Suggestion, parent: QWidget | None = None, *, masked: bool) -> None:
        super().__init__(parent, padding=space.M, spacing=space.S)
        self.order_ids = [one.id for one in suggestion.orders]
        first = suggestion.orders[0]
        self.tick = CheckBox(counted(_TOGETHER, len(suggestion.orders)))
        self.tick.setChecked(suggestion.confidence >= _LIKELY)
        self.merge = SecondaryButton(_("Merge"), "git-merge")
        self.merge.set_height(current_theme().sizes["control_small"])
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(self.tick)
        row.addWidget(Pill(confidence_word(suggestion.confidence), _tone(suggestion.confidence)))
        row.addWidget(
            Text(join_list([str(reason) for reason in suggestion.reasons]), "caption", "text2", elide=True), 1
        )
        row.addWidget(self.merge)
        self.body.addLayout(row)
        self.body.addWidget(Text(whom(first, masked=masked), "body", "text", wrap=True))
        for one in suggestion.orders:
            self.body.addWidget(_number(one))
            for note in notes_of(one.note, one.seller_note):
                self.body.addWidget(Text(note, "body", "pill.amber.word", wrap=True))


def confidence_word(confidence: int) -> str:
    """How sure a suggestion is: a word and its number."""
    share = f"{confidence}%"
    if confidence >= _SURE:
        return _("Sure · {share}").format(share=share)
    return (_("Likely · {share}") if confidence >= _LIKELY else _("Perhaps · {share}")).format(share=share)


def _tone(confidence: int) -> str:
    return "green" if confidence >= _SURE else "blue" if confidence >= _LIKELY else "amber"


def whom(one: Candidate, *, masked: bool) -> str:
    """Buyer, receiver, phone and address, masked as on paper or in full."""
    buyer = buyer_shown(one.buyer, one.receiver, masked=masked)
    receiver, phone, address = one.receiver, one.phone, one.address
    if masked:
        receiver, phone, address = mask_name(receiver), mask_phone(phone), mask_address(address)
    return "  ".join(part for part in (one.channel, buyer, receiver, phone, address) if part)


def notes_of(buyer_note: str, seller_note: str) -> list[str]:
    """What was written on an order, each note with its author."""
    found = [_("Buyer: {note}").format(note=buyer_note)] if buyer_note else []
    return [*found, _("Shop: {note}").format(note=seller_note)] if seller_note else found


def _number(one: Candidate) -> Text:
    number = Text(one.external_no, "strong", "text")
    number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return number
