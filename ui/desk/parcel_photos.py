"""The photos of the parcel on the desk: kept with its case, at once or as soon as it has one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from services import clock
from services.aftersales import attachments
from services.i18n import _
from ui.desk import photos
from ui.desk.desk_form import DeskForm
from ui.page import PageContext


class ParcelPhotos(QObject):
    """Takes photos in; those of a case that is not opened yet wait until it is. `failed` carries the error."""

    failed = Signal(object)

    def __init__(self, context: PageContext, form: DeskForm, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._link, self._form = context, context.link, form
        self._since = clock.now()
        self._is_there = False
        self._case_id: int | None = None
        self._waiting: list[Path | bytes] = []

    def begin(self, case_id: int | None) -> None:
        """A parcel was put on the desk, of a case where it has one: photos of the folder count from now."""
        self._is_there, self._case_id = True, case_id
        self._since = clock.now()

    def forget(self) -> None:
        """The parcel is gone; what waited goes with it."""
        self._is_there, self._case_id, self._waiting = False, None, []

    def add(self, files: Sequence[Path | bytes]) -> None:
        """Photos of the parcel on the desk."""
        if not files:
            self._form.verdict.say("amber", _("There is no new photo"))
        elif not self._is_there:
            self._form.verdict.say("amber", _("Scan the parcel first"), _("Photos belong to a parcel."))
        elif self._case_id is not None:
            self._attach(self._case_id, files)
        else:
            self._waiting += files
            self._form.show_photos(len(self._waiting))

    def keep_for(self, case_id: int) -> None:
        """The parcel has a case now: keep with it what waited."""
        self._is_there, self._case_id = True, case_id
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._attach(case_id, waiting)

    def choose(self) -> None:
        """Ask for picture files."""
        filters = _("Pictures ({suffixes})").format(suffixes=" ".join(f"*{one}" for one in sorted(photos.SUFFIXES)))
        self._context.ask_files(_("Add photos"), filters, lambda files: self.add(list(files)))

    def from_folder(self) -> None:
        """Take what the camera has put into its folder since the parcel came; ask for the folder the first time."""
        folder = photos.photo_folder()
        if folder is None:
            self._context.ask_folder(_("Where the camera puts its photos"), self._folder_chosen)
        else:
            self.add(photos.newer(folder, self._since))

    def _folder_chosen(self, folder: Path) -> None:
        photos.keep_photo_folder(folder)
        self.add(photos.newer(folder, self._since))

    def _attach(self, case_id: int, files: Sequence[Path | bytes]) -> None:
        kept = self._link.keep(attachments.keep_all, self._link.shop.path, list(files), owner=self)
        kept.then(partial(self._keep, case_id)).fails(self.failed.emit)

    def _keep(self, case_id: int, kept: Sequence[Any]) -> None:
        job = self._link.run(attachments.attach, case_id, kept, owner=self)
        job.then(lambda _outcome: self._count(case_id)).fails(self.failed.emit)

    def _count(self, case_id: int) -> None:
        asked = self._link.ask(attachments.files_of, case_id, owner=self)
        asked.then(lambda files: self._form.show_photos(len(files)))
