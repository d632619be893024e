"""The Traffic section: each channel's daily sheet as a grid to type into, and what it says of visitors."""

from __future__ import annotations

from services import formatting
from services.growth.traffic import TrafficView, traffic
from services.i18n import _
from services.kernel.changes import ChangeSet
from services.types import Entity
from ui.page import PageContext
from ui.pages.growth.sheet_section import SheetSection
from ui.pages.growth.sheets import SHOP
from ui.pages.growth.traffic_strip import TrafficStrip
from ui.theme import space


class TrafficSection(SheetSection):
    """`strip` tells of the last 30 days, `table` is the grid of all of them."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, SHOP)
        self.strip = TrafficStrip()
        place = self.column.indexOf(self.table)
        self.column.insertWidget(place, self.strip)
        self.column.insertSpacing(place + 1, space.M)
        self.link.watch(self, (Entity.SHOP_DAY, Entity.AD_DAY, Entity.ORDER), self._figures_changed)
        self._read_figures()

    def retranslate(self) -> None:
        super().retranslate()
        self.strip.retranslate()
        self._read_figures()

    def _figures_changed(self, _changes: ChangeSet) -> None:
        self._read_figures()

    def _read_figures(self) -> None:
        self.link.ask(traffic, owner=self).then(self._show_figures).fails(self.context.show_error)

    def _show_figures(self, found: TrafficView) -> None:
        self.strip.show_figures(found)
        period = f"{formatting.day(found.first)} – {formatting.day(found.last)}"
        self.header.set_subtitle(_("Last 30 days: {period}").format(period=period))
