"""The Cases section: what buyers, couriers and platforms want back, by whom it waits for, one case at the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent

from services import clock, paths, settings
from services.aftersales import queries
from services.aftersales.queries import CaseDetail, CaseOverview
from services.exporting.records import export_cases
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.types import Entity, Filter
from ui.actions import ActionSpec
from ui.dialogs.import_words import counted
from ui.pages.aftersales.columns import case_source, columns
from ui.pages.aftersales.detail import CasePanel
from ui.pages.aftersales.filters import TABS, filter_specs
from ui.pages.section import Section
from ui.pages.spec import PageContext
from ui.table.free_width import FreeWidth
from ui.table.kept import KeptTable
from ui.table.source import TableRequest
from ui.table.table_panel import EmptyTexts, PanelTexts, TablePanel

_COUNTED = NN_("{count} case", "{count} cases")
_WRITTEN = NN_("{count} row was written to {file}", "{count} rows were written to {file}")


class CasesSection(Section):
    """All after-sales cases. The parts are public: `table`, `detail`."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext, kept: KeptTable | None = None) -> None:
        super().__init__(context)
        self._context, self._link = context, context.link
        self.kept = kept if kept is not None else KeptTable("after-sales")
        self.overview: CaseOverview | None = None
        self.table = self._make_table()
        self.detail = CasePanel(self._show_order)
        self._lay_out()
        self._connect()
        self._add_actions()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`view`, `search` and `filters` ask for a part of the list, `case` for one."""
        if {"view", "search", "filters"} & wanted.keys():
            filters = tuple(Filter(*one) for one in wanted.get("filters", ()))
            view = str(wanted.get("view", "all"))
            self.table.open(TableRequest(str(wanted.get("search", "")), view, filters))
        if "case" in wanted:
            self.open_detail(int(wanted["case"]))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._import.setText(_("Import after-sales files"))
        self.table.retranslate()
        self.reload()

    def reload(self) -> None:
        """Read the counts again."""
        self._link.ask(queries.overview, owner=self).then(self._show)

    def _show(self, found: CaseOverview) -> None:
        before, self.overview = self.overview, found
        if before is None or (before.currency, before.zone) != (found.currency, found.zone):
            self.table.refresh()
        self.table.set_counts(dict(found.counts))
        self.header.set_subtitle(counted(_COUNTED, found.counts["all"]))

    def _changed(self, changes: ChangeSet) -> None:
        self.reload()
        self.table.reload()
        if self.detail.isVisible() and self.detail.shown is not None and changes.touches(Entity.CASE):
            self.open_detail(self.detail.shown.id)

    # --- one case ----------------------------------------------------------------------------------

    def open_detail(self, case_id: int) -> None:
        """Show a case at the right."""
        job = self._link.ask(queries.detail, case_id, owner=self)
        job.then(self._show_detail).fails(lambda _error: self.detail.hide())

    def _show_detail(self, found: CaseDetail) -> None:
        self.detail.show_case(found, self._zone())
        self.show_panel()
        self._fit.start()

    def _show_order(self, order_no: str) -> None:
        self._context.navigate("orders", search=order_no)

    # --- files --------------------------------------------------------------------------------------

    def import_files(self) -> None:
        """Ask for after-sales exports; the import takes them from there."""
        filters = _("Tables ({suffixes})").format(suffixes="*.csv *.xlsx *.xls *.zip")
        begin = partial(self._context.navigate, "import")
        self._context.ask_files(_("Import after-sales files"), filters, lambda files: begin(files=files))

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook that imports again."""
        name = _("After-sales {day}").format(day=f"{clock.now():%Y-%m-%d}")
        suggested = paths.documents_dir() / f"{name}.xlsx"
        then = partial(self.export_to, request)
        self._context.ask_save(_("Export these cases"), _("Tables (*.xlsx *.csv)"), suggested, then)

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        self._link.ask(export_cases, out, request=request, owner=self).then(partial(self._say_written, out))

    def _say_written(self, out: Path, count: int) -> None:
        self._context.toast(counted(_WRITTEN, count, file=out.name))

    # --- building -----------------------------------------------------------------------------------

    def _currency(self) -> str:
        return self.overview.currency if self.overview is not None else settings.CURRENCY.default

    def _zone(self) -> str:
        return self.overview.zone if self.overview is not None else settings.ZONE.default

    def _make_table(self) -> TablePanel:
        empty = EmptyTexts(
            "arrow-u-up-left",
            N_("No after-sales cases yet"),
            N_("They come from the after-sales exports of your platforms; orders they name follow them."),
            ((N_("Import after-sales files"), "upload-simple", self.import_files),),
        )
        texts = PanelTexts(N_("After-sales cases"), N_("Number, product, reason…"), _COUNTED, empty)
        return TablePanel(
            texts,
            columns(self._currency, self._zone),
            case_source(self._link),
            tabs=TABS,
            filters=filter_specs(lambda: self.overview),
            saved=self.kept.saved_views(),
            sort=self.kept.sort() or (("deadline_at", False),),
        )

    def _lay_out(self) -> None:
        self._import = self.header.set_primary(_("Import after-sales files"), "upload-simple", self.import_files)
        self.column.addWidget(self.table, 1)
        self.set_panel(self.detail)

    def _connect(self) -> None:
        view = self.table.view
        view.open_requested.connect(self.open_detail)
        view.peek_requested.connect(self.open_detail)
        view.refused.connect(lambda words: self._context.toast(str(words)))
        self.table.export_requested.connect(self.export)
        self.table.failed.connect(self._context.show_error)
        self.table.request_changed.connect(lambda request: self.kept.keep_sort(request.sort))
        self.detail.closed.connect(self._fit_columns)
        self._link.watch(self, {Entity.CASE, Entity.ORDER}, self._changed)
        state = self.kept.table()
        if state:
            view.restore_state(state)
            self.table.bar.density = view.density
        self._free_width = FreeWidth(view, "title", self.kept)
        view.arrangement_changed.connect(self._arranged)  # not before: restoring is no arrangement of a person's
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_columns)
        self.table.open()

    @Slot()
    def _fit_columns(self) -> None:
        self._free_width.fit()

    @Slot()
    def _arranged(self) -> None:
        self.kept.keep_table(self.table.view.save_state())
        self._free_width.arranged()

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit.start()

    def _add_actions(self) -> None:
        group = N_("After-sales")
        self._context.registry.add(
            ActionSpec(
                "after-sales.import", N_("Import after-sales files"), self.import_files, "upload-simple",
                scope="after-sales", group=group,
            ),
        )  # fmt: skip
