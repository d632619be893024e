"""What an import did, and what is left to do about it: rows to correct, codes to link, one click to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services import paths
from services.finance.queries import unsorted_count
from services.i18n import NN_, Grouped, _
from services.importing import commands, queries
from services.importing.entries import CHANGED, NEW, SAME, Entry
from services.importing.formats import load_formats
from services.importing.preview import words
from services.importing.queries import ImportView, LooseCode, WaitingRow
from services.importing.waiting_rows import write_problem_rows
from services.kernel.runner import Outcome
from services.messages import counted
from services.types import Entity
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_facts import PRODUCTS_MADE, Facts
from ui.dialogs.import_fix import FixDialog
from ui.dialogs.import_leads import TRANSACTIONS, lead_of, while_unsorted
from ui.dialogs.import_look import LookRow, align
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.dialogs.import_tiles import Tiles
from ui.dialogs.import_told import Told
from ui.page import PageContext
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.card import Hairline, SectionTitle
from ui.widgets.text import Text

_MOST_ROWS = 100
_LEAST_OF_ROWS, _MOST_OF_ROWS = 106, 288
"""Heights in pixels."""
_WIDTH = 700


@dataclass(frozen=True, slots=True)
class _Left:
    files: tuple[ImportView, ...]
    rows: tuple[WaitingRow, ...]
    codes: tuple[LooseCode, ...]
    unsorted: int


def _left(connection: Any, facts: Facts) -> _Left:
    return _Left(
        queries.imports_by_id(connection, facts.file_ids),
        queries.waiting_rows(connection, facts.file_ids),
        queries.loose_codes(connection, facts.new_order_ids),
        unsorted_count(connection) if TRANSACTIONS in facts.kinds else 0,
    )


class ImportReport(Dialog):
    """The card of one import. It reads what is left whenever something changes, so it is always true."""

    topic = "teaching#import"
    lets_files_in = True  # it gives way to the next import

    undone = Signal()

    def __init__(self, context: PageContext, facts: Facts) -> None:
        super().__init__(
            context.dialog_parent(), facts.title, facts.subtitle, icon="check-circle", tone="pos", width=_WIDTH
        )
        self._context, self._link, self._facts = context, context.link, facts
        self._work = ThreadPoolExecutor(1, thread_name_prefix="retry")
        self.waiting: tuple[WaitingRow, ...] = ()
        self.codes: tuple[LooseCode, ...] = ()
        self.files: dict[int, ImportView] = {}
        self.lines: list[LookRow] = []
        self._lead = lead_of(facts)
        self.primary: Button
        self._lay_out()
        self.accepted.connect(self._let_go)
        self.rejected.connect(self._let_go)
        self._link.watch(self, {Entity.IMPORT_PROBLEM, Entity.IMPORT_FILE, Entity.ORDER_LINE}, self._changed)
        self.reload()

    def reload(self) -> None:
        """Read what is left to do."""
        self._link.ask(_left, self._facts, owner=self).then(self._show)

    def _changed(self, _changes: object) -> None:
        self.reload()

    # --- what is left -------------------------------------------------------------------------

    def _show(self, left: _Left) -> None:
        self.files = {one.id: one for one in left.files}
        self.waiting, self.codes = left.rows, left.codes
        culprits = [row for row in left.rows if row.waits_for is None]
        self.lines = [self._problem_line(row) for row in culprits[:_MOST_ROWS]]
        self.lines += [self._kept_line(entry) for entry in self._facts.kept[:_MOST_ROWS]]
        self.lines += [self._code_line(code) for code in left.codes]
        align(self.lines)
        self._fill(self.lines)
        count = len(left.rows)
        figures = self._facts.counts
        self.tiles.show_figures(
            [
                (figures[NEW], _("New"), "pos"),
                (figures[CHANGED], _("Changed"), "accent_text"),
                (figures[SAME], _("Same"), "text2"),
                (count + len(self._facts.kept) + len(left.codes), _("Needs a look"), "pill.amber.word"),
            ]
        )
        self.heading.setVisible(bool(self.lines))
        self.heading.remark.setText(_remark(count, len(left.codes)))
        self.export_button.setVisible(bool(count))
        self.export_button.setText(counted(NN_("Export {count} row to Excel", "Export {count} rows to Excel"), count))
        self.create_all.setVisible(len(left.codes) > 1)
        self.create_all.setText(_("Create all {count} products").format(count=Grouped(len(left.codes))))
        if left.unsorted:
            self._lead = while_unsorted(self._lead)
        if self._lead is not None:
            self.primary.setText(_(self._lead.words))

    def _problem_line(self, row: WaitingRow) -> LookRow:
        line = LookRow(_("Row {row}").format(row=row.row), str(row.reasons[0]), _value_of(row))
        line.detail.setToolTip("\n".join(str(one) for one in row.reasons))
        if row.cells:
            line.add_action(_("Correct…"), partial(self.fix, row))
        line.add_dismiss(partial(self.dismiss_row, row))
        return line

    def _kept_line(self, entry: Entry) -> LookRow:
        line = LookRow(_("Conflict"), words(entry), entry.key)
        line.add_remark(_("yours was kept"))
        return line

    def _code_line(self, code: LooseCode) -> LookRow:
        named = " · ".join(part for part in (code.title, code.variant) if part)
        line = LookRow(_("Code"), _("No product for “{code}”").format(code=code.code), named)
        line.add_action(_("Link product…"), partial(self.link_code, code))
        line.add_action(_("Create"), partial(self.create_codes, (code,)))
        return line

    def _fill(self, lines: Sequence[QWidget]) -> None:
        inner = QWidget()
        column = column_of(inner, spacing=0)
        for line in lines:
            column.addWidget(line)
            column.addWidget(Hairline())
        column.addStretch(1)
        self._area.put(inner)
        self._area.setVisible(bool(lines))
        self.left.setText("\n".join(self._facts.still_needed) or self._nothing_left())
        self.left.setVisible(bool(self._facts.still_needed) or not lines)
        # As high as its rows, up to a limit: then they scroll, in a low window sooner.
        wanted = column.totalSizeHint().height()
        self._area.setMinimumHeight(min(wanted, _LEAST_OF_ROWS))
        self._area.setMaximumHeight(min(wanted, _MOST_OF_ROWS))

    def _nothing_left(self) -> str:
        # A warning above may name something to do elsewhere: then only the rows are spoken of.
        return _("No row of this import waits.") if self._facts.warnings else _("Nothing is left to do here.")

    # --- what can be done ------------------------------------------------------------------------

    def fix(self, row: WaitingRow) -> FixDialog:
        """Show the row's cells to be corrected and imported."""
        dialog = FixDialog(self._context, self._work, self.files[row.file_id], row, self.waiting)
        dialog.open()
        return dialog

    def dismiss_row(self, row: WaitingRow) -> None:
        """Note that a row, and those that wait with it, need no more attention."""
        ids = [one for other in self.waiting if _goes_with(other, row) for one in other.problem_ids]
        self._link.run(commands.resolve, ids, owner=self).then(self._dismissed)

    def _dismissed(self, outcome: Outcome[Any]) -> None:
        operation = outcome.changes.operation_id
        self._context.toast(_("The row was put aside."), undo=lambda: self._link.undo(operation))

    def link_code(self, code: LooseCode) -> Dialog:
        """Choose the product a code means."""
        from ui.pages.products.link_dialog import CodeToLink, LinkDialog

        wanted = CodeToLink(code.channel_id, code.channel, code.code, code.title, code.variant)
        dialog = LinkDialog(self._context, [wanted])
        dialog.open()
        return dialog

    def create_codes(self, codes: Sequence[LooseCode]) -> None:
        """Make a product of each code."""
        from services.catalog.commands import create_from_codes

        pairs = [(code.channel_id, code.code) for code in codes]
        self._link.run(create_from_codes, pairs, owner=self).then(self._created)

    def _created(self, outcome: Outcome[Any]) -> None:
        said = counted(PRODUCTS_MADE, outcome.value)
        operation = outcome.changes.operation_id
        self._context.toast(said, undo=lambda: self._link.undo(operation))

    def undo_import(self) -> None:
        """Take the whole import back."""
        self._link.undo(self._facts.operation_id, owner=self).then(self._undone)

    def _undone(self, _outcome: object) -> None:
        self._context.toast(_("The import was taken back."))
        self.undone.emit()
        self.accept()

    def export(self) -> None:
        """Write the waiting rows to a workbook to be corrected there."""
        stem = Path(next(iter(self.files.values())).file_name).stem
        suggested = paths.documents_dir() / _("{file} - to correct.xlsx").format(file=stem)
        self._context.ask_save(_("Export the rows that wait"), _("Workbooks (*.xlsx)"), suggested, self.export_to)

    def export_to(self, out: Path) -> None:
        """Write the waiting rows to this file."""
        self._link.ask(_export, self._facts.file_ids, out, owner=self).then(partial(self._exported, out))

    def _exported(self, out: Path, count: int) -> None:
        said = counted(
            NN_("{count} row was written to {file}", "{count} rows were written to {file}"), count, file=out.name
        )
        self._context.toast(said)

    def show_orders(self) -> None:
        """Go to the new orders."""
        ids = self._facts.new_order_ids
        self.accept()
        self._context.navigate("orders", view="all", order_ids=ids)

    def _go(self) -> None:
        assert self._lead is not None
        self.accept()
        self._context.navigate(self._lead.page, **self._lead.wanted)
        if self._lead.action:  # what comes next is asked for, not only shown
            self._context.registry.trigger(self._lead.action)

    # --- the frame --------------------------------------------------------------------------------

    def _let_go(self) -> None:
        self._work.shutdown(wait=False, cancel_futures=True)

    def _lay_out(self) -> None:
        self.tiles = Tiles()
        self.body.addWidget(self.tiles)
        self._add_told()
        self.create_all = LinkButton("")
        self.create_all.clicked.connect(lambda _on=False: self.create_codes(self.codes))
        self.create_all.hide()
        self.heading = SectionTitle(_("Needs a look"))
        self.heading.add(self.create_all)
        self.body.addWidget(self.heading)
        self._area = PlainScroll()
        self.body.addWidget(self._area, 1)
        self.left = Text("", "body", "text2", wrap=True)
        self.body.addWidget(self.left)
        for not_yet_known in (self.heading, self._area, self.left):
            not_yet_known.hide()
        if self._facts.operation_id is not None:
            self.undo_button = self.add_left(_("Undo this import"), "arrow-u-up-left", self.undo_import)
        self.export_button = self.add_left("", "file-text", self.export)
        self.export_button.hide()
        count = len(self._facts.new_order_ids)
        if count:
            said = counted(NN_("Show {count} new order", "Show {count} new orders"), count)
            self.primary = self.add_primary(said, "arrow-right", self.show_orders)
        elif self._lead is not None:
            self.primary = self.add_primary(_(self._lead.words), "arrow-right", self._go)
        else:
            self.primary = self.add_primary(_("Close"))

    def _add_told(self) -> None:
        """What is proven and what is odd about the files; it scrolls where it would press everything else together."""
        told = [Text(f"\u2713 {one}", "body", "pos", wrap=True) for one in self._facts.proofs]
        told += [Text(f"\u26a0 {one}", "body", "pill.amber.word", wrap=True) for one in self._facts.warnings]
        if told:
            self.body.addWidget(Told(told, _WIDTH))


def _value_of(row: WaitingRow) -> str:
    """What the row is known by: the value that was refused with its column, else what stands in it."""
    value = " ".join(filter(None, (row.column, row.value)))
    return value or " · ".join(filter(None, row.cells.values()))


def _goes_with(other: WaitingRow, row: WaitingRow) -> bool:
    return other.file_id == row.file_id and row.row in (other.row, other.waits_for)


def _remark(rows: int, codes: int) -> str:
    if rows:
        return counted(
            NN_(
                "Everything else is in; correct this row and only it is tried again",
                "Everything else is in; correct these {count} rows and only they are tried again",
            ),
            rows,
        )
    return _("Linked once, a code is known for ever.") if codes else ""


def _export(connection: Any, file_ids: Sequence[int], out: Path) -> int:
    rows = queries.waiting_rows(connection, file_ids)
    book = load_formats(paths.user_formats_dir())
    groups = []
    for view in queries.imports_by_id(connection, file_ids):
        spec = book.get(view.format_id)
        mine = [row for row in rows if row.file_id == view.id]
        if mine:
            groups.append((Path(view.file_name).stem, spec.layout.explanation_rows if spec else 0, mine))
    return write_problem_rows(groups, out)
