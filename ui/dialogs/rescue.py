"""A shop file that does not open: its backups, and saving what can still be read of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from services import formatting
from services.backup.archive import SUFFIX, Manifest
from services.backup.places import BackupInfo
from services.backup.queries import REASONS
from services.errors import AppError, ShopDamaged
from services.i18n import N_, NN_, _
from services.messages import counted, render
from services.types import Entity
from ui.dialogs.dialog import Dialog, confirm
from ui.dialogs.files import ask_file, ask_new
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme.apply import current_theme
from ui.widgets.buttons import LinkButton
from ui.widgets.text import Text

_COLUMNS = (
    ListColumn(N_("Backup of"), 144), ListColumn(N_("Occasion"), 0), ListColumn(N_("Last change in it"), 144),
    ListColumn(N_("Orders"), 80, right=True),
)  # fmt: skip
_MOST_ROWS = 5
_OTHER = NN_(
    "It is of {file}, was made on {day} and holds {count} order.",
    "It is of {file}, was made on {day} and holds {count} orders.",
)


class RescueDialog(Dialog):
    """`restore_wanted` carries a backup to put in the shop's place, `restore_as_wanted` one and its new file.

    `salvage_wanted` carries the new file to write what can be read to; `look_wanted`: open it as it is, to look only.

    Nothing happens to the file before one of them is chosen, and it is kept in any case.
    """

    topic = "backups#damaged"

    restore_wanted = Signal(object)
    restore_as_wanted = Signal(object, object)
    salvage_wanted = Signal(object)
    look_wanted = Signal()

    def __init__(self, window: QWidget, shop: Path, error: AppError, backups: Sequence[BackupInfo]) -> None:
        title = _("{name} does not open").format(name=shop.stem)
        super().__init__(window, title, icon="warning-circle", tone="neg", width=700)
        self.setObjectName("rescue")
        self._shop, self._newest = shop, backups[0] if backups else None
        self.body.addWidget(Text(render(error.message), "body", "text", wrap=True))
        advice = self._first_advice(error)
        if advice:
            self.body.addWidget(Text(advice, "body", "text2", wrap=True))
        self.table = ListTable(_COLUMNS, self._line, sorts=False, single=True)
        self.table.setAccessibleName(_("Backups of it, the newest first"))
        self.table.hide()
        self.body.addWidget(self.table)
        self.as_new = LinkButton(_("Restore it as a new file…"), "file")
        self.as_new.setObjectName("restore.new")
        self.as_new.clicked.connect(self._ask_new)
        self.as_new.hide()
        self.body.addWidget(self.as_new, 0, Qt.AlignmentFlag.AlignLeft)
        if isinstance(error, ShopDamaged):
            self._add_look()
        self.body.addWidget(Text(self._what_happens(bool(backups)), "caption", "text2", wrap=True))
        if isinstance(error, ShopDamaged):
            self.add_left(_("Save what can be read…"), "first-aid-kit", self._ask_salvage).setObjectName("salvage")
        self.add_left(_("Another backup…"), "folder-open", self._ask_backup).setObjectName("restore.other")
        self.add_cancel(_("Close"))
        if backups:
            self._list(backups)

    def _add_look(self) -> None:
        look = LinkButton(_("Open it only to look"), "eye")
        look.setObjectName("look")
        look.setToolTip(_("Shows what can be read of it. Nothing in it is changed."))
        look.clicked.connect(self._look)
        self.body.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)

    def _look(self) -> None:
        self.accept()
        self.look_wanted.emit()

    def _list(self, backups: Sequence[BackupInfo]) -> None:
        self.restore = self.add_primary(_("Restore this backup"), "clock", self._restore)
        self.restore.setObjectName("restore")
        sizes = current_theme().sizes
        self.table.setFixedHeight(sizes["table_header"] + sizes["row"] * min(len(backups), _MOST_ROWS) + 2)
        self.table.set_rows(backups)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _backup: self._restore())
        self.table.selectRow(0)
        self.table.show()
        self.as_new.show()

    def _line(self, backup: BackupInfo) -> Line:
        manifest = backup.manifest
        if manifest is None:
            return ListCell(backup.name, strong=True), ListCell(""), ListCell(""), ListCell("")
        made = _(REASONS[manifest.reason])
        words = _("{made} · the newest").format(made=made) if backup is self._newest else made
        return (
            ListCell(_when(manifest.made_at, manifest), strong=True),
            ListCell(words, "text2"),
            ListCell(_when(manifest.holds.last_step_at, manifest), "text2"),
            ListCell(formatting.integer(manifest.holds.count(Entity.ORDER))),
        )

    @staticmethod
    def _first_advice(error: AppError) -> str:
        """What the error says to do, but for a damaged file: the ways back are here, and not all may be open."""
        if isinstance(error, ShopDamaged):
            return _("Keep this file, and have a look at the disk it is on.")
        return render(error.advice) if error.advice is not None else ""

    @staticmethod
    def _what_happens(has_backups: bool) -> str:
        if not has_backups:
            return _("No backup of it was found beside it or in its second folder. Do you keep one elsewhere?")
        return _("A restored backup takes its place. The file that does not open is kept beside it under another name.")

    def _chosen(self) -> None:
        for button in (self.restore, self.as_new):
            button.setEnabled(bool(self.table.selected()))

    def _restore(self) -> None:
        chosen = self.table.selected()
        if chosen:
            self.restore_from(chosen[0].path)

    def _ask_new(self) -> None:
        backup = next(iter(self.table.selected()), None)
        if backup is None or backup.manifest is None:
            return
        name = f"{self._shop.stem}-{backup.manifest.made_at:%Y%m%d-%H%M}{self._shop.suffix}"
        filters, suggested = _("Shop files (*.shop)"), self._shop.with_name(name)
        ask_new(self, _("Restore as a new file"), filters, suggested, partial(self.restore_as, backup.path))

    def restore_as(self, backup: Path, to: Path) -> None:
        """Ask for this backup to be restored as the new file `to`."""
        self.restore_as_wanted.emit(backup, to)
        self.accept()

    def _ask_backup(self) -> None:
        kind = _("Backups")
        ask_file(self, _("Another backup"), f"{kind} (*{SUFFIX})", self.restore_from)

    def restore_from(self, backup: Path) -> None:
        """Ask for this backup to be put in the place of the shop."""
        self.restore_wanted.emit(backup)
        self.accept()

    def _ask_salvage(self) -> None:
        suggested = self._shop.with_name(f"{self._shop.stem}-saved{self._shop.suffix}")
        ask_new(self, _("Save what can be read"), _("Shop files (*.shop)"), suggested, self.save_to)

    def save_to(self, to: Path) -> None:
        """Ask for what can be read to be written to this new file."""
        self.salvage_wanted.emit(to)
        self.accept()


def ask_other_shop(window: QWidget, shop: Path, backup: Manifest, then: Callable[[], object]) -> Dialog:
    """Ask before a backup of another shop is put in the place of `shop`; Enter means no."""
    told = counted(_OTHER, backup.holds.count(Entity.ORDER), file=backup.shop, day=_when(backup.made_at, backup))
    becomes = _("It would stand under the name {name}. The file that does not open is kept beside it.")
    words = f"{told} {becomes.format(name=shop.name)}"
    return confirm(
        window, _("This is a backup of another shop"), words, _("Restore it all the same"), then, danger=True
    )


def _when(instant: datetime, of: Manifest) -> str:
    """In the zone of the shop, as its backup says it; a backup of before says none, and the computer's has to do."""
    local = instant.astimezone(ZoneInfo(of.zone) if of.zone else None)
    return f"{local:%Y-%m-%d %H:%M}"
