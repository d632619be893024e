"""A shop file that does not open: its backups, and saving what can still be read of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.backup.places import BackupInfo
from services.backup.queries import REASONS
from services.errors import AppError, ShopDamaged
from services.i18n import NN_, _, join_sentences, translate_plural
from services.messages import render
from services.types import Entity
from ui.dialogs.dialog import Dialog
from ui.dialogs.files import ask_save
from ui.widgets.buttons import LinkButton
from ui.widgets.text import Text

_ORDERS = NN_("{count} order", "{count} orders")
SHOWN = 4


class RescueDialog(Dialog):
    """`restore_wanted` carries a backup to put in the shop's place, `salvage_wanted` the new file to write.

    Nothing happens to the file before one of them is chosen, and it is kept in any case.
    """

    topic = "backups#damaged"

    restore_wanted = Signal(object)
    salvage_wanted = Signal(object)

    def __init__(self, window: QWidget, shop: Path, error: AppError, backups: Sequence[BackupInfo]) -> None:
        super().__init__(
            window, _("{name} does not open").format(name=shop.stem), icon="warning-circle", tone="neg", width=620
        )
        self.setObjectName("rescue")
        self._shop = shop
        self.body.addWidget(Text(render(error.message), "body", "text", wrap=True))
        advice = self._first_advice(error)
        if advice:
            self.body.addWidget(Text(advice, "body", "text2", wrap=True))
        if backups:
            self.body.addWidget(Text(_("Backups of it, the newest first"), "caption_strong", "text2"))
        for backup in backups[:SHOWN]:
            self.body.addLayout(self._row(backup))
        self.body.addWidget(Text(self._advice(bool(backups)), "caption", "text2", wrap=True))
        if isinstance(error, ShopDamaged):
            self.add_left(_("Save what can be read…"), "first-aid-kit", self._ask_salvage).setObjectName("salvage")
        self.add_cancel(_("Close"))
        if backups:
            newest = self.add_primary(_("Restore the newest"), "clock", partial(self._restore, backups[0]))
            newest.setObjectName("restore.newest")

    def _row(self, backup: BackupInfo) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Text(_words(backup), "body", "text2", elide=True), 1)
        button = LinkButton(_("Restore"), "clock")
        button.setObjectName(f"restore.{backup.name}")
        button.setAccessibleName(_("Restore {backup}").format(backup=_words(backup)))
        button.clicked.connect(partial(self._restore, backup))
        row.addWidget(button)
        return row

    @staticmethod
    def _first_advice(error: AppError) -> str:
        """What the error says to do, but for a damaged file: the ways back are here, and not all may be open."""
        if isinstance(error, ShopDamaged):
            return _("Keep this file, and have a look at the disk it is on.")
        return render(error.advice) if error.advice is not None else ""

    @staticmethod
    def _advice(has_backups: bool) -> str:
        if not has_backups:
            none = _("No backup of it was found beside it or in its second folder.")
            return join_sentences([none, _("If you have one elsewhere, close this and choose “Open a shop file”.")])
        return _("A restored backup takes its place. The file that does not open is kept beside it under another name.")

    def _restore(self, backup: BackupInfo, _on: bool = False) -> None:
        self.restore_wanted.emit(backup.path)
        self.accept()

    def _ask_salvage(self) -> None:
        suggested = self._shop.with_name(f"{self._shop.stem}-saved{self._shop.suffix}")
        ask_save(self, _("Save what can be read"), _("Shop files (*.shop)"), suggested, self.save_to)

    def save_to(self, to: Path) -> None:
        """Ask for what can be read to be written to this new file."""
        self.salvage_wanted.emit(to)
        self.accept()


def _words(backup: BackupInfo) -> str:
    manifest = backup.manifest
    if manifest is None:
        return backup.name
    count = manifest.holds.count(Entity.ORDER)
    orders = translate_plural(*_ORDERS, count).format(count=formatting.integer(count))
    when = f"{manifest.made_at.astimezone():%Y-%m-%d %H:%M}"  # the shop's own zone is in the file that does not open
    return _("{when} · {reason} · {orders}").format(when=when, reason=_(REASONS[manifest.reason]), orders=orders)
