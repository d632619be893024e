"""What a person does on the Orders page with the ticked orders, the current one, or the whole list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QWidget

from services.fulfilment.waves import make as make_wave
from services.i18n import NN_, _
from services.messages import counted
from services.orders.listing import FilterValues, filter_values, numbers_of
from services.types import IdRanges, PrintKind
from ui.pages.orders.actions import ROW_MENU
from ui.pages.orders.bulk import BulkChanges
from ui.pages.orders.detail import COPIED
from ui.pages.orders.export import ask_export
from ui.pages.orders.new_order import NewOrderDialog
from ui.pages.orders.printing import Printing
from ui.pages.orders.refund_check import RefundCheckDialog
from ui.pages.orders.selection import single
from ui.pages.orders.ship_file import ShipFileDialog
from ui.pages.orders.tracking import MANY, open_tracking
from ui.pages.orders.travelling import Travelling
from ui.pages.orders.waves import WavesDialog
from ui.pages.orders.work import Ids, Work
from ui.table.table_panel import TablePanel

COUNTED = NN_("{count} order", "{count} orders")


class OrderDeeds:
    """Opens the dialogs of the page and knows which orders they are meant for."""

    def __init__(self, work: Work, table: TablePanel) -> None:
        self.work, self.table = work, table
        self.values = FilterValues()
        self.changes, self.printing = BulkChanges(work), Printing(work)
        self.travelling = Travelling(work)
        self.form: NewOrderDialog | None = None
        self.panel_order: Callable[[], int | None] = lambda: None
        self.menu_spot: Callable[[], QPoint] = QCursor.pos
        self.read_figures: Callable[[], object] = lambda: None
        work.targets = self.with_targets

    def has_target(self) -> bool:
        """Whether an order is ticked, current or on the panel."""
        return bool(self.table.view.selected_count) or self._current_id() is not None

    def with_targets(self, then: Callable[[Ids], object]) -> None:
        """Hand on the ids of the ticked orders, else the current one; say so where there is none."""
        view = self.table.view
        if view.selected_count:
            self._hand_on(view.selected_ids(), then)
            return
        current = self._current_id()
        if current is None:
            self.work.context.toast(_("Choose orders first."))
        else:
            then([current])

    def with_targets_in_order(self, then: Callable[[Ids], object]) -> None:
        """As `with_targets`, from the top of the list: what she copies beside the rows of the screen fits them."""
        if self.table.view.selected_count:
            self._hand_on(self.table.model.ticked_in_order(MANY), then)
        else:
            self.with_targets(then)

    def _hand_on(self, found: Future[Any], then: Callable[[Ids], object]) -> None:
        pending = self.work.context.link.wait_for(found, self.work.owner)
        pending.then(lambda ids: then(list(ids))).fails(self.work.context.show_error)

    def _current_id(self) -> int | None:
        view = self.table.view
        found = self.table.model.row_id(view.current_row()) if view.current_row() >= 0 else None
        return found if found is not None else self.panel_order()

    def new_order(self) -> None:
        """Open the form of a typed order."""
        self._with_values(self._open_form)

    def _open_form(self, values: FilterValues) -> None:
        self.form = NewOrderDialog(self.work, values)
        self.form.closed.connect(self._form_closed)
        self.work.context.open_dialog(self.form)

    def _with_values(self, then: Callable[[FilterValues], object]) -> None:
        """Hand on the shop's channels and couriers, for which a page that was only just built still waits.

        Who asks twice before the answer gets one form: the later one.
        """
        if self.values.channels:
            then(self.values)
        else:
            self.work.ask_newest("form", filter_values, then=then)

    def enter_tracking(self) -> None:
        """The tracking dialog, for the ticked orders or empty."""
        if self.table.view.selected_count:
            self.with_targets_in_order(lambda ids: open_tracking(self.work, self.values, ids))
        else:
            open_tracking(self.work, self.values, [])

    def track_one(self, order_id: int) -> None:
        """The tracking dialog for one order."""
        open_tracking(self.work, self.values, [order_id])

    def print_papers(self, kind: PrintKind) -> None:
        """The print dialog, with the ticked orders on offer."""
        if self.table.view.selected_count:
            self.with_targets(lambda ids: self.printing.open_dialog(kind, ids))
        else:
            self.printing.open_dialog(kind, [])

    def print_one(self, order_id: int) -> None:
        """The packing list of one order, in the preview."""
        self.printing.open_preview(PrintKind.PACKING_LIST, [order_id])

    def write_ship_file(self) -> None:
        """The ship file dialog."""
        self._with_values(lambda values: self.work.context.open_dialog(ShipFileDialog(self.work, values)))

    def hand_over(self) -> None:
        """The handover list of the ticked orders, else of all parcels that were on none yet."""
        if self.table.view.selected_count > 1:
            self.with_targets(self.printing.hand_over)
        else:
            self.printing.hand_over(None)

    def check_refunds(self) -> None:
        """The refund check, before the parcels leave."""
        self.work.context.open_dialog(RefundCheckDialog(self.work))

    def open_waves(self) -> None:
        """The waves, with the ticked orders at hand to be added to one."""
        if self.table.view.selected_count:
            self.with_targets(self._show_waves)
        else:
            self._show_waves([])

    def _show_waves(self, ticked: Ids) -> None:
        self.work.context.open_dialog(WavesDialog(self.work, self.printing, self.values, ticked))

    def wave_of_orders(self) -> None:
        """A wave of the ticked orders, or of the current one, without a question."""
        self.with_targets(lambda ids: self.work.run(make_wave, ids))

    def export(self) -> None:
        """Write the ticked orders, or (with fewer than two ticks) all that the list shows, to a file."""
        ask_export(self.work, self._ids_to_export)

    def _ids_to_export(self, then: Callable[[IdRanges], None]) -> None:
        model = self.table.model
        ticked = model.selection.ranges if model.selection.count > 1 else ()
        ranges = ticked or ((0, max(model.rowCount() - 1, 0)),)
        if model.snapshot is not None:
            model.ask(model.snapshot.ids(ranges), then)

    def open_case(self) -> None:
        """A new after-sales case of the order, on the After-sales page."""
        self.with_targets(lambda ids: self.work.context.navigate("after-sales", new_of=ids[0]))

    def copy_number(self) -> None:
        """Put the order numbers on the clipboard, one per line."""
        self.with_targets_in_order(lambda ids: self.work.ask(numbers_of, ids, then=self._copy))

    def paste(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows pasted into the list are tracking numbers: nothing else of an order comes from a sheet here."""
        open_tracking(self.work, self.values, [], "\n".join("\t".join(row) for row in rows))

    def _copy(self, found: tuple[tuple[int, str], ...]) -> None:
        QGuiApplication.clipboard().setText("\n".join(number for _id, number in found))
        words = found[0][1] if len(found) == 1 else counted(COUNTED, len(found))
        self.work.context.toast(_(COPIED).format(what=words))

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def reload(self) -> None:
        """Read the list and the figures again."""
        self.table.reload()
        self.read_figures()

    def pop_menu(self, ids: tuple[str, ...]) -> None:
        """Open a menu of these actions at the bulk bar, or at the mouse."""
        menu = self.work.context.registry.menu(self.work.owner, ids)
        menu.popup(self.menu_spot())

    def row_menu(self, spot: QPoint) -> None:
        """The menu of the ticked orders."""
        menu = self.work.context.registry.menu(self.work.owner, ROW_MENU)
        menu.popup(spot)

    def more_of(self, order_id: int, button: QWidget) -> None:
        """The menu of one order, above its button."""
        menu = single(self.work.owner, self.changes, self.travelling, order_id)
        menu.open_above(button)

    def may_leave(self) -> bool:
        """False, after asking, while a typed order would be lost."""
        return self.form is None or not self.form.is_dirty() or self.form.may_close()

    def _form_closed(self) -> None:
        self.form = None
