"""One noted action whole: its figure day by day around it, and what before and after can say."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services import formatting
from services.growth.actions import ACTION_LABELS
from services.growth.effects import LEAST_EVENTS, ActionView, Effect, Verdict
from services.growth.figures import FIGURE_LABELS
from services.i18n import N_, _
from ui.pages.growth.words import figure_text
from ui.widgets.buttons import IconButton, PrimaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.spark_bars import Bar, SparkBars
from ui.widgets.text import Text

_CHART_HEIGHT = 112
_OTHERS_SHOWN = 6
_SAID = {
    Verdict.TOO_EARLY: N_("Too early: a whole week after it must be over."),
    Verdict.TOO_FEW: N_("The data cannot say: fewer than {least} cases before and after together."),
    Verdict.NO_PAST: N_("The data cannot say: too little past to know what changes are usual."),
    Verdict.USUAL: N_("The data cannot say: changes of this size are usual here ({usual} or less in nine of ten)."),
    Verdict.ROSE: N_("It rose by more than usual here ({usual} or less in nine of ten)."),
    Verdict.FELL: N_("It fell by more than usual here ({usual} or less in nine of ten)."),
}


class ActionPanel(DetailPanel):
    """`wanted` carries what the person chose to do: ``edit`` or ``delete``."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: ActionView | None = None
        self.edit = PrimaryButton(_("Edit"), "pencil-simple")
        self.remove = IconButton("trash", _("Delete"))
        for button, what, stretch in ((self.edit, "edit", 1), (self.remove, "delete", 0)):
            button.clicked.connect(lambda _on=False, _what=what: self.wanted.emit(_what))
            self.footer.addWidget(button, stretch)

    def show_action(self, found: ActionView) -> None:
        """Show this action."""
        self.shown = found
        where = found.draft.code or found.channel or _("The whole shop")
        self.set_head(found.draft.what, f"{found.draft.day} · {where}", can_copy=False)
        self.set_status(_(ACTION_LABELS[found.draft.kind]), "violet")
        self.clear_body()
        self.add(SectionTitle(_(FIGURE_LABELS[found.draft.figure])))
        if any(found.values):
            self.add(self._chart(found))
        self._add_effect(found)
        self.add_said((_("Why"), found.draft.reason), (_("Expected effect"), found.draft.expected_effect))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.edit.setText(_("Edit"))
        self.remove.set_name(_("Delete"))
        if self.shown is not None:
            self.show_action(self.shown)

    def _chart(self, found: ActionView) -> SparkBars:
        """The days around it; those from the day on are darker."""

        def axis(value: int) -> str:
            return formatting.compact(value, found.currency) if found.is_money else formatting.integer(value)

        chart = SparkBars(axis)
        chart.setFixedHeight(_CHART_HEIGHT)
        bars = []
        for number, value in enumerate(found.values):
            day = found.first + timedelta(days=number)
            shown = figure_text(value, found.currency, is_money=found.is_money)
            level = max(value, 0)
            part = level if day >= found.draft.day else 0
            bars.append(Bar(formatting.day(day), level, f"{formatting.day(day)}: {shown}", part))
        chart.set_bars(bars, _("Day by day; darker from the day of the action on"), every=14)
        return chart

    def _add_effect(self, found: ActionView) -> None:
        effect = found.effect
        if effect.days:
            before, after = (
                figure_text(value, found.currency, is_money=found.is_money) for value in (effect.before, effect.after)
            )
            self.add(KeyValueRow(_("{count} days before").format(count=effect.days), before))
            self.add(KeyValueRow(_("{count} days after").format(count=effect.days), after, strong=True))
            if effect.change_ppm is not None:
                share = formatting.ppm(abs(effect.change_ppm))
                self.add(KeyValueRow(_("Difference"), formatting.signed(share, effect.change_ppm)))
        self.add(Text(verdict_words(effect), "body", "text", wrap=True))
        if effect.others and effect.verdict in (Verdict.ROSE, Verdict.FELL):
            words = _("Other things happened in these days too, so it need not be this action:")
            self.add(Text(words, "body", "pill.amber.word", wrap=True))
        elif effect.others:
            self.add(Text(_("In these days there was also:"), "caption", "text2", wrap=True))
        for day, words in effect.others[:_OTHERS_SHOWN]:
            self.add(Text(f"{formatting.day(day)} · {words}", "caption", "text2", elide=True))


def verdict_words(effect: Effect) -> str:
    """What before and after can say, in one sentence."""
    usual = formatting.ppm(effect.usual_ppm or 0)
    return _(_SAID[effect.verdict]).format(least=LEAST_EVENTS, usual=usual)
