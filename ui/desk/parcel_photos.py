"""The photos of the parcel on the desk: kept with its case, at once or as soon as it has one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services import clock
from services.aftersales import attachments
from services.i18n import _
from ui.desk import photos
from ui.page import PageContext

if TYPE_CHECKING:
    from ui.desk.desk import ReturnsDesk


class ParcelPhotos:
    """Takes photos in; those of a case that is not opened yet wait until it is."""

    def __init__(self, context: PageContext, desk: ReturnsDesk) -> None:
        self._context, self._link, self._desk = context, context.link, desk
        self._since = clock.now()
        self.waiting: list[Path | bytes] = []

    def begin(self) -> None:
        """A parcel was put on the desk: photos of the folder count from now."""
        self._since = clock.now()

    def forget(self) -> None:
        """The parcel is gone; what waited goes with it."""
        self.waiting = []

    def add(self, files: Sequence[Path | bytes]) -> None:
        """Photos of the parcel on the desk."""
        desk = self._desk
        if not files:
            desk.verdict.say("amber", _("There is no new photo"))
        elif desk.parcel is None:
            desk.verdict.say("amber", _("Scan the parcel first"), _("Photos belong to a parcel."))
        elif desk.case_id is not None:
            self._attach(desk.case_id, files)
        else:
            self.waiting += files
            desk.form.show_photos(len(self.waiting))

    def keep_for(self, case_id: int) -> None:
        """The parcel has a case now: keep with it what waited."""
        waiting, self.waiting = self.waiting, []
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
        kept = self._link.ask(attachments.keep_all, self._link.shop.path, list(files), owner=self._desk)
        kept.then(partial(self._keep, case_id)).fails(self._desk.say_failure)

    def _keep(self, case_id: int, kept: Sequence[Any]) -> None:
        job = self._link.run(attachments.attach, case_id, kept, owner=self._desk)
        job.then(lambda _outcome: self._count(case_id)).fails(self._desk.say_failure)

    def _count(self, case_id: int) -> None:
        asked = self._link.ask(attachments.files_of, case_id, owner=self._desk)
        asked.then(lambda files: self._desk.form.show_photos(len(files)))
