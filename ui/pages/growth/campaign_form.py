"""The forms of a campaign: what it is, planning one like another, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from services.campaigns.commands import add_campaign, copy_campaign, edit_campaign, review_campaign
from services.campaigns.drafts import KIND_LABELS, CampaignDraft
from services.campaigns.errors import StockSpokenFor
from services.campaigns.queries import CampaignView
from services.channels.queries import ChannelView
from services.formatting import plain_amount
from services.i18n import _
from services.types import CampaignKind
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.growth.words import lines_field
from ui.theme import space
from ui.widgets.fields import CheckBox, Choice, text_field
from ui.widgets.text import Text

_PER_LINE = 3


class ChannelTicks(QWidget):
    """A box for each channel; none ticked means the whole shop."""

    def __init__(self, channels: Sequence[ChannelView], ticked: Sequence[int]) -> None:
        super().__init__()
        self.boxes = {one.id: CheckBox(one.name) for one in channels}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space.S)
        for place, (number, box) in enumerate(self.boxes.items()):
            box.setChecked(number in ticked)
            grid.addWidget(box, place // _PER_LINE, place % _PER_LINE)

    def ticked(self) -> tuple[int, ...]:
        """The channels that are ticked."""
        return tuple(number for number, box in self.boxes.items() if box.isChecked())


class CampaignDialog(FormDialog):
    """A new campaign that begins on `first_on`, or `shown` to be edited; `then` gets the id."""

    topic = "growth#campaign"

    def __init__(
        self, context: PageContext, channels: Sequence[ChannelView], currency: str, then: Callable[[int], object],
        shown: CampaignView | None = None, first_on: date | None = None,
    ) -> None:  # fmt: skip
        title = _("New campaign") if shown is None else _("Edit campaign")
        super().__init__(context, title, _("Products and prices are put in afterwards."), width=640)
        self._then, self._shown = then, shown
        self._currency = shown.currency if shown is not None else currency
        begin = first_on or self.link.home.today() + timedelta(days=7)
        blank = CampaignDraft("", CampaignKind.SALE, begin, begin + timedelta(days=2))
        draft = shown.draft if shown is not None else blank
        self.name = text_field(_("Double 11"), draft.name)
        self.kind = Choice()
        for kind, words in KIND_LABELS.items():
            self.kind.addItem(_(words), kind)
        self.kind.setCurrentIndex(self.kind.findData(draft.kind))
        self.preheat = text_field(_("none"), draft.preheat_on.isoformat() if draft.preheat_on else "")
        self.first = text_field("", draft.first_on.isoformat())
        self.last = text_field("", draft.last_on.isoformat())
        self.channels = ChannelTicks(channels, draft.channel_ids)
        self.budget = text_field("", self._amount(draft.budget_minor))
        self.target = text_field("", self._amount(draft.target_minor))
        self.note = lines_field(draft.note or "")
        self._lay_out()

    def contents(self) -> object:
        return super().contents(), self.note.toPlainText(), self.channels.ticked()

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        draft = self._draft()
        if draft is None:
            return
        self.save_draft(draft, self._shown, add_campaign, edit_campaign, self._then)

    def _lay_out(self) -> None:
        for field in (self.budget, self.target):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_row(("name", _("Name"), self.name), ("kind", _("Kind"), self.kind), shares=(2, 1))
        self.add_row(("preheat", _("Preheat from"), self.preheat), ("first", _("First day"), self.first),
                     ("last", _("Last day"), self.last))  # fmt: skip
        self.add_row(("channels", _("Where (none ticked: the whole shop)"), self.channels))
        self.add_row(("budget", _("Budget"), self.budget), ("target", _("Target"), self.target))
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save campaign"))

    def _amount(self, minor: int | None) -> str:
        return plain_amount(minor, self._currency) if minor is not None else ""

    def _draft(self) -> CampaignDraft | None:
        days = {name: self.day_of(name) for name in ("preheat", "first", "last")}
        amounts = {name: self.amount_of(name, self._currency) for name in ("budget", "target")}
        if not all(can for can, _day in days.values()) or None in amounts.values():
            return None
        first, last = days["first"][1], days["last"][1]
        if first is None or last is None:
            self.refuse_field("first" if first is None else "last", _("it must not be empty"))
            return None
        return CampaignDraft(
            self.name.text(), CampaignKind(self.kind.currentData()), first, last, days["preheat"][1],
            self.channels.ticked(), amounts["budget"] or None, amounts["target"] or None, self.note.toPlainText(),
        )  # fmt: skip


class AgainDialog(FormDialog):
    """Plan a campaign like `shown`: its length, channels, products and prices; `then` gets the new one's id."""

    topic = "growth#campaign"

    def __init__(self, context: PageContext, shown: CampaignView, then: Callable[[int], object]) -> None:
        subtitle = _("Length, channels, amounts, products and prices come from “{name}”.")
        super().__init__(context, _("Plan one like it"), subtitle.format(name=shown.draft.name), width=520)
        self._then, self._shown = then, shown
        begin = shown.draft.first_on
        again = begin.replace(year=begin.year + 1, day=min(begin.day, 28) if begin.month == 2 else begin.day)
        self.name = text_field("", shown.draft.name)
        self.first = text_field("", max(again, self.link.home.today()).isoformat())
        self.with_stock = CheckBox(_("Set the same pieces aside"))
        self.allow_over = CheckBox(_("Set aside even more than there is"))
        self.allow_over.hide()
        self.add_row(("name", _("Name"), self.name), ("first", _("First day"), self.first), shares=(2, 1))
        self.body.addWidget(self.with_stock)
        self.body.addWidget(self.allow_over)
        self.finish_form(_("Plan the campaign"))

    def check_and_save(self) -> None:
        """Plan it."""
        _can, first = self.day_of("first")
        if first is None:
            return
        self.run(copy_campaign, self._shown.id, self.name.text(), first, with_stock=self.with_stock.isChecked(),
                 allow_over=self.allow_over.isChecked(), then=self._then)  # fmt: skip

    def refused(self, error: Exception) -> None:
        """Offer to go beyond what there is where that is the reason."""
        super().refused(error)
        self.allow_over.setVisible(isinstance(error, StockSpokenFor) or self.allow_over.isVisible())


class CampaignReviewDialog(FormDialog):
    """What came of a campaign, in her own words."""

    topic = "growth#campaign"

    def __init__(self, context: PageContext, shown: CampaignView) -> None:
        super().__init__(context, _("Review the campaign"), shown.draft.name, width=520)
        self._shown = shown
        self.words = lines_field(shown.review or "")
        self.add_row(("words", _("What came of it, and what to do otherwise next time"), self.words))
        self.body.addWidget(Text(_("An empty review is taken back."), "caption", "text3"))
        self.finish_form(_("Save review"))

    def contents(self) -> object:
        return self.words.toPlainText()

    def check_and_save(self) -> None:
        """Save the words."""
        self.run(review_campaign, self._shown.id, self.words.toPlainText())
