"""What can be done with the case on the panel: each deed asks for what it needs, or is done at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from services.aftersales import attachments, commands, goods, money, paying, replacing, snippets, views
from services.aftersales.candidates import SentCandidate, sent_candidates
from services.aftersales.views import CaseView
from services.aftersales.work_rules import work_rules
from services.i18n import _
from services.types import Interception
from ui.clipboard import clipboard_data
from ui.page import PageContext
from ui.pages.aftersales import case_forms as forms
from ui.pages.aftersales.case_goods_forms import InspectForm, ReplaceForm
from ui.pages.aftersales.case_replies import CaseReplyDialog
from ui.pages.aftersales.case_rules import CaseRulesDialog
from ui.pages.aftersales.find_order import FindOrderDialog, LinkOrderDialog
from ui.pages.aftersales.link_form import FindSentDialog, LinkReplacementForm
from ui.pages.aftersales.new_case import ItemsDialog, NewCaseDialog, Sold
from ui.pages.work import run
from ui.widgets.drop_overlay import local_files

_AT_ONCE: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "take_back_decision": (money.take_back_decision, ()),
    "receive": (goods.receive, ()),
    "take_back_receipt": (goods.take_back_receipt, ()),
    "take_back_inspection": (goods.take_back_inspection, ()),
    "repair_out": (replacing.repair_out, ()),
    "take_back_repair": (replacing.take_back_repair, ()),
    "unlink_sent": (replacing.unlink_replacement, ()),
    "intercept_stopped": (commands.intercept, (Interception.STOPPED,)),
    "intercept_failed": (commands.intercept, (Interception.FAILED,)),
}
_OF_SEVERAL = {"close": commands.close, "withdraw": commands.withdraw, "reopen": commands.reopen}
_FORMS: dict[str, Callable[..., Any]] = {
    "agree": forms.AmountForm,
    "refuse": forms.refuse_form,
    "waybill": forms.waybill_form,
    "inspect": InspectForm,
    "repair_back": forms.repaired_form,
    "send_back": forms.sent_back_form,
    "replace": ReplaceForm,
    "blame": forms.BlameForm,
    "edit": forms.edit_form,
    "kind": forms.kind_form,
    "wait": forms.wait_form,
}


class CaseDeeds:
    """The deeds of the Cases section. `dialog` is the card that was opened last."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._link, self._owner = context, context.link, owner
        self.dialog: Any = None

    def do(self, what: str, view: CaseView) -> None:
        """Do what the panel offers, with this case."""
        case_id = view.case.id
        if what in _AT_ONCE:
            command, more = _AT_ONCE[what]
            run(self._context, self._owner, command, case_id, *more)
        elif what in _OF_SEVERAL:
            run(self._context, self._owner, _OF_SEVERAL[what], [case_id])
        elif what in _FORMS:
            self._open(_FORMS[what](self._context, view, _done))
        elif what == "take_back_payment":
            run(self._context, self._owner, paying.take_back_payment, view.payments[-1].id)
        else:
            self._ask_first(what, view)

    def new_case(self, order_id: int, then: Callable[[int], object]) -> None:
        """Open a case of an order."""
        self._ask(views.order_parts, order_id).then(partial(self._with_reasons, order_id, then))

    def find_order(self, then: Callable[[int], object]) -> None:
        """Ask for the order a new case is about."""
        go_on = partial(self.new_case, then=then)
        self._open(FindOrderDialog(self._context, _("New after-sales case"), go_on))

    def open_rules(self) -> None:
        """What holds for all cases: deadlines, reasons, the return address."""
        self._ask(work_rules).then(lambda found: self._open(CaseRulesDialog(self._context, found)))

    def attach(self, case_id: int, files: Sequence[Path | bytes]) -> None:
        """Add photos or files to a case."""
        keep = self._link.keep(attachments.keep_all, self._link.shop.path, list(files), owner=self._owner)
        keep.then(partial(run, self._context, self._owner, attachments.attach, case_id)).fails(self._context.show_error)

    def paste(self, case_id: int) -> None:
        """Add the picture or the files that are in the clipboard."""
        data = clipboard_data()
        files = local_files(data)
        if files:
            self.attach(case_id, files)
        elif data.hasImage():
            self.attach(case_id, [_png(QGuiApplication.clipboard().image())])
        else:
            self._context.toast(_("There is no picture in the clipboard."))

    def detach(self, file_id: int) -> None:
        """Take a file off its case."""
        run(self._context, self._owner, attachments.detach, [file_id])

    # --- deeds that need to know more first ------------------------------------------------------

    def _ask_first(self, what: str, view: CaseView) -> None:
        case = view.case
        if what == "pay":
            self._ask(views.accounts_for, case.currency).then(
                lambda accounts: self._open(forms.AmountForm(self._context, view, _done, accounts))
            )
        elif what == "items" and case.order_id is not None:
            self._ask(views.order_parts, case.order_id).then(
                lambda sold: self._open(ItemsDialog(self._context, view, sold, _done))
            )
        elif what == "reply":
            self._ask(snippets.filled_all, case.id).then(
                lambda filled: self._open(CaseReplyDialog(self._context, filled))
            )
        elif what == "attach":
            filters = _("All files ({suffixes})").format(suffixes="*")
            self._context.ask_files(_("Add photos or files"), filters, partial(self.attach, case.id))
        elif what == "link_sent":
            self._ask(sent_candidates, case.id).then(partial(self._link_sent, view))
        elif what == "new_order" and view.new_order is not None:
            self._context.navigate("orders", search=view.new_order.order_no)
        elif what == "link":
            self._open(LinkOrderDialog(self._context, _("Find its order"), commands.link_order, case.id))

    def _link_sent(self, view: CaseView, found: Sequence[SentCandidate]) -> None:
        """Ask which of the buyer's other orders was sent; where there is none, for any order."""

        def find() -> None:
            self._open(FindSentDialog(self._context, view))

        if found:
            self._open(LinkReplacementForm(self._context, view, _done, found, find))
        else:
            find()

    def _with_reasons(self, order_id: int, then: Callable[[int], object], sold: Sold) -> None:
        self._ask(snippets.reasons).then(
            lambda reasons: self._open(NewCaseDialog(self._context, order_id, sold, reasons, then))
        )

    def _ask(self, query: Callable[..., Any], *args: Any) -> Any:
        return self._link.ask(query, *args, owner=self._owner).fails(self._context.show_error)

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self._context.open_dialog(dialog)


def _done(_value: object) -> None:
    """The panel follows what changed by itself."""


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())
