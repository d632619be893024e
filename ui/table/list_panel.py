"""A short list with all a big one has: filter box, saved views, columns, row height, totals, why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from services.types import TableRequest
from ui.table.list_model import ListModel
from ui.table.list_table import ListTable
from ui.table.table_panel import PanelTexts, TableCard


class ListPanel(TableCard):
    """Puts a `ListTable` among these parts; the page goes on giving the rows to the table itself.

    `controls` are further choices of the page; they stand in the bar, behind the filter box. A page that finds its
    rows itself gives its own `box` for that. The bar has a button to export where `export` says what it does; `foot`
    stands in the line of the totals. The panel has no frame: it lies in a card of the page.
    """

    view: ListTable
    model: ListModel

    def __init__(
        self,
        table: ListTable,
        texts: PanelTexts,
        *,
        controls: Sequence[QWidget] = (),
        box: QLineEdit | None = None,
        export: Callable[[], object] | None = None,
        foot: Sequence[QWidget] = (),
    ) -> None:
        kept = table.kept
        saved = kept.saved_views() if kept is not None else None
        super().__init__(texts, table, saved=saved, sort=table.list.request.sort)
        self._default_arrangement = table.came_with
        self.body.setContentsMargins(0, 0, 0, 0)
        self._box = box or self.bar.box
        self.bar.add_controls(controls if box is None else (box, *controls))
        self.bar.box.setVisible(box is None)
        self.bar.density = table.density
        self.totals.add(foot)
        self.can_export = False
        self.bar.export_button.hide()
        if export is not None:
            self.set_export(export)
        table.follow_panel()
        if kept is not None:
            self.request_changed.connect(self._keep_sort)
        table.list.reopen(self.request)

    def set_export(self, export: Callable[[], object]) -> None:
        """Offer to export the rows; `export` says how."""
        self.can_export = True
        self.bar.export_button.show()
        self.bar.export_clicked.connect(export)

    def shown_texts(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """The list as it is arranged: headings, rows of texts, which columns hold numbers; no nameless columns.

        Columns that only a narrow window has no room for are in it: a file has room for all of them.
        """
        places = [place for place in self.view.arrangement.chosen_columns() if self.model.heading(place)]
        lines = [self.model.row(number) for number in range(self.model.rowCount())]
        rows = [[line.cell(place).text.strip() for place in places] for line in lines if line is not None]
        numbers = [self.model.specs[place].align == "right" for place in places]
        return [self.model.heading(place) for place in places], rows, numbers

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box (Ctrl+F)."""
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_tabs(self, current: str = "") -> None:
        super()._show_tabs(current)
        self.tabs.setVisible(bool(self._saved is not None and self._saved.all()))

    @Slot(object)
    def _keep_sort(self, request: TableRequest) -> None:
        if self.view.kept is not None:
            self.view.kept.keep_sort(request.sort)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing: the card around it has the ground and the border."""
