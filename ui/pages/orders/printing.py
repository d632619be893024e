"""Printing: which orders, which paper, the preview, and the entry in the print log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from services import settings
from services.couriers.handover import HandoverList, handover_list, waiting_for_handover
from services.errors import NothingSelected
from services.fulfilment import queries
from services.fulfilment.commands import log_print
from services.fulfilment.packing import companions
from services.fulfilment.paper_fields import PackingChoices, packing_choices
from services.fulfilment.papers import PackingList, PickList
from services.i18n import N_, NN_, _
from services.messages import counted, message
from services.orders.listing import with_items
from services.types import PrintKind
from ui.dialogs.dialog import Dialog
from ui.pages.orders.words import PRINT_NAMES
from ui.pages.orders.work import Ids, Work
from ui.paper.beforehand import for_paper
from ui.paper.size import PaperSize
from ui.widgets.fields import Choice, FormRow
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.paper.preview import PreviewDialog

_SELECTED = NN_("{count} selected order", "{count} selected orders")
_SELECTED_READY = NN_("{count} selected order that is to ship", "{count} selected orders that are to ship")
_SELECTED_ALL = NN_("All {count} selected order", "All {count} selected orders, sent and unpaid ones too")
_UNPRINTED = NN_("{count} order not printed yet", "{count} orders not printed yet")
_READY = NN_("All {count} order to ship", "All {count} orders to ship")
_NOTED = NN_("{number}: {count} order noted as printed.", "{number}: {count} orders noted as printed.")


class Printing:
    """Pick lists and packing lists of chosen orders."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.preview: PreviewDialog | None = None

    def open_dialog(self, kind: PrintKind, selected: Ids) -> None:
        """Ask what to print; `selected` may be empty."""
        self._work.ask(_sets, kind, then=partial(self._ask, kind, selected))

    def _ask(self, kind: PrintKind, selected: Ids, sets: tuple[tuple[int, ...], tuple[int, ...]]) -> PrintDialog:
        dialog = PrintDialog(self._work, kind, selected, sets, self.open_preview)
        self._work.context.open_dialog(dialog)
        return dialog

    def open_preview(self, kind: PrintKind, ids: Sequence[int]) -> None:
        """Read the papers of these orders and show them."""
        if not ids:
            reason = message(N_("no order is ready to be picked"))
            self._work.context.show_error(NothingSelected(what=reason))
            return
        self._work.ask(for_paper, _papers, kind, tuple(ids), then=partial(self._show, kind))

    def _show(self, kind: PrintKind, found: tuple[Any, tuple[int, ...], str, PackingChoices]) -> None:
        from ui.paper.preview import PreviewDialog  # here: most visits print nothing

        papers, ids, size, chosen = found
        paper = PaperSize.A4 if kind is PrintKind.PICK_LIST else PaperSize.from_key(size)
        options = chosen.options_for(paper.key)
        preview = PreviewDialog(papers, paper, options, self._work.window(), remembered=chosen)
        preview.page.printed.connect(partial(self._log, kind, ids))
        preview.finished.connect(partial(self._remember, preview))
        preview.finished.connect(self._forget)
        self.preview = preview
        preview.open_once(self._work.context.show_error)

    def _remember(self, preview: PreviewDialog, _result: int) -> None:
        from ui.paper.remembering import remember

        remember(self._work.context.link, self._work.owner, preview.page)

    def hand_over(self, ids: Sequence[int] | None) -> None:
        """Show the handover list of these orders, or of all parcels that were on none yet."""
        self._work.ask(for_paper, _handover, None if ids is None else tuple(ids), then=self._show_handover)

    def _show_handover(self, paper: HandoverList) -> None:
        from ui.paper.handover import HandoverPreview  # here: most visits print nothing
        from ui.paper.paper_preview import PaperDialog

        dialog = PaperDialog(HandoverPreview(paper), _("Handover list"), self._work.window())
        dialog.page.printed.connect(partial(self._log_handover, paper.order_ids))
        dialog.open_once(self._work.context.show_error)

    def _log_handover(self, ids: tuple[int, ...], _printed: object) -> None:
        self._work.run_quietly(log_print, PrintKind.HANDOVER, list(ids), "a4", then=partial(self._say, len(ids)))

    def _forget(self, _result: int) -> None:
        self.preview = None

    def _log(self, kind: PrintKind, ids: tuple[int, ...], _printed: object) -> None:
        paper = self.preview.page.bar.paper.key if self.preview is not None else ""
        self._work.run_quietly(log_print, kind, list(ids), paper, then=partial(self._say, len(ids)))

    def _say(self, count: int, number: str) -> None:
        words = counted(_NOTED, count, number=number)
        if self.preview is not None:
            self.preview.page.bar.say_too(words)  # not in the place of what waits for a stopped printer
        self._work.context.toast(words)


class PrintDialog(Dialog):
    """Which paper, and for which orders: the selected ones, all to ship, or only those not printed yet."""

    topic = "papers#top"

    def __init__(
        self,
        work: Work,
        kind: PrintKind,
        selected: Ids,
        sets: tuple[tuple[int, ...], tuple[int, ...]],
        then: Callable[[PrintKind, Sequence[int]], object],
    ) -> None:
        super().__init__(work.window(), _("Print"), _("The preview opens first."), icon="printer", width=440)
        self._work, self._selected, self._then = work, selected, then
        self._ready, self._unprinted = sets
        self.kind, self.which = Choice(), Choice()
        for one in (PrintKind.PICK_LIST, PrintKind.PACKING_LIST):
            self.kind.addItem(_(PRINT_NAMES[one]), one)
        self.kind.setCurrentIndex(0 if kind is PrintKind.PICK_LIST else 1)
        self.empty = Text("", "body", "neg", wrap=True)
        self.body.addWidget(FormRow(_("Document"), self.kind))
        self.body.addWidget(FormRow(_("Orders"), self.which))
        self.body.addWidget(self.empty)
        self.add_cancel()
        self.go = self.add_primary(_("Preview"), "printer")
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.which.currentIndexChanged.connect(self._check)
        self.accepted.connect(self._accepted)
        self._fill()

    def chosen_kind(self) -> PrintKind:
        """The paper that is chosen."""
        return PrintKind(self.kind.currentData())

    def _kind_changed(self) -> None:
        self._work.ask_newest("print sets", _sets, self.chosen_kind(), owner=self, then=self._sets_arrived)

    def _sets_arrived(self, sets: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
        self._ready, self._unprinted = sets
        self._fill()

    def _fill(self) -> None:
        before = self.which.currentIndex()
        self.which.clear()
        selected = self._chosen()
        others = [(_UNPRINTED, list(self._unprinted)), (_READY, list(self._ready))]
        # A single tick is where the cursor stands; nobody makes a pick list of one order by default.
        is_meant = len(self._selected) > 1 or self.chosen_kind() is PrintKind.PACKING_LIST
        choices = [*selected, *others] if is_meant else [*others, *selected]
        for forms, ids in choices:
            self.which.addItem(counted(forms, len(ids)), ids)
        self.which.setCurrentIndex(max(before, 0))
        self._check()

    def _chosen(self) -> list[tuple[tuple[str, str], Sequence[int]]]:
        """The selected orders; where others are among them, those to ship come first: nobody packs what is unpaid."""
        if not self._selected:
            return []
        ready = set(self._ready)
        to_ship = [one for one in self._selected if one in ready]
        if not to_ship or len(to_ship) == len(self._selected):
            return [(_SELECTED, self._selected)]
        return [(_SELECTED_READY, to_ship), (_SELECTED_ALL, self._selected)]

    def _check(self) -> None:
        has = bool(self.which.currentData())
        self.go.setEnabled(has)
        self.empty.setText("" if has else self._why_none())
        self.empty.setVisible(not has)

    def _why_none(self) -> str:
        if self._ready:
            return _("All of them are printed already. To print them once more, choose them above.")
        return _("No order is to be shipped.")

    def _accepted(self) -> None:
        self._then(self.chosen_kind(), self.which.currentData())


def _handover(connection: Any, ids: tuple[int, ...] | None) -> HandoverList:
    """The handover list of these orders, or of those that were on none yet."""
    return handover_list(connection, waiting_for_handover(connection) if ids is None else ids)


def _sets(connection: Any, kind: PrintKind) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(all orders to ship, those without such a paper)."""
    return queries.ready_ids(connection), queries.ready_ids(connection, unprinted=kind)


def _papers(connection: Any, kind: PrintKind, ids: tuple[int, ...]) -> tuple[Any, tuple[int, ...], str, PackingChoices]:
    """The papers, the orders on them, the paper's size and what was chosen to stand on it."""
    together = companions(connection, ids) if kind is PrintKind.PACKING_LIST else ()
    packed = with_items(connection, (*ids, *together))
    papers: PickList | tuple[PackingList, ...]
    if kind is PrintKind.PICK_LIST:
        papers = queries.pick_list(connection, ids)
    else:
        papers = queries.packing_lists(connection, ids)
    size = settings.read(connection, settings.PAPER_SIZE).casefold()
    return papers, packed, size, packing_choices(connection)
