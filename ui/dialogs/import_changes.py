"""What an import will do, order by order: filters by outcome, and the decisions where file and shop disagree."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import N_, _
from services.importing.entries import CHANGED, CONFLICT, NEW, SAME, WAITING, Entry
from services.importing.preview import PlanView, words
from services.importing.staged import RowProblem
from services.importing.wording import ORDERS
from ui.dialogs.import_entry import EntryPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.buttons import LinkButton
from ui.widgets.view_tabs import ViewTab, ViewTabs

_ALL = N_("All")
LABELS = {
    CONFLICT: N_("Conflicts"),
    WAITING: N_("Needs a look"),
    CHANGED: N_("Changed"),
    NEW: N_("New"),
    SAME: N_("Same"),
}
_TONES = {NEW: "pos", CHANGED: "accent_text", SAME: "text2", WAITING: "pill.amber.word", CONFLICT: "pill.amber.word"}
_ONE = {
    NEW: N_("New"),
    CHANGED: N_("Changed"),
    SAME: N_("Same"),
    WAITING: N_("Needs a look"),
    CONFLICT: N_("Conflict"),
}
_COLUMNS = (
    ListColumn(N_("Number"), 190),
    ListColumn(N_("Channel or file"), 150),
    ListColumn(N_("Outcome"), 110),
    ListColumn(N_("What happens"), 0),
    ListColumn(N_("Decision"), 150),
)
_RECORD = N_("Record")
_DECISION = 4


class ChangeList(QWidget):
    """The list and the chosen entry beside it.

    `decided` carries the conflicts in which the file shall win, as the plan's `chosen`; `correct` the entry of a
    row a person wants to correct.
    """

    decided = Signal(object)
    correct = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: PlanView | None = None
        self._entries: tuple[Entry, ...] = ()
        self._chosen: frozenset[tuple[str, str]] = frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        self.tabs = ViewTabs()
        self.keep_all = LinkButton(_("Keep mine everywhere"))
        self.take_all = LinkButton(_("Take the file's everywhere"))
        top.addWidget(self.tabs, 1)
        top.addWidget(self.keep_all)
        top.addWidget(self.take_all)
        column.addLayout(top)
        self.table = ListTable(_COLUMNS, self._line)
        self.panel = EntryPanel()
        self.panel.correct.connect(self.correct.emit)
        side = QHBoxLayout()
        side.setSpacing(0)
        side.addWidget(self.table, 1)
        side.addWidget(self.panel)
        column.addLayout(side, 1)
        self.table.chosen.connect(self._chosen_entry)
        self.table.opened.connect(self._opened)
        self.tabs.changed.connect(self._filter)
        self.table.clicked_cell.connect(self._toggle)
        self.keep_all.clicked.connect(self._keep_all)
        self.take_all.clicked.connect(self._take_all)
        self.show_view(None)

    def show_view(
        self,
        view: PlanView | None,
        chosen: frozenset[tuple[str, str]] = frozenset(),
        entries: tuple[Entry, ...] | None = None,
    ) -> None:
        """Show a plan, or nothing yet; `entries` are the part of it that is wanted, for example of one file."""
        self._view, self._chosen = view, chosen
        self._entries = entries if entries is not None else view.entries if view is not None else ()
        conflicts = view.counts[CONFLICT] if view is not None else 0
        for button in (self.keep_all, self.take_all):
            button.setVisible(bool(conflicts))
        self.table.show_column(_DECISION, bool(conflicts))
        self._name_columns()
        self._show_tabs()
        self._filter(self.tabs.current())

    def _show_tabs(self) -> None:
        view = self._view
        counts = Counter(entry.outcome for entry in self._entries)
        tabs = [ViewTab("", _(_ALL), len(self._entries) if view is not None else None)]
        tabs += [ViewTab(key, _(LABELS[key]), counts[key]) for key in LABELS if counts[key]]
        self.tabs.set_tabs(tabs)

    def _name_columns(self) -> None:
        """Orders have numbers; a day, a name or a code is none."""
        records = [entry for entry in self._entries if not isinstance(entry.what, RowProblem)]
        first = _COLUMNS[0].header if all(entry.wording is ORDERS for entry in records) else _RECORD
        self.table.list.set_headings((_(first),))

    def _filter(self, key: str) -> None:
        self.table.set_rows([entry for entry in self._entries if key in ("", entry.outcome)])
        self.panel.show_entry(None)

    def _chosen_entry(self) -> None:
        chosen = self.table.selected()
        self.panel.show_entry(chosen[0] if len(chosen) == 1 else None)

    def _opened(self, entry: Entry) -> None:
        if entry.outcome == WAITING:
            self.correct.emit(entry)

    def _line(self, entry: Entry) -> Line:
        choice = entry.choice
        decision = ListCell("")
        if choice is not None:
            ticked = choice in self._chosen
            decision = ListCell(_("Take the file's"), "text" if ticked else "text2", ticked=ticked)
        return (
            ListCell(entry.key or "—", strong=True),
            ListCell(entry.where, "text2"),
            ListCell(_(_ONE[entry.outcome]), _TONES[entry.outcome]),
            ListCell(words(entry)),
            decision,
        )

    def _toggle(self, entry: Entry, column: int) -> None:
        if entry.choice is not None and column == _DECISION:
            self.decided.emit(self._chosen ^ {entry.choice})

    def _keep_all(self) -> None:
        self.decided.emit(frozenset())

    def _take_all(self) -> None:
        if self._view is not None:
            self.decided.emit(frozenset(entry.choice for entry in self._view.of(CONFLICT) if entry.choice is not None))
