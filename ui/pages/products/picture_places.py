"""What is done with a product's pictures: taken in, put in order, taken away, looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from services.catalog.gallery import PictureView, add_pictures, arrange_pictures, remove_pictures, show_variant
from services.catalog.pictures import KeptPicture, folder_of, keep_all
from services.catalog.thumbnails import large_file, panel_files
from services.i18n import NN_, _
from services.kernel.runner import Outcome
from services.messages import counted
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.said import done, way_back

_LARGE = 620


class PicturePlaces:
    """Every change is one step that can be undone; files are read and written off the window's thread."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._link, self._owner = context, context.link, owner

    @property
    def folder(self) -> Path:
        """Where the shop keeps its pictures."""
        return folder_of(self._link.shop.path)

    def add(self, product_id: int, sources: Sequence[Path | bytes]) -> None:
        """Take picture files, or the bytes of a pasted one, into a product: all of them or none."""
        job = self._link.keep(keep_all, self.folder, list(sources), owner=self._owner)
        job.then(partial(self._kept, product_id))

    def ask(self, product_id: int) -> None:
        """Let the person choose picture files."""
        filters = _("Pictures ({suffixes})").format(suffixes="*.jpg *.jpeg *.png *.webp *.gif *.bmp")
        self._context.ask_files(_("Add pictures"), filters, partial(self.add, product_id))

    def arrange(self, product_id: int, picture_ids: list[int]) -> None:
        """Put the pictures in this order."""
        self._link.run(arrange_pictures, product_id, picture_ids, owner=self._owner)

    def assign(self, picture_id: int, sku_id: int | None) -> None:
        """Say which variant a picture shows, or that it shows all of them."""
        job = self._link.run(show_variant, picture_id, sku_id, owner=self._owner)
        job.then(lambda outcome: self._context.toast(done(outcome.changes), undo=way_back(self._link, outcome.changes)))

    def remove(self, picture_id: int) -> None:
        """Take a picture off its product."""
        forms = NN_("{count} picture was removed", "{count} pictures were removed")
        job = self._link.run(remove_pictures, [picture_id], owner=self._owner)
        job.then(lambda outcome: self._say(forms, 1, outcome))

    def open(self, view: PictureView) -> None:
        """Look at one picture."""
        self._link.ask(large_file, self.folder, view, owner=self._owner).then(partial(self._show, view))

    def make_small(self, views: Sequence[PictureView], then: Callable[[Mapping[int, str]], object]) -> None:
        """Hand on the small files of these pictures once they are there."""
        if views:
            self._link.ask(panel_files, self.folder, tuple(views), owner=self._owner).then(then)

    def _kept(self, product_id: int, kept: tuple[KeptPicture, ...]) -> None:
        self._link.run(add_pictures, product_id, list(kept), owner=self._owner).then(self._added)

    def _added(self, outcome: Outcome[Any]) -> None:
        count = len(outcome.value)
        if count:
            self._say(NN_("{count} picture was added", "{count} pictures were added"), count, outcome)
        else:
            self._context.toast(_("The product has this picture already."))

    def _say(self, forms: tuple[str, str], count: int, outcome: Outcome[Any]) -> None:
        undo = way_back(self._link, outcome.changes)
        self._context.toast(counted(forms, count), undo=undo)

    def _show(self, view: PictureView, file: str) -> None:
        name = view.kept.file_name or _("Picture")
        size = f"{view.kept.width_px} × {view.kept.height_px}"
        dialog = Dialog(self._context.dialog_parent(), name, size, width=_LARGE + 48)
        shown = QLabel()
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setAccessibleName(name)
        picture = QPixmap(file) if file else QPixmap()
        if picture.isNull():
            shown.setText(_("The file of this picture is no longer there."))
        else:
            mode = Qt.TransformationMode.SmoothTransformation
            shown.setPixmap(picture.scaled(_LARGE, 460, Qt.AspectRatioMode.KeepAspectRatio, mode))
        dialog.body.addWidget(shown, 1)
        dialog.add_primary(_("Close"))
        self._context.open_dialog(dialog)
