"""What is asked before advice is followed or dismissed: the new prices, the bundle, the reason; and the rows behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.advice.advice import Advice, Evidence, NewBundle, NewPrice
from services.advice.commands import dismiss_advice, follow_bundle, follow_prices
from services.formatting import plain_amount
from services.i18n import _
from services.kernel.table_query import Kind
from services.messages import render
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.pages.growth.advice_words import cell_text, proposal_rows, share
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme import space
from ui.widgets.card import KeyValueRow
from ui.widgets.fields import text_field
from ui.widgets.text import Text

_PRICE_WIDTH, _MARGIN_WIDTH, _ROWS_HEIGHT = 100, 130, 460
_NUMBERS = (Kind.MONEY, Kind.INTEGER)


class PriceRow(QWidget):
    """One product: its price now, the one proposed (to be changed), and what is left of each."""

    def __init__(self, proposal: NewPrice, name: str, currency: str) -> None:
        super().__init__()
        self.proposal, self._currency = proposal, currency
        self.new = text_field("", plain_amount(proposal.new_minor, currency))
        self.new.setFixedWidth(_PRICE_WIDTH)
        self.new.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.new.setAccessibleName(_("New price of {code}").format(code=proposal.code))
        now = Text(formatting.money(proposal.old_minor, currency) + " \u2192", "body", "text2")
        margins = Text(
            f"{share(proposal.margin_before_ppm)} \u2192 {share(proposal.margin_after_ppm)}", "caption", "text2"
        )
        margins.setFixedWidth(_MARGIN_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        row.addWidget(Text(f"{proposal.code} · {name}", "body", elide=True), 1)
        for widget in (now, self.new, margins):
            row.addWidget(widget)

    def minor(self) -> int | None:
        """The price as typed; None where it is none."""
        found = formatting.parse_amount(self.new.text(), self._currency)
        return found if found is not None and found >= 0 else None


class PriceChangeDialog(FormDialog):
    """Old and new price of every product that is chosen, before anything is changed."""

    topic = "growth#advice"

    def __init__(
        self, context: PageContext, chosen: Sequence[Advice], currency: str, then: Callable[[Any], object]
    ) -> None:
        why = _("Nothing is changed before you save. The share behind is what the price leaves, now and then.")
        super().__init__(context, _("Change prices"), why, width=680, height=None if len(chosen) < 6 else _ROWS_HEIGHT)
        self._then = then
        self.lines = [
            PriceRow(one.proposal, one.title, currency) for one in chosen if isinstance(one.proposal, NewPrice)
        ]
        inside = QWidget()
        column = column_of(inside, spacing=space.S)
        for line in self.lines:
            column.addWidget(line)
        column.addStretch(1)
        scroll = PlainScroll()
        scroll.put(inside)
        scroll.setMinimumHeight(min(46 * len(self.lines), 240))
        self.body.addWidget(scroll, 1)
        self.reason = text_field(_("stands in the price history"), "")
        self.add_row(("reason", _("Reason"), self.reason))
        self.finish_form(_("Change prices"))

    def contents(self) -> object:
        return self.reason.text(), tuple(line.new.text() for line in self.lines)

    def check_and_save(self) -> None:
        """Check the amounts, then change the prices in one step."""
        found = [line.minor() for line in self.lines]
        wrong = next((line for line, minor in zip(self.lines, found, strict=True) if minor is None), None)
        if wrong is not None:
            self.say_words(_("“{value}” is not an amount.").format(value=wrong.new.text()))
            wrong.new.setFocus()
            return
        prices = [
            (line.proposal.sku_id, line.proposal.old_minor, minor)
            for line, minor in zip(self.lines, found, strict=True)
            if minor is not None
        ]
        self.run(follow_prices, prices, self.reason.text(), then=self._then)


class BundleDialog(FormDialog):
    """Code, title and price of the bundle; `then` gets the id of its SKU."""

    topic = "growth#advice"

    def __init__(
        self, context: PageContext, advice: Advice, proposal: NewBundle, currency: str, then: Callable[[int], object]
    ) -> None:
        why = _("A new product of one piece of each; what there is of it follows from its parts.")
        super().__init__(context, _("Make a bundle"), why, width=560)
        self._proposal, self._currency, self._then = proposal, currency, then
        for name, value in proposal_rows(advice, currency):
            self.body.addWidget(KeyValueRow(name, value))
        self.bundle_title = text_field("", proposal.title)
        self.code = text_field("", proposal.code)
        self.price = text_field("", plain_amount(proposal.price_minor, currency))
        self.add_row(("title", _("Title"), self.bundle_title))
        self.add_row(("code", _("Code"), self.code), ("price", _("Price"), self.price))
        self.finish_form(_("Make the bundle"))

    def check_and_save(self) -> None:
        """Check the price, then make the product."""
        price = self.amount_of("price", self._currency)
        if price is not None:
            parts = self._proposal.part_ids
            self.run(follow_bundle, parts, self.code.text(), self.bundle_title.text(), price, then=self._then)


class DismissDialog(FormDialog):
    """Why advice is not followed."""

    topic = "growth#advice"

    def __init__(self, context: PageContext, chosen: Sequence[Advice], then: Callable[[Any], object]) -> None:
        why = _("It comes back when its facts change, and can be shown again at any time.")
        super().__init__(context, _("Dismiss advice"), why, width=480)
        self._chosen, self._then = chosen, then
        self.reason = text_field(_("Sale until Friday"), "")
        self.add_row(("reason", _("Reason"), self.reason))
        self.finish_form(_("Dismiss"))

    def check_and_save(self) -> None:
        """Keep the reason."""
        facts = [(one.kind, one.subject, one.facts) for one in self._chosen]
        self.run(dismiss_advice, facts, self.reason.text(), then=self._then)


class EvidenceDialog(Dialog):
    """The rows behind a piece of advice as a table."""

    topic = "growth#advice"

    def __init__(self, context: PageContext, advice: Advice, found: Evidence, zone: str) -> None:
        super().__init__(context.dialog_parent(), advice.title, render(advice.said), width=760, height=_ROWS_HEIGHT)
        columns = [
            ListColumn(one.header, 0 if one is found.columns[-1] else 150, right=one.kind in _NUMBERS)
            for one in found.columns
        ]

        def cells(row: tuple[Any, ...]) -> Line:
            return [
                ListCell(cell_text(column.kind, value, found.currency, zone))
                for column, value in zip(found.columns, row, strict=True)
            ]

        self.table = ListTable(columns, cells)
        self.table.setAccessibleName(_("Rows behind the advice"))
        self.table.set_rows(found.rows)
        self.body.addWidget(self.table, 1)
        self.add_cancel(_("Close"))

    def first_focus(self) -> QWidget | None:
        return self.table
