"""The Charts page: a board of charts under filters that all of them share."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from services.charts.board import Board, arrange, default_board
from services.charts.chart import FAMILY_LABELS
from services.charts.registry import CHARTS
from services.charts.view import ChartsView, charts_view
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.rollups.asked import Asked
from services.types import Entity
from ui.actions import ActionSpec
from ui.page import Page, PageContext, PageSpec
from ui.pages.charts.board_view import BoardView
from ui.pages.charts.card import CardDeeds, ChartCard
from ui.pages.charts.deeds import ChartDeeds
from ui.pages.charts.filters import ChartFilters
from ui.pause import Pause
from ui.table.rows_or_notice import RowsOrNotice
from ui.theme import space
from ui.widgets.menu import PassingMenu
from ui.widgets.page_header import PageHeader

_SOURCES = (
    Entity.ORDER, Entity.ORDER_LINE, Entity.STOCK_MOVE, Entity.CASE, Entity.SHOP_DAY, Entity.AD_DAY, Entity.SKU,
    Entity.PRODUCT, Entity.CHANNEL, Entity.CHANNEL_TERMS, Entity.COURIER_CHARGE, Entity.SETTING, Entity.TRANSACTION,
    Entity.ACTION_NOTE, Entity.GOAL, Entity.BUDGET, Entity.COMMITMENT, Entity.COMMITMENT_AMOUNT,
    Entity.COMMITMENT_PAYMENT, Entity.PURCHASE, Entity.RECEIPT, Entity.SUPPLIER_PAYMENT, Entity.ACCOUNT,
)  # fmt: skip
_CHANGED_MS = 400


class ChartsPage(Page):
    """The board. The parts are public: `filters`, `view`, `cards`, `deeds`."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.asked: Asked | None = None
        self.board: Board = default_board()
        self._number = 0
        self._wanted_chart = ""
        self.deeds = ChartDeeds(context, lambda: self.asked)
        self.cards: dict[str, ChartCard] = {}
        self.header = PageHeader(_("Charts"))
        self.header.search_opened.connect(context.open_palette)
        self._hidden = self.header.add_secondary(_("Charts off the board"), "squares-four", self.open_hidden)
        self._month = self.header.add_secondary(_("Monthly report…"), "file-text", self.deeds.save_month)
        self.filters = ChartFilters()
        self.reload()  # asked before what shows it is built
        self.view = BoardView()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.XL, 0, space.XS, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, space.L, 0)
        top.setSpacing(0)
        for part in (self.header, self.filters):
            top.addWidget(part)
        column.addLayout(top)
        self.stack = RowsOrNotice(self.view)
        column.addWidget(self.stack, 1)
        self._later = Pause(self, _CHANGED_MS)
        self._later.timeout.connect(self.reload)
        self.filters.changed.connect(self.reload)
        self._link.watch(self, _SOURCES, self._changed)
        self._make_cards()
        self._add_actions()

    def opened(self, **wanted: Any) -> None:
        """`chart` names one to show first in view, `period` one of the named periods."""
        if "period" in wanted:
            self.filters.choose_period(str(wanted["period"]))
        self._wanted_chart = str(wanted.get("chart", ""))
        if self.view.cards:  # else when the board is there
            self._bring_into_view()

    def _bring_into_view(self) -> None:
        card = self.cards.get(self._wanted_chart)
        self._wanted_chart = ""
        if card is not None:
            if card.chart.key in self.board.hidden:
                self._keep(self.board.with_hidden(card.chart.key, False))
            self.view.ensureWidgetVisible(card, 0, 40)
            card.picture.setFocus()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.header.title.setText(_("Charts"))
        self.header.retranslate()
        self._hidden.setText(_("Charts off the board"))
        self._month.setText(_("Monthly report…"))
        self.filters.retranslate()
        for card in self.cards.values():
            card.retranslate()
        self.reload()

    def reload(self) -> None:
        """Ask for everything again with the filters as they stand; charts out of view wait until they are seen."""
        wanted = self.filters.chosen_or_none()
        self._number += 1
        take = partial(self._take, self._number, wanted is None)
        self._link.ask(charts_view, wanted, owner=self).then(take)

    def _take(self, number: int, is_first: bool, found: ChartsView) -> None:
        if number != self._number:
            return
        self.filters.set_choices(found.asked.today, found.channels, found.categories)
        chosen = self.filters.chosen_or_none()
        asked = (found.asked.first, found.asked.last)
        if is_first and chosen is not None and (chosen.first, chosen.last) != asked:
            self.reload()  # a period was chosen before it was known which day it is
        else:
            self._show(found)

    def _show(self, found: ChartsView) -> None:
        self.asked = found.asked
        self.deeds.fresh, self.deeds.shop_name = found.fresh, found.shop_name
        self.header.set_subtitle(_("{first} to {last}").format(first=found.asked.first, last=found.asked.last))
        if found.board != self.board or not self.view.cards:
            self.board = found.board
            self._arrange()
        if found.is_empty:
            self._say_empty()
            return
        self.stack.show_rows()
        for card in self.cards.values():
            card.ask(found.asked)
        if self._wanted_chart:
            self._bring_into_view()
        self.view.look()

    def _say_empty(self) -> None:
        """A new shop: one sentence and the way on, not thirty cards that each say there is nothing."""
        why = _("Sales, profit, goods, buyers and money are drawn here as soon as there are orders.")
        go = (_("Import orders"), "upload-simple", partial(self._context.navigate, "import"))
        self.stack.say("chart-bar", _("Nothing to draw yet"), why, [go])

    def _changed(self, _changes: ChangeSet) -> None:
        self._later.start()

    # -- the board -------------------------------------------------------------------------------------------

    def _make_cards(self) -> None:
        deeds = CardDeeds(
            self.deeds.show_behind, self._save, self._copy, self._workbook, self.move_chart, self.widen,
            self.hide_chart, self.deeds.explain,
        )  # fmt: skip
        for key, chart in CHARTS.items():
            self.cards[key] = ChartCard(chart, self._link, deeds)
            self.cards[key].setParent(self.view.widget())
            self.cards[key].hide()
            self.cards[key].shown.connect(self.view.read_others)

    def _arrange(self) -> None:
        for key, card in self.cards.items():
            card.is_wide = key in self.board.wide
        self.view.arrange(self.cards, [(key, key in self.board.wide) for key in self.board.shown()])

    def _keep(self, board: Board) -> None:
        self.board = board
        self._arrange()
        self._link.run(arrange, board, owner=self)

    def move_chart(self, key: str, steps: int) -> None:
        """Put a chart so many places on, or back."""
        self._keep(self.board.moved(key, steps))

    def widen(self, key: str) -> None:
        """Give a chart two columns, or one again."""
        self._keep(self.board.with_wide(key, key not in self.board.wide))

    def hide_chart(self, key: str) -> None:
        """Take a chart off the board."""
        self._keep(self.board.with_hidden(key, True))
        show = partial(self._back, key)
        self._context.toast(_("“{name}” is off the board.").format(name=_(CHARTS[key].name)), undo=show)

    def _back(self, key: str) -> None:
        self._keep(self.board.with_hidden(key, False))

    def open_hidden(self) -> None:
        """The charts that are off the board, to be put back; and the way to the usual board."""
        menu = PassingMenu(self)
        for key in self.board.order:
            if key in self.board.hidden:
                chart = CHARTS[key]
                menu.addAction(f"{_(FAMILY_LABELS[chart.family])} · {_(chart.name)}", partial(self._back, key))
        if menu.isEmpty():
            menu.addAction(_("All charts are on the board")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(_("The usual board again"), partial(self._keep, default_board()))
        menu.open_below(self._hidden)

    # -- deeds -------------------------------------------------------------------------------------------------

    def _save(self, key: str) -> None:
        self.deeds.save_picture(CHARTS[key], self.cards[key].figures)

    def _copy(self, key: str) -> None:
        self.deeds.copy(CHARTS[key], self.cards[key].figures)

    def _workbook(self, key: str) -> None:
        self.deeds.save_workbook(CHARTS[key], self.cards[key].figures)

    def _add_actions(self) -> None:
        for name, words, run, icon, keys in (
            ("month", N_("Monthly report…"), self.deeds.save_month, "file-text", ""),
            ("reload", N_("Read the charts again"), self.reload, "arrows-clockwise", "F5"),
            ("usual", N_("The usual board again"), lambda: self._keep(default_board()), "squares-four", ""),
        ):
            spec = ActionSpec(f"charts.{name}", words, run, icon, keys, scope="charts", group=N_("Charts"))
            self._context.registry.add(spec)


CHARTS_PAGE = PageSpec("charts", N_("Charts"), "chart-bar", ChartsPage)
