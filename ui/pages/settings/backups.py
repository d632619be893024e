"""Backups in the settings: whether the shop is safe, a second folder, the list, and the way back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.backup.archive import Reason
from services.backup.making import Made
from services.backup.places import home_of
from services.backup.queries import REASONS, BackupLine, when_words
from services.errors import Cancelled
from services.i18n import NN_, _, join_list, join_sentences
from services.messages import counted, render
from services.types import Entity
from ui.dialogs.dialog import Dialog
from ui.dialogs.files import ask_new
from ui.duties.backups import Backups
from ui.page import PageContext
from ui.pages.settings.backup_passphrase import BackupPassphrase
from ui.pages.settings.section import SettingRow
from ui.pause import Pause
from ui.theme import space
from ui.widgets.buttons import Button, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Hairline
from ui.widgets.focus_place import FocusPlace, focus_place
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import Text

_SHOWN = 8
_AGAIN_AFTER_MS = 300
_ORDERS = NN_("{count} order", "{count} orders")
_SINCE = NN_("{count} step was done since.", "{count} steps were done since.")
_MORE = NN_("Show {count} more", "Show {count} more")


class BackupsPanel(QWidget):
    """Built again whenever the state or the list of the backups is another."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.backups: Backups | None = context.link.findChild(Backups)
        self.lines: tuple[BackupLine, ...] = ()
        self._shows_all = False
        self._shown_parts: list[QWidget] = []
        self._worked_from: FocusPlace | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, space.M)
        self._column.setSpacing(0)
        self.passphrase: BackupPassphrase | None = None
        if self.backups is not None:
            self.passphrase = BackupPassphrase(context, self.backups)
            self.backups.changed.connect(self.reload)
        self._again = Pause(self, _AGAIN_AFTER_MS)
        self._again.timeout.connect(self._compare_again)
        context.link.watch(self, Entity, self._changed)  # each backup says how it differs from the shop as it is
        self._show()

    @Slot()
    def reload(self) -> None:
        """Ask for the list again."""
        if self.backups is not None:
            self.backups.ask_lines(self).then(self._take)

    def _changed(self, _changes: object) -> None:
        self._again.start()

    @Slot()
    def _compare_again(self) -> None:
        if self.backups is not None:
            self.backups.ask_lines(self).then(self._compared)

    def _compared(self, found: tuple[BackupLine, ...]) -> None:
        if found != self.lines:
            self._take(found)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self._show()

    @Slot()
    def back_up(self) -> None:
        """Make a backup now."""
        pending = self.backups.back_up(self) if self.backups is not None else None
        if pending is not None:
            pending.then(self._made).fails(self._failed)

    @Slot()
    def prove(self) -> None:
        """Unpack the newest backup for a moment and look whether it is a sound shop."""
        readable = [one.info for one in self.lines if one.info.manifest is not None]
        if self.passphrase is not None and readable:
            self.passphrase.before(readable[0].path, readable[0].is_encrypted, partial(self._prove, readable[0].path))

    def _prove(self, backup: Path, passphrase: str | None) -> None:
        pending = self.backups.prove(backup, self, passphrase) if self.backups is not None else None
        if pending is not None:
            pending.then(self._proven).fails(self._failed)

    def choose_second(self, folder: Path | None) -> None:
        """Keep a second copy in this folder; None ends that."""
        if self.backups is not None:
            self.backups.choose_second_folder(folder)

    def ask_restore(self, line: BackupLine) -> Dialog:
        """Ask how this backup is to come back."""
        words = _("Restore the backup of {when}?").format(when=self._when(line))
        dialog = Dialog(self._context.dialog_parent(), words, self._differs(line), icon="clock", width=560)
        why = _(
            "As a new file, this shop stays as it is. In place of this shop, everything done since is not in it any "
            "more; the shop as it is now is backed up and kept beside it under another name."
        )
        dialog.body.addWidget(Text(why, "body", "text2", wrap=True))
        if line.steps_since:
            dialog.body.addWidget(Text(counted(_SINCE, line.steps_since), "body", "text", wrap=True))
        dialog.add_left(_("In place of this shop"), "clock", partial(self._in_place, dialog, line))
        dialog.add_cancel()
        dialog.add_primary(_("As a new file…"), "file", partial(self._as_new, dialog, line))
        self._context.open_dialog(dialog)
        return dialog

    @Slot()
    def ask_undo_repair(self) -> None:
        """Ask how the backup that was made directly before the newest repair is to come back, and what would go."""
        if self.backups is not None:
            self.backups.ask_lines(self).then(self._ask_undo_repair)

    def _ask_undo_repair(self, found: tuple[BackupLine, ...]) -> None:
        self._take(found)
        line = next((one for one in found if one.info.manifest and one.info.manifest.reason is Reason.REPAIR), None)
        if line is not None:
            self.ask_restore(line)
        else:
            self._context.toast(_("The backup made before the repair is not there any more."))

    def restore_as(self, line: BackupLine, to: Path, passphrase: str | None = None) -> None:
        """Restore as the new file `to` and open it."""
        if self.backups is None:
            return
        taught: list[str] = []
        pending = self.backups.restore_as(line.info.path, to, self, passphrase, taught.extend)
        if pending is not None:
            pending.then(partial(self._restored, to, taught)).fails(self._failed)

    # -- answers -------------------------------------------------------------------------------------

    def _take(self, found: tuple[BackupLine, ...]) -> None:
        self.lines = found
        self._show()

    def _made(self, made: Made) -> None:
        lacking = made.left_out_words
        said = [_("The shop was backed up."), *([render(lacking)] if lacking is not None else [])]
        self._context.toast(join_sentences(said))
        if made.second_problem is not None:
            self._context.show_error(made.second_problem)

    def _proven(self, _manifest: object) -> None:
        self._context.toast(_("The newest backup was unpacked and checked: it is sound."))

    def _restored(self, to: Path, taught: list[str], _manifest: object) -> None:
        if self.backups is not None:
            self.backups.open_wanted.emit(to, taught)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._context.show_error(error)

    def _in_place(self, dialog: Dialog, line: BackupLine) -> None:
        dialog.accept()
        if self.passphrase is not None and self.backups is not None:
            wanted = partial(self.backups.restore_wanted.emit, line.info.path)
            self.passphrase.before(line.info.path, line.info.is_encrypted, wanted)

    def _as_new(self, dialog: Dialog, line: BackupLine) -> None:
        dialog.accept()
        if self.passphrase is not None:
            self.passphrase.before(line.info.path, line.info.is_encrypted, partial(self._ask_file, line))

    def _ask_file(self, line: BackupLine, passphrase: str | None) -> None:
        shop: Path = self._context.link.shop.path
        manifest, state = line.info.manifest, self.backups.state if self.backups is not None else None
        stamp = ""
        if manifest is not None and state is not None:
            stamp = f"{manifest.made_at.astimezone(ZoneInfo(state.zone)):%Y%m%d-%H%M}"  # as the list says it
        suggested = shop.with_name(f"{shop.stem}-{stamp}{shop.suffix}")
        then = partial(self.restore_as, line, passphrase=passphrase)
        parent = self._context.dialog_parent()
        ask_new(parent, _("Restore as a new file"), _("Shop files (*.shop)"), suggested, then)

    # -- showing -------------------------------------------------------------------------------------

    def _show(self) -> None:
        old = self._shown_parts
        place, parts = focus_place(old), self._parts()
        self._shown_parts = [each for part in parts for each in (Hairline(), part)]
        for each in self._shown_parts:
            self._column.addWidget(each)
        self._hand_over(place, parts)
        for each in old:
            self._column.removeWidget(each)
            each.hide()
            each.deleteLater()

    def _hand_over(self, place: FocusPlace | None, parts: list[QWidget]) -> None:
        """The keyboard stays where it was; while a backup is made it is on what stops it, and goes back from there."""
        if place is None:
            return
        for part in parts:
            part.show()  # what is hidden cannot have the keyboard
        if isinstance(parts[0], ProgressPanel):
            self._worked_from = self._worked_from or place
            parts[0].cancel.setFocus()
            return
        if not (self._worked_from or place).give(parts):
            self.back_up_button.setFocus()
        self._worked_from = None

    def _parts(self) -> list[QWidget]:
        if self.backups is None:
            return []
        if self.backups.task is not None:
            panel = ProgressPanel(_("Working with backups…"))
            panel.setContentsMargins(space.L, space.XS, space.L, space.S)
            panel.cancelled.connect(self.backups.stop)
            return [panel, *map(self._row, self._shown())]
        row = [] if self.passphrase is None else [self.passphrase.row(_in_a_row)]
        return [self._state_row(self.backups), self._second_row(self.backups), *row, *map(self._row, self._shown()),
                *self._more()]  # fmt: skip

    def _state_row(self, backups: Backups) -> SettingRow:
        words, _tone = backups.words()
        self.back_up_button = PrimaryButton(_("Back up now"), "floppy-disk")
        self.back_up_button.clicked.connect(self.back_up)
        buttons: list[Button] = []
        if self.lines:
            self.prove_button = SecondaryButton(_("Check the newest"), "check-circle")
            self.prove_button.clicked.connect(self.prove)
            folder = SecondaryButton(_("Open folder"), "folder-open")
            folder.clicked.connect(partial(_open, home_of(self._context.link.shop.path)))
            buttons += [self.prove_button, folder]
        buttons.append(self.back_up_button)  # at the end: it stays under the hand when the others come
        why = _("Made before every import, every four hours, and on closing, whenever something was changed.")
        if backups.state is not None and backups.state.is_demo:
            why = _("The demo is invented: it is backed up only when you ask.")
        proven = backups.state.proven_at if backups.state is not None else None
        if proven is not None and backups.state is not None:
            when = render(when_words(proven, backups.state.zone))
            checked = _("Once a month the newest is unpacked and checked; last {when}.").format(when=when)
            why = join_sentences([why, checked])
        if backups.state is not None and backups.state.left_out:
            which = _("Files that are damaged or cannot be read are in no backup; “Check my data” names them.")
            why = join_sentences([which, why])
        row = SettingRow(words, _in_a_row(buttons), why)
        if backups.failed:
            row.set_problem(backups.failed)
        return row

    def _second_row(self, backups: Backups) -> SettingRow:
        second = backups.second_folder
        choose = SecondaryButton(_("Choose folder…"), "folder-open")
        choose.clicked.connect(self._ask_second)
        buttons: list[Button] = [choose]
        if second is not None:
            forget = LinkButton(_("Do not use"), "x")
            forget.clicked.connect(partial(self._forget_second))
            buttons.append(forget)
        why = str(second) if second is not None else _("A USB stick or a synced folder, for the day this disk breaks.")
        row = SettingRow(_("Second folder"), _in_a_row(buttons), why)
        if second is not None and backups.state is not None and not backups.state.is_second_there:
            row.set_problem(_("{folder} is not there. Connect the drive; the next backup goes there again.")
                            .format(folder=second))  # fmt: skip
        return row

    def _shown(self) -> tuple[BackupLine, ...]:
        return self.lines if self._shows_all else self.lines[:_SHOWN]

    def _row(self, line: BackupLine) -> SettingRow:
        manifest = line.info.manifest
        if manifest is None:
            return SettingRow(line.info.name, None, self._differs(line))
        count = manifest.holds.count(Entity.ORDER)
        orders = counted(_ORDERS, count)
        restore = SecondaryButton(_("Restore…"), "lock-key" if line.info.is_encrypted else "clock")
        restore.clicked.connect(partial(self._ask_restore, line))
        title = _("{when} · {reason} · {orders}").format(
            when=self._when(line), reason=_(REASONS[manifest.reason]), orders=orders
        )
        return SettingRow(title, restore, self._differs(line))

    def _more(self) -> list[QWidget]:
        left = len(self.lines) - len(self._shown())
        if not left:
            return []
        button = LinkButton(counted(_MORE, left))
        button.clicked.connect(self._show_all)
        return [button]

    @Slot()
    def _show_all(self) -> None:
        self._shows_all = True
        self._show()

    def _when(self, line: BackupLine) -> str:
        found = self.backups.state if self.backups is not None else None
        if line.info.manifest is None or found is None:
            return line.info.name
        return render(when_words(line.info.manifest.made_at, found.zone))

    @staticmethod
    def _differs(line: BackupLine) -> str:
        return join_list([render(words) for words in line.differs])

    def _ask_restore(self, line: BackupLine, _on: bool = False) -> None:
        self.ask_restore(line)

    @Slot()
    def _ask_second(self) -> None:
        self._context.ask_folder(_("Choose a folder for second copies"), self.choose_second)

    def _forget_second(self, _on: bool = False) -> None:
        self.choose_second(None)


def _in_a_row(buttons: list[Button]) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space.S)
    for button in buttons:
        row.addWidget(button)
    return box


def _open(folder: Path, _on: bool = False) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
