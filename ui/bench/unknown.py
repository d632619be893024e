"""A code nothing has was scanned: a new product, or one there is that answers to it from now on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.i18n import _
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.widgets.text import Text


class UnknownCodeDialog(Dialog):
    """Says that nothing has the code; `offer` carries ``create`` or ``give``, and the code."""

    topic = "keyboard#scanner"

    offer = Signal(str, str)

    def __init__(self, window: QWidget, code: str) -> None:
        title = _("Nothing here has the code {code}").format(code=code)
        super().__init__(window, title, icon="barcode", width=480)
        self.code = code
        words = _("It is no packing list, no product and no waybill of this shop.")
        self.body.addWidget(Text(words, "body", "text2", wrap=True))
        self.add_cancel()
        self.give = self.add_left(_("Link it to a product"), "link", self._give)
        self.create_button = self.add_primary(_("New product"), "plus", self._create)

    def _give(self) -> None:
        self.reject()
        self.offer.emit("give", self.code)

    def _create(self) -> None:
        self.accept()
        self.offer.emit("create", self.code)


def make_or_give(context: PageContext, what: str, code: str, then: Callable[[], object]) -> Dialog:
    """Ask for the new product (``create``), or whose code it is (``give``); `then` runs once a product has it."""
    from ui.pages.inventory.stocktake_unknown import CreateProductDialog, GiveCodeDialog

    dialog: CreateProductDialog | GiveCodeDialog
    if what == "create":
        dialog = CreateProductDialog(context, code, then)
        dialog.go.setText(_("Create product"))
    else:
        dialog = GiveCodeDialog(context, code, then)
        dialog.go.setText(_("Link"))
    dialog.go.updateGeometry()
    context.open_dialog(dialog)
    return dialog
