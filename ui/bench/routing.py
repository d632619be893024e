"""Where a scan goes that was made anywhere in the window: a parcel to the bench, a product or an order to its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from services.fulfilment.bench import BenchParcel, Meaning, ScanKind, meaning
from services.i18n import N_, _
from ui.actions import ActionSpec
from ui.bench.scanner import ScanFilter
from ui.dialogs.overlay import open_overlay
from ui.page import Page
from ui.shop_link import ShopLink
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from ui.bench.bench import PackingBench


class ScanRouter(QObject):
    """Hears every scan in the window and takes it where it belongs; opens the bench. `undo` takes a step back."""

    def __init__(self, window: MainWindow, link: ShopLink, undo: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._link, self._undo = window, link, undo
        self.bench: PackingBench | None = None
        self.filter = ScanFilter(window, self._is_off)
        self.filter.scanned.connect(self.take)
        window.registry.add(
            ActionSpec(
                "window.bench", N_("Packing bench"), self.open_bench, "barcode", "Ctrl+Shift+B",
                enabled=lambda: not link.shop.read_only, group=N_("Orders"),
            )
        )  # fmt: skip

    @Slot(str)
    def take(self, code: str) -> None:
        """A code was scanned: the open bench gets it, then the page that is on, else it goes by what it is."""
        bench = self._open_bench()
        if bench is not None:
            bench.take(code)
            return
        page = self._window.page(self._window.current_page())
        if isinstance(page, Page) and page.take_scan(code):
            return
        self._link.ask(meaning, code, owner=self).then(self._go)

    def open_bench(self, parcel: BenchParcel | None = None) -> None:
        """Show the bench, with a parcel on it if one was scanned."""
        from ui.bench.bench import PackingBench

        if self._open_bench() is None:
            bench = PackingBench(self._window, self._undo)
            bench.offer.connect(self._offer)
            bench.closed.connect(self._bench_gone)
            self.bench = bench
            bench.open()
        if parcel is not None and self.bench is not None:
            self.bench.show_parcel(parcel)

    def _go(self, found: Meaning) -> None:
        if found.kind is ScanKind.PARCEL:
            if self._link.shop.read_only and found.parcel is not None:
                self._window.navigate("orders", order=found.parcel.order_ids[0])
            else:
                self.open_bench(found.parcel)
        elif found.kind is ScanKind.PRODUCT:
            self._window.navigate("products", sku=found.sku_id)
        elif found.order_id is not None:
            self._window.navigate("orders", order=found.order_id)
        else:
            QApplication.beep()
            self._say_unknown(found)

    def _say_unknown(self, found: Meaning) -> None:
        if found.kind is ScanKind.WAYBILL:
            words = _("{code} looks like a waybill of {courier}, and no order has it.")
            self._window.toast(words.format(code=found.code, courier=found.courier))
            return
        from ui.bench.unknown import UnknownCodeDialog

        dialog = UnknownCodeDialog(self._window, found.code)
        dialog.offer.connect(self._offer)
        dialog.open()

    @Slot(str, str)
    def _offer(self, what: str, code: str) -> None:
        from ui.bench.unknown import make_or_give

        make_or_give(self._window, what, code, partial(self._resolved, code))

    def _resolved(self, code: str) -> None:
        """The code has a product now: on the bench it is scanned at once."""
        bench = self._open_bench()
        if bench is not None and bench.parcel is not None:
            bench.refresh(code)
        else:
            self._link.ask(meaning, code, owner=self).then(self._go)

    def _is_off(self) -> bool:
        """While another card asks something, keys are its own."""
        overlay = open_overlay(self._window)
        return overlay is not None and overlay is not self._open_bench()

    def _open_bench(self) -> PackingBench | None:
        bench = self.bench
        return bench if bench is not None and shiboken6.isValid(bench) and bench.isVisible() else None

    @Slot()
    def _bench_gone(self) -> None:
        self.bench = None
