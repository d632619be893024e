"""One product's stock at the right: what there is and where, who waits for it, and how it came to that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal

from services import formatting
from services.i18n import _, translate
from services.inventory.queries import STORY_LINES, StockSheet
from services.stock.queries import SpotView, StoryLine
from services.stock.words import CONDITION_LABELS
from services.types import Condition
from ui.pages.inventory.stock_cost import can_be_priced
from ui.pages.inventory.story_rows import StoryRow
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_MOST_ORDERS = 6
_SMALL = 24


@dataclass(frozen=True, slots=True)
class PanelCalls:
    """What the panel leads to: a `deed` (a key of `stock_deeds.DEEDS`), an order, all moves, what goods `cost`,
    the day a lot expires on."""

    deed: Callable[[str, StockSheet], object]
    order: Callable[[int], object]
    all_moves: Callable[[StockSheet], object]
    cost: Callable[[StockSheet, StoryLine], object]
    expiry: Callable[[StockSheet, SpotView], object]
    entries: Callable[[StockSheet], list[tuple[str, str]]]


class StockPanel(DetailPanel):
    """Shows one `StockSheet`."""

    shown_changed = Signal()

    def __init__(self, calls: PanelCalls) -> None:
        super().__init__()
        self._calls = calls
        self.shown: StockSheet | None = None
        self.adjust_button = PrimaryButton(_("Adjust"), "pencil-simple")
        self.receive_button = SecondaryButton(_("Receive"), "download-simple")
        self.assemble_button = PrimaryButton(_("Put together"), "package")
        self.more_button = IconButton("dots-three", _("More actions"))
        self.adjust_button.clicked.connect(lambda _on=False: self._deed("adjust"))
        self.receive_button.clicked.connect(lambda _on=False: self._deed("receive"))
        self.assemble_button.clicked.connect(lambda _on=False: self._deed("assemble"))
        self.more_button.clicked.connect(lambda _on=False: self._open_more())
        self.footer.addWidget(self.adjust_button, 1)
        self.footer.addWidget(self.assemble_button, 1)
        self.footer.addWidget(self.receive_button)
        self.footer.addWidget(self.more_button)

    def show_sheet(self, sheet: StockSheet) -> None:
        """Show this product."""
        self.shown = sheet
        self.set_head(sheet.code, " · ".join(part for part in (sheet.title, sheet.variant) if part))
        self._show_state(sheet)
        self.clear_body()
        self._add_levels(sheet)
        self._add_parts(sheet)
        self._add_places(sheet)
        self._add_promised(sheet)
        self._add_story(sheet)
        is_counted = sheet.stock.is_counted
        for button in (self.receive_button, self.more_button):
            button.setVisible(is_counted and not sheet.stock.is_bundle)
        is_of_parts = bool(sheet.parts) and not sheet.is_made
        self.assemble_button.setVisible(is_of_parts)
        self.adjust_button.setVisible(not is_of_parts)
        self.adjust_button.setText(_("Adjust") if is_counted else _("Opening stock"))
        self.shown_changed.emit()

    def retranslate(self) -> None:
        super().retranslate()
        self.receive_button.setText(_("Receive"))
        self.assemble_button.setText(_("Put together"))
        self.more_button.set_name(_("More actions"))
        if self.shown is not None:
            self.show_sheet(self.shown)

    def _show_state(self, sheet: StockSheet) -> None:
        stock = sheet.stock
        if not stock.is_counted:
            self.set_status(_("Never counted"), "grey")
        elif stock.on_hand < 0:
            self.set_status(_("Below zero"), "red")
        elif stock.reserved > stock.on_hand:
            self.set_status(_("Promised too much"), "red")
        elif stock.available < 0:
            self.set_status(_("Set aside too much"), "amber")
        elif stock.available == 0:
            self.set_status(_("Out"), "amber")
        elif stock.unknown or stock.pending:
            self.set_status(_("Cost unknown"), "amber")
        else:
            self.set_status("")

    def _add_levels(self, sheet: StockSheet) -> None:
        stock, number = sheet.stock, formatting.integer
        if not stock.is_counted and sheet.parts:
            self.add(Text(_("Count its parts: there is as much of it as they make."), wrap=True))
            return
        if not stock.is_counted:
            self.add(Text(_("Nobody has entered what there is of it, so its sales are not followed yet."), wrap=True))
            return
        if stock.is_bundle:
            self.add(KeyValueRow(_("Available"), number(stock.available), strong=True))
            self.add(Text(_("As many as its parts make."), "caption", "text2", wrap=True))
            return
        cost = stock.unit_cost_minor
        unit_cost = formatting.money(cost, sheet.currency) if cost is not None else _("unknown")
        below = "neg" if stock.on_hand < 0 else "text"
        self.add(KeyValueRow(_("On hand"), number(stock.on_hand), strong=True, tone=below))
        self.add(KeyValueRow(_("Reserved"), number(stock.reserved)))
        if stock.set_aside:
            self.add(KeyValueRow(_("Set aside for campaigns"), number(stock.set_aside)))
        self.add(KeyValueRow(_("Available"), number(stock.available), strong=True))
        if stock.defective:
            self.add(KeyValueRow(_("Defective"), number(stock.defective)))
        self.add(KeyValueRow(_("Unit cost"), unit_cost, tone="text" if cost is not None else "pill.amber.word"))
        self.add(KeyValueRow(_("Value"), formatting.money(stock.value_minor, sheet.currency)))
        if stock.unknown:
            self.add(KeyValueRow(_("Pieces of unknown cost"), number(stock.unknown), tone="pill.amber.word"))
        if stock.pending:
            self.add(KeyValueRow(_("Sold, cost not known yet"), number(stock.pending), tone="pill.amber.word"))

    def _add_parts(self, sheet: StockSheet) -> None:
        if not sheet.parts:
            return
        self.add_line()
        self.add(SectionTitle(_("One consists of")))
        for part in sheet.parts:
            name = " · ".join(words for words in (part.code, part.title, part.variant) if words)
            self.add(KeyValueRow(name, f"× {formatting.integer(part.quantity)}"))

    def _add_places(self, sheet: StockSheet) -> None:
        if len(sheet.spots) < 2 and not any(spot.lot for spot in sheet.spots):
            return
        self.add_line()
        self.add(SectionTitle(_("Where it lies"), sheet.shelf or ""))
        is_spread = len({spot.place_id for spot in sheet.spots}) > 1
        for spot in sheet.spots:
            parts = [spot.place] if is_spread or not spot.lot else []
            if spot.lot:
                parts.append(_("lot {number}").format(number=spot.lot))
            if spot.expires_on:
                parts.append(_("until {day}").format(day=spot.expires_on.isoformat()))
            if spot.condition is Condition.DEFECTIVE:
                parts.append(translate(CONDITION_LABELS[spot.condition]))
            row = KeyValueRow(" · ".join(parts), formatting.integer(spot.quantity))
            if spot.lot:
                row.add(self._expiry_button(sheet, spot))
            self.add(row)

    def _expiry_button(self, sheet: StockSheet, spot: SpotView) -> IconButton:
        button = IconButton("pencil-simple", _("Change when lot {number} expires").format(number=spot.lot))
        button.set_side(_SMALL)
        button.clicked.connect(lambda _on=False: self._calls.expiry(sheet, spot))
        return button

    def _add_promised(self, sheet: StockSheet) -> None:
        if not sheet.promised:
            return
        self.add_line()
        self.add(SectionTitle(_("Orders that wait for it"), formatting.integer(len(sheet.promised))))
        for one in sheet.promised[:_MOST_ORDERS]:
            button = LinkButton(f"{one.order_no}  × {formatting.integer(one.quantity)}")
            button.clicked.connect(partial(self._order, one.order_id))
            self.add(button)

    def _add_story(self, sheet: StockSheet) -> None:
        if not sheet.story:
            return
        self.add_line()
        self.add(SectionTitle(_("What happened to it"), _("pieces, left")))
        for line in sheet.story:
            leads_on = line.order_id is not None or can_be_priced(line)
            row = StoryRow(line, sheet.currency, sheet.zone, leads_on=leads_on)
            row.opened.connect(self._open_line)
            self.add(row)
        if len(sheet.story) >= STORY_LINES:
            button = LinkButton(_("All of it"), "list")
            button.clicked.connect(lambda _on=False: self._calls.all_moves(sheet))
            self.add(button)

    def _open_line(self, line: StoryLine) -> None:
        if line.order_id is not None:
            self._calls.order(line.order_id)
        elif self.shown is not None:
            self._calls.cost(self.shown, line)

    def _order(self, order_id: int, _on: bool = False) -> None:
        self._calls.order(order_id)

    def _deed(self, key: str) -> None:
        if self.shown is not None:
            is_first = key == "adjust" and not self.shown.stock.is_counted
            self._calls.deed("opening" if is_first else key, self.shown)

    def _open_more(self) -> None:
        if self.shown is None:
            return
        menu = PassingMenu(self)
        for key, words in self._calls.entries(self.shown):
            menu.addAction(words, partial(self._calls.deed, key, self.shown))
        menu.open_above(self.more_button)
