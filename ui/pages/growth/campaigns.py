"""The Campaigns section: a list or the calendar of festivals, and one campaign whole with what it brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget

from services import formatting
from services.campaigns.calendar import Lack, lacks
from services.campaigns.commands import cancel_campaign, delete_campaigns, release_stock, resume_campaign
from services.campaigns.drafts import KIND_LABELS, STAGE_LABELS, Stage
from services.campaigns.exports import export_campaigns
from services.campaigns.queries import CampaignView, campaign_counts, campaign_list
from services.campaigns.result import Result, campaign_result
from services.campaigns.sheet import export_price_sheet
from services.channels.queries import ChannelView, channels
from services.growth.figures import main_currency
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.types import CampaignKind, Entity, TableRequest
from ui.dialogs.dialog import confirm
from ui.home import Today
from ui.page import PageContext
from ui.pages.choices import Choices
from ui.pages.growth.campaign_calendar import CampaignCalendar
from ui.pages.growth.campaign_form import AgainDialog, CampaignDialog, CampaignReviewDialog
from ui.pages.growth.campaign_items import CampaignItemsDialog
from ui.pages.growth.campaign_panel import CampaignPanel
from ui.pages.growth.campaign_words import STAGE_TONES
from ui.pages.growth.words import day_cell, day_filter
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.cells import row_money
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.source import Snapshot
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.widgets.menu import PassingMenu

_COUNTED = NN_("{count} campaign", "{count} campaigns")

_WATCHED = (
    Entity.CAMPAIGN, Entity.CAMPAIGN_ITEM, Entity.CAMPAIGN_CHANNEL, Entity.CHANNEL, Entity.ORDER, Entity.SKU,
    Entity.STOCK_MOVE, Entity.AD_DAY,
)  # fmt: skip
_TABS = (
    ("all", N_("All")), ("ahead", N_("Ahead")), ("running", N_("Running")), ("to_review", N_("To review")),
    ("reviewed", N_("Reviewed")), ("cancelled", N_("Cancelled")),
)  # fmt: skip


def _kind(value: Any, _row: RowReader) -> Cell:
    return Cell(_(KIND_LABELS[CampaignKind(value)]))


def _stage(value: Any, _row: RowReader) -> Cell:
    stage = Stage(value)
    return Cell(_(STAGE_LABELS[stage]), tone=STAGE_TONES[stage])


def _where(value: Any, _row: RowReader) -> Cell:
    return Cell(str(value)) if value else Cell(_("The whole shop"), tone="text3")


def _count(value: Any, _row: RowReader) -> Cell:
    return BLANK if not value else Cell(formatting.integer(value))


_COLUMNS = (
    ColumnSpec("name", N_("Campaign"), 160, strong=True),
    ColumnSpec("stage", N_("State"), 100, kind=CellKind.PILL, format=_stage),
    ColumnSpec("kind", N_("Kind"), 110, format=_kind),
    ColumnSpec("first_on", N_("First day"), 98, kind=CellKind.DATE, format=day_cell),
    ColumnSpec("last_on", N_("Last day"), 98, kind=CellKind.DATE, format=day_cell),
    ColumnSpec("channels", N_("Channels"), 130, format=_where),
    ColumnSpec("items", N_("Products"), 76, "right", CellKind.NUMBER, _count),
    ColumnSpec("set_aside", N_("Set aside"), 82, "right", CellKind.NUMBER, _count),
    ColumnSpec("budget", N_("Budget"), 92, "right", CellKind.MONEY, row_money),
    ColumnSpec("target", N_("Target"), 98, "right", CellKind.MONEY, row_money),
    ColumnSpec("preheat_on", N_("Preheat from"), 110, kind=CellKind.DATE, format=day_cell, hidden_by_default=True),
    ColumnSpec("note", N_("Note"), 200, tone="text2", hidden_by_default=True),
    ColumnSpec("review", N_("Review"), 200, tone="text2", hidden_by_default=True),
)
_KEYS = (*(spec.key for spec in _COLUMNS), "currency")


def _filters(today: Today) -> tuple[FilterSpec, ...]:
    return (
        FilterSpec("kind", N_("Kind"), choices=lambda: [(str(kind), _(words)) for kind, words in KIND_LABELS.items()]),
        day_filter(today, "first_on", N_("First day")),
        FilterSpec("channels", N_("Channel"), "contains"),
    )


class CampaignsSection(Section):
    """`table` is the list, `calendar` the festivals; `panel` shows one campaign, `dialog` is the form opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._places: Choices[tuple[tuple[ChannelView, ...], str]] = Choices(((), ""))
        self._new = self.header.set_primary(_("New campaign"), "plus", self.new)
        self._turn = self.header.add_secondary(_("Calendar"), "calendar-blank", self.turn)
        self.table = self._make_table()
        self.calendar = CampaignCalendar(context, self.link.home.today())
        self.calendar.chosen.connect(self.show_campaign)
        self.calendar.day_chosen.connect(self.new_on)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.calendar)
        self.panel = CampaignPanel()
        self.panel.wanted.connect(self.do)
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, _read, self._show)
        self.column.addWidget(self.stack, 1)
        self.link.watch(self, _WATCHED, self._changed)
        self._read_beside()
        self.table.open()

    def opened(self, **wanted: Any) -> None:
        """`campaign` asks for one of them, `view` for a view of the list."""
        if "view" in wanted:
            self.stack.setCurrentWidget(self.table)
            self._name_turn()
            self.table.open(TableRequest(view=str(wanted["view"]), sort=self.table.request.sort))
        if "campaign" in wanted:
            self.show_campaign(int(wanted["campaign"]))

    def turn(self) -> None:
        """Show the calendar instead of the list, or back."""
        is_list = self.stack.currentWidget() is self.table
        self.stack.setCurrentWidget(self.calendar if is_list else self.table)
        self._name_turn()
        (self.calendar.sheet if is_list else self.table.view).setFocus()

    def show_calendar(self) -> None:
        """Show the calendar."""
        if self.stack.currentWidget() is self.table:
            self.turn()

    def show_campaign(self, campaign_id: int) -> None:
        """Show one campaign at the right."""
        self.one.open(campaign_id)

    def new(self) -> None:
        """Plan a campaign."""
        self._places.first(self._begin)

    def new_on(self, day: date) -> None:
        """Plan a campaign that begins on a day."""
        self._places.first(partial(self._begin, None, day))

    def do(self, what: str) -> None:
        """Do what the panel offers, with the campaign it shows."""
        if self.panel.shown is None:
            return
        shown = self.panel.shown.campaign
        dialogs: dict[str, Callable[[], Any]] = {
            "items": lambda: CampaignItemsDialog(self.context, shown, lambda _value: self.show_campaign(shown.id)),
            "again": lambda: AgainDialog(self.context, shown, self.show_campaign),
            "review": lambda: CampaignReviewDialog(self.context, shown),
        }
        commands = {"release": release_stock, "cancel": cancel_campaign, "resume": resume_campaign}
        if what == "edit":
            self._places.first(partial(self._begin, shown))
        elif what in dialogs:
            self._open(dialogs[what]())
        elif what in commands:
            run(self.context, self, commands[what], shown.id)
        elif what == "sheet":
            write = partial(_price_sheet, campaign_id=shown.id)
            ask_export(self.context, self, shown.draft.name, write, TableRequest())
        else:
            self._ask_delete(shown.id, shown.draft.name)

    def focus_filter(self) -> None:
        if self.stack.currentWidget() is self.table:
            self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New campaign"))
        self._name_turn()
        self.table.retranslate()
        self.calendar.retranslate()

    # --- inside ------------------------------------------------------------------------------

    def _name_turn(self) -> None:
        is_list = self.stack.currentWidget() is self.table
        self._turn.setText(_("Calendar") if is_list else _("List"))

    def _ask_delete(self, campaign_id: int, name: str) -> None:
        delete = partial(run, self.context, self, delete_campaigns, [campaign_id], then=self.one.put_away)
        words = _("“{name}” goes with its products and prices. Undo brings it back.").format(name=name)
        confirm(self.context.dialog_parent(), _("Delete the campaign?"), words, _("Delete"), delete, danger=True)

    def _begin(self, shown: CampaignView | None = None, day: date | None = None) -> None:
        self._open(CampaignDialog(self.context, *self._places.known, self.show_campaign, shown, day))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _show(self, found: tuple[Result, tuple[Lack, ...]]) -> None:
        self.panel.show_campaign(*found)
        self.show_panel()

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()
        self.calendar.reload()
        self._read_beside()
        self.one.read_again()

    def _read_beside(self) -> None:
        """The channels a campaign may run in, and how many campaigns each view has."""
        self.link.ask(campaign_counts, owner=self).then(self.table.set_counts)
        self.link.ask(_read_places, owner=self).then(self._places.take).fails(self.context.show_error)

    def _open_menu(self, spot: QPoint) -> None:
        then = partial(self._menu, spot)
        self.link.wait_for(self.table.view.selected_ids(), owner=self).then(then).fails(self.context.show_error)

    def _menu(self, spot: QPoint, ids: Any) -> None:
        chosen = list(ids)
        menu = PassingMenu(self)
        if len(chosen) == 1:
            menu.addAction(_("Open")).triggered.connect(lambda: self.show_campaign(chosen[0]))
        if chosen:
            menu.addAction(_("Delete")).triggered.connect(lambda: run(self.context, self, delete_campaigns, chosen))
        menu.addAction(_("New campaign")).triggered.connect(self.new)
        menu.popup(spot)

    def _export(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Campaigns"), export_campaigns, request)

    def _open_snapshot(self, request: TableRequest) -> Snapshot:
        return source_of(self.link, campaign_list(self.link.home.today()), _KEYS)(request)

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "megaphone", N_("No campaign yet"),
            N_("Plan a sale with its days, prices and pieces; afterwards it is compared with usual days."),
            ((N_("New campaign"), "plus", self.new), (N_("Calendar"), "calendar-blank", self.turn)),
        )  # fmt: skip
        texts = PanelTexts(N_("Campaigns"), N_("Name, note, channel…"), _COUNTED, empty)
        table = KeptList(
            "growth_campaigns", "name", texts, _COLUMNS, self._open_snapshot,
            filters=_filters(self.link.home.today), sort=(("first_on", True),), tabs=_TABS,
        )  # fmt: skip
        rows_show(table, self.context, self.show_campaign)
        table.view.menu_requested.connect(self._open_menu)
        table.export_requested.connect(self._export)
        return table


def _read(connection: Any, campaign_id: int) -> tuple[Result, tuple[Lack, ...]]:
    found = campaign_result(connection, campaign_id)
    return found, lacks(connection, found.campaign)


def _read_places(connection: Any) -> tuple[tuple[ChannelView, ...], str]:
    return channels(connection), main_currency(connection)


def _price_sheet(connection: Any, out: Any, *, campaign_id: int, **_request: Any) -> int:
    return export_price_sheet(connection, out, campaign_id=campaign_id)
