"""A list that comes back as it was left: columns, sort, saved views; one column takes the free width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent

from services.kernel.table_query import TableQuery
from services.types import TableRequest
from ui.table.columns import ColumnSpec
from ui.table.free_width import FreeWidth
from ui.table.kept import KeptTable
from ui.table.source import OpenSnapshot, Snapshot
from ui.table.table_panel import PanelTexts, TablePanel


def source_of(link: Any, query: TableQuery, keys: Sequence[str]) -> OpenSnapshot:
    """Opens snapshots of a query whose rows carry these values."""

    def open_snapshot(request: TableRequest) -> Snapshot:
        snapshot: Snapshot = link.shop.table(query, request, tuple(keys))
        return snapshot

    return open_snapshot


class KeptList(TablePanel):
    """A `TablePanel` kept under `key`; `free` is the column that takes the width that is left."""

    def __init__(
        self,
        key: str,
        free: str,
        texts: PanelTexts,
        columns: Sequence[ColumnSpec],
        source: OpenSnapshot,
        *,
        sort: tuple[tuple[str, bool], ...] = (),
        saves_views: bool = True,
        **named: Any,
    ) -> None:
        self.kept = KeptTable(key)
        saved = self.kept.saved_views() if saves_views else None
        super().__init__(texts, columns, source, sort=self.kept.sort() or sort, saved=saved, **named)
        state = self.kept.table()
        if state:
            self.view.restore_state(state)
            self.bar.density = self.view.density
        self._free = FreeWidth(self.view, free, self.kept)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_columns)
        self.view.arrangement_changed.connect(self._arranged)
        self.request_changed.connect(self._keep_sort)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit.start()

    @Slot()
    def _fit_columns(self) -> None:
        self._free.fit()

    @Slot()
    def _arranged(self) -> None:
        self._free.arranged()
        self.kept.keep_table(self.view.save_state())

    @Slot(object)
    def _keep_sort(self, request: TableRequest) -> None:
        self.kept.keep_sort(request.sort)
