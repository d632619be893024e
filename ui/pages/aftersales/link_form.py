"""The card that says which order, here already, was sent for a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services import formatting
from services.aftersales.candidates import SentCandidate
from services.aftersales.replacing import link_replacement
from services.aftersales.views import CaseView
from services.i18n import N_, _
from services.orders.commands import STATUS_LABELS
from services.reconcile.choices import OrderChoice
from services.types import OrderStatus
from ui.page import PageContext
from ui.pages.aftersales.case_forms import CaseForm, Then
from ui.pages.aftersales.find_order import LinkOrderDialog
from ui.widgets.fields import Choice
from ui.widgets.text import Text

COUNTS_AS_SENT = N_("Where the buyer paid nothing for it, it counts as what was sent instead and no longer as a sale.")


class LinkReplacementForm(CaseForm):
    """One of the buyer's other orders; `find` looks for any other instead.

    An order that brings money or may still do so is never chosen beforehand.
    """

    topic = "after-sales#resend"

    def __init__(
        self,
        context: PageContext,
        view: CaseView,
        then: Then,
        found: Sequence[SentCandidate],
        find: Callable[[], object],
    ) -> None:
        super().__init__(context, view, _("The order that was sent"), then, width=520)
        self._find = find
        self.body.addWidget(Text(_(COUNTS_AS_SENT), "body", "text2", wrap=True))
        self.orders = Choice()
        for one in found:
            self.orders.addItem(_told(one), one.id)
        free = (place for place, one in enumerate(found) if _brings_nothing(one))
        self.orders.setPlaceholderText(_("Choose an order"))
        self.orders.setCurrentIndex(next(free, -1))
        self.add_row(("order", _("Other orders of this buyer"), self.orders))
        self.another = self.add_left(_("Another order…"), "magnifying-glass", self._look_further)
        self.finish_form(_("Link it"), "link")

    def check_and_save(self) -> None:
        """Link the order that is chosen."""
        if self.orders.currentData() is None:
            self.refuse_field("order", _("Choose an order, or look for another."))
        else:
            self.run(link_replacement, self.case.id, int(self.orders.currentData()), then=self._then)

    def _look_further(self) -> None:
        self.reject()
        self._find()


class FindSentDialog(LinkOrderDialog):
    """Any other order as the one that was sent for a case. What brings money is marked only by its whole number."""

    def __init__(self, context: PageContext, view: CaseView) -> None:
        self._about_id = view.case.order_id
        super().__init__(context, _("The order that was sent"), link_replacement, view.case.id, _(COUNTS_AS_SENT))

    def is_offered(self, choice: OrderChoice) -> bool:
        return choice.id != self._about_id

    def may_be_guessed(self, choice: OrderChoice) -> bool:
        return _brings_nothing(choice)


def _brings_nothing(one: SentCandidate | OrderChoice) -> bool:
    """Whether nothing was paid for it and nothing will be."""
    return one.paid_minor == 0 and one.status is not OrderStatus.UNPAID


def _told(one: SentCandidate) -> str:
    """An order by what she knows it by: number, day, state and money."""
    day = one.ordered_on.isoformat() if one.ordered_on is not None else ""
    paid = formatting.money(one.paid_minor, one.currency) if one.paid_minor is not None else ""
    return " · ".join(part for part in (one.external_no, day, _(STATUS_LABELS[one.status]), paid) if part)
