"""Why so much of one product is suggested, step by step, and how much is to be bought instead."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from services import formatting
from services.i18n import _
from services.messages import render
from services.purchasing.reorder_list import ReorderList, Suggestion, reasons
from services.written_numbers import parse_count
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.fields import FormRow, text_field
from ui.widgets.text import Text


class ReorderPanel(DetailPanel):
    """`amount_typed` carries the SKU and the pieces; `wanted` what the person chose to do."""

    amount_typed = Signal(int, int)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.shown: Suggestion | None = None
        self._found: ReorderList | None = None
        self._pieces = 0
        self.rule = SecondaryButton(_("Rules…"), "sliders-horizontal")
        self.rule.clicked.connect(lambda _on=False: self.wanted.emit("rule"))
        self.stop = SecondaryButton("", "prohibit")
        self.stop.clicked.connect(lambda _on=False: self.wanted.emit(self._stop_or_resume()))
        self.footer.addWidget(self.rule, 1)
        self.footer.addWidget(self.stop, 1)

    def show_row(self, row: Suggestion, found: ReorderList, pieces: int) -> None:
        """Show this product; `pieces` is what is to be bought as things stand."""
        self.shown, self._found, self._pieces = row, found, pieces
        self.set_head(row.title, " · ".join(part for part in (row.variant, row.code) if part))
        self.set_status(_("Not again") if row.wishes.no_reorder else "", "grey")
        self.stop.setText(_("Buy again") if row.wishes.no_reorder else _("Not again"))
        self.clear_body()
        self.amount = text_field("0", str(pieces) if pieces else "")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.textEdited.connect(self._typed)
        self._row = FormRow(_("Buy"), self.amount)
        self.add(self._row)
        self.add_line()
        self.add(SectionTitle(_("Why")))
        for words in reasons(row, found.calendar, found.today):
            self.add(Text(render(words), "body", "text2", wrap=True))
        self.add_line()
        for name, value in (
            (_("On hand"), row.on_hand),
            (_("Available"), row.available),
            (_("On the way"), row.incoming),
            (_("Buy at"), row.plan.reorder_point),
            (_("Buy up to"), row.plan.target),
        ):
            self.add(KeyValueRow(name, formatting.integer(value)))
        if row.supplier is not None:
            self.add(KeyValueRow(_("Supplier"), row.supplier))
        if row.price_minor is not None:
            self.add(KeyValueRow(_("Unit price"), formatting.money(row.price_minor, found.currency)))
        if row.note:
            self.add(Text(row.note, "body", "text2", wrap=True))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.rule.setText(_("Rules…"))
        if self.shown is not None and self._found is not None:
            self.show_row(self.shown, self._found, self._pieces)

    def _typed(self, typed: str) -> None:
        pieces = parse_count(typed.strip() or "0")
        self._row.set_problem("" if pieces is not None else _("type a whole number, 0 or more"))
        if pieces is not None and self.shown is not None:
            self._pieces = pieces
            self.amount_typed.emit(self.shown.sku_id, self._pieces)

    def _stop_or_resume(self) -> str:
        return "resume" if self.shown is not None and self.shown.wishes.no_reorder else "stop"
