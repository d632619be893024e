"""The bar over the list when several orders are ticked, and the menu of one order."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import Flag
from ui.actions import ActionRegistry
from ui.pages.orders.actions import REFUND_ACTIONS, STATUS_ACTIONS
from ui.pages.orders.bulk import BulkChanges
from ui.pages.orders.travelling import Travelling
from ui.pages.orders.words import FLAG_NAMES
from ui.table.cells import money_total
from ui.table.source import Summary
from ui.table.table_panel import TablePanel
from ui.theme.icons import icon
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.menu import PassingMenu

_SELECTED = NN_("{count} order selected", "{count} orders selected")
_WITH_SUM = NN_("{count} order selected · {sum}", "{count} orders selected · {sum}")
# (action, short words, icon); the ones from `hold` on stand in the menu of the dots.
_ON_BAR = (
    ("orders.tracking", N_("Enter tracking no."), "truck"),
    ("orders.print", N_("Print"), "printer"),
    ("orders.status", N_("Change status"), "check"),
    ("orders.export", N_("Export"), "download-simple"),
    ("orders.merge", N_("One parcel"), "git-merge"),
)
_IN_MENU = (
    ("orders.hold", N_("Hold"), "pause"),
    ("orders.release", N_("Release"), "play"),
    ("orders.flag", N_("Flag"), "flag"),
    ("orders.kind", N_("Kind of order"), "tag"),
    ("orders.gift", N_("Add gifts by the rules"), "gift"),
    ("orders.gift_by_hand", N_("Add a gift…"), "gift"),
    ("orders.refund", N_("Refund"), "arrow-u-up-left"),
    ("orders.note", N_("Write a note"), "note-pencil"),
    ("orders.take_apart", N_("Take parcels apart"), "link-break"),
    ("orders.copy_no", N_("Copy order no."), "copy"),
    ("orders.delete", N_("Delete"), "trash"),
)


class SelectionBar(BulkBar):
    """Shows itself from two ticked orders on, with their count and what they paid."""

    def __init__(self, panel: TablePanel, registry: ActionRegistry) -> None:
        super().__init__(panel)
        self._panel, self._registry = panel, registry
        self._sum = ""
        panel.view.selection_changed.connect(self._changed)
        self.closed.connect(panel.model.selection.clear)

    def retranslate(self) -> None:
        super().retranslate()
        actions = [(_(words), name, partial(self._registry.trigger, key)) for key, words, name in (*_ON_BAR, *_IN_MENU)]
        self.set_actions(actions, rest=len(_IN_MENU))
        self._show()

    @Slot()
    def _changed(self) -> None:
        self._sum = ""
        if self._panel.view.selected_count > 1:
            self._panel.model.sum_selection(self._sum_arrived, self._no_sum)
        self._show()

    def _sum_arrived(self, summary: Summary) -> None:
        total = summary.totals.get("paid")
        self._sum = money_total(total) if total else ""
        self._show()

    def _no_sum(self, _error: BaseException) -> None:
        self._show()

    def _show(self) -> None:
        count = self._panel.view.selected_count
        forms = _WITH_SUM if self._sum else _SELECTED
        self.show_selection(counted(forms, count, sum=self._sum) if count > 1 else "")


def single(parent: QWidget, changes: BulkChanges, travelling: Travelling, order_id: int) -> PassingMenu:
    """The menu of one order, whatever else is ticked."""
    menu = PassingMenu(parent)
    ids = [order_id]

    def entry(target: QMenu, words: str, name: str, run: partial[None]) -> None:
        target.addAction(icon(name), words).triggered.connect(lambda _on=False: run())

    for status, (_key, words, name) in STATUS_ACTIONS.items():
        entry(menu, _(words), name, partial(changes.set_status, status, ids))
    menu.addSeparator()
    entry(menu, _("Hold"), "pause", partial(changes.hold, ids))
    entry(menu, _("Release"), "play", partial(changes.release, ids))
    menu.addSeparator()
    entry(menu, _("Split the order…"), "git-fork", partial(travelling.split, ids))
    entry(menu, _("Take parcels apart"), "link-break", partial(travelling.take_apart, ids))
    menu.addSeparator()
    flags, refunds = menu.add_menu(_("Flag"), icon("flag")), menu.add_menu(_("Refund"), icon("arrow-u-up-left"))
    for flag, words in FLAG_NAMES.items():
        entry(flags, _(words), "flag", partial(changes.set_flag, Flag(flag), ids))
    for refund, words in REFUND_ACTIONS.items():
        entry(refunds, _(words), "arrow-u-up-left", partial(changes.set_refund, refund, ids))
    menu.addSeparator()
    entry(menu, _("Delete"), "trash", partial(changes.delete, ids))
    return menu
