"""The Competitors section: watched items beside ours, and what was seen of them as a grid to type into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget

from services.competitors.commands import (
    delete_competitor,
    delete_items,
    delete_seen,
    set_picture,
    type_seen,
)
from services.competitors.queries import (
    COMPETITORS,
    SEEN_DAYS,
    Alerts,
    CompetitorItemView,
    CompetitorView,
    alerts,
    competitors,
    item_view,
)
from services.competitors.sheet import export_competitors, export_seen
from services.errors import AppError
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import message
from services.types import Entity, TableRequest
from ui.dialogs.dialog import confirm
from ui.dialogs.files import ask_file
from ui.page import PageContext
from ui.pages.choices import Choices
from ui.pages.growth.competitor_columns import (
    ITEM_COLUMNS,
    ITEM_KEYS,
    SEEN_COLUMNS,
    SEEN_KEYS,
    item_filters,
    seen_filters,
)
from ui.pages.growth.competitor_forms import CompetitorDialog, CompetitorItemDialog, SeenDialog, SeenSheetDialog
from ui.pages.growth.competitor_panel import CompetitorPanel
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_say, rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList, source_of
from ui.table.paged_model import CellEdit
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.widgets.menu import PassingMenu

_COUNTED = NN_("{count} watched item", "{count} watched items")
_LOOKS = NN_("{count} look", "{count} looks")
_WATCHED = (Entity.COMPETITOR, Entity.COMPETITOR_ITEM, Entity.COMPETITOR_DAY, Entity.SKU)
_TABS = (
    ("all", N_("All")), ("alerts", N_("To look at")), ("dearer", N_("Ours is too dear")), ("moved", N_("Price moved")),
    ("unlinked", N_("Without own product")),
)  # fmt: skip


class CompetitorsSection(Section):
    """`table` are the items, `grid` the looks; `panel` shows one item, `dialog` is the form opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.shops: Choices[tuple[CompetitorView, ...]] = Choices(())
        self._new = self.header.set_primary(_("Watch an item"), "plus", self.new)
        self._shop = self.header.add_secondary(_("New competitor…"), "storefront", self.new_shop)
        self._paste = self.header.add_secondary(_("Paste what you saw…"), "clipboard-text", self.paste)
        self._turn = self.header.add_secondary(_("Looks"), "list-bullets", self.turn)
        self._delete = self.header.add_secondary(_("Delete"), "trash", self.delete)
        self.table, self.grid = self._make_table(), self._make_grid()
        self.stack = QStackedWidget()
        for each in (self.table, self.grid):
            self.stack.addWidget(each)
            each.view.selection_changed.connect(self._show_delete)
            each.view.menu_requested.connect(self._open_menu)
        self.panel = CompetitorPanel()
        self.panel.wanted.connect(self.do)
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, item_view, self._show)
        self.column.addWidget(self.stack, 1)
        self._show_delete()
        self.link.watch(self, _WATCHED, self._changed)
        self._read_shops()
        self.table.open()
        self.grid.open()

    def opened(self, **wanted: Any) -> None:
        """`item` asks for one of them, `view` for a view of the list."""
        if "view" in wanted:
            self.stack.setCurrentWidget(self.table)
            self._name_turn()
            self.table.open(TableRequest(view=str(wanted["view"]), sort=self.table.request.sort))
        if "item" in wanted:
            self.show_item(int(wanted["item"]))

    def turn(self) -> None:
        """Show what was seen day by day instead of the items, or back."""
        is_list = self.stack.currentWidget() is self.table
        self.stack.setCurrentWidget(self.grid if is_list else self.table)
        self._name_turn()
        self._show_delete()

    def show_item(self, item_id: int) -> None:
        """Show one item at the right."""
        self.one.open(item_id)

    def new(self) -> None:
        """Watch an item; where no shop is watched yet, begin with one."""
        self.shops.first(lambda: self._watch_item() if self.shops.known else self.new_shop())

    def new_shop(self) -> None:
        """Watch a shop."""
        self._open(CompetitorDialog(self.context, lambda _id: self._read_shops()))

    def paste(self, cells: Sequence[Sequence[str]] = ()) -> None:
        """Note many looks at once."""
        self._open(SeenSheetDialog(self.context, lambda _count: None, cells))

    def delete(self) -> None:
        """Remove the ticked rows; one step, taken back by Undo."""
        each, command = (self.table, delete_items) if self._shows_items() else (self.grid, delete_seen)
        then = partial(self._delete_ids, command)
        self.link.wait_for(each.view.selected_ids(), owner=self).then(then).fails(self.context.show_error)

    def do(self, what: str) -> None:
        """Do what the panel offers, with the item it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        doing: dict[str, Callable[[], object]] = {
            "note": lambda: self._open(SeenDialog(self.context, shown, lambda _ids: None)),
            "edit": lambda: self.shops.first(partial(self._watch_item, shown)),
            "shop": lambda: self._open(CompetitorDialog(self.context, lambda _id: self._read_shops(), shown.shop)),
            "picture": lambda: self._ask_picture(shown.id),
            "link": lambda: self._open_link(shown.draft.link or ""),
            "delete": lambda: run(self.context, self, delete_items, [shown.id], then=self.one.put_away),
            "delete_shop": lambda: self._ask_delete_shop(shown),
        }
        doing[what]()

    def edit_cell(self, edit: CellEdit) -> None:
        """Keep what was typed into a cell; a refusal puts the old value back."""
        job = self.link.run(type_seen, edit.row_id, edit.key, edit.text, owner=self)
        job.then(lambda _outcome: edit.accept()).fails(partial(self._refused, edit))

    def focus_filter(self) -> None:
        (self.table if self._shows_items() else self.grid).focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("Watch an item"))
        self._shop.setText(_("New competitor…"))
        self._paste.setText(_("Paste what you saw…"))
        self._delete.setText(_("Delete"))
        self._name_turn()
        self.table.retranslate()
        self.grid.retranslate()

    # --- inside ------------------------------------------------------------------------------

    def _shows_items(self) -> bool:
        return self.stack.currentWidget() is self.table

    def _name_turn(self) -> None:
        self._turn.setText(_("Looks") if self._shows_items() else _("Watched items"))

    def _show_delete(self) -> None:
        each = self.table if self._shows_items() else self.grid
        self._delete.setVisible(each.view.selected_count > 0)

    def _delete_ids(self, command: Callable[..., Any], ids: Any) -> None:
        run(self.context, self, command, list(ids))

    def _refused(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(error.message if isinstance(error, AppError) else message(N_("It could not be saved.")))
        self.context.show_error(error)

    def _open_link(self, link: str) -> None:
        url = QUrl.fromUserInput(link)
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
        else:
            self.context.toast(_("This is no web address: {link}").format(link=link))

    def _ask_picture(self, item_id: int) -> None:
        filters = _("Pictures ({suffixes})").format(suffixes="*.png *.jpg *.jpeg *.webp *.gif *.bmp")
        ask_file(self, _("Picture"), filters, partial(run, self.context, self, set_picture, item_id))

    def _ask_delete_shop(self, shown: CompetitorItemView) -> None:
        delete = partial(run, self.context, self, delete_competitor, shown.shop.id, then=self.one.put_away)
        words = _("“{name}” goes with all its items and everything seen of them. Undo brings them back.")
        title, said = _("Delete the competitor?"), words.format(name=shown.shop.draft.name)
        confirm(self.context.dialog_parent(), title, said, _("Delete"), delete, danger=True)

    def _watch_item(self, shown: CompetitorItemView | None = None) -> None:
        self._open(CompetitorItemDialog(self.context, self.shops.known, self.show_item, shown))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _show(self, found: CompetitorItemView) -> None:
        self.panel.show_item(found)
        self.show_panel()

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()
        self.grid.reload()
        self._read_shops()
        self.one.read_again()

    def _read_shops(self) -> None:
        self.link.ask(_read, owner=self).then(self._take).fails(self.context.show_error)

    def _take(self, found: tuple[tuple[CompetitorView, ...], Alerts]) -> None:
        self.table.set_counts({"alerts": found[1].either, "dearer": found[1].dearer, "moved": found[1].moved})
        self.shops.take(found[0])

    def _open_menu(self, spot: QPoint) -> None:
        each = self.table if self._shows_items() else self.grid
        then = partial(self._menu, spot)
        self.link.wait_for(each.view.selected_ids(), owner=self).then(then).fails(self.context.show_error)

    def _menu(self, spot: QPoint, ids: Any) -> None:
        chosen = list(ids)
        menu = PassingMenu(self)
        if self._shows_items() and len(chosen) == 1:
            menu.addAction(_("Open")).triggered.connect(lambda: self.show_item(chosen[0]))
        if chosen:
            menu.addAction(_("Delete")).triggered.connect(self.delete)
        menu.addAction(_("Watch an item")).triggered.connect(self.new)
        menu.addAction(_("Paste what you saw…")).triggered.connect(lambda: self.paste())
        menu.popup(spot)

    def _export(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Competitors"), export_competitors, request)

    def _export_seen(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Competitors"), export_seen, request)

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "storefront", N_("No competitor watched yet"),
            N_("Note their prices now and then: you are told when yours is dearer, and when theirs move."),
            ((N_("Watch an item"), "plus", self.new), (N_("Paste what you saw…"), "clipboard-text", self.paste)),
        )  # fmt: skip
        texts = PanelTexts(N_("Competitors"), N_("Item, shop, code…"), _COUNTED, empty)
        table = KeptList(
            "growth_competitors", "title", texts, ITEM_COLUMNS, source_of(self.link, COMPETITORS, ITEM_KEYS),
            filters=item_filters(self.link.home.today), sort=(("shop", False), ("title", False)), tabs=_TABS,
        )  # fmt: skip
        rows_show(table, self.context, self.show_item)
        table.view.pasted.connect(self.paste)
        table.export_requested.connect(self._export)
        return table

    def _make_grid(self) -> KeptList:
        empty = EmptyTexts(
            "eye", N_("Nothing seen yet"), N_("Paste what you saw, or note it at an item; figures are typed here."),
            ((N_("Paste what you saw…"), "clipboard-text", self.paste),),
        )  # fmt: skip
        texts = PanelTexts(N_("Looks"), N_("Item, shop, day…"), _LOOKS, empty)
        grid = KeptList(
            "growth_competitor_days", "title", texts, SEEN_COLUMNS, source_of(self.link, SEEN_DAYS, SEEN_KEYS),
            filters=seen_filters(self.link.home.today), sort=(("day", True),),
        )  # fmt: skip
        grid.model.on_edit = self.edit_cell
        rows_say(grid, self.context)
        grid.view.pasted.connect(self.paste)
        grid.export_requested.connect(self._export_seen)
        return grid


def _read(connection: Any) -> tuple[tuple[CompetitorView, ...], Alerts]:
    return competitors(connection), alerts(connection)
