"""Talks, follow-ups and coupons in the panel of a customer: each a line with what can still be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.customers.queries import ContactEntry, CouponEntry, FollowUpEntry
from services.i18n import N_, _
from ui.pages.customers.words import MEANS_LABELS, day, money
from ui.theme.icons import icon
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_SIDE = 24


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to do with what was noted: its key, words marked with `N_`, an icon, and its key on the keyboard."""

    what: str
    words: str
    icon: str
    key: Qt.Key | None = None


def _correction(thing: str) -> Offer:
    return Offer(f"edit_{thing}", N_("Edit…"), "pencil-simple", Qt.Key.Key_F2)


def _removal(thing: str) -> Offer:
    return Offer(f"remove_{thing}", N_("Remove"), "trash", Qt.Key.Key_Delete)


_MOVES = (
    Offer("tomorrow", N_("Move to tomorrow"), "arrow-right"),
    Offer("next_week", N_("Move to a week from today"), "calendar"),
)


class NotedLine(QWidget):
    """The first words with the next step as a link beside them, everything else behind the dots, the rest below.

    The right button opens what is behind the dots. `wanted` carries the key of what was chosen. With the focus in the
    line F2 edits it and Delete removes it.
    """

    wanted = Signal(str)

    def __init__(self, name: str, words: Sequence[QWidget], offers: Sequence[Offer], step: Offer | None = None) -> None:
        super().__init__()
        self.offers = tuple(offers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(words[0], 1)
        self.step = LinkButton(_(step.words), step.icon) if step is not None else None
        if self.step is not None and step is not None:
            self.step.clicked.connect(partial(self._chosen, step.what))
            row.addWidget(self.step)
        self.more = IconButton("dots-three", _("More actions: {name}").format(name=name))
        self.more.set_side(self.step.sizeHint().height() if self.step is not None else _SIDE)
        self.more.clicked.connect(lambda _on=False: self.open_more())
        row.addWidget(self.more)
        column.addLayout(row)
        for one in words[1:]:
            column.addWidget(one)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # words that wrap in a narrow panel have all the lines they need
        self.setSizePolicy(policy)

    def menu(self) -> PassingMenu:
        """What can be done with the line."""
        menu = PassingMenu(self)
        for offer in self.offers:
            action = menu.addAction(icon(offer.icon), _(offer.words))
            action.triggered.connect(partial(self._chosen, offer.what))
        return menu

    def open_more(self) -> None:
        """Open the menu under the dots."""
        self.menu().open_below(self.more)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        offer = next((one for one in self.offers if one.key is not None and one.key == event.key()), None)
        if offer is None:
            super().keyPressEvent(event)
            return
        self.wanted.emit(offer.what)

    def _chosen(self, what: str, _on: bool = False) -> None:
        self.wanted.emit(what)


def follow_up_line(one: FollowUpEntry) -> NotedLine:
    """What is to be done by when; what came of it where it was done."""
    until = Text(day(one.due_on), "caption", "text2")
    if one.done_at is None:
        offers = (_correction("follow_up"), *_MOVES, _removal("follow_up"))
        done = Offer("finish", N_("Mark as done"), "check")
        return NotedLine(one.text, [until, Text(one.text, "body", wrap=True)], offers, done)
    told = f"\u2713 {one.text}" + (f" \u2013 {one.result}" if one.result else "")
    reopened = Offer("reopen_follow_up", N_("Not done after all"), "arrow-counter-clockwise")
    return NotedLine(one.text, [until, Text(told, "body", "text3", wrap=True)], (reopened, _removal("follow_up")))


def contact_line(one: ContactEntry, zone: str) -> NotedLine:
    """When and how a customer was talked to, and what was said."""
    when = f"{formatting.instant(one.happened_at, zone)} · {_(MEANS_LABELS[one.means])}"
    words = [Text(when, "caption", "text2"), Text(one.text, "body", wrap=True)]
    return NotedLine(one.text, words, (_correction("contact"), _removal("contact")))


def coupon_line(one: CouponEntry) -> NotedLine:
    """A coupon, what it is worth, since when and until when."""
    worth = money(one.worth_minor, one.currency) if one.worth_minor is not None else ""
    given = _("given on {day}").format(day=day(one.given_on))
    until = _("until {day}").format(day=day(one.valid_until)) if one.valid_until else ""
    used = _("used on {day}").format(day=day(one.used_on)) if one.used_on else ""
    details = " · ".join(part for part in (worth, given, used or until) if part)
    tone = "text" if one.is_open else "text3"
    words = [Text(one.title, "body", tone, elide=True)]
    words += [Text(details, "caption", "text2", wrap=True)]
    if one.is_open:
        return NotedLine(one.title, words, (_removal("coupon"),), Offer("use_coupon", N_("Mark as used"), "check"))
    reopened = (Offer("reopen_coupon", N_("Not used after all"), "arrow-counter-clockwise"),) if one.used_on else ()
    return NotedLine(one.title, words, (*reopened, _removal("coupon")))
