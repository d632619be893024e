"""The panel of one line of the print log: what it was, and printing it again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from services import formatting, settings
from services.catalog.pictures import folder_of
from services.couriers.handover import HandoverList, handover_list
from services.fulfilment.paper_fields import choices_of
from services.fulfilment.papers import PackingList, PickList
from services.fulfilment.print_log import PrintRunView, orders_of_run
from services.fulfilment.queries import packing_lists, pick_list
from services.i18n import _
from services.types import PrintKind
from ui.page import PageContext
from ui.pages.history.wording import PRINTS
from ui.paper.beforehand import for_paper
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import KeyValueRow
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text


class PrintPanel(DetailPanel):
    """Shows a print run; “Print again” opens the preview with the same orders as they are now."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._runs: dict[int, PrintRunView] = {}
        self._run: PrintRunView | None = None
        self.again = PrimaryButton(_("Print again"), "printer")
        self.again.clicked.connect(self._print_again)
        self.footer.addWidget(self.again, 1)

    def set_runs(self, runs: Sequence[PrintRunView]) -> None:
        """The runs that can be chosen."""
        self._runs = {run.id: run for run in runs}

    def show_run(self, run_id: int, zone: str) -> None:
        """Show one of the runs."""
        run = self._runs.get(run_id)
        if run is None:
            return
        self._run = run
        title, _icon = PRINTS[run.kind]
        self.set_head(_(title).format(number=run.number), formatting.instant(run.printed_at, zone))
        self.set_status("")
        self.clear_body()
        self.add(KeyValueRow(_("Orders"), formatting.integer(run.orders)))
        self.add(KeyValueRow(_("Where to"), run.target))
        is_paper = run.kind is not PrintKind.SHIP_FILE
        if not is_paper:
            self.add(Text(_("Ship files are written again from the Orders page."), "body", "text2", wrap=True))
        self.again.setVisible(is_paper)
        self.show()

    def retranslate(self) -> None:
        super().retranslate()
        self.again.setText(_("Print again"))

    @Slot()
    def _print_again(self) -> None:
        if self._run is not None:
            self._context.link.ask(orders_of_run, self._run.id, owner=self).then(partial(self._ask_papers, self._run))

    def _ask_papers(self, run: PrintRunView, order_ids: tuple[int, ...]) -> None:
        if run.kind is PrintKind.HANDOVER:
            self._context.link.ask(for_paper, handover_list, order_ids, owner=self).then(self._preview_handover)
            return
        query = pick_list if run.kind is PrintKind.PICK_LIST else packing_lists
        self._context.link.ask(for_paper, query, order_ids, owner=self).then(partial(self._ask_paper_size, order_ids))

    def _ask_paper_size(self, order_ids: tuple[int, ...], papers: PickList | Sequence[PackingList]) -> None:
        self._context.link.ask(settings.read_all, owner=self).then(partial(self._preview, order_ids, papers))

    def _preview(
        self, order_ids: tuple[int, ...], papers: PickList | Sequence[PackingList], values: dict[str, Any]
    ) -> None:
        from ui.paper.preview import PreviewDialog
        from ui.paper.remembering import remember
        from ui.paper.size import PaperSize

        size = "a4" if isinstance(papers, PickList) else str(values[settings.PAPER_SIZE.key]).casefold()
        chosen = choices_of(values, folder_of(self._context.link.shop.path))
        paper = PaperSize.from_key(size)
        dialog = PreviewDialog(papers, paper, chosen.options_for(paper.key), self.window(), remembered=chosen)
        dialog.finished.connect(lambda _result: remember(self._context.link, self, dialog.page))
        dialog.page.printed.connect(partial(self._log, order_ids))
        dialog.open_once(self._context.show_error)

    def _preview_handover(self, paper: HandoverList) -> None:
        from ui.paper.handover import HandoverPreview
        from ui.paper.paper_preview import PaperDialog

        dialog = PaperDialog(HandoverPreview(paper, reprint=True), _("Handover list"), self.window())
        dialog.page.printed.connect(partial(self._log, paper.order_ids))
        dialog.open_once(self._context.show_error)

    def _log(self, order_ids: tuple[int, ...], kind: PrintKind) -> None:
        from services.fulfilment.commands import log_print

        self._context.link.run(log_print, kind, list(order_ids), _("printed again"), owner=self)
