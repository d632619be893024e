"""What this computer remembers: language, theme, printers, which shops were open. Never anything of a shop's data."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from PySide6.QtCore import QSettings

from services import i18n, paths
from services.shown_names import shown_name
from ui.theme.apply import MODES

_RECENT = 8
_BYTES = "file://"
"""Before the name of a shop in a folder whose name is no text: Qt would keep only what comes before it."""


class Preferences:
    """Reads and writes ``window.ini`` in the program's own folder."""

    def __init__(self) -> None:
        self.store = QSettings(str(paths.data_dir() / "window.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The chosen language, or the computer's."""
        chosen = str(self.store.value("language", ""))
        return chosen if chosen in i18n.LANGUAGES else i18n.system_language()

    @language.setter
    def language(self, code: str) -> None:
        self._keep("language", code)

    @property
    def theme(self) -> str:
        """``light``, ``dark`` or ``system``."""
        chosen = str(self.store.value("theme", "system"))
        return chosen if chosen in MODES else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._keep("theme", mode)

    def recent_shops(self) -> list[Path]:
        """Shop files that were open, the newest first."""
        return [_path(name) for name in self._names()]

    def remember_shop(self, path: Path) -> None:
        """Put a shop first among the recent ones."""
        name = _name(path)
        self._keep("shops", [name, *(other for other in self._names() if other != name)][:_RECENT])
        self._keep("last_shop", name)

    def forget_shop(self, path: Path) -> None:
        """Take a shop out of the list; the file stays."""
        name = _name(path)
        self._keep("shops", [other for other in self._names() if other != name])
        if str(self.store.value("last_shop", "")) == name:
            self._keep("last_shop", "")

    @property
    def last_shop(self) -> Path | None:
        """The shop that was open last, or None on the first day."""
        name = str(self.store.value("last_shop", ""))
        return _path(name) if name else None

    def seen_hints(self) -> list[str]:
        """The pages whose hint was shown on this computer."""
        return self._texts("hints")

    def remember_hint(self, *pages: str) -> None:
        """The hints of these pages were shown."""
        self._keep("hints", sorted({*self.seen_hints(), *pages}))

    def forget_hints(self) -> None:
        """Let every hint be shown once more."""
        self._keep("hints", [])

    def printer_for(self, paper: str) -> str:
        """The printer that takes this kind of paper, an empty text where it is asked for each time."""
        return str(self.store.value(f"printers/{paper}", ""))

    def remember_printer(self, paper: str, name: str) -> None:
        """This printer takes this kind of paper from now on; an empty name asks each time."""
        self._keep(f"printers/{paper}", name)

    def _names(self) -> list[str]:
        return self._texts("shops")

    def _texts(self, key: str) -> list[str]:
        kept = self.store.value(key, [])
        texts = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        return [str(text) for text in texts if text]

    def _keep(self, key: str, value: object) -> None:
        self.store.setValue(key, value)
        self.store.sync()


def _name(path: Path) -> str:
    """A shop's path as it is kept: what travels with a portable copy is named from there, whatever drive that is."""
    folder, path = paths.portable_folder(), path.absolute()
    if folder is not None and path.is_relative_to(folder.parent):
        return path.relative_to(folder.parent).as_posix()
    text = str(path)
    return text if shown_name(text) == text else _BYTES + quote(os.fsencode(text))


def _path(name: str) -> Path:
    folder = paths.portable_folder()
    if name.startswith(_BYTES):
        return Path(os.fsdecode(unquote_to_bytes(name.removeprefix(_BYTES))))
    return Path(name) if folder is None else folder.parent / name
