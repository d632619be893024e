"""Importing in the window: read the files, show what will change, write it, report. One dialog from drop to report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from services.errors import Cancelled, Invalid
from services.i18n import _, join_list
from services.importing import teach
from services.importing.codes import CodeChoice
from services.importing.errors import ArchiveLocked
from services.importing.formats import FormatBook, FormatSpec
from services.importing.preview import WAITING, Entry
from services.importing.read_file import Choice
from services.importing.service import ImportSession, Preview
from services.importing.shapes import PlaceKind
from services.importing.staged import RowProblem
from services.kernel.runner import Outcome
from services.kernel.tasks import Progress, Task
from services.types import Platform
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_asking import ask_password, ask_place
from ui.dialogs.import_changes import ChangeList
from ui.dialogs.import_codes import CodesDialog, Decisions
from ui.dialogs.import_facts import Facts
from ui.dialogs.import_files import FileList, Surroundings, needs_channel, place_of
from ui.dialogs.import_patch import PatchDialog
from ui.dialogs.import_reading import Reading
from ui.dialogs.import_report import ImportReport
from ui.dialogs.import_taking import tables_in
from ui.dialogs.import_teach import TeachDialog
from ui.dialogs.import_tiles import Tiles
from ui.dialogs.import_words import (
    button_words,
    codes_words,
    figures_of,
    import_title,
    preview_note,
    refused_words,
    undecided_words,
)
from ui.pages.spec import PageContext
from ui.widgets.buttons import LinkButton
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import Text

_NAMED = 3


def import_files(context: PageContext, dropped: Sequence[Path]) -> ImportDialog | None:
    """Begin an import of these files (folders and archives stand for the tables in them).

    Format files are taken in as formats.
    """
    tables, left_out = tables_in(context, dropped)
    if not tables:
        return None
    dialog = ImportDialog(context, tables)
    dialog.session.left_out += left_out
    context.open_dialog(dialog)
    dialog.read(tables)
    return dialog


class ImportDialog(Dialog):
    """The way of the dropped files into the shop; nothing is written before the button at its end."""

    topic = "teaching#import"

    def __init__(self, context: PageContext, tables: Sequence[Path]) -> None:
        super().__init__(
            context.dialog_parent(), import_title(len(tables)), " ", icon="upload-simple", width=1120, height=704
        )
        self._context, self._link = context, context.link
        self.session = ImportSession(self._link.shop)
        self._reading = Reading(context, self.session, self)
        self._reading.began.connect(self._say_reading)
        self._reading.all_read.connect(self._all_read)
        self._reading.stopped.connect(self.reject)
        self._generation = 0
        self._lessons: dict[Path, teach.Draft] = {}
        self._asked: set[Path] = set()
        self._picked: Path | None = None
        self._applying = False
        self._began = 0.0
        self._chosen: frozenset[tuple[str, str]] = frozenset()
        self._decisions: Decisions = {}
        self._around = Surroundings(FormatBook({}))
        self.preview: Preview | None = None
        self.report: ImportReport | None = None
        self._lay_out()
        self.may_close = self._may_close
        self.rejected.connect(self._give_up)
        self.accepted.connect(self._let_go)
        self._link.progressed.connect(self._progressed)

    # --- reading -----------------------------------------------------------------------------

    def join(self, dropped: Sequence[Path]) -> None:
        """Take more files into this import; what it will do is worked out again with all of them."""
        if self._applying:
            self._context.toast(_("An import is being written. Drop these files again when it is done."))
            return
        tables, left_out = tables_in(self._context, dropped)
        self.session.left_out += left_out
        if tables:
            self.read(tables)

    def read(self, tables: Sequence[Path], **how: Any) -> None:
        """Read these files, one after the other, beside the window's thread."""
        # What is read again in another way is one file already.
        self._reading.read(tables, **how)

    def _say_reading(self, path: Path) -> None:
        self.progress.title.setText(_("Reading {file}").format(file=path.name))
        self.progress.set_progress(0, None, " ")
        self.progress.cancel.setEnabled(True)
        self.pages.setCurrentWidget(self.reading_page)
        self.import_button.setEnabled(False)
        # A comparison that is still on its way is not true any more.
        self._generation += 1
        self.preview = None

    def _all_read(self, around: Surroundings) -> None:
        self._around = around
        for file in self.session.files:
            usual = (around.usual or {}).get(file.staged.format_id) if file.staged is not None else None
            own = file.staged is not None and file.staged.format_id.startswith("user.")
            if own and usual is not None and file.staged is not None and file.staged.channel is None:
                self.session.choose_channel(file.path, usual)
        self._say_left_out()
        self._show_preview()
        self._go_on_teaching()
        self._ask_passwords()

    def _ask_passwords(self) -> None:
        """Ask for the password of the first locked archive that was not asked for yet; the others have a button."""
        locked = [file.path for file in self.session.files if isinstance(file.error, ArchiveLocked)]
        waiting = [path for path in locked if path not in self._asked]
        if waiting:
            self._ask_password(waiting[0])

    def _say_left_out(self) -> None:
        """Name what folders and archives held that is no table; said once."""
        left_out, self.session.left_out = self.session.left_out, []
        if left_out:
            names = join_list([one.path.name for one in left_out[:_NAMED]])
            self._context.toast(_("Left out: {names} ({count} in all)").format(names=names, count=len(left_out)))

    # --- the preview --------------------------------------------------------------------------

    def _show_preview(self) -> None:
        if self._reading.is_busy:
            return  # it is shown when all files are read
        self.pages.setCurrentWidget(self.preview_page)
        self.files.show_files(self.session.files, self._around)
        self._plan()

    def _plan(self) -> None:
        self._generation += 1
        self.preview = None
        self._show_codes()
        self.title.setText(import_title(len(self.session.files)))
        self.import_button.setText(_("Import"))
        self.import_button.setEnabled(False)
        undecided = [file for file in self.session.files if file.choices or needs_channel(file, self._around)]
        can_plan = bool(self.session.staged) and not undecided
        self._show_outcomes(can_plan)
        self.import_button.setVisible(bool(self.session.staged) or bool(undecided))
        if not can_plan:
            self.changes.show_view(None)
            self.note.setText(undecided_words(undecided) if undecided else refused_words(self.session.files))
            return
        self.note.setText(_("Comparing with the shop…"))
        generation = self._generation
        job = self.session.submit_preview(task=self._link.task(), chosen=self._chosen)
        self._link.wait_for(job, self).then(lambda found: self._planned(generation, found)).fails(self._plan_failed)

    def _show_outcomes(self, are_there: bool) -> None:
        """Figures and list only where there is something to count: rows of zeros would look like a result."""
        self.tiles.setVisible(are_there)
        self.changes.setVisible(are_there)
        self.files.set_alone(not are_there)

    def _planned(self, generation: int, preview: Preview) -> None:
        if generation != self._generation:
            return
        self.preview = preview
        counts = preview.view.counts
        self.tiles.show_figures(figures_of(preview))
        self._show_changes()
        self.note.setText(preview_note(preview))
        self._show_codes()
        writes, waiting = preview.view.writes, counts[WAITING]
        self.import_button.setText(button_words(preview))
        self.import_button.setEnabled(bool(writes or waiting or not preview.plan.is_empty) and not preview.is_repeated)

    def _plan_failed(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self.note.setText(str(error.message))
        elif not isinstance(error, Cancelled):
            self._context.show_error(error)

    def _choose_channel(self, path: Path, name: str | None) -> None:
        # The files belong to the reading thread until it is done: then the choice waits its turn there.
        if not self._reading.in_turn(self._put_channel, path, name):
            self._put_channel(path, name)
            self._show_preview()

    def _put_channel(self, path: Path, name: str | None) -> None:
        chosen = next(one for one in self.session.files if one.path == path)
        platform = chosen.staged.platform if chosen.staged is not None else None
        for file in self.session.files:
            # The order file and the item file of one platform come from the same shop.
            same = file.staged is not None and file.staged.platform is platform and file.staged.channel is None
            same = same and place_of(file) is place_of(chosen) is PlaceKind.CHANNEL
            if file.path == path or (same and platform is not Platform.OTHER):
                self.session.choose_channel(file.path, name)

    def _ask_channel(self, path: Path) -> None:
        file = next(one for one in self.session.files if one.path == path)
        of_money = place_of(file) is PlaceKind.ACCOUNT
        ask_place(self, partial(self._choose_channel, path), self._show_preview, of_money=of_money)

    def _ask_password(self, path: Path) -> None:
        error = next((file.error for file in self.session.files if file.path == path), None)
        if isinstance(error, ArchiveLocked):
            self._asked.add(path)
            ask_password(self, path.name, error, partial(self._unlock, path))

    def _unlock(self, path: Path, password: str) -> None:
        self._asked.discard(path)  # a wrong password is asked for again
        self._reading.unlock(path, password)

    def _read_as(self, path: Path, choice: Choice) -> None:
        self.read([path], sheet=choice.sheet or None, format_id=choice.format_id)

    def _leave_out(self, path: Path) -> None:
        self._picked = None if path == self._picked else self._picked
        self.session.remove(path)
        self._show_preview()

    def _decide(self, chosen: frozenset[tuple[str, str]]) -> None:
        self._chosen = chosen
        self._plan()

    def _pick(self, path: Path | None) -> None:
        """Show what one file does, or with None what all of them do."""
        self._picked = path
        self._show_changes()

    def _show_changes(self) -> None:
        if self.preview is not None:
            picked = self._picked.name if self._picked is not None else ""
            self.changes.show_view(self.preview.view, self._chosen, self.preview.entries_of(picked))

    # --- codes nobody knows ---------------------------------------------------------------------

    def decide_codes(self) -> CodesDialog | None:
        """Ask which products the codes mean that nobody knows; it takes effect with the import."""
        if self.preview is None or not self.preview.codes:
            return None
        dialog = CodesDialog(self._context, self.preview.codes, self._decisions)
        dialog.decided.connect(self._codes_decided)
        dialog.open()
        return dialog

    def _codes_decided(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._show_codes()

    def _show_codes(self) -> None:
        codes = self.preview.codes if self.preview is not None else ()
        decided = sum(code.key in self._decisions for code in codes)
        self.codes_button.setVisible(bool(codes))
        self.codes_button.setText(codes_words(len(codes), decided))

    def _choices(self) -> list[CodeChoice]:
        """What was decided about the codes this import brings."""
        codes = self.preview.codes if self.preview is not None else ()
        return [self._decisions[code.key].choice for code in codes if code.key in self._decisions]

    # --- correcting and teaching ------------------------------------------------------------------

    def _correct(self, entry: Entry) -> None:
        """Open the cells of a row that cannot be imported as it stands."""
        file = next((one for one in self.session.files if one.path.name == entry.where), None)
        if file is None or file.staged is None or not isinstance(entry.what, RowProblem):
            return
        cells = file.staged.waiting_cells().get(entry.what.row)
        if cells:
            dialog = PatchDialog(self, file.path.name, entry.what, cells)
            dialog.patched.connect(partial(self._patch, file.path, entry.what.row))
            dialog.open()

    def _patch(self, path: Path, row: int, cells: dict[str, str]) -> None:
        self._reading.fix(path, row, cells)

    def _teach(self, path: Path) -> None:
        file = next(one for one in self.session.files if one.path == path)
        self._open_lesson(TeachDialog(self._context, file))

    def _open_lesson(self, lesson: TeachDialog) -> None:
        lesson.taught.connect(self._taught)
        lesson.accepted.connect(lambda: self._lessons.update({lesson.path: lesson.draft}))
        lesson.open()

    def _go_on_teaching(self) -> None:
        """Words that stand further down in a taught file than its first rows are asked for now, once."""
        for file in self.session.files:
            draft = self._lessons.pop(file.path, None)
            words = teach.unknown_words(draft, file.staged) if draft is not None and file.staged is not None else {}
            if draft is not None and words and file.table is not None:
                more = teach.with_words(draft, file.table, words)
                self._open_lesson(TeachDialog(self._context, file, more))
                return

    def _taught(self, path: Path, spec: FormatSpec, channel: str) -> None:
        self.read([path], format_id=spec.id, channel=channel or None)

    # --- writing -------------------------------------------------------------------------------

    def apply(self) -> None:
        """Write what the preview shows, as one step that can be taken back."""
        if self.preview is None:
            return
        self._applying, self._began = True, time.monotonic()
        task = self._reading.task = self._link.task()
        self.progress.title.setText(_("Importing"))
        self.progress.set_progress(0, None, " ")
        self.progress.cancel.setEnabled(True)
        self.pages.setCurrentWidget(self.reading_page)
        self.import_button.setEnabled(False)
        job = self.session.submit_apply(task=task, chosen=self._chosen, codes=self._choices())
        self._link.wait_for(job, self).then(self._applied).fails(self._apply_failed)

    def _applied(self, outcome: Outcome[Any]) -> None:
        # Still writing, as far as closing goes: the report is being counted.
        seconds = time.monotonic() - self._began
        job = self._reading.submit(Facts.of_import, outcome, seconds, self._around.book, self._chosen)
        self._link.wait_for(job, self).then(self._report).fails(self._not_reported)

    def _report(self, facts: Facts) -> None:
        self._applying = False
        self.report = ImportReport(self._context, facts)
        self.accept()
        self._context.open_dialog(self.report)

    def _not_reported(self, error: Exception) -> None:
        """All is written, only the report could not be made: the import is on the Import page."""
        self._applying = False
        self.accept()
        self._context.show_error(error)

    def _apply_failed(self, error: Exception) -> None:
        self._applying = False
        if isinstance(error, Cancelled):
            self._context.toast(str(error.message))
        else:
            self._context.show_error(error)
        self._show_preview()

    # --- the frame -----------------------------------------------------------------------------

    def _may_close(self) -> bool:
        if self._applying:
            self._reading.cancel()
        return not self._applying

    def _cancel(self) -> None:
        self._reading.cancel()
        if not self._applying:
            self.reject()

    def _give_up(self) -> None:
        self._reading.cancel()
        self._let_go()

    def _let_go(self) -> None:
        self._link.progressed.disconnect(self._progressed)
        self._reading.close()

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        if task is self._reading.task and self.pages.currentWidget() is self.reading_page and progress.total:
            words = _("{done} of {total} rows").format(done=f"{progress.done:,}", total=f"{progress.total:,}")
            self.progress.set_progress(progress.done, progress.total, words)

    def _lay_out(self) -> None:
        self.subtitle.setText(_("Nothing is written before you have seen it. One click takes the whole import back."))
        self.subtitle.setVisible(True)
        self.pages = QStackedWidget()
        self.reading_page, self.preview_page = QWidget(), QWidget()
        self.progress = ProgressPanel("")
        self.progress.cancelled.connect(self._cancel)
        column = QVBoxLayout(self.reading_page)
        column.addStretch(2)
        column.addWidget(self.progress)
        column.addStretch(3)
        self.files, self.tiles, self.changes = FileList(), Tiles(), ChangeList()
        self.note = Text("", "body", "text2", wrap=True)
        self.codes_button = LinkButton("", "link")
        self.codes_button.clicked.connect(lambda _on=False: self.decide_codes())
        said = QHBoxLayout()
        said.addWidget(self.note, 1)
        said.addWidget(self.codes_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self.preview_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.files)
        column.addWidget(self.tiles)
        column.addLayout(said)
        column.addWidget(self.changes, 1)
        self.pages.addWidget(self.reading_page)
        self.pages.addWidget(self.preview_page)
        self.body.addWidget(self.pages, 1)
        self.files.channel_chosen.connect(self._choose_channel)
        self.files.new_channel.connect(self._ask_channel)
        self.files.read_as.connect(self._read_as)
        self.files.removed.connect(self._leave_out)
        self.files.teach.connect(self._teach)
        self.files.unlock.connect(self._ask_password)
        self.changes.decided.connect(self._decide)
        self.changes.correct.connect(self._correct)
        self.files.picked.connect(self._pick)
        self.add_cancel()
        self.import_button = self.add_primary(_("Import"), "download-simple", self.apply)
        self.import_button.setEnabled(False)
