"""The Returns section: parcels on their way back and those that came; a scan opens the desk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from services.aftersales.commands import close
from services.aftersales.goods import receive_all
from services.aftersales.matching_lists import RETURNS, return_counts
from services.aftersales.views import CaseView, case_view
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.round_trip.records import export_cases
from services.types import Entity, TableRequest
from ui.desk.opening import open_desk
from ui.page import PageContext
from ui.pages.aftersales.columns import READ_KEYS, columns
from ui.pages.aftersales.filters import filter_specs
from ui.pages.aftersales.list_menu import ListMenu
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.columns import ColumnSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} parcel", "{count} parcels")
_TICKED = NN_("{count} parcel chosen", "{count} parcels chosen")
_OF_SEVERAL = (("receive", N_("The parcels are here"), "package"), ("close", N_("Close"), "check-circle"))
_OF_ONE = (
    ("show", N_("Show"), "arrow-u-up-left"),
    ("count", N_("Count on the desk"), "barcode"),
    ("receive", N_("The parcel is here"), "package"),
    ("order", N_("Show the order"), "receipt"),
)
_TABS = (
    ("coming", N_("On the way")),
    ("expected", N_("Without a number")),
    ("to_look_at", N_("To be looked at")),
    ("came", N_("Received")),
    ("all", N_("All")),
)
_SHOWN = ("external_no", "state", "kind", "title", "quantity", "return_courier", "return_tracking_no", "reason",
          "order_no", "channel", "asked_at", "deadline_at")  # fmt: skip


class ReturnsSection(Section):
    """`table` is the list; its rows lead to their case."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.desk: Any = None
        self._open = self.header.set_primary(_("Returns desk"), "barcode", self.new)
        self._open.setToolTip("Ctrl Shift D")
        self._open.setEnabled(not self.link.shop.read_only)
        self.table = self._make_table()
        self.column.addWidget(self.table, 1)
        self.list_menu = ListMenu(self, self.table, _TICKED, _OF_SEVERAL, _OF_ONE, self.do_with)
        self.link.watch(self, (Entity.CASE, Entity.CASE_LINE), self._changed)
        self.table.open()
        self._count()

    def opened(self, **wanted: Any) -> None:
        """`view` and `search` ask for a part of the list."""
        if {"view", "search"} & wanted.keys():
            self.table.open(TableRequest(str(wanted.get("search", "")), str(wanted.get("view", "all"))))

    def take_scan(self, code: str) -> bool:
        """A scan here is a parcel that came."""
        if self.link.shop.read_only:
            return False
        self.desk = open_desk(self.context, self.link.undo, code)
        return True

    def new(self) -> None:
        """Open the desk."""
        self.desk = open_desk(self.context, self.link.undo)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._open.setText(_("Returns desk"))
        self.table.retranslate()
        self.list_menu.retranslate()
        self._show_count()

    def do_with(self, what: str, case_ids: list[int]) -> None:
        """What the bar and the menu of a row offer."""
        if what == "receive":
            run(self.context, self, receive_all, case_ids, then=self.list_menu.clear)
        elif what == "close":
            run(self.context, self, close, case_ids, then=self.list_menu.clear)
        elif what == "show":
            self._show_case(case_ids[0])
        else:
            asked = self.link.ask(case_view, case_ids[0], owner=self)
            asked.then(partial(self._go_on, what)).fails(self.context.show_error)

    def _go_on(self, what: str, view: CaseView) -> None:
        case = view.case
        if what == "count":
            self.desk = open_desk(self.context, self.link.undo, case.return_tracking_no or case.external_no)
        elif case.order_no is not None:
            self.context.navigate("orders", search=case.order_no)

    def _count(self) -> None:
        self.link.ask(return_counts, owner=self).then(lambda counts: self.table.set_counts(dict(counts)))

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook."""
        write = partial(export_cases, query=RETURNS)
        ask_export(self.context, self, _("Returned parcels"), write, request)

    def _show_case(self, case_id: int) -> None:
        self.context.navigate("after-sales", section="cases", case=case_id)

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()
        self._count()

    def _show_count(self) -> None:
        summary = self.table.model.summary
        self.header.set_subtitle(counted(_COUNTED, summary.count) if summary is not None else "")

    def _columns(self) -> tuple[ColumnSpec, ...]:
        by_key = {column.key: column for column in columns(self.link.home)}
        shown = [_visible(by_key.pop(key)) for key in _SHOWN if key in by_key]
        return (*shown, *(_hidden(column) for column in by_key.values()))

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "arrow-u-up-left",
            N_("No parcel is on its way back"),
            N_("Cases that wait for goods stand here; scan a parcel when it comes, announced or not."),
            ((N_("Returns desk"), "barcode", self.new),),
        )
        texts = PanelTexts(N_("Returned parcels"), N_("Number, product, reason…"), _COUNTED, empty)
        table = KeptList(
            "returns", "title", texts, self._columns(), source_of(self.link, RETURNS, READ_KEYS), tabs=_TABS,
            filters=tuple(spec for spec in filter_specs(lambda: None) if spec.key != "channel"),
            sort=(("asked_at", True),),
        )  # fmt: skip
        rows_show(table, self.context, self._show_case)
        table.export_requested.connect(self.export)
        table.model.summary_changed.connect(self._show_count)
        return table


def _visible(column: ColumnSpec) -> ColumnSpec:
    return replace(column, hidden_by_default=False)


def _hidden(column: ColumnSpec) -> ColumnSpec:
    return replace(column, hidden_by_default=True)
