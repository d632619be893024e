"""The Import page: where files go in, what was imported, what still waits, and which formats are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from services import formatting, paths
from services.errors import AppError
from services.i18n import N_, _
from services.importing import queries
from services.importing.formats import FormatBook, load_formats
from services.importing.queries import ImportView
from services.importing.spec import FormatSpec
from services.importing.suffixes import TABLE_SUFFIXES
from services.importing.taught_files import remove_format, share_format
from services.round_trip.templates import SAMPLES, sample_title, spec_title, suggested_name, write_template
from services.types import Entity
from ui.actions import ActionSpec
from ui.dialogs.dialog import Dialog, confirm
from ui.dialogs.import_dialog import ImportDialog, import_files
from ui.dialogs.import_facts import Facts, past_facts
from ui.dialogs.import_report import ImportReport
from ui.dialogs.import_taking import take_format_file
from ui.dialogs.overlay import open_overlay
from ui.page import Page, PageContext, PageSpec
from ui.pages.imports.drop_card import DropCard
from ui.pages.imports.format_list import FormatList
from ui.pages.list_export import ask_shown_list
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import LinkButton, SecondaryButton
from ui.widgets.card import Card, SectionTitle
from ui.widgets.empty_state import EmptyState
from ui.widgets.menu import PassingMenu
from ui.widgets.page_header import PageHeader

_TABLES = " ".join(f"*{suffix}" for suffix in TABLE_SUFFIXES)
_TEXTS = PanelTexts(N_("Past imports"))
_COLUMNS = (
    ListColumn(N_("When"), 140),
    ListColumn(N_("File"), 0),
    ListColumn(N_("Format"), 170, yields=1),
    ListColumn(N_("New"), 68, right=True, total=N_("New"), amount=lambda one: ("", one.new)),
    ListColumn(N_("Changed"), 78, right=True, total=N_("Changed"), amount=lambda one: ("", one.updated)),
    ListColumn(N_("Same"), 68, right=True, total=N_("Same"), amount=lambda one: ("", one.unchanged)),
    ListColumn(N_("Waiting"), 78, right=True, total=N_("Waiting"), amount=lambda one: ("", one.waiting)),
)


@dataclass(frozen=True, slots=True)
class _Known:
    imports: tuple[ImportView, ...]
    waiting: int
    book: FormatBook


def _known(connection: Any) -> _Known:
    imports = queries.past_imports(connection)
    # The formats are read from sixty files the first time: too long for the window's thread.
    book = load_formats(paths.user_formats_dir())
    return _Known(imports, queries.waiting_count(connection), book)


class ImportPage(Page):
    """Files in, past imports, formats and workbooks.

    ``navigate("import", files=[…])`` begins an import; with ``teach_as`` a file nobody knows is taught as that kind.
    """

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self._book = FormatBook({})
        self.dialog: ImportDialog | None = None
        self.report: ImportReport | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.XL, 0, space.XL, space.L)
        self._column.setSpacing(space.M)
        self._build()
        self._link.watch(self, {Entity.IMPORT_FILE, Entity.IMPORT_PROBLEM}, self._changed)
        context.registry.add(
            ActionSpec(
                "import.find", N_("Filter these rows"), self.focus_filter, "funnel-simple", "Ctrl+F",
                scope="import", group=N_("Import"), palette=False,
            )
        )  # fmt: skip
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`files` are imported at once."""
        if wanted.get("files"):
            self.import_paths(list(wanted["files"]), wanted.get("teach_as"))

    def focus_filter(self) -> None:
        """Put the keyboard into the filter of the past imports, where there are any (Ctrl+F)."""
        shown = self.list_stack.currentWidget()
        if isinstance(shown, ListPanel):
            shown.focus_filter()

    def retranslate(self) -> None:
        """Build the page again in the language that is on."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in ("listing", "empty"):
            self.__dict__.pop(part, None)
        self._build()
        self.reload()

    def reload(self) -> None:
        """Read the past imports and the formats again."""
        self._link.ask(_known, owner=self).then(self._show)

    def _changed(self, _changes: object) -> None:
        self.reload()

    # --- importing --------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for files and import them."""
        filters = _("Tables ({suffixes})").format(suffixes=_TABLES)
        self._context.ask_files(_("Import files"), filters, self.import_paths)

    def import_paths(self, dropped: list[Path], teach_as: str | None = None) -> None:
        """Begin an import of these files, or take them into the one that is open."""
        if self.dialog is not None and shiboken6.isValid(self.dialog) and self.dialog.isVisible():
            self.dialog.join(dropped)
            return
        self._close_report()
        self.dialog = import_files(self._context, dropped, teach_as)
        if self.dialog is not None:
            self.dialog.closed.connect(self.reload)

    def _close_report(self) -> None:
        """A report that lies open on top gives way to the next import; its rows stay on this page."""
        shown = open_overlay(self._context.dialog_parent())
        if isinstance(shown, ImportReport):
            shown.accept()

    def may_leave(self) -> bool:
        """Stops a reading; False while an import is being written, which is stopped too."""
        if self.dialog is not None and shiboken6.isValid(self.dialog) and self.dialog.isVisible():
            self.dialog.escape()
            return not self.dialog.isVisible()
        return True

    def open_import(self, view: ImportView) -> None:
        """Show the report of a past import, with the rows that still wait."""
        self._link.ask(past_facts, view.id, owner=self).then(self._show_report)

    def _show_report(self, facts: Facts | None) -> None:
        if facts is not None:
            self.report = ImportReport(self._context, facts)
            self._context.open_dialog(self.report)

    # --- workbooks and formats --------------------------------------------------------------

    def offer_samples(self) -> PassingMenu:
        """A menu of all the workbooks there are, each with three examples in it."""
        menu = PassingMenu(self)
        for kind in SAMPLES:
            menu.addAction(sample_title(kind)).triggered.connect(partial(_call, self.save_template, kind))
        menu.open_below(self.more)
        return menu

    def save_template(self, kind: str) -> None:
        """Offer the workbook to fill in."""
        suggested = paths.documents_dir() / suggested_name(kind)
        self._context.ask_save(
            _("Save the workbook"), _("Workbooks (*.xlsx)"), suggested, partial(self.write_template, kind)
        )

    def write_template(self, kind: str, out: Path) -> None:
        """Write the workbook to fill in."""
        self._link.ask(lambda _connection: write_template(kind, out), owner=self).then(
            lambda _done: self._context.toast(_("Saved {file}").format(file=out.name))
        )

    def add_format(self) -> None:
        """Take in a format file somebody shared."""
        self._context.ask_files(_("Add a format"), _("Formats (*.toml)"), self.add_formats)

    def add_formats(self, files: list[Path]) -> None:
        """Take in these format files."""
        for path in files:
            take_format_file(self._context, path)
        self.reload()

    def share_format(self, spec: FormatSpec) -> None:
        """Save a taught format as a file for somebody else."""
        suggested = paths.documents_dir() / f"{spec.id}.toml"
        self._context.ask_save(
            _("Share the format"), _("Formats (*.toml)"), suggested, partial(self.write_format, spec)
        )

    def write_format(self, spec: FormatSpec, out: Path) -> None:
        """Write a taught format to this file."""
        try:
            share_format(spec, out)
        except AppError as error:
            self._context.show_error(error)
            return
        self._context.toast(_("Saved {file}").format(file=out.name))

    def forget_format(self, spec: FormatSpec) -> Dialog:
        """Remove a taught format, after asking: this cannot be undone."""
        return confirm(
            self._context.dialog_parent(),
            _("Forget the format “{name}”?").format(name=spec_title(spec)),
            _("What was imported with it stays. Files with these columns must be taught again."),
            _("Forget it"),
            partial(self._forget, spec),
            danger=True,
        )

    def _forget(self, spec: FormatSpec) -> None:
        try:
            remove_format(spec)
        except AppError as error:
            self._context.show_error(error)
            return
        self.reload()

    # --- showing --------------------------------------------------------------------------------

    def _show(self, known: _Known) -> None:
        self._book = known.book
        self.formats.show_book(known.book)
        if known.imports or "listing" in self.__dict__:
            self.table.set_rows(known.imports)
        self.list_stack.setCurrentWidget(self.listing if known.imports else self.empty)
        self._context.set_badge("import", known.waiting)

    def _line(self, view: ImportView) -> Line:
        spec = self._book.get(view.format_id)
        return (
            ListCell(formatting.instant(view.imported_at, self._link.home.zone()), "text2"),
            ListCell(view.file_name, strong=True),
            ListCell(spec_title(spec) if spec else view.format_id, "text2"),
            ListCell(f"{view.new:,}", "pos" if view.new else "text3"),
            ListCell(f"{view.updated:,}", "accent_text" if view.updated else "text3"),
            ListCell(f"{view.unchanged:,}", "text3"),
            ListCell(f"{view.waiting:,}", "pill.amber.word" if view.waiting else "text3", link=bool(view.waiting)),
        )

    def _build(self) -> None:
        self.header = PageHeader(_("Import files"))
        self.header.search_opened.connect(self._context.open_palette)
        self.header.set_primary(_("Choose files…"), "upload-simple", self.choose_files)
        self.drop = DropCard()
        self.drop.clicked.connect(self.choose_files)
        self._column.addWidget(self.header)
        self._column.addWidget(self.drop)
        lower = QWidget()
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.M)
        row.addWidget(self._past_card(), 1)
        row.addWidget(self._side_card())
        self._column.addWidget(lower, 1)

    def _past_card(self) -> Card:
        card = Card(padding=space.HAIRLINE, spacing=0)
        title = QHBoxLayout()
        title.setContentsMargins(space.M, space.M, space.M, space.M)
        title.addWidget(SectionTitle(_("Past imports"), _("Open one to see what waits, or to take it back")))
        card.body.addLayout(title)
        self.list_stack = QStackedWidget()
        card.body.addWidget(self.list_stack, 1)
        return card

    # Which of the two is shown is known when the past imports are read; the other may never be.

    @cached_property
    def listing(self) -> ListPanel:
        """The past imports."""
        table = ListTable(_COLUMNS, self._line, kept="imports")
        listing = ListPanel(table, _TEXTS)
        listing.set_export(partial(ask_shown_list, self._context, self, listing))
        table.opened.connect(self.open_import)
        table.clicked_cell.connect(self._cell_clicked)
        self.list_stack.addWidget(listing)
        return listing

    @property
    def table(self) -> ListTable:
        """The table of the past imports."""
        return self.listing.view

    @cached_property
    def empty(self) -> EmptyState:
        """What stands there before the first import."""
        empty = EmptyState(
            "tray",
            _("Nothing was imported yet"),
            _("Export your orders in the platform's back-end and drop the files here."),
            [(_("Choose files…"), "upload-simple", self.choose_files)],
        )
        self.list_stack.addWidget(empty)
        return empty

    def _cell_clicked(self, view: ImportView, _column: int) -> None:
        self.open_import(view)

    def _side_card(self) -> Card:
        card = Card(padding=space.L, spacing=space.S)
        card.setFixedWidth(320)
        card.body.addWidget(SectionTitle(_("Workbooks to fill in")))
        for kind, words in (("orders", _("Order workbook")), ("products", _("Product workbook"))):
            button = SecondaryButton(words, "file-text")
            button.clicked.connect(partial(_call, self.save_template, kind))
            card.body.addWidget(button)
        self.more = SecondaryButton(_("Other workbooks…"), "list-plus")
        self.more.clicked.connect(partial(_call, self.offer_samples))
        card.body.addWidget(self.more)
        card.body.addSpacing(space.S)
        add = LinkButton(_("Add…"))
        add.clicked.connect(partial(_call, self.add_format))
        title = SectionTitle(_("Known formats"))
        title.add(add)
        card.body.addWidget(title)
        self.formats = FormatList()
        self.formats.shared.connect(self.share_format)
        self.formats.forgotten.connect(self.forget_format)
        card.body.addWidget(self.formats, 1)
        return card


def _call(run: Any, *arguments: Any) -> None:
    """Drop what a button's signal carries."""
    run(*(one for one in arguments if not isinstance(one, bool)))


IMPORTS = PageSpec(
    "import", N_("Import files"), "upload-simple", ImportPage, section="bottom", shortcut="Ctrl+I",
    badge_tone="amber", badge_meaning=N_("rows waiting"),
)  # fmt: skip
