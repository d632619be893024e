"""Asking for files and folders without blocking."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from services import paths
from services.i18n import _

_DATA, _PICTURES, _WRITTEN = "data", "pictures", "written"
_last: dict[str, Path] = {}
"""Where the last file with data was read, the last picture, and where the last was written, while the program runs."""


def ask_files(parent: QWidget, title: str, filters: str, then: Callable[[list[Path]], object]) -> QFileDialog:
    """Let the person choose existing files; `filters` as Qt writes them (``Tables (*.csv *.xlsx)``).

    Begins where the last one of its kind was read, at first where the browser puts what it fetches: a logo chosen from
    the camera's folder does not make the next order file be looked for there.
    """
    return _ask_existing(parent, title, filters, QFileDialog.FileMode.ExistingFiles, then)


def ask_file(parent: QWidget, title: str, filters: str, then: Callable[[Path], object]) -> QFileDialog:
    """Let the person choose one existing file; begins where `ask_files` does."""
    one = QFileDialog.FileMode.ExistingFile
    return _ask_existing(parent, title, filters, one, lambda chosen: then(chosen[0]))


def _ask_existing(
    parent: QWidget, title: str, filters: str, mode: QFileDialog.FileMode, then: Callable[[list[Path]], object]
) -> QFileDialog:
    kind = _kind(filters)
    dialog = _dialog(parent, title, filters, mode)
    dialog.setDirectory(str(_known(_last.get(kind), _downloads())))
    dialog.filesSelected.connect(lambda names: _note(kind, names[0]))
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], object], begin: Path | None = None) -> QFileDialog:
    """Let the person choose a folder; it begins at `begin`, or the nearest above it that is there, else at home."""
    dialog = _dialog(parent, title, "", QFileDialog.FileMode.Directory)
    dialog.setDirectory(str(_nearest(begin) or Path.home()))
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()
    return dialog


def ask_save(parent: QWidget, title: str, filters: str, suggested: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Let the person choose where to write; the system's dialog asks before it names an existing file.

    Where `suggested` has no folder, or only the usual one, it begins where the last file was written. A folder that is
    gone, with the stick it was on, gives way to the nearest above it that is there.
    """
    dialog = _save_dialog(parent, title, filters, suggested, then)
    dialog.open()
    return dialog


def ask_new(parent: QWidget, title: str, filters: str, suggested: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Let the person choose where to write what never replaces a file: a name that is free is suggested.

    Nobody is asked whether an existing file may be replaced; `then` says that it is there and stays.
    """
    dialog = _save_dialog(parent, title, filters, suggested, then)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(_free(Path(dialog.directory().absolutePath()) / suggested.name).name)
    dialog.open()
    return dialog


def _save_dialog(
    parent: QWidget, title: str, filters: str, suggested: Path, then: Callable[[Path], object]
) -> QFileDialog:
    dialog = _dialog(parent, title, filters, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    usual = paths.documents_dir()
    own = _nearest(suggested.parent) if suggested.is_absolute() and suggested.parent != usual else None
    dialog.setDirectory(str(own or _known(_last.get(_WRITTEN), usual)))
    dialog.fileSelected.connect(lambda name: _note(_WRITTEN, name))
    dialog.selectFile(suggested.name)
    dialog.setDefaultSuffix(suggested.suffix.lstrip("."))
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    return dialog


def _dialog(parent: QWidget, title: str, filters: str, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(mode)
    # Qt's own Chinese lacks these two; where the system draws the dialog, it has its own.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Files of type:"))
    if filters:
        dialog.setNameFilter(filters)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _kind(filters: str) -> str:
    """Pictures, and what may be anything, lie apart from files with data."""
    return _PICTURES if "*.png" in filters or "*." not in filters else _DATA


def _note(kind: str, name: str) -> None:
    _last[kind] = Path(name).parent


def _free(path: Path) -> Path:
    """This path, or the first with a number behind its name that is not there yet."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(one for one in chain((path,), numbered) if not one.exists())


def _nearest(folder: Path | None) -> Path | None:
    """This folder, or the nearest above it that is there; Qt takes one that is not for the program's own."""
    above = (folder, *folder.parents) if folder is not None else ()
    return next((one for one in above if one.is_dir()), None)


def _known(last: Path | None, usual: Path) -> Path:
    """The first of both that is a folder, else the home folder: never the one the program was started from."""
    return next((folder for folder in (last, usual) if folder is not None and folder.is_dir()), Path.home())


def _downloads() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
