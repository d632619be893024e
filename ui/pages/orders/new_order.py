"""The form of a typed order."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from services import formatting
from services.channels import commands as channel_commands
from services.channels.queries import ChannelView
from services.i18n import N_, _
from services.orders.entering import OrderDraft, add
from services.orders.kinds import KIND_LABELS
from services.orders.listing import FilterValues
from services.types import OrderKind, OrderStatus, Platform
from ui.dialogs.form_dialog import FormDialog
from ui.pages.orders.line_editor import LineEditor
from ui.pages.orders.order_items import OrderItems
from ui.pages.orders.recipient import PastedRecipient
from ui.pages.orders.words import platform_word, status_word
from ui.pages.orders.work import Work
from ui.widgets.fields import Choice, text_field

_AMOUNTS = (("freight", N_("Freight")), ("discount", N_("Discount")), ("paid", N_("Paid")),
            ("deposit", N_("Deposit")))  # fmt: skip
_TEXTS = (
    ("buyer", N_("Buyer")),
    ("receiver", N_("Receiver")),
    ("phone", N_("Phone")),
    ("province", N_("Province")),
    ("city", N_("City")),
    ("district", N_("District")),
    ("address", N_("Address")),
    ("buyer_note", N_("Buyer's note")),
    ("seller_note", N_("Own note")),
)
_ROWS = (("buyer", "receiver", "phone"), ("province", "city", "district", "address"),
         ("buyer_note", "seller_note", "freight", "discount", "paid", "deposit"))  # fmt: skip
_SHARES = {"address": 5, "buyer_note": 3, "seller_note": 3}


class NewOrderDialog(FormDialog):
    """Channel, items, receiver and money of one order; what is wrong stands under its field."""

    topic = "orders#by-hand"
    leaving = N_("Throw this order away?")

    def __init__(self, work: Work, values: FilterValues) -> None:
        super().__init__(work.context, _("New order"), width=760)
        self._work = work
        self._channels = values.channels
        self.channel, self.status, self.kind = Choice(), Choice(), Choice()
        self.number = text_field(_("made up if empty"))
        self.texts = {name: text_field() for name, _label in _TEXTS}
        self.amounts = {name: text_field("0.00") for name, _label in _AMOUNTS}
        self._fill_choices()
        self._lay_out()
        self.finish_form(_("Save order"))

    def first_focus(self) -> QWidget | None:
        return self.lines[0].product

    def _fill_choices(self) -> None:
        for one in self._channels:
            self.channel.addItem(one.name, one)
            if one.platform is Platform.OTHER:
                self.channel.setCurrentIndex(self.channel.count() - 1)
        if not self._channels:
            self.channel.addItem(platform_word(Platform.OTHER), None)
        for status in (OrderStatus.PAID, OrderStatus.UNPAID):
            self.status.addItem(status_word(status), status)
        for kind, words in KIND_LABELS.items():
            self.kind.addItem(_(words), kind)
        self.channel.currentIndexChanged.connect(self._currency_changed)
        self.kind.currentIndexChanged.connect(self._kind_changed)

    def _lay_out(self) -> None:
        self.add_row(("channel", _("Channel"), self.channel), ("number", _("Order no."), self.number),
                     ("status", _("Status"), self.status), ("kind", _("Kind"), self.kind))  # fmt: skip
        self.items = OrderItems(self._work, lambda: self.currency)
        self.items.changed.connect(self._show_sum)
        self.items.resized.connect(self._items_resized)
        self.body.addWidget(self.items)
        names = {name: _(label) for name, label in _TEXTS}
        self.pasted = PastedRecipient()
        self.pasted.read.connect(self._pasted)
        self.body.addWidget(self.pasted)
        names |= {name: _(label) for name, label in _AMOUNTS}
        fields = self.texts | self.amounts
        for group in _ROWS:
            shares = [_SHARES.get(name, 2) for name in group]
            self.add_row(*((name, names[name], fields[name]) for name in group), shares=shares)
        for field in self.amounts.values():
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(self._show_sum)
        self.rows["deposit"].hide()

    def _pasted(self, _found: object) -> None:
        self.pasted.fill(self.texts)
        self.place()

    # --- items ---------------------------------------------------------------------------

    @property
    def lines(self) -> list[LineEditor]:
        """The items, from top to bottom."""
        return self.items.lines

    def add_line(self) -> LineEditor:
        """One more empty item."""
        return self.items.add_line()

    def _items_resized(self) -> None:
        if self.isVisible():
            self.place()

    @property
    def currency(self) -> str:
        """The currency of the chosen channel."""
        channel = self.channel.currentData()
        return channel.currency if isinstance(channel, ChannelView) else str(self.link.home.currency())

    def _currency_changed(self) -> None:
        self.items.currency_changed()
        self._show_sum()

    def _kind_changed(self) -> None:
        """Only a presale has a deposit, and the rest of it is paid later."""
        is_presale = self.kind.currentData() == OrderKind.PRESALE
        self.rows["deposit"].setVisible(is_presale)
        if is_presale:
            self.status.setCurrentIndex(self.status.findData(OrderStatus.UNPAID))
        self.place()

    def _show_sum(self) -> None:
        goods = self.items.goods()
        total = None
        if goods is not None:
            total = goods + (self._amount("freight") or 0) - (self._amount("discount") or 0)
        shown = formatting.amount(total, self.currency) if total is not None else "0.00"
        self.amounts["paid"].setPlaceholderText(shown)
        words = _("Total {amount}").format(amount=formatting.money(total, self.currency))
        self.items.sum.setText(words if total is not None else "")

    # --- saving --------------------------------------------------------------------------

    def check_and_save(self) -> None:
        """Check what was typed, then save; problems are shown where they are."""
        if not self._check():
            return
        self.save.setEnabled(False)
        channel = self.channel.currentData()
        if isinstance(channel, ChannelView):
            self._add(channel.id)
            return
        pending = self.link.run(channel_commands.add, platform_word(Platform.OTHER), Platform.OTHER, owner=self)
        pending.then(lambda outcome: self._add(outcome.value)).fails(self.refused)

    def _add(self, channel_id: int) -> None:
        self.run(add, self._draft(channel_id))

    def _check(self) -> bool:
        wrong: list[QWidget] = []
        for name, field in self.amounts.items():
            typed = field.text().strip()
            if typed and (self._amount(name) is None or (self._amount(name) or 0) < 0):
                self.rows[name].set_problem(_("“{value}” is not an amount.").format(value=typed))
                wrong.append(field)
        wrong = [*self.items.check(), *wrong]
        self.place()
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def _draft(self, channel_id: int) -> OrderDraft:
        lines = self.items.drafts()
        texts: dict[str, Any] = {name: field.text().strip() or None for name, field in self.texts.items()}
        kind = OrderKind(self.kind.currentData())
        return OrderDraft(
            channel_id,
            lines,
            external_no=self.number.text(),
            status=OrderStatus(self.status.currentData()),
            freight_minor=self._amount("freight"),
            discount_minor=self._amount("discount"),
            paid_minor=self._amount("paid"),
            pasted=self.pasted.original or None,
            kind=kind,
            deposit_minor=self._amount("deposit") if kind is OrderKind.PRESALE else None,
            **texts,
        )

    def _amount(self, name: str) -> int | None:
        typed = self.amounts[name].text().strip()
        return formatting.parse_amount(typed, self.currency) if typed else None

    def contents(self) -> tuple[object, ...]:
        texts = [field.text() for field in (*self.texts.values(), *self.amounts.values(), self.number)]
        return (
            *texts,
            *self.items.contents(),
            self.pasted.original,
            self.status.currentIndex(),
            self.kind.currentIndex(),
        )
