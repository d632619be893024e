"""A whole list: view tabs, filter bar, the table or the reason why it is empty, and the totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from services.errors import AppError
from services.i18n import N_, NN_, _
from services.types import TableRequest
from ui.table.columns import ColumnSpec
from ui.table.filter_bar import FilterBar
from ui.table.filters import FilterSpec
from ui.table.paged_model import PagedModel
from ui.table.paged_view import PagedView
from ui.table.popovers import NamePopover
from ui.table.rows_or_notice import RowsOrNotice
from ui.table.saved_views import SavedView, SavedViews
from ui.table.source import OpenSnapshot
from ui.table.table_view import TableView
from ui.table.totals_bar import Derived, TotalsBar
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.menu import PassingMenu
from ui.widgets.view_tabs import ViewTab, ViewTabs

_SAVED = "saved:"
_ALL = (("all", N_("All")),)


@dataclass(frozen=True)
class EmptyTexts:
    """What an empty table says: icon, title and reason (marked with `N_`), and what can be done about it."""

    icon: str = "tray"
    title: str = N_("Nothing here yet")
    why: str = ""
    actions: tuple[tuple[str, str, Callable[[], object]], ...] = ()


@dataclass(frozen=True)
class PanelTexts:
    """The words of one list, all marked for translation."""

    name: str
    placeholder: str = N_("Filter these rows")
    counted: tuple[str, str] = NN_("{count} row", "{count} rows")
    empty: EmptyTexts = EmptyTexts()


class TableCard(Card):
    """Puts the parts of a list together and turns what the user does into requests.

    `tabs` are (view key, title marked with `N_`). `export_requested` carries the `TableRequest` on
    screen; `failed` whatever went wrong while reading. The parts are public: `view`, `model`, `bar`…
    """

    export_requested = Signal(object)
    failed = Signal(object)
    request_changed = Signal(object)

    def __init__(
        self,
        texts: PanelTexts,
        view: TableView,
        *,
        tabs: Sequence[tuple[str, str]] = _ALL,
        filters: Sequence[FilterSpec] = (),
        saved: SavedViews | None = None,
        derived: Derived | None = None,
        sort: tuple[tuple[str, bool], ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, padding=space.HAIRLINE, spacing=0)
        self._texts = texts
        self._tab_titles = tuple(tabs)
        self._counts: dict[str, int | None] = {}
        self._saved = saved
        self._wanted = _first_request(tabs, sort)
        self._is_seen = False
        self.view = view
        self.model = view.table
        self.tabs = ViewTabs()
        self.bar = FilterBar(filters, texts.placeholder)
        self.bar.views_button.setVisible(saved is not None)
        self.totals = TotalsBar(self.model, texts.counted, derived)
        self.stack = RowsOrNotice(self.view)
        self._default_arrangement = self.view.save_state()
        self._is_said_empty = False
        for widget in (self.tabs, self.bar, self.stack, self.totals):
            self.body.addWidget(widget, 1 if widget is self.stack else 0)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.tabs.changed.connect(self._tab_chosen)
        self.bar.search_changed.connect(self._search_changed)
        self.bar.filters_changed.connect(self._filters_changed)
        self.bar.density_chosen.connect(self.view.set_density)
        self.bar.column_toggled.connect(self.view.arrangement.set_shown)
        self.bar.columns_wanted.connect(self._open_columns)
        self.view.header.menu_wanted.connect(self._open_columns)
        self.view.pane.header.menu_wanted.connect(self._open_columns)
        self.bar.views_clicked.connect(self._open_views)
        self.bar.export_clicked.connect(self._export)
        self.view.sort_requested.connect(self._sort_requested)
        self.model.summary_changed.connect(self._choose_page)
        self.model.swapped.connect(self._choose_page)
        self.model.failed.connect(self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        """What is asked for in the same turn is asked for by whoever came here: no row was seen yet."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._seen)

    def hideEvent(self, event: QHideEvent) -> None:
        """The next to come here has seen nothing of it."""
        super().hideEvent(event)
        self._is_seen = False

    @Slot()
    def _seen(self) -> None:
        self._is_seen = self.isVisible()

    # --- requests ------------------------------------------------------------------------

    @property
    def request(self) -> TableRequest:
        """What the user asks for now; the table may still be on its way there."""
        return self._wanted

    def open(self, request: TableRequest | None = None) -> None:
        """Show these rows; chips, tabs and filter box follow. A request without an order keeps the one there is."""
        if request is not None:
            self._wanted = request if request.sort else replace(request, sort=self._wanted.sort)
            self.bar.set_search(request.search)
            self.bar.set_filters(request.filters)
            self.tabs.set_current(request.view)
        self.model.reopen(self._wanted, keep_position=False)
        if not self._is_seen:
            self.model.let_go_of_others()
        self.request_changed.emit(self._wanted)

    def reload(self) -> None:
        """Build the table anew, keeping place and ticks: rows may have come, gone or moved."""
        self.model.reopen(self._wanted, keep_position=True)

    def refresh(self, changed_ids: Iterable[int] | None = None) -> None:
        """Read changed rows again where they stand."""
        self.model.refresh(changed_ids)

    def _ask(self, request: TableRequest) -> None:
        if request != self._wanted:
            keeps_rows = request.same_rows(self._wanted)
            self._wanted = request
            self.model.reopen(request, keep_position=keeps_rows)
            self.request_changed.emit(request)

    @Slot(str)
    def _search_changed(self, text: str) -> None:
        self._ask(replace(self._wanted, search=text))

    @Slot(object)
    def _filters_changed(self, filters: tuple) -> None:  # type: ignore[type-arg]
        self._ask(replace(self._wanted, filters=filters))

    @Slot(object)
    def _sort_requested(self, sort: tuple) -> None:  # type: ignore[type-arg]
        self._ask(replace(self._wanted, sort=sort))

    @Slot(str)
    def _tab_chosen(self, key: str) -> None:
        if key.startswith(_SAVED) and self._saved is not None:
            view = self._saved.find(key.removeprefix(_SAVED))
            if view is not None:
                self.view.restore_state(view.arrangement)
                self.bar.density = self.view.density
                self.bar.set_search(view.request.search)
                self.bar.set_filters(view.request.filters)
                self._ask(view.request)
            return
        self._ask(replace(self._wanted, view=key))

    @Slot()
    def clear_filters(self) -> None:
        """Take search and filters off and go to the first view."""
        first = self._tab_titles[0][0] if self._tab_titles else "all"
        self.open(TableRequest(view=first, sort=self._wanted.sort))

    @Slot()
    def _export(self) -> None:
        self.export_requested.emit(self._wanted)

    # --- columns and views ---------------------------------------------------------------

    @Slot()
    def _open_columns(self) -> None:
        self.bar.open_columns(self.view.arrangement.choices())

    @Slot()
    def _open_views(self) -> None:
        menu = PassingMenu(self)
        menu.addAction(_("Save as a new view…"), partial(self._ask_name, ""))
        current = self.current_saved()
        if current is not None:
            menu.addAction(_("Save changes to “{name}”").format(name=current), partial(self.save_view, current))
            menu.addAction(_("Rename “{name}”…").format(name=current), partial(self._ask_name, current))
            menu.addAction(_("Remove “{name}”").format(name=current), partial(self.remove_view, current))
        menu.addSeparator()
        menu.addAction(_("Columns as they were at first"), self.reset_columns)
        menu.open_below(self.bar.views_button)

    def current_saved(self) -> str | None:
        """Name of the saved view that is on."""
        key = self.tabs.current()
        return key.removeprefix(_SAVED) if key.startswith(_SAVED) else None

    def _ask_name(self, old: str) -> NamePopover:
        sheet = NamePopover(_("Name of the view"), old, self)
        sheet.named.connect(partial(self._rename_view, old) if old else self.save_view)
        sheet.open_under(self.bar.views_button)
        return sheet

    def save_view(self, name: str) -> None:
        """Keep what is on screen under a name, and go there."""
        if self._saved is not None:
            self._saved.save(SavedView(name, self._wanted, self.view.save_state()))
            self._show_tabs(_SAVED + name)

    def _rename_view(self, old: str, name: str) -> None:
        if self._saved is not None:
            self._saved.rename(old, name)
            self._show_tabs(_SAVED + name)

    def remove_view(self, name: str) -> None:
        """Forget a saved view; what is on screen stays."""
        if self._saved is not None:
            self._saved.remove(name)
            self._show_tabs(self._wanted.view)

    def reset_columns(self) -> None:
        """Columns, widths and row height as the program came with them."""
        self.view.restore_state(self._default_arrangement)
        self.bar.density = self.view.density

    def set_counts(self, counts: dict[str, int | None]) -> None:
        """How many rows each view has; views not named keep theirs."""
        self._counts |= counts
        self.tabs.set_counts(counts)
        if self._is_said_empty:
            self._choose_page()  # what is said of an empty view depends on them

    def shown_counts(self) -> dict[str, int | None]:
        """How many rows each view has, as far as is known."""
        return dict(self._counts)

    def _show_tabs(self, current: str = "") -> None:
        tabs = [ViewTab(key, _(title), self._counts.get(key)) for key, title in self._tab_titles]
        views = self._saved.all() if self._saved is not None else []
        tabs += [ViewTab(_SAVED + view.name, f"★ {view.name}") for view in views]
        self.tabs.set_tabs(tabs)
        if current:
            self.tabs.set_current(current)

    # --- empty and failed ----------------------------------------------------------------

    @Slot()
    def _choose_page(self) -> None:
        summary = self.model.summary
        self._is_said_empty = not (summary is None or summary.count or self.model.rowCount())
        if not self._is_said_empty:
            self.stack.show_rows()
            return
        shown, first = self.model.request, self._tab_titles[0][0] if self._tab_titles else "all"
        if shown.search or shown.filters or shown.view != first:
            clear = (_("Clear filters"), "x", self.clear_filters)
            why = _("No row fits the search, the filters and the view together.")
            self.stack.say("magnifying-glass", _("Nothing found"), why, (clear,))
        elif first != "all" and self._counts.get("all"):
            # The first view is a part of the list, and rows are elsewhere: nobody is told to begin.
            title = _("Nothing under “{view}”").format(view=_(self._tab_titles[0][1]))
            everything = (_("Show all"), "list", self._show_all)
            self.stack.say("check-circle", title, _("The other views have rows."), (everything,))
        else:
            empty = self._texts.empty
            actions = [(_(words), icon, run) for words, icon, run in empty.actions]
            self.stack.say(empty.icon, _(empty.title), _(empty.why), actions)

    def _show_all(self) -> None:
        self.open(replace(self.model.request, view="all"))

    @property
    def notice(self) -> EmptyState | None:
        """What stands in place of the table, where it is empty or could not be read."""
        return self.stack.notice

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        reason = str(error) if isinstance(error, AppError) else _("The rows could not be read.")
        again = (_("Try again"), "arrow-clockwise", self.open)
        self._is_said_empty = False
        self.stack.say("warning", _("This list could not be shown"), reason, (again,))
        self.failed.emit(error)

    # --- the rest ------------------------------------------------------------------------

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box (Ctrl+F)."""
        self.bar.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_table(self) -> None:
        """Let go of the shop file."""
        self.model.close()

    def retranslate(self) -> None:
        """Show the words of the language that is on; rows are prepared again."""
        self.view.setAccessibleName(_(self._texts.name))
        self._show_tabs()
        self.tabs.retranslate()
        self.bar.retranslate()
        self.totals.retranslate()
        self.view.repaint_all()
        self.model.refresh()
        if self.stack.notice is not None:
            self._choose_page()


class TablePanel(TableCard):
    """A list over snapshots of the shop file."""

    model: PagedModel
    view: PagedView

    def __init__(
        self,
        texts: PanelTexts,
        columns: Sequence[ColumnSpec],
        source: OpenSnapshot,
        *,
        ahead: bool = False,
        **named: Any,
    ) -> None:
        """`named` is what every `TableCard` takes: tabs, filters, saved views, derived sums, sort and parent.

        With `ahead` the rows are read while the list and the rest of its page are built; the page opens it later.
        """
        model = PagedModel(columns, source)
        if ahead:
            model.open_ahead(_first_request(named.get("tabs", _ALL), named.get("sort", ())))
        super().__init__(texts, PagedView(model), **named)
        self._rows_there: Future[None] = Future()
        for answered in (model.swapped, model.failed):
            answered.connect(self._first_answered)

    def rows_there(self) -> Future[None]:
        """Done once the first rows have been painted, or cannot be read: what takes long beside them is asked for then.

        Asked for with them it would take the processor from them.
        """
        return self._rows_there

    @Slot(object)
    def _first_answered(self, _landing_or_error: object) -> None:
        QTimer.singleShot(0, self, self._say_rows_there)  # what was changed is painted before timers are heard

    @Slot()
    def _say_rows_there(self) -> None:
        self.model.rows_painted()
        if not self._rows_there.done():
            self._rows_there.set_result(None)


def _first_request(tabs: Sequence[tuple[str, str]], sort: tuple[tuple[str, bool], ...]) -> TableRequest:
    """What a list shows first: the rows of its first tab."""
    return TableRequest(view=tabs[0][0] if tabs else "all", sort=sort)
