"""The Content section: posts on the days of a month or a week, or as a list; one of them whole at the right."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget

from services import formatting
from services.growth.pasted_figures import Sheet
from services.growth.post_exports import export_posts
from services.growth.post_queries import POSTS, PostDays, PostView, campaign_choices, post_days, post_view
from services.growth.post_words import POST_STATES, outlets
from services.growth.posts import PostDraft, copy_post, delete_posts, move_posts, set_post_state, type_post_figure
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import message
from services.types import Entity, Filter, PostState, TableRequest
from ui.page import PageContext
from ui.pages.choices import Choices
from ui.pages.growth import pasted_block, post_columns
from ui.pages.growth.post_bar import LIST, MONTH, WEEK, PostBar, PostStart
from ui.pages.growth.post_calendar import PostCalendar
from ui.pages.growth.post_form import OutletsDialog, PostChoices, PostDialog, PostFiguresDialog
from ui.pages.growth.post_panel import PostPanel
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList, source_of
from ui.table.paged_model import CellEdit
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.widgets.menu import PassingMenu

_COUNTED = NN_("{count} post", "{count} posts")
_WATCHED = (Entity.POST, Entity.POST_SKU, Entity.SETTING, Entity.CAMPAIGN, Entity.SKU)
_TABS = (("all", N_("All")), ("ideas", N_("Ideas")), ("drafts", N_("Drafts")), ("posted", N_("Published")),
         ("dropped", N_("Dropped")))  # fmt: skip
_WEEKS_OF_A_MONTH = 6


class PostsSection(Section):
    """`way` is how posts are shown; `calendar`, `table` and `panel` show them, `dialog` is the form opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.way, self.shown_day = MONTH, self.link.home.today()
        self.choices = Choices(PostChoices((), ()))
        self._undated = 0
        self._new = self.header.set_primary(_("New post"), "plus", self.new)
        self._export_button = self.header.add_secondary(_("Export"), "download-simple", self.export)
        self.bar, self.calendar, self.table = PostBar(), PostCalendar(), self._make_table()
        self.start = PostStart()
        self.start.hide()
        self.start.wanted.connect(self.new)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.calendar)
        self.stack.addWidget(self.table)
        self.panel = PostPanel()
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, post_view, self._show)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.start)
        self.column.addWidget(self.stack, 1)
        self._connect()
        self.link.watch(self, _WATCHED, self._changed)
        self.reload()
        self.table.open()

    def _connect(self) -> None:
        self.bar.way_chosen.connect(self.show_way)
        self.bar.stepped.connect(self.step)
        self.bar.undated_wanted.connect(self.show_undated)
        self.bar.outlets_wanted.connect(lambda: self.choices.first(self._choose_outlets))
        self.calendar.post_opened.connect(self.show_post)
        self.calendar.day_wanted.connect(self.new_on)
        self.calendar.moved.connect(lambda post_id, day: run(self.context, self, move_posts, (post_id,), day))
        self.calendar.left.connect(self._go_to)
        self.panel.wanted.connect(self.do)
        self.panel.product.connect(lambda sku_id: self.context.navigate("products", sku=sku_id))
        self.panel.copied.connect(lambda _text: self.context.toast(_("Copied.")))
        self.panel.closed.connect(self._closed)

    # --- what a person does ------------------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """`post` asks for one of them, `due` for the list of what should be out, `way` for a way to show them."""
        if "way" in wanted:
            self.show_way(str(wanted["way"]))
        if wanted.get("due"):
            self.show_way(LIST)
            due = (Filter("planned_on", "between", ("", self.link.home.today().isoformat())),
                   Filter("state", "in", (str(PostState.IDEA), str(PostState.DRAFT))))  # fmt: skip
            self.table.open(TableRequest(filters=due, sort=(("planned_on", False),)))
        if "post" in wanted:
            self.show_post(int(wanted["post"]))

    def show_way(self, way: str) -> None:
        """Show the days of a month, of a week, or the list."""
        self.way = way
        self.stack.setCurrentWidget(self.table if way == LIST else self.calendar)
        if way != LIST:
            self.shown_day = self.calendar.day if self.calendar.found is not None else self.shown_day
        self.reload()

    def step(self, places: int) -> None:
        """So many months or weeks on; 0 goes to today."""
        if not places:
            self._go_to(self.link.home.today())
        elif self.way == WEEK:
            self._go_to(self.calendar.day + timedelta(weeks=places))
        else:
            first = self.shown_day.replace(day=1)
            self._go_to((first + timedelta(days=31 if places > 0 else -1)).replace(day=1))

    def show_undated(self) -> None:
        """The list of what has no day yet."""
        self.show_way(LIST)
        self.table.open(TableRequest(filters=(Filter("planned_on", "is", ("",)),)))

    def new(self) -> None:
        """Plan a post for the day the calendar is on."""
        is_there = self.way != LIST and self.calendar.found is not None
        self.new_on(self.calendar.day if is_there else self.link.home.today())

    def new_on(self, day: date) -> None:
        """Plan a post for a day."""
        self.choices.first(partial(self._begin, day))

    def show_post(self, post_id: int) -> None:
        """Show one post at the right."""
        self.one.open(post_id)

    def do(self, what: str) -> None:
        """Do what the panel offers, with the post it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self.choices.first(partial(self._begin, shown.draft.day, shown))
        elif what == "figures":
            self._open(PostFiguresDialog(self.context, shown))
        elif what == "copy":
            run(self.context, self, copy_post, shown.id, then=self.show_post)
        elif what == "delete":
            run(self.context, self, delete_posts, (shown.id,), then=self.one.put_away)
        else:
            run(self.context, self, set_post_state, (shown.id,), PostState(what))

    def export(self) -> None:
        """Offer to write the list to a workbook."""
        self._export(self.table.request if self.way == LIST else TableRequest())

    def focus_filter(self) -> None:
        if self.way != LIST:
            self.show_way(LIST)
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New post"))
        self._export_button.setText(_("Export"))
        self.bar.retranslate()
        self.start.retranslate()
        self.table.retranslate()
        self.reload()

    # --- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the days that are shown again."""
        self.link.ask(POSTS.view_counts, owner=self).then(self.table.set_counts)
        self.link.ask(self._read, *self._span(), owner=self).then(self._show_days).fails(self.context.show_error)

    @staticmethod
    def _read(connection: Any, first: date, last: date) -> tuple[PostDays, PostChoices]:
        choices = PostChoices(outlets(connection), campaign_choices(connection))
        return post_days(connection, first, last), choices

    def _span(self) -> tuple[date, date]:
        start = self.shown_day if self.way == WEEK else self.shown_day.replace(day=1)
        first = start - timedelta(days=start.weekday())
        return first, first + timedelta(days=7 * (1 if self.way == WEEK else _WEEKS_OF_A_MONTH) - 1)

    def _show_days(self, read: tuple[PostDays, PostChoices]) -> None:
        found, choices = read
        self._undated = found.undated
        if (found.first, found.last) == self._span():
            self.calendar.show_days(found, None if self.way == WEEK else self.shown_day.month)
        week = f"{formatting.day(found.first)} \u2013 {formatting.day(found.last)}"
        days = week if self.way == WEEK else formatting.month(self.shown_day)
        self.bar.show_way(self.way, days, self._undated)
        self.start.setVisible(self.way != LIST and not found.has_any)
        self.choices.take(choices)

    def _go_to(self, day: date) -> None:
        self.shown_day = self.calendar.day = day
        self.reload()

    def _show(self, found: PostView) -> None:
        self.panel.show_post(found)
        self.show_panel()

    def _closed(self) -> None:
        (self.table.view if self.way == LIST else self.calendar).setFocus()

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()
        self.table.reload()
        self.one.read_again()

    def _begin(self, day: date | None, shown: PostView | None = None) -> None:
        choices = self.choices.known
        draft = shown.draft if shown is not None else PostDraft("", choices.outlets[0] if choices.outlets else "", day)
        self._open(PostDialog(self.context, choices, draft, self.show_post, shown))

    def _choose_outlets(self) -> None:
        self._open(OutletsDialog(self.context, self.choices.known.outlets))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    # --- the list ------------------------------------------------------------------------------------

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "megaphone", N_("No post here"),
            N_("Write ideas down as they come, give them a day, and note what each post brought."),
            ((N_("New post"), "plus", self.new),),
        )  # fmt: skip
        texts = PanelTexts(N_("Posts"), N_("Title, text, code…"), _COUNTED, empty)
        home = self.link.home
        specs = post_columns.columns(home.currency)
        filters = post_columns.filters(home.today, lambda: self.choices.known.outlets)
        table = KeptList(
            "growth_posts", "title", texts, specs, source_of(self.link, POSTS, tuple(one.key for one in specs)),
            tabs=_TABS, filters=filters, sort=(("planned_on", True),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_post)
        table.view.menu_requested.connect(self._open_menu)
        table.export_requested.connect(self._export)
        table.model.on_edit = self._edit_cell
        pasted_block.listen(self.context, self, table.view, Sheet.POSTS)
        return table

    def _export(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Posts"), export_posts, request)

    def _edit_cell(self, edit: CellEdit) -> None:
        job = self.link.run(type_post_figure, edit.row_id, edit.key, edit.text, owner=self)
        job.then(lambda _outcome: edit.accept()).fails(lambda error: self._refused(edit, error))

    def _refused(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(getattr(error, "message", None) or message(N_("It could not be saved.")))
        self.context.show_error(error)

    def _open_menu(self, spot: QPoint) -> None:
        menu = PassingMenu(self)
        for state, words in POST_STATES.items():
            menu.addAction(_(words), partial(self._with_ticked, set_post_state, state))
        menu.addSeparator()
        menu.addAction(_("Move to today"), partial(self._with_ticked, move_posts, self.link.home.today()))
        menu.addAction(_("Delete"), partial(self._with_ticked, delete_posts))
        menu.popup(spot)

    def _with_ticked(self, command: Any, *args: Any) -> None:
        ticked = self.link.wait_for(self.table.view.selected_ids(), owner=self)
        ticked.then(lambda ids: run(self.context, self, command, tuple(ids), *args)).fails(self.context.show_error)
