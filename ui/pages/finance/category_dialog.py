"""Choosing a category: type a few letters, Enter takes the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from services.books.chart import ChartAccount
from services.finance.categorising import by_use
from services.finance.wording import CLASS_LABELS
from services.i18n import N_, _
from services.text import key, searchable
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.search_box import SearchBox

_COLUMNS = (ListColumn(N_("Category"), 0), ListColumn(N_("Belongs to"), 150))


class CategoryDialog(Dialog):
    """`chosen` gets the code of the category, None for “no category”; the dialog closes with it."""

    topic = "finance#statements"

    def __init__(
        self, context: PageContext, subtitle: str, categories: Sequence[ChartAccount],
        chosen: Callable[[str | None], object], *, current: str | None = None, can_clear: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(context.dialog_parent(), _("Choose a category"), subtitle, width=480, height=520)
        self._categories = [one for one in by_use(categories) if not one.is_archived]
        self._chosen, self._current = chosen, current
        self.search = SearchBox(_("Name of the category, or its pinyin initials"))
        self.search.textChanged.connect(lambda _typed: self._fill())
        self.search.installEventFilter(self)
        self.list = ListTable(_COLUMNS, self._line)
        self.list.opened.connect(self._take)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        if can_clear:
            self.add_left(_("No category"), "x", lambda: self._finish_with(None))
        self.add_cancel()
        self.add_primary(_("Take it"), "check", self.submit)
        self._fill()

    def submit(self) -> None:
        """Take the category that is marked."""
        rows = self.list.selected()
        if rows:
            self._take(rows[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the search box move through the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = max(0, min(self.list.currentIndex().row() + step, len(self.list.list.rows) - 1))
                self.list.selectRow(row)
                return True
        return super().eventFilter(watched, event)

    def _take(self, account: ChartAccount) -> None:
        self._finish_with(account.code)

    def _finish_with(self, code: str | None) -> None:
        chosen = self._chosen
        self.accept()
        chosen(code)

    def _fill(self) -> None:
        typed = [key(part) for part in self.search.text().split()]
        rows = [one for one in self._categories if all(part in searchable(one.name) for part in typed)]
        self.list.set_rows(rows)
        current = next((place for place, one in enumerate(self.list.list.rows) if one.code == self._current), 0)
        if rows:
            self.list.selectRow(current if not typed else 0)

    def _line(self, account: ChartAccount) -> Line:
        words = _("Orders") if account.stands_for is not None else _(CLASS_LABELS[account.ledger_class])
        return ListCell(account.name, strong=account.code == self._current), ListCell(words, "text2")
