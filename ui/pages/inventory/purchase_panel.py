"""One purchase whole: what was ordered and what came, costs, deliveries, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.i18n import N_, NN_, _, translate
from services.messages import counted
from services.purchasing.queries import LineView, PurchaseDetail, ReceiptView
from services.purchasing.rules import BASIS_LABELS, Deed, refusal
from services.types import PurchaseState
from ui.pages.inventory.purchase_columns import STATE_TONES, state_word
from ui.theme import space
from ui.theme.icons import icon
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_PIECES = NN_("{count} piece", "{count} pieces")
# The one thing that is most likely next in each state, then what else there is: (what, words, icon, deed that guards).
_NEXT: dict[PurchaseState, tuple[str, str, str]] = {
    PurchaseState.DRAFT: ("order", N_("Mark as ordered"), "paper-plane-tilt"),
    PurchaseState.ORDERED: ("receive", N_("Receive"), "package"),
    PurchaseState.PART_RECEIVED: ("receive", N_("Receive"), "package"),
    PurchaseState.CLOSED: ("reopen", N_("Reopen"), "arrow-counter-clockwise"),
    PurchaseState.CANCELLED: ("take_back", N_("Back to a draft"), "arrow-counter-clockwise"),
}
_MORE: tuple[tuple[str, str, str, Deed | None], ...] = (
    ("edit", N_("Edit…"), "pencil-simple", Deed.EDIT),
    ("shipping", N_("Courier and day of arrival…"), "truck", None),
    ("costs", N_("Freight, duty and other costs…"), "coin", Deed.SET_COSTS),
    ("prices", N_("Correct prices…"), "tag", Deed.SET_COSTS),
    ("pay", N_("Note a payment…"), "wallet", None),
    ("return", N_("Return goods…"), "arrow-u-up-left", None),
    ("workbook", N_("Save as workbook…"), "table", None),
    ("receive", N_("Receive more…"), "package", Deed.RECEIVE),
    ("close", N_("Close short"), "check", Deed.CLOSE),
    ("take_back", N_("Back to a draft"), "arrow-counter-clockwise", Deed.TAKE_BACK),
    ("cancel", N_("Cancel this purchase"), "x", Deed.CANCEL),
    ("delete", N_("Delete"), "trash", Deed.DELETE),
)


class PurchasePanel(DetailPanel):
    """`wanted` carries what the person chose to do; `link_wanted` the line that is to be linked to a product."""

    wanted = Signal(str)
    link_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: PurchaseDetail | None = None
        self.next = PrimaryButton()
        self.next.clicked.connect(lambda _on=False: self._next())
        self.paper = SecondaryButton(_("Print…"), "printer")
        self.paper.clicked.connect(lambda _on=False: self.wanted.emit("paper"))
        self.more = IconButton("dots-three", _("More actions"))
        self.more.clicked.connect(lambda _on=False: self.open_more())
        self.footer.addWidget(self.next, 1)
        self.footer.addWidget(self.paper)
        self.footer.addWidget(self.more)

    def show_purchase(self, found: PurchaseDetail) -> None:
        """Show this purchase."""
        self.shown = found
        self.set_head(found.number, found.supplier)
        self.set_status(state_word(found.state), STATE_TONES[found.state])
        step = _NEXT.get(found.state)
        self.next.setVisible(step is not None)
        if step is not None:
            self.next.setText(_(step[1]))
        self.clear_body()
        self.add(SectionTitle(_("Items"), counted(_PIECES, found.pieces)))
        for line in found.lines:
            self.add(_LineRow(line, found, self.link_wanted.emit))
        self._add_sums(found)
        if found.receipts:
            self._add_receipts(found)
        self._add_facts(found)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.paper.setText(_("Print…"))
        self.more.set_name(_("More actions"))
        if self.shown is not None:
            self.show_purchase(self.shown)

    def offered(self) -> list[tuple[str, str, str]]:
        """What the menu offers now: (what, words, icon)."""
        found = self.shown
        if found is None:
            return []
        step = _NEXT.get(found.state)
        offered = []
        for what, words, name, deed in _MORE:
            is_next = step is not None and step[0] == what
            refused = deed is not None and refusal(deed, found.state) is not None
            if is_next or refused or (what == "return" and not found.receipts):
                continue
            offered.append((what, words, name))
        return offered

    def open_more(self) -> PassingMenu:
        """The menu of everything else."""
        menu = PassingMenu(self)
        for what, words, name in self.offered():
            menu.addAction(icon(name), _(words), partial(self.wanted.emit, what))
        menu.open_above(self.more)
        return menu

    def _next(self) -> None:
        step = _NEXT.get(self.shown.state) if self.shown is not None else None
        if step is not None:
            self.wanted.emit(step[0])

    def _add_sums(self, found: PurchaseDetail) -> None:
        self.add_line()
        self.add(KeyValueRow(_("Goods"), formatting.money(found.goods_minor, found.currency)))
        if found.freight_minor:
            self.add(KeyValueRow(_("Freight"), formatting.money(found.freight_minor, found.currency)))
        total = None if found.goods_minor is None else found.goods_minor + found.freight_minor
        self.add(KeyValueRow(_("To the supplier"), formatting.money(total, found.currency), strong=True))
        for words, minor in ((_("Duty"), found.duty_minor), (_("Other costs"), found.other_minor)):
            if minor:
                self.add(KeyValueRow(words, formatting.money(minor, found.own_currency)))
        if found.freight_minor or found.duty_minor or found.other_minor:
            self.add(KeyValueRow(_("Costs are shared"), translate(BASIS_LABELS[found.landed_basis])))
        if found.stated_minor is not None:
            self.add(KeyValueRow(_("Stated total"), formatting.money(found.stated_minor, found.currency)))

    def _add_receipts(self, found: PurchaseDetail) -> None:
        self.add_line()
        self.add(SectionTitle(_("Deliveries")))
        for receipt in found.receipts:
            self.add(_ReceiptRow(receipt, found.own_currency))

    def _add_facts(self, found: PurchaseDetail) -> None:
        facts = (
            (_("Ordered"), found.ordered_on),
            (_("Expected on"), found.expected_on),
            (_("Supplier's order no."), found.external_no),
            (_("Courier"), found.courier),
            (_("Tracking no."), found.tracking_no),
            (_("Reason"), found.close_reason),
        )
        known = [(words, str(value)) for words, value in facts if value]
        if known or found.note:
            self.add_line()
        for words, value in known:
            self.add(KeyValueRow(words, value))
        if found.note:
            self.add(Text(found.note, "body", "text2", wrap=True))


class _LineRow(QWidget):
    """One item: name, codes, how many of how many came, and what it costs."""

    def __init__(self, line: LineView, found: PurchaseDetail, link: Callable[[int], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.XXS, 0, space.XS)
        row.setSpacing(space.M)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        column.addWidget(Text(line.title, "section", wrap=True))
        theirs = line.supplier_code if line.supplier_code != line.code else None
        codes = " · ".join(part for part in (line.variant, line.code, theirs) if part)
        if codes:
            column.addWidget(Text(codes, "caption", "text2", elide=True))
        column.addWidget(_arrival_words(line, found.state))
        if line.sku_id is None:
            button = LinkButton(_("Link to a product…"), "link")
            button.clicked.connect(lambda _on=False: link(line.id))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        row.addWidget(Text(formatting.money(line.amount_minor, found.currency), "strong"), 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def _arrival_words(line: LineView, state: PurchaseState) -> Text:
    if state in (PurchaseState.DRAFT, PurchaseState.CANCELLED):
        return Text(_("× {count}").format(count=formatting.integer(line.quantity)), "caption", "text3")
    words = _("{received} of {pieces} came")
    said = words.format(received=formatting.integer(line.received), pieces=formatting.integer(line.quantity))
    if line.defective:
        said = _("{said}, {count} defective").format(said=said, count=formatting.integer(line.defective))
    tone = "pos" if line.received >= line.quantity else "pill.amber.word" if line.received else "text3"
    return Text(said, "caption", tone, wrap=True)


class _ReceiptRow(QWidget):
    """One delivery: number and day, pieces, what they cost with their share of the costs."""

    def __init__(self, receipt: ReceiptView, own: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.XXS, 0, space.XS)
        column.setSpacing(space.XXS)
        unknown = receipt.goods_minor is None
        value = None if receipt.goods_minor is None else receipt.goods_minor + receipt.landed_minor
        shown = _("cost unknown") if unknown else formatting.money(value, own)
        column.addWidget(KeyValueRow(f"{receipt.received_on} · {receipt.number}", shown))
        words = counted(_PIECES, receipt.good + receipt.defective)
        if receipt.defective:
            words = _("{said}, {count} defective").format(said=words, count=formatting.integer(receipt.defective))
        if receipt.landed_minor and not unknown:
            landed = formatting.money(receipt.landed_minor, own)
            words = _("{said}, {costs} of it costs").format(said=words, costs=landed)
        column.addWidget(Text(words, "caption", "text2", wrap=True))
        if receipt.over_reason:
            column.addWidget(Text(receipt.over_reason, "caption", "pill.amber.word", wrap=True))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
