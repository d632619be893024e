"""One transaction in full: what the statement said of it, where it belongs, its receipts, and a note of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.finance.one import Explained, OneTransaction
from services.finance.queries import TransactionDetail
from services.finance.wording import FLOW_LABELS, MATCHED_LABELS, SORTED_LABELS
from services.i18n import NN_, _
from services.messages import counted
from services.types import Flow
from ui.pages.finance.sorting import Sorting
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, LinkButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.fields import text_field
from ui.widgets.text import Text

_TONES = {Flow.IN: "green", Flow.OUT: "amber", Flow.NEUTRAL: "grey"}
_LINES = NN_("{count} line", "{count} lines")
_OTHERS = NN_("It would also sort {count} other transaction.", "It would also sort {count} other transactions.")


class TransactionPanel(DetailPanel):
    """Shows one `OneTransaction`; `keep_note` gets its id and a new note, `show_order` an order number."""

    def __init__(
        self, keep_note: Callable[[int, str], object], show_order: Callable[[str], object], deeds: Sorting
    ) -> None:
        super().__init__()
        self._keep_note, self._show_order, self._deeds = keep_note, show_order, deeds
        self.one: OneTransaction | None = None
        self.shown: TransactionDetail | None = None
        """What the statement said of the transaction on screen."""
        self.buttons: dict[str, Any] = {}
        self._zone = ""
        self.note = text_field()
        self.add(self.note)
        self.order_button = SecondaryButton(_("Show the order"), "receipt")
        self.order_button.clicked.connect(lambda _on=False: self._to_order())
        self.footer.addWidget(self.order_button, 1)

    def show_transaction(self, one: OneTransaction, zone: str) -> None:
        """Show this transaction; times are in `zone`."""
        self.save_note()
        self.one, self.shown, self._zone = one, one.detail, zone
        detail = one.detail
        money = formatting.money(detail.amount_minor, detail.currency)
        self.set_head(money, detail.counterparty or detail.subject or "", can_copy=True)
        self.set_status(_(FLOW_LABELS[detail.direction]), _TONES[detail.direction])
        self.clear_body()
        self.buttons = {}
        self._add_category(one)
        self._add_order(one)
        self.add_line()
        for name, value in self._facts(detail):
            if value:
                self.add(KeyValueRow(name, value))
        for title, text in ((_("Subject"), detail.subject), (_("Counterparty"), detail.counterparty)):
            if text:
                self.add_line()
                self.add(SectionTitle(title))
                self.add(Text(text, wrap=True))
        self._add_papers(one)
        self._add_note(detail)
        self._add_extra(detail.extra)
        if one.is_by_hand:
            self._add_by_hand(one)
        self.order_button.setText(_("Show the order"))
        self.order_button.setVisible((one.order_no or detail.order_no) is not None)

    def save_note(self) -> None:
        """Keep a note that was typed and not left yet."""
        if self.shown is not None and self.note.text().strip() != (self.shown.note or ""):
            self._keep_note(self.shown.id, self.note.text())

    def retranslate(self) -> None:
        super().retranslate()
        if self.one is not None:
            self.show_transaction(self.one, self._zone)

    # --- where it belongs -----------------------------------------------------------------------

    def _add_category(self, one: OneTransaction) -> None:
        number, names = one.detail.id, {each.code: each.name for each in one.categories}
        title = SectionTitle(_("Category"))
        title.add(self._link("split", _("Split…"), partial(self._deeds.split, one)))
        chosen = partial(self._deeds.categorise, [number], one.category)
        title.add(self._link("category", _("Choose…"), chosen))
        self.add(title)
        if one.duplicate_of_id is not None:
            again = (_("Count it again"), partial(self._deeds.count_again, [number]))
            self._banner(_("The same movement is there twice; this one counts nowhere."), *again)
        if one.told_by is not None:
            self._add_told_by(one.told_by)
        if one.parts:
            for part in one.parts:
                name = names.get(part.category, part.category) + (f" · {part.note}" if part.note else "")
                self.add(KeyValueRow(name, formatting.money(part.amount_minor, one.detail.currency)))
        elif one.category is None:
            self.add(Text(_("It has no category yet and is missing in the profit."), "body", "text2", wrap=True))
        else:
            by = _(SORTED_LABELS[one.sorted_by]) if one.sorted_by is not None else ""
            self.add(KeyValueRow(names.get(one.category, one.category), by, tone="text2"))
        if one.explained_by is not None:
            lines = counted(_LINES, len(one.explained_by.transaction_ids))
            self.add(KeyValueRow(_("Explained by"), f"{one.explained_by.account} · {lines}"))
        for account, amount in one.kept.items():
            kept = formatting.money(-amount, one.detail.currency)
            self.add(KeyValueRow(_("Kept back: {account}").format(account=names.get(account, account)), kept))
        if one.learned is not None:
            words = _("Always sort it like this?") + " " + counted(_OTHERS, one.learned.others)
            self._banner(words, _("Make a rule…"), partial(self._deeds.always, one.learned.rule))
        if one.other_side is not None:
            side = f"{one.other_side.account} · {one.other_side.happened_on}"
            self.add(KeyValueRow(_("Other side of the transfer"), side))
            self.add(self._link("part", _("Take the transfer apart"), partial(self._deeds.part, number)))

    def _add_told_by(self, told: Explained) -> None:
        """Say that another account's statement counts for this line, and whether it has it."""
        if told.transaction_ids:
            words = _("{account} tells of the same money and counts; this line explains it.")
        else:
            words = _(
                "{account} has a statement of these days and no such line; this one counts nowhere. Look at both."
            )
        self.add(Banner("info" if told.transaction_ids else "warning", words.format(account=told.account)))

    def _add_order(self, one: OneTransaction) -> None:
        number = one.detail.id
        title = SectionTitle(_("Order"))
        if one.order_no is not None or not one.is_of_none:
            title.add(self._link("no_order", _("Of no order"), partial(self._deeds.no_order, [number])))
        title.add(self._link("order", _("Choose…"), partial(self._deeds.link_order, [number])))
        self.add_line()
        self.add(title)
        if one.order_no is not None and one.matched_by is not None:
            self.add(KeyValueRow(one.order_no, _(MATCHED_LABELS[one.matched_by]), tone="text2"))
            if one.case_id is not None:
                self.add(KeyValueRow(_("After-sales case"), f"#{one.case_id}"))
        elif one.is_of_none:
            self.add(Text(_("You said that it belongs to no order."), "body", "text2", wrap=True))
            self.add(self._link("forget", _("Let the numbers decide"), partial(self._deeds.forget, [number])))
        else:
            words = _("No order has its number.") if one.detail.order_no else _("It names no order.")
            self.add(Text(words, "body", "text2", wrap=True))

    def _add_by_hand(self, one: OneTransaction) -> None:
        self.add_line()
        title = SectionTitle(_("Typed by hand"))
        title.add(self._link("change", _("Change…"), partial(self._deeds.change_money, one)))
        title.add(self._link("delete", _("Delete"), partial(self._deeds.delete_money, [one.detail.id])))
        self.add(title)

    def _add_papers(self, one: OneTransaction) -> None:
        self.add_line()
        title = SectionTitle(_("Receipts"))
        title.add(self._link("papers", _("Add…"), partial(self._deeds.ask_papers, one.detail.id)))
        self.add(title)
        for paper in one.papers:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            opened = LinkButton(paper.kept.file_name, "paperclip")
            opened.clicked.connect(lambda _on=False, _id=paper.id: self._deeds.open_paper(_id))
            removed = IconButton("x", _("Take it off"), row)
            removed.clicked.connect(lambda _on=False, _id=paper.id: self._deeds.remove_paper(_id))
            line.addWidget(opened)
            line.addStretch(1)
            line.addWidget(removed)
            self.add(row)

    def _link(self, key: str, words: str, run: Callable[[], object]) -> LinkButton:
        button = LinkButton(words)
        button.clicked.connect(lambda _on=False: run())
        self.buttons[key] = button
        return button

    def _banner(self, words: str, action: str, run: Callable[[], object]) -> None:
        banner = Banner("info", words)
        banner.add_action(action, run)
        self.buttons[action] = banner
        self.add(banner)

    # --- what the statement said ------------------------------------------------------------------

    def _facts(self, detail: TransactionDetail) -> tuple[tuple[str, str | None], ...]:
        balance = None if detail.balance_minor is None else formatting.money(detail.balance_minor, detail.currency)
        return (
            (_("Time"), formatting.instant(detail.happened_at, self._zone)),
            (_("Account"), detail.account),
            (_("Kind"), detail.kind_text),
            (_("State"), detail.status_text),
            (_("Method"), detail.method),
            (_("Balance"), balance),
            (_("Counterparty's account"), detail.counterparty_account),
            (_("Transaction no."), detail.external_no),
            (_("Merchant's no."), detail.merchant_no),
            (_("Order no."), detail.order_no),
            (_("File"), detail.file_name),
        )

    def _add_note(self, detail: TransactionDetail) -> None:
        self.add_line()
        self.add(SectionTitle(_("Note")))
        self.note = text_field(_("Only for you"), detail.note or "")
        self.note.setAccessibleName(_("Note"))
        self.note.editingFinished.connect(self.save_note)
        self.add(self.note)

    def _add_extra(self, extra: Mapping[str, str]) -> None:
        if extra:
            self.add_line()
            self.add(SectionTitle(_("Other columns of the file")))
            for header, text in extra.items():
                self.add(KeyValueRow(header, text))

    def _to_order(self) -> None:
        number = self.one.order_no or self.one.detail.order_no if self.one is not None else None
        if number is not None:
            self._show_order(number)
