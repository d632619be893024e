"""A gift somebody puts into orders by hand: which product, and how many pieces."""

from __future__ import annotations

from services.i18n import NN_, _
from services.messages import counted
from services.orders.gifts import add_by_hand
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.sku_search import SkuSearch
from ui.page import PageContext
from ui.pages.orders.work import Ids
from ui.widgets.count_field import CountField

_TITLE = NN_("Add a gift to {count} order", "Add a gift to {count} orders")


class GiftDialog(FormDialog):
    """Finds the product; it goes into each of the orders at no price, whatever the rules for gifts say."""

    topic = "orders#gifts"

    def __init__(self, context: PageContext, order_ids: Ids) -> None:
        why = _("It goes along at no price, whatever the rules for gifts say.")
        super().__init__(context, counted(_TITLE, len(order_ids)), why, width=620, height=500)
        self._order_ids = order_ids
        self.product = SkuSearch(self.link, self, advice=_("Try another word, the code or pinyin initials."))
        self.pieces = CountField(1)
        self.body.addWidget(self.product, 1)
        self.add_row(("pieces", _("Pieces in each order"), self.pieces))
        self.finish_form(_("Add the gift"), "gift")
        self.product.chosen.connect(self.clear_problems)
        self.product.opened.connect(self.submit)

    def check_and_save(self) -> None:
        """Put the chosen product into the orders."""
        picked = self.product.picked()
        if picked is None:
            self.say_words(_("Choose the product."))
            self.product.search.setFocus()
            return
        self.run(add_by_hand, self._order_ids, picked.id, self.pieces.value())
