"""Settings as a file: written for another computer, and taken over from one after a look at what changes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import paths
from services.errors import AppError
from services.i18n import N_, NN_, Grouped, _, join_list
from services.messages import counted
from services.settings_file import (
    Comparison,
    SettingsFile,
    compare,
    file_title,
    read_settings,
    take_files,
    take_over,
    write_settings,
)
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.settings.section import SettingRow
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.text import Text

_SHOWN, _LONGEST = 12, 60
_WRITTEN = NN_("{count} setting written to {name}.", "{count} settings written to {name}.")
_CHANGES = NN_("{count} setting changes.", "{count} settings change.")
_ENTRIES = NN_("{count} entry", "{count} entries")


class CarryRow(SettingRow):
    """Two buttons: write the settings to a file, take those of a file over."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        why = _("Rules, channels with their terms, texts, taught formats and templates, as one file.")
        super().__init__(_("Settings as a file"), box, why, words=N_("export import transfer another computer"))
        self._context, self._owner = context, owner
        self.export = SecondaryButton(_("Export…"), "download-simple")
        self.take = SecondaryButton(_("Take over…"), "upload-simple")
        row.addWidget(self.export)
        row.addWidget(self.take)
        self.export.clicked.connect(lambda _on=False: self._ask_where())
        self.take.clicked.connect(lambda _on=False: self._ask_which())

    def write(self, out: Path) -> None:
        """Write the settings to `out` and say so."""
        said = partial(self._said, out)
        self._context.link.ask(write_settings, out, owner=self).then(said).fails(self._context.show_error)

    def look_at(self, path: Path) -> None:
        """Show what taking `path` over would change, and ask."""
        try:
            file = read_settings(path)
        except AppError as error:
            self._context.show_error(error)
            return
        shown = partial(self._show, file)
        self._context.link.ask(compare, file, owner=self).then(shown).fails(self._context.show_error)

    def _ask_where(self) -> None:
        name = "{name}.zip".format(name=_("Zhanggui settings"))
        kinds = _("Settings (*.zip)")
        self._context.ask_save(_("Settings as a file"), kinds, paths.documents_dir() / name, self.write)

    def _ask_which(self) -> None:
        self._context.ask_file(_("Settings as a file"), _("Settings (*.zip)"), self.look_at)

    def _said(self, out: Path, count: int) -> None:
        self._context.toast(counted(_WRITTEN, count, name=out.name))

    def _show(self, file: SettingsFile, found: Comparison) -> None:
        dialog = TakeOverDialog(self._context, file, found)
        dialog.accepted.connect(partial(self._take_over, file))
        self._context.open_dialog(dialog)

    def _take_over(self, file: SettingsFile) -> None:
        try:
            take_files(file)
        except AppError as error:
            self._context.show_error(error)
            return
        pending = self._context.link.run(take_over, file, owner=self._owner)
        pending.then(partial(self._taken, file)).fails(self._context.show_error)

    def _taken(self, file: SettingsFile, _outcome: object) -> None:
        words = _("The settings of “{name}” are taken over.").format(name=file.name)
        self._context.toast(words, undo=partial(self._context.registry.trigger, "edit.undo"))


class TakeOverDialog(Dialog):
    """What would change, before it does."""

    topic = "settings#carry"

    def __init__(self, context: PageContext, file: SettingsFile, found: Comparison) -> None:
        count = len(found.changes)
        words = counted(_CHANGES, count)
        super().__init__(context.dialog_parent(), _("Take over settings?"), words, icon="gear-six", width=600)
        for change in found.changes[:_SHOWN]:
            self.body.addWidget(KeyValueRow(_(change.label), f"{_shown(change.before)} → {_shown(change.after)}"))
        if count > _SHOWN:
            self.body.addWidget(Text(_("… and {count} more").format(count=Grouped(count - _SHOWN)), "caption", "text2"))
        self._list(_("New channels"), found.new_channels)
        self._list(_("New on this computer"), tuple(file_title(file, name) for name in found.new_files))
        self._list(_("Left out, because this shop does not have it"), found.unknown)
        self.add_cancel()
        take = self.add_primary(_("Take over"), "check")
        take.setEnabled(bool(found.changes or found.new_channels or found.new_files))

    def _list(self, title: str, names: tuple[str, ...]) -> None:
        if names:
            self.body.addWidget(SectionTitle(title))
            self.body.addWidget(Text(join_list(names), "body", wrap=True))


def _shown(value: Any) -> str:
    """A kept value, short enough to be compared by eye."""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, list | dict):
        return counted(_ENTRIES, len(value))
    text = str(value)
    return (text[:_LONGEST] + "…" if len(text) > _LONGEST else text) or "—"
