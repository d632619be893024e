""" "Check my data": runs the checks with progress, lists what does not hold, repairs what can be derived again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import clock, paths
from services.about import versions
from services.backup.errors import NoWayBack
from services.errors import Cancelled
from services.exporting.files import replacing
from services.files_beside import fetch_missing, take_away
from services.i18n import NN_, _, join_list, join_sentences
from services.integrity import Finding, check_and_note, damage_in, rebuild, rebuild_for_good
from services.kernel.tasks import Progress, Task
from services.messages import counted, render
from services.remedies import Remedy, remedy_of, what_to_do
from ui.dialogs.dialog import confirm
from ui.duties.monthly_check import MonthlyCheck
from ui.page import PageContext
from ui.theme import space
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import Text

_FOUND = NN_("{count} thing does not hold", "{count} things do not hold")
_FETCHED = NN_("{count} file came back from the backups.", "{count} files came back from the backups.")
_TAKEN_AWAY = NN_("{count} fetched file was taken away again.", "{count} fetched files were taken away again.")


class HealthCheck(QWidget):
    """One button, a progress bar while it runs, then the result and what to do about it.

    `undo_wanted`: the backup that was made directly before the repair is to come back.
    """

    undo_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._task: Task | None = None
        self._is_repaired = False
        self._doing = ""
        self.findings: tuple[Finding, ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.L, space.XS, space.L, space.L)
        self._column.setSpacing(space.S)
        self._parts: list[QWidget] = []
        context.link.progressed.connect(self._progressed)
        self._show()

    def is_running(self) -> bool:
        """Whether a check is on its way."""
        return self._task is not None

    @Slot()
    def start(self) -> None:
        """Check everything."""
        if self._task is None:
            self._task = self._context.link.task()
            pending = self._context.link.ask_aside(check_and_note, self._task, owner=self)
            pending.then(self.take).fails(self._failed)
            self._show(_("Checking…"))

    def take(self, findings: tuple[Finding, ...]) -> None:
        """Show what a check by hand found; the month's own says nothing of it."""
        self._task, self.findings = None, findings
        self._show()
        monthly = self._context.link.findChild(MonthlyCheck)
        if monthly is not None:
            monthly.was_done_by_hand(findings)

    def show_known(self, findings: tuple[Finding, ...]) -> None:
        """Show what a check found that ran by itself; one that runs now will say more."""
        if self._task is None:
            self.findings = findings
            self._show()

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._show()
        if not isinstance(error, Cancelled):
            self._context.show_error(error)

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        if task is self._task and self._panel is not None:
            words = render(progress.doing) if progress.doing is not None else ""
            if progress.total and not words:
                words = _("Step {done} of {total}").format(done=progress.done, total=progress.total)
            self._panel.set_progress(progress.done, progress.total, words)

    # -- repairing -----------------------------------------------------------------------------------

    @Slot()
    def _repair(self) -> None:
        self._task = task = self._context.link.task()
        self._show(_("Backing up and repairing…"))
        pending = self._context.link.run(rebuild, owner=self, task=task)
        pending.then(self._repaired).fails(self._not_repaired)

    def _repaired(self, _outcome: Any) -> None:
        self._task, self._is_repaired = None, True
        self._context.toast(_("Derived data was computed again."), undo=self.undo_wanted.emit)
        self.start()

    def _not_repaired(self, error: Exception) -> None:
        if not isinstance(error, NoWayBack):
            self._failed(error)
            return
        self._task = None
        self._show()
        words = join_sentences([render(error.message), _("Repaired without a backup, it could not be undone.")])
        title, parent = _("Repair without a backup?"), self._context.dialog_parent()
        confirm(parent, title, words, _("Repair all the same"), self._repair_for_good, danger=True)

    def _repair_for_good(self) -> None:
        self._task = task = self._context.link.task()
        self._show(_("Repairing…"))
        pending = self._context.link.run(rebuild_for_good, owner=self, task=task)
        pending.then(self._repaired_for_good).fails(self._failed)

    def _repaired_for_good(self, _outcome: Any) -> None:
        self._task, self._is_repaired = None, False  # a backup of before an earlier one takes more back than this
        self._context.toast(_("Derived data was computed again."))
        self.start()

    @Slot()
    def _fetch(self) -> None:
        self._context.link.keep(fetch_missing, owner=self).then(self._fetched).fails(self._failed)

    def _fetched(self, names: tuple[str, ...]) -> None:
        words = counted(_FETCHED, len(names))
        self._context.toast(words, undo=partial(self._take_away, names) if names else None)
        self.start()

    def _take_away(self, names: tuple[str, ...]) -> None:
        self._context.link.keep(take_away, names, owner=self).then(self._taken_away).fails(self._failed)

    def _taken_away(self, count: int) -> None:
        self._context.toast(counted(_TAKEN_AWAY, count))
        self.start()

    @Slot()
    def _ask_report(self) -> None:
        suggested = paths.documents_dir() / f"zhanggui-check-{clock.now():%Y%m%d-%H%M}.txt"
        self._context.ask_save(_("Save the report"), _("Text files (*.txt)"), suggested, self.write_report)

    def write_report(self, out: Path) -> None:
        """Write what was found as a text file."""
        with replacing(out) as part:
            part.write_text("\n".join(self._report()) + "\n", encoding="utf-8")
        self._context.toast(_("Report written: {file}").format(file=out.name))

    def _report(self) -> list[str]:
        """What is given to somebody who helps: no path, which would name whose computer it is, and no file's name."""
        lines = [clock.now().isoformat(timespec="seconds"), *(f"{name} {version}" for name, version in versions())]
        for finding in self.findings or ():
            rows = [Path(row).name if Path(row).is_absolute() else row for row in finding.rows]
            if finding.code.startswith("files."):  # as its owner named it, perhaps after somebody
                rows = [row.partition(": ")[0] for row in rows]
            lines += [f"{finding.code}: {render(finding.message)}", *(f"    {row}" for row in rows)]
        return lines + ([] if self.findings else [_("Everything holds.")])

    # -- showing -------------------------------------------------------------------------------------

    def _show(self, doing: str = "") -> None:
        self._doing = doing or self._doing
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._panel: ProgressPanel | None = None
        self._parts = self._running() if self._task is not None else [*self._result(), self._buttons()]
        for part in self._parts:
            self._column.addWidget(part)

    def _running(self) -> list[QWidget]:
        self._panel = ProgressPanel(self._doing)
        if self._task is not None:
            self._panel.cancelled.connect(self._task.cancel)
        return [self._panel]

    def _result(self) -> list[QWidget]:
        if self.findings is None:
            words = _("Reads the whole shop file and compares every figure with what it is made from.")
            return [Text(words, "body", "text2", wrap=True)]
        if not self.findings:
            return [Text("\u2713 " + _("Everything holds."), "strong", "pos"), *self._way_back()]
        shown: list[QWidget] = [Text(counted(_FOUND, len(self.findings)), "strong", "neg")]
        for words, findings in _by_remedy(self.findings).items():
            for one in findings:
                shown.append(Text(f"\u2022 {render(one.message)}", "body", "text", wrap=True))
                if one.rows:
                    shown.append(_rows_of(one))
            shown.append(Text(words, "body", "text2", wrap=True))
        return [*shown, *self._way_back()]

    def _way_back(self) -> list[QWidget]:
        if not self._is_repaired:
            return []
        words = _("Derived data was computed again. The backup made directly before it brings back what stood there.")
        return [Text(words, "body", "text2", wrap=True)]

    def _buttons(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, space.XS, 0, 0)
        row.setSpacing(space.S)
        self.check_button = PrimaryButton(_("Check my data"), "check-circle")
        self.check_button.clicked.connect(self.start)
        row.addWidget(self.check_button)
        if self.findings is not None:
            report = SecondaryButton(_("Save the report…"), "file-text")
            report.clicked.connect(self._ask_report)
            row.addWidget(report)
        remedies = {remedy_of(finding.code) for finding in self.findings or ()}
        if Remedy.RESCUE in remedies:  # what is open only to look is not repaired
            remedies.clear()
        if Remedy.REBUILD in remedies:
            self.repair_button = SecondaryButton(_("Compute derived data again"), "wrench")
            self.repair_button.clicked.connect(self._repair)
            row.addWidget(self.repair_button)
        if Remedy.FETCH in remedies:
            self.fetch_button = SecondaryButton(_("Fetch files from the backups"), "download-simple")
            self.fetch_button.clicked.connect(self._fetch)
            row.addWidget(self.fetch_button)
        if self._is_repaired:
            self.undo_button = SecondaryButton(_("Undo the repair…"), "arrow-counter-clockwise")
            self.undo_button.clicked.connect(self.undo_wanted)
            row.addWidget(self.undo_button)
        row.addStretch(1)
        return box

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self._show()


def _rows_of(finding: Finding) -> Text:
    """What is wrong, below the sentence that says so; a number can be taken from here into a search."""
    rows = Text(join_list(finding.rows), "caption", "text2", wrap=True)
    rows.setContentsMargins(space.L, 0, 0, 0)
    rows.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return rows


def _by_remedy(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """What is done about it, said once below all that it is said of. In a damaged file nothing else is put right."""
    damage = damage_in(findings)
    if damage is not None:
        return {render(what_to_do(damage.code)): list(findings)}
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(render(what_to_do(one.code)), []).append(one)
    return found
