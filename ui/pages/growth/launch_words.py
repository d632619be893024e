"""Words the parts of the Launches section share."""

from __future__ import annotations

from services import formatting
from services.growth.launch_costs import CostSheet
from services.growth.launch_queries import LaunchView, StepView
from services.growth.launch_words import LAUNCH_STAGES
from services.i18n import NN_, _
from services.messages import counted

_LATE = NN_("{count} step late", "{count} steps late")
_PIECES = NN_("{count} piece", "{count} pieces")


def state_of(launch: LaunchView) -> tuple[str, str]:
    """(words, tone) of how a launch stands."""
    if launch.closed_on is not None:
        return _("Over"), "grey"
    if launch.late:
        return counted(_LATE, launch.late), "red"
    if launch.done == len(launch.steps) and launch.steps:
        return _("All steps done"), "green"
    began = launch.draft.launch_on is not None and launch.draft.launch_on <= launch.today
    return (_("On sale"), "green") if began else (_("In preparation"), "blue")


def step_words(step: StepView) -> str:
    """The stage and what is to be done."""
    return f"{_(LAUNCH_STAGES[step.stage])} · {step.title}"


def break_even_words(sheet: CostSheet) -> str:
    """How many pieces earn back what was paid once."""
    if sheet.break_even is None:
        return _("never at this price")
    return counted(_PIECES, sheet.break_even) if sheet.break_even else _("from the first piece")


def left_formula(sheet: CostSheet, currency: str) -> str:
    """The sum that gives what is left of a piece, with its amounts."""
    money = formatting.money
    return _("{price} price \u2212 {fixed} costs of a piece \u2212 {shares} shares of the price = {left}").format(
        price=money(sheet.price_minor, currency), fixed=money(sheet.fixed_minor, currency),
        shares=money(sheet.shares_minor, currency), left=money(sheet.left_minor, currency),
    )  # fmt: skip


def break_even_formula(sheet: CostSheet, currency: str) -> str:
    """The division that gives the pieces, with its amounts."""
    return _("{once} paid once \u00f7 {left} left of a piece, rounded up").format(
        once=formatting.money(sheet.once_minor, currency), left=formatting.money(sheet.left_minor, currency)
    )


def margin_words(sheet: CostSheet) -> str:
    """What is left as a share of the price."""
    return "\u2014" if sheet.margin_ppm is None else formatting.ppm(sheet.margin_ppm)
