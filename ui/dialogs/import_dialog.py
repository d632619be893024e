"""Importing in the window: read the files, show what will change, write it, report. One dialog from drop to report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services.errors import Cancelled, Invalid
from services.i18n import _, join_list
from services.importing.entries import WAITING
from services.importing.formats import FormatBook
from services.importing.service import ImportSession, Preview
from services.kernel.runner import Outcome
from services.kernel.tasks import Progress, Task
from services.shown_names import shown_name
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_decisions import FileDecisions
from ui.dialogs.import_facts import Facts
from ui.dialogs.import_files import Surroundings, needs_channel
from ui.dialogs.import_preview import PreviewPage
from ui.dialogs.import_reading import Reading
from ui.dialogs.import_report import ImportReport
from ui.dialogs.import_taking import tables_in
from ui.dialogs.import_words import button_words, import_title, refused_words, undecided_words
from ui.page import PageContext
from ui.widgets.progress_panel import ProgressPanel

_NAMED = 3
_HEIGHT = 704
"""Of the card, while there is something to look at; where no file can be imported it is as high as what it says."""


def import_files(context: PageContext, dropped: Sequence[Path], teach_as: str | None = None) -> ImportDialog | None:
    """Begin an import of these files (folders and archives stand for the tables in them).

    Format files are taken in as formats. A file nobody knows is taught at once where `teach_as` says what it holds.
    """
    tables, left_out = tables_in(context, dropped)
    if not tables:
        return None
    dialog = ImportDialog(context, tables)
    dialog.session.left_out += left_out
    dialog.decisions.begin_lesson_of = teach_as
    context.open_dialog(dialog)
    dialog.read(tables)
    return dialog


class ImportDialog(Dialog):
    """The way of the dropped files into the shop; nothing is written before the button at its end.

    `preview_page` says what will be written once all files are read; what is decided there begins the comparison anew.
    """

    topic = "teaching#import"
    lets_files_in = True  # they join those that are read

    def __init__(self, context: PageContext, tables: Sequence[Path]) -> None:
        super().__init__(
            context.dialog_parent(), import_title(len(tables)), " ", icon="upload-simple", width=1120, height=_HEIGHT
        )
        self._context, self._link = context, context.link
        self.session = ImportSession(self._link.shop)
        self._reading = Reading(context, self.session, self)
        self._reading.began.connect(self._say_reading)
        self._reading.all_read.connect(self._all_read)
        self._reading.stopped.connect(self.reject)
        self.decisions = FileDecisions(context, self.session, self._reading, self)
        self.decisions.settled.connect(self._show_preview)
        self._generation = 0
        self._applying = False
        self._began = 0.0
        self._around = Surroundings(FormatBook({}))
        self.report: ImportReport | None = None
        self._lay_out()
        self.may_close = self._may_close
        self.rejected.connect(self._give_up)
        self.accepted.connect(self._let_go)
        self._link.progressed.connect(self._progressed)

    @property
    def preview(self) -> Preview | None:
        """What the import will do; None until it is known."""
        return self.preview_page.preview

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

    def read(self, tables: Sequence[Path]) -> None:
        """Read these files, one after the other, beside the window's thread."""
        self._reading.read(tables)

    def _say_reading(self, path: Path) -> None:
        self.progress.title.setText(_("Reading {file}").format(file=shown_name(path.name)))
        self.progress.set_progress(0, None, " ")
        self.progress.cancel.setEnabled(True)
        self._show_progress()
        # A comparison that is still on its way is not true any more.
        self._generation += 1
        self.preview_page.forget_preview()

    def _all_read(self, around: Surroundings) -> None:
        self._around = around
        self.decisions.put_usual_channels(around)
        self._say_left_out()
        self._show_preview()
        self.decisions.ask_what_is_open()

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
        self.preview_page.show_files(self.session.files, self._around)
        self._plan()

    def _plan(self) -> None:
        self._generation += 1
        files = self.session.files
        self.title.setText(import_title(len(files)))
        self.import_button.setText(_("Import"))
        self.import_button.setEnabled(False)
        undecided = [file for file in files if file.choices or needs_channel(file, self._around)]
        is_way_on = bool(self.session.staged) or bool(undecided)
        self.import_button.setVisible(is_way_on)
        self.leave.setText(_("Cancel") if is_way_on else _("Close"))
        self.set_height(_HEIGHT if is_way_on else None)
        if undecided or not self.session.staged:
            self.preview_page.show_open(undecided_words(undecided) if undecided else refused_words(files))
            return
        self.preview_page.show_comparing()
        generation = self._generation
        job = self.session.submit_preview(task=self._link.task(), chosen=self.preview_page.chosen)
        self._link.wait_for(job, self).then(lambda found: self._planned(generation, found)).fails(self._plan_failed)

    def _planned(self, generation: int, preview: Preview) -> None:
        if generation != self._generation:
            return
        self.preview_page.show_preview(preview)
        is_something = preview.view.writes or preview.view.counts[WAITING] or not preview.plan.is_empty
        self.import_button.setText(button_words(preview))
        self.import_button.setEnabled(bool(is_something) and not preview.is_repeated)
        self.leave.setText(_("Cancel") if self.import_button.isEnabled() else _("Close"))
        self.take_keyboard(self.import_button if self.import_button.isEnabled() else self.leave)

    def _plan_failed(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self.preview_page.note.setText(str(error.message))
        elif not isinstance(error, Cancelled):
            self._context.show_error(error)

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
        self._show_progress()
        page = self.preview_page
        job = self.session.submit_apply(task=task, chosen=page.chosen, codes=page.choices())
        self._link.wait_for(job, self).then(self._applied).fails(self._apply_failed)

    def _applied(self, outcome: Outcome[Any]) -> None:
        # Still writing, as far as closing goes: the report is being counted.
        seconds = time.monotonic() - self._began
        job = self._reading.submit(Facts.of_import, outcome, seconds, self._around.book, self.preview_page.chosen)
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

    def _show_progress(self) -> None:
        self.set_height(_HEIGHT)
        self.pages.setCurrentWidget(self.reading_page)
        self.import_button.setEnabled(False)

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
        self.reading_page, self.preview_page = QWidget(), PreviewPage(self._context)
        self.progress = ProgressPanel("")
        self.progress.cancelled.connect(self._cancel)
        column = QVBoxLayout(self.reading_page)
        column.addStretch(2)
        column.addWidget(self.progress)
        column.addStretch(3)
        self.pages.addWidget(self.reading_page)
        self.pages.addWidget(self.preview_page)
        self.body.addWidget(self.pages, 1)
        self.decisions.take_from(self.preview_page.files)
        self.preview_page.changes.correct.connect(self.decisions.correct)
        self.preview_page.decided.connect(self._plan)
        self.leave = self.add_cancel()
        self.import_button = self.add_primary(_("Import"), "download-simple", self.apply)
        self.import_button.setEnabled(False)
