"""The Traffic section: each channel's daily sheet as a grid to type into, and what it says of visitors."""

from __future__ import annotations

from typing import Any

from services import formatting
from services.growth.daily_sheets import delete_days, type_day_figure
from services.growth.pasted_figures import Sheet
from services.growth.queries import SHOP_DAYS
from services.growth.traffic import TrafficView, traffic
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.round_trip.records import export_shop_days
from services.types import Entity
from ui.page import PageContext
from ui.pages.growth.sheet_columns import DAY_COLUMNS, DAY_KEYS, SHEET_FILTERS, day_sums
from ui.pages.growth.sheet_forms import DaysDialog
from ui.pages.growth.sheet_section import SheetSection
from ui.pages.growth.traffic_strip import TrafficStrip
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space

_COUNTED = NN_("{count} day", "{count} days")


class TrafficSection(SheetSection):
    """`strip` tells of the last 30 days, `table` is the grid of all of them."""

    new_words = N_("Type figures…")
    sheet = Sheet.DAYS
    type_figure = staticmethod(type_day_figure)
    delete_rows = staticmethod(delete_days)
    export_rows = staticmethod(export_shop_days)
    watched = (Entity.SHOP_DAY,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.strip = TrafficStrip()
        self.column.addWidget(self.strip)
        self.column.addSpacing(space.M)
        self.column.addWidget(self.table, 1)
        self.link.watch(self, (Entity.SHOP_DAY, Entity.AD_DAY, Entity.ORDER), self._figures_changed)
        self._read_figures()
        self.table.open()

    def make_table(self) -> KeptList:
        """The grid of daily sheets."""
        empty = EmptyTexts(
            "trend-up", N_("No daily figures yet"),
            N_("Import the platform's daily sheet, or type visitors, carts and buyers of a few days."),
            ((N_("Type figures…"), "plus", self.new), (N_("Import files"), "upload-simple", self.import_files)),
        )  # fmt: skip
        texts = PanelTexts(N_("Traffic"), N_("Day or channel…"), _COUNTED, empty)
        return KeptList(
            "growth_days", "channel", texts, DAY_COLUMNS, source_of(self.link, SHOP_DAYS, DAY_KEYS),
            filters=SHEET_FILTERS, sort=(("day", True),), derived=day_sums,
        )  # fmt: skip

    def make_dialog(self) -> Any:
        """The card that begins days."""
        return DaysDialog(self.context, self.offered(), lambda _ids: self.table.view.setFocus())

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
