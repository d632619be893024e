"""The card that opens a case of an order: its kind, which pieces, why, and what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from services.aftersales.commands import set_lines
from services.aftersales.drafts import CaseDraft, CaseLineDraft
from services.aftersales.errors import MoreThanSold, PiecesClaimed, RefundBeyondPaid, SharedParcel
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.aftersales.opening import open_case, share_of
from services.aftersales.sold import SoldPart
from services.aftersales.views import CaseView
from services.aftersales.words import KIND_LABELS, PARTY_LABELS
from services.formatting import plain_amount
from services.i18n import _
from services.types import CaseKind, CaseParty
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.count_field import CountField
from ui.widgets.fields import Choice, number_field, text_field
from ui.widgets.popup import dress_completer
from ui.widgets.text import Text

Sold = tuple[str, str, tuple[SoldPart, ...]]
"""What `services.aftersales.views.order_parts` tells of an order: its number, its currency, what it sold."""


class Pieces(QWidget):
    """A count for each product an order sold."""

    def __init__(self, parts: Sequence[SoldPart], chosen: Callable[[SoldPart], int]) -> None:
        super().__init__()
        self.parts = tuple(parts)
        self.counts: list[CountField] = []
        grid = QGridLayout(self)
        if not self.parts:
            nothing = _("This order has no items that were sold, so no piece can be chosen.")
            grid.addWidget(Text(nothing, "body", "text2", wrap=True), 0, 0)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space.M)
        for row, part in enumerate(self.parts):
            about = " · ".join(filter(None, (part.title, part.variant, part.code)))
            field = CountField(0, part.pieces, min(chosen(part), part.pieces))
            field.setAccessibleName(about)
            grid.addWidget(Text(about, "body", wrap=True), row, 0)
            sold = _("{pieces} sold").format(pieces=part.pieces)
            told = _("{pieces} sold, {claimed} in cases").format(pieces=part.pieces, claimed=part.claimed)
            grid.addWidget(Text(told if part.claimed else sold, "caption", "text2"), row, 1)
            grid.addWidget(field, row, 2)
            self.counts.append(field)
        grid.setColumnStretch(0, 1)

    def drafts(self) -> tuple[CaseLineDraft, ...]:
        """The pieces that are chosen."""
        return tuple(
            CaseLineDraft(part.order_line_id, field.value(), part.sku_id)
            for part, field in zip(self.parts, self.counts, strict=True)
            if field.value()
        )

    def values(self) -> tuple[int, ...]:
        """What every count says."""
        return tuple(field.value() for field in self.counts)


def is_overruled_by_reason(error: Exception) -> bool:
    """Whether a refusal gives way to a reason why it is meant."""
    return isinstance(error, MoreThanSold | PiecesClaimed | SharedParcel | RefundBeyondPaid)


class NewCaseDialog(FormDialog):
    """Opens a case of the order; `then` gets its id."""

    topic = "after-sales#refund"

    def __init__(
        self, context: PageContext, order_id: int, sold: Sold, reasons: Sequence[str], then: Callable[[int], object]
    ) -> None:
        number, self._currency, parts = sold
        super().__init__(context, _("New after-sales case"), _("Order {number}").format(number=number), width=640)
        self._order_id, self._then = order_id, then
        self.kind, self.blame, self.reason = Choice(), Choice(), ReasonField(reasons)
        has_left = any(part.out for part in parts)
        for code, words in KIND_LABELS.items():
            self.kind.addItem(_(words), code)
        first = CaseKind.RETURN_AND_REFUND if has_left else CaseKind.REFUND_BEFORE_SHIPPING
        self.kind.setCurrentIndex(self.kind.findData(first))
        self.blame.addItem(_("Nobody has said"), None)
        for party, words in PARTY_LABELS.items():
            self.blame.addItem(_(words), party)
        self.pieces = Pieces(parts, lambda part: max(part.pieces - part.claimed, 0))
        self.amount = number_field("0.00")
        self.waybill, self.note = text_field(), text_field()
        self.add_row(("kind", _("Case kind"), self.kind), ("reason", _("Reason"), self.reason))
        self.body.addWidget(self.pieces)
        self.add_row(("asked", _("Asked"), self.amount), ("blame", _("To blame"), self.blame))
        self.add_row(("waybill", _("Return tracking no."), self.waybill), ("note", _("Note"), self.note))
        self.override = text_field()
        self.add_row(("override", _("Why all the same"), self.override))
        self.ask_only_when_refused("override")
        self.kind.currentIndexChanged.connect(self._suggest)
        for field in self.pieces.counts:
            field.valueChanged.connect(self._suggest)
        self._suggest()
        self.finish_form(_("Open the case"), "plus")

    def contents(self) -> object:
        return super().contents(), self.pieces.values()

    def chosen_kind(self) -> CaseKind:
        """The kind that is chosen."""
        return CaseKind(self.kind.currentData())

    def check_and_save(self) -> None:
        """Open the case."""
        asked = self.amount_of("asked", self._currency)
        if asked is None:
            return
        lines = self.pieces.drafts()
        if not lines:
            self.refuse_field("asked", _("Choose at least one piece."))
            return
        party = self.blame.currentData()
        draft = CaseDraft(
            self.chosen_kind(),
            self._order_id,
            lines,
            reason=self.reason.text(),
            note=self.text_of("note"),
            asked_minor=asked if self.text_of("asked") else None,
            blame=None if party is None else CaseParty(party),
            return_tracking_no=self.text_of("waybill"),
            override=self.text_of("override"),
        )
        self.run(open_case, draft, then=self._then)

    def refused(self, error: Exception) -> None:
        """What does not fit the order leads to the field that says why it is meant."""
        super().refused(error)
        if is_overruled_by_reason(error):
            self.ask_why("override")

    def _suggest(self, _index: int = 0) -> None:
        """What the chosen pieces were sold for, where the kind asks for that."""
        defaults = DEFAULTS[self.chosen_kind()]
        shares = [share_of(line, self.pieces.parts) for line in self.pieces.drafts()]
        known = [share for share in shares if share is not None]
        asks = defaults.money is MoneyWay.TO_BUYER and defaults.whole and len(known) == len(shares)
        self.amount.setText(plain_amount(sum(known), self._currency) if asks else "")


class ItemsDialog(FormDialog):
    """Which pieces of its order a case is about."""

    topic = "after-sales#refund"

    def __init__(self, context: PageContext, view: CaseView, sold: Sold, then: Callable[[object], object]) -> None:
        number, _currency, parts = sold
        super().__init__(context, _("Items of the case"), _("Order {number}").format(number=number), width=560)
        self._case_id, self._then = view.case.id, then
        chosen = {(line.order_line_id, line.sku_id): line.quantity for line in view.lines}
        self.pieces = Pieces(parts, lambda part: chosen.get((part.order_line_id, part.sku_id), 0))
        self.body.addWidget(self.pieces)
        self.override = text_field()
        self.add_row(("override", _("Why all the same"), self.override))
        self.ask_only_when_refused("override")
        self.finish_form(_("Save"))

    def contents(self) -> object:
        return self.pieces.values()

    def check_and_save(self) -> None:
        """Keep the choice."""
        drafts, why = list(self.pieces.drafts()), self.text_of("override")
        self.run(set_lines, self._case_id, drafts, override=why, then=self._then)

    def refused(self, error: Exception) -> None:
        """What does not fit the order leads to the field that says why it is meant."""
        super().refused(error)
        if is_overruled_by_reason(error):
            self.ask_why("override")


class ReasonField(QLineEdit):
    """Free text, or one of the reasons that are offered on a click or with the arrow down."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.setFont(current_theme().font("body"))
        self.setPlaceholderText(_("Choose or type"))
        offered = QCompleter(list(reasons), self)
        offered.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        offered.setMaxVisibleItems(len(reasons))
        self.setCompleter(dress_completer(offered))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.completer().complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.completer().complete()
            return
        super().keyPressEvent(event)
