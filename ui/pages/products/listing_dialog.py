"""Where a product is on sale: the channel's own ids, state, price there and link."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from services import formatting
from services.catalog.listings import (
    STATE_LABELS,
    ListingDraft,
    ListingStep,
    ListingView,
    listing_history,
    remove_listings,
    set_listing,
)
from services.channels.queries import ChannelView
from services.errors import Invalid
from services.formatting import plain_amount
from services.i18n import N_, _
from services.kernel.runner import Outcome
from services.types import ListingField, ListingState
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.products.form_texts import NOT_AMOUNT
from ui.said import way_back
from ui.theme import space
from ui.widgets.card import SectionTitle
from ui.widgets.fields import Choice, FormRow, number_field, text_field
from ui.widgets.text import Text

_TEXTS = (
    ("external_id", N_("Product id there")),
    ("external_sku_id", N_("SKU id there")),
    ("price", N_("Price there")),
    ("link", N_("Web link")),
    ("reason", N_("Reason of the change")),
)
_STEPS = 8


class ListingDialog(Dialog):
    """A new listing of a SKU, or one to change, with its history."""

    topic = "products#link"

    def __init__(
        self, context: PageContext, sku_id: int, channels: Sequence[ChannelView], zone: str, one: ListingView | None
    ) -> None:
        title = _("New listing") if one is None else _("Listing on {channel}").format(channel=one.channel)
        super().__init__(context.dialog_parent(), title, width=560)
        self._context, self._link, self._sku_id, self._one, self._zone = context, context.link, sku_id, one, zone
        self._channels = {channel.id: channel for channel in channels}
        self.channel, self.state = Choice(), Choice()
        self.rows: dict[str, FormRow] = {}
        self._lay_out(one)
        if one is not None:
            self.add_left(_("Remove"), "trash", self.remove)
            self._link.ask(listing_history, one.id, owner=self).then(self._show_history)
        self.add_cancel()
        self.save_button = self.add_primary(_("Save"), "check", self.save)
        self.save_button.setEnabled(bool(channels))

    def _lay_out(self, one: ListingView | None) -> None:
        for channel in self._channels.values():
            self.channel.addItem(channel.name, channel.id)
        for state in ListingState:
            self.state.addItem(_(STATE_LABELS[state]), str(state))
        draft = one.draft if one is not None else None
        if draft is not None and one is not None:
            self.channel.setCurrentIndex(max(self.channel.findData(draft.channel_id), 0))
            self.state.setCurrentIndex(self.state.findData(str(draft.state)))
        price = ""
        if draft is not None and draft.price_minor is not None and one is not None:
            price = plain_amount(draft.price_minor, one.currency)
        given = {"price": price}
        if draft is not None:
            given |= {name: getattr(draft, name) or "" for name in ("external_id", "external_sku_id", "link")}
        self.rows["channel"] = FormRow(_("Channel"), self.channel)
        self.rows["state"] = FormRow(_("State"), self.state)
        for name, label in _TEXTS:
            field = (number_field if name == "price" else text_field)(value=given.get(name, ""))
            field.setCursorPosition(0)
            self.rows[name] = FormRow(_(label), field)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.M)
        for place, row in enumerate(self.rows.values()):
            columns = 2 if row is self.rows["reason"] else 1
            grid.addWidget(row, place // 2, place % 2, 1, columns, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
        if not self._channels:
            self.body.addWidget(Text(_("Channels come with the first import, or from Settings."), "body", "text2"))

    def text(self, name: str) -> str:
        """What is typed into a field."""
        return str(self.rows[name].field.text()).strip()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Keep the listing."""
        channel = self._channels[int(self.channel.currentData())]
        typed = self.text("price")
        price = formatting.parse_amount(typed, channel.currency) if typed else None
        wrong = bool(typed) and (price is None or price < 0)
        self.rows["price"].set_problem(_(NOT_AMOUNT) if wrong else "")
        if wrong:
            self.rows["price"].field.setFocus()
            self.place()
            return
        draft = ListingDraft(
            channel.id, self._sku_id, ListingState(str(self.state.currentData())), self.text("external_id") or None,
            self.text("external_sku_id") or None, price, self.text("link") or None,
        )  # fmt: skip
        number = self._one.id if self._one is not None else None
        self.save_button.setEnabled(False)
        job = self._link.run(set_listing, draft, number, reason=self.text("reason"), owner=self)
        job.then(partial(self._done, _("The listing was saved."))).fails(self._failed)

    def remove(self) -> None:
        """Forget the listing."""
        if self._one is not None:
            job = self._link.run(remove_listings, [self._one.id], owner=self)
            job.then(partial(self._done, _("The listing was removed."))).fails(self._failed)

    def _done(self, said: str, outcome: Outcome[Any]) -> None:
        self._context.toast(said, undo=way_back(self._link, outcome.changes))
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, Invalid):
            self.rows["external_id"].set_problem(str(error.params["reason"]))
            self.place()
        else:
            self._context.show_error(error)

    def _show_history(self, steps: tuple[ListingStep, ...]) -> None:
        if not steps:
            return
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.XS)
        column.addWidget(SectionTitle(_("What became of it")))
        for step in steps[:_STEPS]:
            said = f"{self._shown(step.field, step.old)} → {self._shown(step.field, step.new)}"
            words = " · ".join(
                part for part in (formatting.instant(step.at, self._zone), said, step.reason or "") if part
            )
            column.addWidget(Text(words, "caption", "text2", wrap=True))
        self.body.addWidget(box)
        # The card is as high as what is shown, and this would be shown only in the next turn.
        box.show()
        self.place()

    def _shown(self, field: ListingField, value: str | None) -> str:
        if value is None:
            return "—"
        if field is ListingField.STATE:
            return _(STATE_LABELS[ListingState(value)])
        return formatting.money(int(value), self._one.currency if self._one is not None else "")
