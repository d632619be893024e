"""After an erasure: the shop file is written anew, and what else still holds the person is named."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from services.i18n import NN_, _
from services.messages import counted
from services.privacy.backups import delete_backups, rewrite_all
from services.privacy.erasing import Erased
from services.privacy.leftovers import StillHolding, remove_leftovers, still_holding
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.widgets.buttons import LinkButton
from ui.widgets.text import Text

_HELD = NN_("{count} backup still holds erased people:", "{count} backups still hold erased people:")
_BESIDE = NN_(
    "{count} older state of the shop beside it may hold them too. Delete it if you do not need it:",
    "{count} older states of the shop beside it may hold them too. Delete them if you do not need them:",
)
_SHOWN = 8
_REWRITTEN = NN_("{count} backup was written anew.", "{count} backups were written anew.")
_DELETED = NN_("{count} backup was deleted.", "{count} backups were deleted.")


def finish_erasing(context: PageContext, erased: Erased) -> None:
    """Write the shop file anew on the writer's thread, then look which backups still hold somebody."""
    context.link.ask(remove_leftovers, erased)
    context.link.wait_for(context.link.shop.submit_compact()).then(partial(_compacted, context))


def _compacted(context: PageContext, is_done: bool) -> None:
    if not is_done:
        context.toast(_("What was erased leaves the last file on the disk when the shop is closed."))
    look_through_backups(context)


def look_through_backups(context: PageContext) -> None:
    """Say which backups and older states of the shop still hold erased people; nothing where none does."""
    context.link.ask(still_holding).then(partial(_tell, context))


def _tell(context: PageContext, found: StillHolding) -> None:
    if found:
        context.open_dialog(HeldDialog(context, found))


class HeldDialog(Dialog):
    """The backups and other files that still hold somebody, and what can be done about them."""

    topic = "customers#erase"

    def __init__(self, context: PageContext, found: StillHolding) -> None:
        title = _("Erased people are still in backups") if found.backups else _("Erased people may be in older files")
        super().__init__(context.dialog_parent(), title, icon="warning", tone="neg", width=560)
        self._context, self.found = context, found
        if found.backups:
            self._list(counted(_HELD, len(found.backups)), [one.info.name for one in found.backups])
            words = _("Writing them anew keeps everything else. A backup that is restored brings back whom it holds.")
            self.body.addWidget(Text(words, "body", "text2", wrap=True))
        if found.copies:
            self._list(counted(_BESIDE, len(found.copies)), [path.name for path in found.copies])
            folder = QUrl.fromLocalFile(str(found.copies[0].parent))
            self.folder_button = LinkButton(_("Open folder"), "folder-open")
            self.folder_button.clicked.connect(lambda _on=False: QDesktopServices.openUrl(folder))
            self.body.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        if not found.backups:
            self.add_primary(_("Close"), "", self.accept)
            return
        self.delete_button = self.add_left(_("Delete these backups"), "trash", self._delete)
        self.add_cancel(_("Leave them"))
        self.rewrite_button = self.add_primary(_("Write them anew"), "arrows-clockwise", self._rewrite)

    def _list(self, words: str, names: list[str]) -> None:
        """A sentence and the files it is about."""
        self.body.addWidget(Text(words, "body", wrap=True))
        for name in names[:_SHOWN]:
            self.body.addWidget(Text(name, "caption", "text2", elide=True))

    def _delete(self) -> None:
        paths = [one.info.path for one in self.found.backups]
        self._context.link.ask(delete_backups, paths, owner=self).then(partial(self._said, _DELETED))

    def _rewrite(self) -> None:
        self.rewrite_button.setEnabled(False)
        paths = [one.info.path for one in self.found.backups]
        self._context.link.ask(rewrite_all, paths, owner=self).then(partial(self._said, _REWRITTEN))

    def _said(self, words: tuple[str, str], count: int) -> None:
        self._context.toast(counted(words, count))
        self.accept()
