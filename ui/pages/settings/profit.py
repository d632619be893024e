"""What selling costs and what is given away, in the settings: terms of every channel, gift rules."""

from __future__ import annotations

from functools import partial

from services import formatting, settings
from services.channels.queries import ChannelView
from services.channels.terms import Terms
from services.i18n import N_, Grouped, _, join_list, join_sentences
from services.orders import gift_rules
from services.orders.gift_rules import GiftRule, GiftRuleView
from services.settings_view import SettingsView
from services.stock.keeping import choose_costing
from services.stock.words import COSTING_LABELS
from services.types import CostMethod
from ui.page import PageContext
from ui.pages.settings.gift_dialog import GiftRuleDialog
from ui.pages.settings.saving import Saver, choice
from ui.pages.settings.section import Section, SettingRow
from ui.pages.settings.terms_dialog import TermsDialog, share_words
from ui.widgets.buttons import SecondaryButton
from ui.widgets.text import Text


class ProfitSection(Section):
    """How goods are costed, a row per channel with what selling there costs, and one per gift rule."""

    def __init__(self, context: PageContext, saver: Saver, view: SettingsView) -> None:
        super().__init__("profit", _("Profit and gifts"))
        self._context, self._saver, self._view = context, saver, view
        self._add_costing()
        for channel in view.channels:
            self._add_terms(channel)
        for rule in view.gift_rules:
            self._add_rule(rule)
        self.add_button = SecondaryButton(_("Add a gift rule…"), "gift")
        self.add_button.clicked.connect(lambda _on=False: self._open_rule(None))
        why = _("Gifts are added to orders that arrive, once per order and rule, and can be taken out again.")
        self.add(SettingRow(_("Gifts"), self.add_button, why))

    def _add_costing(self) -> None:
        """The choice while it can be made; afterwards what was chosen."""
        declared = settings.COSTING
        kept = CostMethod(self._view.values[declared.key])
        label, words = _(declared.label), N_("moving average costing FIFO first in first out profit")
        if self._view.goods_moved:
            why = _("It stays, since goods have moved: all profits rest on it.")
            chosen = Text(_(COSTING_LABELS[kept]), "body", "text2")
            self.add(SettingRow(label, chosen, join_sentences([_(declared.help), why]), words))
            return
        why = _("Choose before goods come in: all profits rest on it, and afterwards it stays.")
        self.costing = choice([(str(one), _(name)) for one, name in COSTING_LABELS.items()], str(kept))
        row = SettingRow(label, self.costing, join_sentences([_(declared.help), why]), words)
        self.costing.activated.connect(lambda _index: self._choose_costing(row))
        self.add(row)

    def _choose_costing(self, row: SettingRow) -> None:
        method = CostMethod(self.costing.currentData())
        said = _("Goods sold are costed by: {method}").format(method=_(COSTING_LABELS[method]))
        self._saver.run(row, said, choose_costing, method)

    def _add_terms(self, channel: ChannelView) -> None:
        known = self._view.terms.get(channel.id, ())
        button = SecondaryButton(_("Change…"), "percent")
        button.setAccessibleName(_("Change what selling in {name} costs").format(name=channel.name))
        button.clicked.connect(lambda _on=False: self._open_terms(channel, known))
        label = _("What selling in {name} costs").format(name=channel.name)
        self.add(SettingRow(label, button, terms_words(known, channel.currency)))

    def _open_terms(self, channel: ChannelView, known: tuple[Terms, ...]) -> None:
        self._context.open_dialog(TermsDialog(self._context, self._saver, channel, known))

    def _add_rule(self, view: GiftRuleView) -> None:
        button = SecondaryButton(_("Change…"), "gift")
        button.clicked.connect(lambda _on=False: self._open_rule(view))
        name = view.rule.name or view.code
        button.setAccessibleName(_("Change the gift rule {name}").format(name=name))
        row = SettingRow(_("Gift: {name}").format(name=name), button, self._rule_words(view))
        self.add(row)

    def _open_rule(self, view: GiftRuleView | None) -> None:
        dialog = GiftRuleDialog(self._context, self._saver, self._view.channels, self._view.shop.currency, view)
        if view is not None:
            remove = partial(self._remove, view.rule, dialog)
            dialog.add_left(_("Remove"), "trash", remove)
        self._context.open_dialog(dialog)

    def _remove(self, rule: GiftRule, dialog: GiftRuleDialog) -> None:
        words = _("Removed: {name}").format(name=rule.name or rule.key)
        pending = self._context.link.run(gift_rules.remove_rule, rule.key, owner=dialog)
        pending.then(partial(self._removed, words, dialog)).fails(self._context.show_error)

    def _removed(self, words: str, dialog: GiftRuleDialog, outcome: object) -> None:
        dialog.accept()
        self._saver.said(words, outcome)

    def _rule_words(self, view: GiftRuleView) -> str:
        rule = view.rule
        names = {channel.id: channel.name for channel in self._view.channels}
        parts = [_("{count} × {code}").format(count=Grouped(rule.quantity), code=view.code)]
        if rule.least_minor is not None:
            amount = formatting.money(rule.least_minor, self._view.shop.currency)
            parts.append(_("from {amount} on").format(amount=amount))
        if view.bought_code is not None:
            parts.append(_("with {code}").format(code=view.bought_code))
        if rule.repeat_buyer:
            parts.append(_("for buyers who come back"))
        if rule.channel_id is not None:
            parts.append(names.get(rule.channel_id, "—"))
        if not rule.is_on:
            parts.append(_("switched off"))
        return join_list(parts)


def terms_words(known: tuple[Terms, ...], currency: str) -> str:
    """The newest terms in one sentence; what nobody has said is named as that."""
    if not known:
        return _("Nobody has said yet: profits are shown without fees, freight and packing.")
    newest = known[0]
    values = (
        (_("Platform fee"), share_words(newest.fee_ppm)),
        (_("Commission"), share_words(newest.commission_ppm)),
        (_("Ads"), share_words(newest.ads_ppm)),
        (_("Freight"), formatting.money(newest.freight_minor, currency)),
        (_("Packing"), formatting.money(newest.packing_minor, currency)),
    )
    said = join_list([f"{name} {value}" for name, value in values])
    return _("{values} · since {day}").format(values=said, day=newest.since.isoformat())
