"""A shop that is write-protected: look at it as it is, or copy it to where it can be worked with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services import paths
from services.errors import ShopOlderReadOnly, ShopReadOnly
from services.i18n import _
from services.messages import render
from ui.dialogs.dialog import Dialog
from ui.dialogs.files import ask_new
from ui.widgets.text import Text


class WriteProtectedDialog(Dialog):
    """`look_wanted`: open it to look only; `copy_wanted` carries the new file to copy it to.

    One of an older layout can only be copied.
    """

    topic = "backups#protected"

    look_wanted = Signal()
    copy_wanted = Signal(object)

    def __init__(self, window: QWidget, shop: Path, error: ShopReadOnly) -> None:
        title = _("{name} is write-protected").format(name=shop.stem)
        super().__init__(window, title, icon="lock-key", width=620)
        self.setObjectName("protected")
        self._shop = shop
        self.body.addWidget(Text(render(error.message), "body", "text", wrap=True))
        can_look = not isinstance(error, ShopOlderReadOnly)
        ways = _(
            "To look only, it is opened as it is: everything can be seen and exported, and nothing in it changes. To "
            "work with it, copy it to another folder, with its pictures and files; the copy is opened then."
        )
        only_way = _(
            "Copy it to another folder, with its pictures and files: the copy is brought up to date and opened. The "
            "write-protected shop stays as it is."
        )
        self.body.addWidget(Text(ways if can_look else only_way, "body", "text2", wrap=True))
        if can_look:
            self.add_left(_("Look only"), "eye", self._look).setObjectName("look")
        self.add_cancel(_("Close"))
        self.add_primary(_("Copy it and open the copy…"), "copy", self._ask_copy).setObjectName("copy")

    def _look(self) -> None:
        self.accept()
        self.look_wanted.emit()

    def _ask_copy(self) -> None:
        suggested = paths.documents_dir() / self._shop.name
        ask_new(self, _("Copy the shop"), _("Shop files (*.shop)"), suggested, self.copy_to)

    def copy_to(self, to: Path) -> None:
        """Ask for the shop to be copied to this new file."""
        self.accept()
        self.copy_wanted.emit(to)
