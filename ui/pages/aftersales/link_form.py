"""The card that says which order, here already, was sent for a case."""

from __future__ import annotations

from collections.abc import Sequence

from services import formatting
from services.aftersales.candidates import SentCandidate
from services.aftersales.replacing import link_replacement
from services.aftersales.views import CaseView, order_numbered
from services.i18n import _
from services.orders.commands import STATUS_LABELS
from services.types import OrderStatus
from ui.page import PageContext
from ui.pages.aftersales.case_forms import CaseForm, Then
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text


class LinkReplacementForm(CaseForm):
    """One of the buyer's other orders, or any by its number; a number that is typed counts.

    An order that brings money or may still do so is never chosen beforehand.
    """

    def __init__(self, context: PageContext, view: CaseView, then: Then, found: Sequence[SentCandidate]) -> None:
        super().__init__(context, view, _("The order that was sent"), then, width=520)
        why = _("Where the buyer paid nothing for it, it counts as what was sent instead and no longer as a sale.")
        self.body.addWidget(Text(why, "body", "text2", wrap=True))
        self.orders = Choice()
        for one in found:
            self.orders.addItem(_told(one), one.id)
        free = (
            place for place, one in enumerate(found) if one.paid_minor == 0 and one.status is not OrderStatus.UNPAID
        )
        self.orders.setPlaceholderText(_("Choose an order"))
        self.orders.setCurrentIndex(next(free, -1))
        if found:
            self.add_row(("order", _("Other orders of this buyer"), self.orders))
        hint = _("Number of another order, or of its parcel") if found else _("Number of the order, or of its parcel")
        self.number = text_field(hint)
        self.add_row(("number", _("Order no."), self.number))
        self.finish_form(_("Link it"), "link")

    def check_and_save(self) -> None:
        """Link the order, found by its number where one was typed."""
        typed = self.text_of("number")
        if typed is not None:
            self.link.ask(order_numbered, typed, owner=self).then(self._link).fails(self.refused)
        elif self.orders.currentData() is not None:
            self._link(int(self.orders.currentData()))
        else:
            chosen = self.orders.count() > 0
            words = _("Choose an order above, or type a number.") if chosen else _("Type the number of an order.")
            self.refuse_field("number", words)

    def _link(self, order_id: int) -> None:
        self.run(link_replacement, self.case.id, order_id, then=self._then)


def _told(one: SentCandidate) -> str:
    """An order by what she knows it by: number, day, state and money."""
    day = one.ordered_on.isoformat() if one.ordered_on is not None else ""
    paid = formatting.money(one.paid_minor, one.currency) if one.paid_minor is not None else ""
    return " · ".join(part for part in (one.external_no, day, _(STATUS_LABELS[one.status]), paid) if part)
