"""One campaign whole: what it lacks, its products, what it brought beside usual days, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services import formatting
from services.campaigns.baseline import Said
from services.campaigns.calendar import LACK_LABELS, Lack
from services.campaigns.drafts import KIND_LABELS, STAGE_LABELS, Stage
from services.campaigns.queries import CampaignItemView, CampaignView
from services.campaigns.result import Figure, Result
from services.i18n import N_, _
from ui.pages.growth.campaign_words import (
    FIGURE_WORDS,
    STAGE_TONES,
    change_words,
    others_verdict,
    own_verdict,
)
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_ITEMS_SHOWN = 30
_MORE = (
    ("edit", N_("Edit…")), ("again", N_("Plan one like it…")), ("sheet", N_("Export price sheet…")),
    ("review", N_("Review…")), ("release", N_("Free what is set aside")), ("cancel", N_("Cancel the campaign")),
    ("resume", N_("Take it up again")), ("delete", N_("Delete")),
)  # fmt: skip


class CampaignPanel(DetailPanel):
    """`wanted` carries what the person chose: a key of the menu, or ``items``."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Result | None = None
        self.lacks: tuple[Lack, ...] = ()
        self.items = PrimaryButton(_("Products…"), "tag")
        self.edit = SecondaryButton(_("Edit"), "pencil-simple")
        self.more = IconButton("dots-three", _("More actions"))
        self.items.clicked.connect(lambda: self.wanted.emit("items"))
        self.edit.clicked.connect(lambda: self.wanted.emit("edit"))
        self.more.clicked.connect(self._open_menu)
        for button, stretch in ((self.items, 1), (self.edit, 0), (self.more, 0)):
            self.footer.addWidget(button, stretch)

    def show_campaign(self, found: Result, lacks: tuple[Lack, ...]) -> None:
        """Show this campaign."""
        self.shown, self.lacks = found, lacks
        view = found.campaign
        draft = view.draft
        self.set_head(draft.name, f"{draft.first_on} – {draft.last_on}", can_copy=False)
        self.set_status(_(STAGE_LABELS[view.stage]), STAGE_TONES[view.stage])
        self.clear_body()
        self._add_plan(view)
        if found.days:
            self._add_result(found)
        elif lacks and view.stage in (Stage.PLANNED, Stage.PREHEAT):
            self.add_line()
            self.add(SectionTitle(_("Not ready yet")))
            for lack in lacks:
                self.add(Text(f"• {_(LACK_LABELS[lack])}", "body", "pill.amber.word", wrap=True))
        self._add_items(view)
        self.add_said((_("Note"), draft.note), (_("Review"), view.review))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.items.setText(_("Products…"))
        self.edit.setText(_("Edit"))
        self.more.set_name(_("More actions"))
        if self.shown is not None:
            self.show_campaign(self.shown, self.lacks)

    def deeds(self) -> tuple[tuple[str, str], ...]:
        """What can be done with the campaign that is shown, as (key, words)."""
        if self.shown is None:
            return ()
        view = self.shown.campaign
        hidden = {"cancel", "review"} if view.is_cancelled else {"resume"}
        hidden |= set() if view.keeps_stock else {"release"}
        hidden |= set() if view.items else {"sheet"}
        hidden |= set() if view.stage in (Stage.ENDED, Stage.REVIEWED) else {"review"}
        return tuple((key, _(words)) for key, words in _MORE if key not in hidden)

    def _open_menu(self) -> None:
        menu = PassingMenu(self)
        for key, words in self.deeds():
            menu.addAction(words).triggered.connect(lambda _on=False, _key=key: self.wanted.emit(_key))
        menu.open_above(self.more)

    def _add_plan(self, view: CampaignView) -> None:
        draft = view.draft
        self.add(KeyValueRow(_("Kind"), _(KIND_LABELS[draft.kind])))
        self.add(KeyValueRow(_("Where"), ", ".join(view.channels) or _("The whole shop")))
        if draft.preheat_on is not None:
            self.add(KeyValueRow(_("Preheat from"), str(draft.preheat_on)))
        for words, amount in ((_("Budget"), draft.budget_minor), (_("Target"), draft.target_minor)):
            if amount is not None:
                self.add(KeyValueRow(words, formatting.money(amount, view.currency)))

    def _add_result(self, found: Result) -> None:
        self.add_line()
        self.add(SectionTitle(_("Result"), _("{count} days").format(count=found.days)))
        self.add(Text(own_verdict(found.said(Figure.SALES)), "body", wrap=True))
        if found.campaign.items and (words := others_verdict(found.said(Figure.OTHERS))):
            is_less = found.said(Figure.OTHERS) is Said.LESS
            self.add(Text(words, "body", "pill.amber.word" if is_less else "text", wrap=True))
        money = {figure for figure in Figure if figure is not Figure.ORDERS}
        for figure in Figure:
            if figure not in found.figures or (figure is Figure.OTHERS and not found.campaign.items):
                continue
            shown = change_words(found.figures[figure], found.currency, is_money=figure in money)
            self.add(Text(_(FIGURE_WORDS[figure]), "caption", "text2", elide=True))
            self.add(Text(shown, "strong" if figure is Figure.SALES else "body", elide=True))
        self._add_costs(found)
        for words in self._method(found):  # one text each: a long one would be cut
            self.add(Text(words, "caption", "text2", wrap=True))

    def _add_costs(self, found: Result) -> None:
        for words, amount in (
            (_("Given away by its prices"), found.given_away),
            (_("Taken off whole orders"), found.taken_off),
        ):
            if amount:
                self.add(KeyValueRow(words, formatting.money(amount, found.currency)))
        if found.extra_profit is not None:
            tone = "neg" if found.extra_profit < 0 else "text"
            shown = formatting.money(found.extra_profit, found.currency)
            self.add(KeyValueRow(_("Profit beyond usual, after ads"), shown, strong=True, tone=tone))
        self.add(KeyValueRow(_("New buyers"), formatting.integer(found.new_buyers)))
        self.add(KeyValueRow(_("Buyers who had bought before"), formatting.integer(found.old_buyers)))
        for words, share in (
            (_("Of the target"), found.target_ppm),
            (_("Of the budget, spent on ads"), found.budget_ppm),
        ):
            if share is not None:
                self.add(KeyValueRow(words, formatting.ppm(share)))

    def _method(self, found: Result) -> tuple[str, ...]:
        days = found.base.compared_days
        if not days:
            return (_("There are no usual days before it to compare with."),)
        words = _("Usual: the mean of {spans} spans of the same weekdays, {first} to {last}.")
        first, last = formatting.day(days[0]), formatting.day(days[-1])
        return (
            words.format(spans=len(found.base.spans), first=first, last=last),
            _("Festivals and days of other campaigns are left out."),
            _("Refunds are taken off."),
        )

    def _add_items(self, view: CampaignView) -> None:
        self.add_line()
        kept = sum(one.left for one in view.items) if view.keeps_stock else 0
        aside = _("{count} set aside").format(count=formatting.integer(kept)) if kept else ""
        self.add(SectionTitle(_("Products"), aside))
        if not view.items:
            self.add(Text(_("None yet: it counts everything its channels sell."), "body", "text2", wrap=True))
        for one in view.items[:_ITEMS_SHOWN]:
            self.add(KeyValueRow(one.code, _price_words(one, view.home)))
            if words := _item_notes(one, view):
                is_bad = one.is_below_cost or one.is_below_least
                self.add(Text(words, "caption", "pill.amber.word" if is_bad else "text2", wrap=True))
        if len(view.items) > _ITEMS_SHOWN:
            more = formatting.integer(len(view.items) - _ITEMS_SHOWN)
            self.add(Text(_("and {count} more").format(count=more), "caption", "text2"))


def _price_words(one: CampaignItemView, currency: str) -> str:
    usual = formatting.money(one.usual_minor, currency) if one.usual_minor is not None else ""
    if one.price_minor is None:
        return usual or _("no price")
    price = formatting.money(one.price_minor, currency)
    return f"{usual} → {price}" if usual else price


def _item_notes(one: CampaignItemView, view: CampaignView) -> str:
    said = []
    if one.is_below_cost:
        said.append(_("below its cost of {amount}").format(amount=formatting.money(one.cost_minor, view.home)))
    elif one.is_below_least:
        least = formatting.money(one.min_price_minor, view.home)
        said.append(_("below the lowest price, {amount}").format(amount=least))
    if one.set_aside:
        words = _("{left} of {count} pieces set aside are left")
        said.append(words.format(left=formatting.integer(one.left), count=formatting.integer(one.set_aside)))
    return " · ".join([one.title, *said]) if said else ""
