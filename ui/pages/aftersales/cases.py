"""The Cases section: what buyers, couriers and platforms want back, by whom it waits for, one case at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from services import paths
from services.aftersales import attachments, queries, views
from services.aftersales.commands import follow_deadline_rules
from services.aftersales.queries import CaseOverview
from services.aftersales.views import CaseView
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.round_trip.records import export_cases
from services.types import Entity, TableRequest
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.aftersales.case_deeds import CaseDeeds
from ui.pages.aftersales.case_figures import CaseFiguresStrip
from ui.pages.aftersales.case_list_deeds import CaseListDeeds
from ui.pages.aftersales.columns import case_source, columns
from ui.pages.aftersales.detail import CasePanel
from ui.pages.aftersales.filters import TABS, filter_specs
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.list_rows import part_of_list, rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space

_COUNTED = NN_("{count} case", "{count} cases")
_TABLES = frozenset({".csv", ".xlsx", ".xls", ".zip", ".tsv", ".txt", ".shop"})
_OF_A_CASE = (Entity.CASE, Entity.CASE_LINE, Entity.CASE_PAYMENT, Entity.CASE_FILE, Entity.ORDER)


class CasesSection(Section):
    """All after-sales cases. The parts are public: `strip`, `table`, `detail`, `deeds`, `list_deeds`."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._context, self._link = context, context.link
        self.overview: CaseOverview | None = None
        self.strip = CaseFiguresStrip()
        self.table = self._make_table()
        self.detail = CasePanel(self._show_order)
        self.one = OneShown(context, self, self.detail, views.case_view, self._show_detail)
        self.deeds = CaseDeeds(context, self)
        self._lay_out()
        self._connect()
        self.list_deeds = CaseListDeeds(self, self.table, self.detail, self.one, self.deeds)
        self._add_actions()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`view`, `search` and `filters` ask for a part of the list, `case` for one, `new_of` for one of an order."""
        if part := part_of_list(wanted):
            self.table.open(part)
        if "case" in wanted:
            self.open_detail(int(wanted["case"]))
        if "new_of" in wanted:
            self.deeds.new_case(int(wanted["new_of"]), self._open_new)

    def new(self) -> None:
        """Open a case: of the order whose number is typed."""
        self.deeds.find_order(self._open_new)

    def drop_words(self, files: Sequence[Path]) -> str:
        """Photos and papers go to the case that is shown; tables are imported."""
        shown = self.detail.shown if self.detail.isVisible() else None
        if shown is None or any(file.suffix.lower() in _TABLES for file in files):
            return ""
        return _("Add to the case {number}").format(number=shown.external_no)

    def take_files(self, files: Sequence[Path]) -> None:
        """Add dropped files to the case that is shown."""
        if self.detail.shown is not None:
            self.deeds.attach(self.detail.shown.id, list(files))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._new.setText(_("New case"))
        self._rules.setText(_("Rules…"))
        self._import.setText(_("Import after-sales files"))
        self.strip.retranslate()
        self.table.retranslate()
        self.list_deeds.retranslate()
        self.reload()

    def reload(self) -> None:
        """Read the counts again."""
        self._link.ask(queries.overview, owner=self).then(self._show)

    def _show(self, found: CaseOverview) -> None:
        self.overview = found
        self.table.set_counts(dict(found.counts))
        self.strip.show_figures(found)
        self.header.set_subtitle(counted(_COUNTED, found.counts["all"]))

    def _changed(self, changes: ChangeSet) -> None:
        self.reload()
        self.table.reload()
        if any(map(changes.touches, _OF_A_CASE)):
            self.one.read_again()

    # --- one case ----------------------------------------------------------------------------------

    def open_detail(self, case_id: int) -> None:
        """Show a case at the right."""
        self.one.open(case_id)

    def _open_new(self, case_id: int) -> None:
        """Show a case just made; what was ticked before is not what is meant now."""
        self.table.model.selection.clear()
        self.open_detail(case_id)

    def _show_detail(self, found: CaseView) -> None:
        self.detail.show_case(found, self._link.home.zone(), self._link.shop.path)
        self.show_panel()
        if any(one.is_picture for one in found.files):
            self._link.ask(attachments.small_files, found.case.id, owner=self).then(self._show_small)

    def _show_small(self, small: dict[int, Path]) -> None:
        if self.detail.files is not None:
            self.detail.files.show_small(small)

    def _do(self, what: str) -> None:
        if self.detail.view is not None:
            self.deeds.do(what, self.detail.view)

    def _paste(self) -> None:
        if self.detail.shown is not None:
            self.deeds.paste(self.detail.shown.id)

    def _give_deadlines(self) -> None:
        """Imported cases that name no deadline wait by the rules from now on."""
        run(self._context, self, follow_deadline_rules)

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
        name = _("After-sales {day}").format(day=self._link.home.today())
        suggested = paths.documents_dir() / f"{name}.xlsx"
        then = partial(self.export_to, request)
        self._context.ask_save(_("Export these cases"), _("Tables (*.xlsx *.csv)"), suggested, then)

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        write_and_say(self._context, self, ROWS, out, export_cases, out, request=request)

    # --- building -----------------------------------------------------------------------------------

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "arrow-u-up-left",
            N_("No after-sales cases yet"),
            N_("They come from the after-sales exports of your platforms, or you open one of an order."),
            (
                (N_("Import after-sales files"), "upload-simple", self.import_files),
                (N_("New case"), "plus", self.new),
            ),
        )
        texts = PanelTexts(N_("After-sales cases"), N_("Number, product, reason…"), _COUNTED, empty)
        return KeptList(
            "after-sales",
            "title",
            texts,
            columns(self._link.home),
            case_source(self._link),
            tabs=TABS,
            filters=filter_specs(lambda: self.overview),
            sort=(("deadline_at", False),),
            ahead=True,
        )

    def _lay_out(self) -> None:
        self._new = self.header.set_primary(_("New case"), "plus", self.new)
        self._rules = self.header.add_secondary(_("Rules…"), "gear-six", self.deeds.open_rules)
        self._import = self.header.add_secondary(_("Import after-sales files"), "upload-simple", self.import_files)
        self.column.addWidget(self.strip)
        self.column.addSpacing(space.M)
        self.column.addWidget(self.table, 1)
        self.set_panel(self.detail)

    def _connect(self) -> None:
        rows_show(self.table, self._context, self.open_detail)
        self.table.export_requested.connect(self.export)
        self.detail.wanted.connect(self._do)
        self.detail.pasted.connect(self._paste)
        self.detail.file_removed.connect(self.deeds.detach)
        self._link.watch(self, set(_OF_A_CASE), self._changed)
        self.table.open()

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def _add_actions(self) -> None:
        group = N_("After-sales")
        self._context.registry.add(
            ActionSpec(
                "after-sales.new_case", N_("New after-sales case"), self.new, "plus",
                scope="after-sales", group=group,
            ),
            ActionSpec(
                "after-sales.reply_case", N_("Reply to the buyer"), partial(self._do, "reply"), "chat-circle-text",
                "Ctrl+Shift+R",
                scope="after-sales", group=group, enabled=lambda: self.detail.isVisible(),
            ),
            ActionSpec(
                "after-sales.rules", N_("Rules of after-sales cases…"), self.deeds.open_rules, "gear-six",
                scope="after-sales", group=group,
            ),
            ActionSpec(
                "after-sales.import", N_("Import after-sales files"), self.import_files, "upload-simple",
                scope="after-sales", group=group,
            ),
            ActionSpec(
                "after-sales.deadlines", N_("Give open cases their deadlines by the rules"), self._give_deadlines,
                "clock", scope="after-sales", group=group,
            ),
            *self.list_deeds.actions(group),
        )  # fmt: skip
