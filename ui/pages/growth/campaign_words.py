"""Words and tones of campaigns."""

from __future__ import annotations

from services import formatting
from services.campaigns.baseline import Compared, Said
from services.campaigns.drafts import Stage
from services.campaigns.result import Figure
from services.i18n import N_, _
from ui.pages.growth.words import figure_text

STAGE_TONES = {
    Stage.PLANNED: "grey", Stage.PREHEAT: "amber", Stage.RUNNING: "green", Stage.ENDED: "blue",
    Stage.REVIEWED: "violet", Stage.CANCELLED: "red",
}  # fmt: skip
FIGURE_WORDS = {
    Figure.SALES: N_("Sales of its orders, net of refunds"),
    Figure.ORDERS: N_("Its orders"),
    Figure.ALL_SALES: N_("All sales of its channels, net"),
    Figure.PROFIT: N_("Profit of its channels"),
    Figure.OTHERS: N_("Products not in it"),
    Figure.ADS: N_("Ad spend"),
}
_OWN = {
    Said.TOO_EARLY: N_("Nothing to compare yet: its first day must be over."),
    Said.NO_PAST: N_("The data cannot say: fewer than 3 usual spans of the same weekdays before it."),
    Said.TOO_FEW: N_("The data cannot say: too few orders in it and in usual days."),
    Said.USUAL: N_("The data cannot say: sales were within what these weekdays usually bring."),
    Said.MORE: N_("It sold more than any usual span of the same weekdays."),
    Said.LESS: N_("It sold less than any usual span of the same weekdays."),
}
_OTHERS = {
    Said.USUAL: N_("Whether it took sales from other products the data cannot say: theirs were as usual."),
    Said.MORE: N_("Other products sold more too: it took no sales from them."),
    Said.LESS: N_("Other products sold less than in any usual span: it may have taken sales from them."),
}


def own_verdict(said: Said) -> str:
    """What the comparison of its own sales can say."""
    return _(_OWN[said])


def others_verdict(said: Said) -> str:
    """What can be said of products that are not in it; nothing where its own verdict says why already."""
    return _(_OTHERS[said]) if said in _OTHERS else ""


def change_words(found: Compared, currency: str, *, is_money: bool) -> str:
    """The figure with what it was beyond usual, such as ``¥ 300 (usual ¥ 200, +50 %)``."""
    shown = figure_text(found.value, currency, is_money=is_money)
    if found.usual is None:
        return shown
    usual = figure_text(found.usual, currency, is_money=is_money)
    if not found.usual or not found.change:
        return _("{value} (usually {usual})").format(value=shown, usual=usual)
    share = formatting.signed(formatting.percent(abs(found.change) / abs(found.usual)), found.change)
    return _("{value} (usually {usual}, {change})").format(value=shown, usual=usual, change=share)
