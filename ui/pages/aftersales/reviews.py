"""The Reviews section: what buyers wrote, which bad ones to follow up, and the scores of the shops."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from services import settings
from services.channels.queries import ChannelView, channels
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.reviews import commands, queries
from services.reviews.queries import REVIEWS, ReviewDetail, ReviewOverview
from services.reviews.replies import Reply, replies
from services.reviews.scores import ChannelScores, score_text, scores
from services.round_trip.records import export_reviews
from services.types import Entity, FollowStep, TableRequest
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.aftersales.list_menu import ListMenu
from ui.pages.aftersales.review_columns import READ_KEYS, TABS, columns, filter_specs
from ui.pages.aftersales.review_form import BadStarsDialog, ReviewDialog, StepDialog
from ui.pages.aftersales.review_panel import MENU, ReviewPanel
from ui.pages.aftersales.review_reply import ReplyDialog
from ui.pages.aftersales.review_scores import ScoresDialog
from ui.pages.list_export import ask_export
from ui.pages.list_rows import part_of_list, rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} review", "{count} reviews")
_TICKED = NN_("{count} review chosen", "{count} reviews chosen")
_OF_SEVERAL = (("contacts", N_("Contacted"), "phone"), ("delete", N_("Delete"), "trash"))
_OF_ONE = (
    ("show", N_("Show"), "star"),
    ("reply", N_("Reply…"), "chat-circle-text"),
    *MENU,
)


class ReviewsSection(Section):
    """`table` is the list, `panel` shows one review; `dialog` is the card opened last."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.overview: ReviewOverview | None = None
        self._new = self.header.set_primary(_("New review"), "plus", self.new)
        self._rule = self.header.add_secondary(_("Bad reviews…"), "star-half", self.change_rule)
        self._scores = self.header.add_secondary(_("Shop scores…"), "star", self.type_scores)
        self.table = self._make_table()
        self.panel = ReviewPanel()
        self.panel.wanted.connect(self.do)
        self.panel.step_removed.connect(lambda step: run(self.context, self, commands.remove_step, step))
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, queries.detail, self._show)
        self.column.addWidget(self.table, 1)
        self.list_menu = ListMenu(self, self.table, _TICKED, _OF_SEVERAL, _OF_ONE, self.do_with)
        self._add_actions()
        self.link.watch(self, (Entity.REVIEW, Entity.REVIEW_STEP, Entity.ORDER, Entity.SETTING), self._changed)
        self.table.open()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`review` asks for one of them; `view`, `search` and `filters` for a part of the list."""
        if part := part_of_list(wanted):
            self.table.open(part)
        if "review" in wanted:
            self.show_review(int(wanted["review"]))

    def reload(self) -> None:
        """Read the counts again."""
        self.link.ask(queries.overview, owner=self).then(self._show_overview)

    def show_review(self, review_id: int) -> None:
        """Show one review at the right."""
        self.one.open(review_id)

    def new(self) -> None:
        """Type a review in."""
        self.link.ask(channels, owner=self).then(partial(self._open_form, None))

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New review"))
        self._rule.setText(_("Bad reviews…"))
        self._scores.setText(_("Shop scores…"))
        self.table.retranslate()
        self.list_menu.retranslate()
        self.reload()

    # --- what can be done ------------------------------------------------------------------------

    def do_with(self, what: str, review_ids: list[int]) -> None:
        """What the bar and the menu of a row offer."""
        if what == "contacts":
            run(self.context, self, commands.note_contacts, review_ids, then=self.list_menu.clear)
        elif what == "delete":
            run(self.context, self, commands.delete_reviews, review_ids, then=self._deleted)
        elif what == "show":
            self.show_review(review_ids[0])
        else:
            asked = self.link.ask(queries.detail, review_ids[0], owner=self)
            asked.then(partial(self._show_and_do, what)).fails(self.context.show_error)

    def _show_and_do(self, what: str, found: ReviewDetail) -> None:
        self.one.wanted = found.id
        self._show(found)
        self.do(what)

    def _deleted(self, _value: object) -> None:
        self.list_menu.clear()
        self.one.put_away()

    def do(self, what: str) -> None:
        """Do what the panel offers, with the review it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self.link.ask(channels, owner=self).then(partial(self._open_form, shown))
        elif what == "reply":
            self.reply()
        elif what == "order" and shown.order_no is not None:
            self.context.navigate("orders", search=shown.order_no)
        elif what == "delete":
            run(self.context, self, commands.delete_reviews, [shown.id], then=self.one.put_away)
        elif what in set(FollowStep):
            self._open(StepDialog(self.context, shown, FollowStep(what)))

    def reply(self) -> None:
        """Offer the replies that suit the review that is shown."""
        shown = self.panel.shown
        if shown is not None and self.panel.isVisible():
            self.link.ask(replies, shown.rating, owner=self).then(partial(self._choose_reply, shown))

    def type_scores(self) -> None:
        """Type the scores of the shops."""
        self.link.ask(scores, owner=self).then(self._open_scores)

    def change_rule(self) -> None:
        """Change how many stars a bad review has."""
        stars = self.overview.bad_stars if self.overview is not None else settings.BAD_STARS.default
        self._open(BadStarsDialog(self.context, stars))

    def _choose_reply(self, shown: ReviewDetail, found: Sequence[Reply]) -> None:
        asked = self.link.ask(settings.read, settings.SHOP_NAME, owner=self)
        asked.then(lambda name: self._open(ReplyDialog(self.context, shown, found, name or _("our shop"))))

    def _open_form(self, shown: ReviewDetail | None, known: Sequence[ChannelView]) -> None:
        self._open(ReviewDialog(self.context, known, self.show_review, shown))

    def _open_scores(self, found: Sequence[ChannelScores]) -> None:
        self._open(ScoresDialog(self.context, found, self.link.home.today()))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def import_files(self) -> None:
        """Ask for files of reviews; the import takes them from there."""
        filters = _("Tables ({suffixes})").format(suffixes="*.csv *.xlsx *.xls *.zip")
        self.context.ask_files(_("Import reviews"), filters, self._import)

    def _import(self, files: Sequence[Path]) -> None:
        self.context.navigate("import", files=files)

    # --- what changed ----------------------------------------------------------------------------

    def _show(self, found: ReviewDetail) -> None:
        self.panel.show_review(found, self.link.home.zone(), masked=self._masked())
        self.show_panel()

    def _show_overview(self, found: ReviewOverview) -> None:
        was_masked, self.overview = self._masked(), found
        if found.is_masked != was_masked:
            self.table.refresh()
        self.table.set_counts(dict(found.counts))
        words = counted(_COUNTED, found.counts["all"])
        if found.average is not None:
            words = _("{count}, {stars} stars on average").format(count=words, stars=score_text(found.average))
        self.header.set_subtitle(words)

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()
        self.table.reload()
        self.one.read_again()

    # --- building --------------------------------------------------------------------------------

    def _masked(self) -> bool:
        return self.overview.is_masked if self.overview is not None else True

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "star",
            N_("No reviews yet"),
            N_("Import them as a table or type them in; those with few stars then wait here to be followed up."),
            ((N_("Import reviews"), "upload-simple", self.import_files), (N_("New review"), "plus", self.new)),
        )
        texts = PanelTexts(N_("Reviews"), N_("Text, product, order no.…"), _COUNTED, empty)
        table = KeptList(
            "reviews", "text", texts, columns(self.link.home.zone, self._masked),
            source_of(self.link, REVIEWS, READ_KEYS), tabs=TABS,
            filters=filter_specs(lambda: self.overview), sort=(("reviewed_at", True),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_review)
        table.export_requested.connect(self.export)
        return table

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook that imports again."""
        ask_export(self.context, self, _("Reviews"), export_reviews, request)

    def _add_actions(self) -> None:
        group, scope = N_("After-sales"), "after-sales"
        self.context.registry.add(
            ActionSpec(
                "after-sales.reply", N_("Reply to this review"), self.reply, "chat-circle-text", "Ctrl+R",
                scope=scope, group=group, enabled=self.panel.isVisible,
            ),
            ActionSpec(
                "after-sales.scores", N_("Type the scores of the shops"), self.type_scores, "star",
                scope=scope, group=group,
            ),
            ActionSpec(
                "after-sales.bad_stars", N_("Which reviews are bad"), self.change_rule, "star-half",
                scope=scope, group=group,
            ),
            ActionSpec(
                "after-sales.import_reviews", N_("Import reviews"), self.import_files, "upload-simple",
                scope=scope, group=group,
            ),
        )  # fmt: skip
