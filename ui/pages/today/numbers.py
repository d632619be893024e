"""The six numbers in words: value, comparison, formula, and where each leads."""

from __future__ import annotations

from services import formatting
from services.i18n import NN_, _
from services.manual.meanings import said
from services.messages import counted
from services.orders.listing import sales_of
from services.today.queries import Today
from ui.pages.today.figures import Figure
from ui.widgets.kpi import Change

_LATE = NN_("{count} is late", "{count} are late")
_SOON = NN_("{count} within 24 hours", "{count} within 24 hours")
_UNCOSTED = NN_("{count} piece has no known cost", "{count} pieces have no known cost")


def six_numbers(found: Today) -> list[Figure]:
    """Sales today, to ship, refunds waiting, profit this month, goal pace, money available."""
    return [_sales(found), _to_ship(found), _refunds(found), _profit(found), _goal(found), _money(found)]


def _sales(found: Today) -> Figure:
    today, before = found.sold_on(found.day), found.figures.yesterday_minor
    words = _("yesterday by now {amount}").format(amount=formatting.money(before, found.currency))
    whole = found.sold_on(found.yesterday).paid_minor
    formula = _("What buyers paid for orders placed today. Yesterday the whole day brought {amount}.")
    wanted = {"filters": [(one.key, one.operator, one.values) for one in sales_of(found.day, found.currency)]}
    return Figure(
        "sales", _("Received today"), formatting.money(today.paid_minor, found.currency),
        _moved(today.paid_minor, before, words), formula.format(amount=formatting.money(whole, found.currency)),
        "orders", wanted,
    )  # fmt: skip


def _to_ship(found: Today) -> Figure:
    if found.overdue:
        change = Change("", counted(_LATE, found.overdue), False)
    elif found.due_soon:
        change = Change("", counted(_SOON, found.due_soon))
    else:
        change = Change("", _("none is late"), True if found.to_ship else None)
    formula = _("Paid orders that nothing holds and nobody wants the money back for.")
    view = {"view": "to_ship"}
    return Figure("to_ship", _("To ship"), formatting.integer(found.to_ship), change, formula, "orders", view)


def _refunds(found: Today) -> Figure:
    waiting = found.figures.refunds
    if waiting.late:
        change = Change("", counted(_LATE, waiting.late), False)
    elif waiting.cases:
        asked = formatting.money(waiting.minor, found.currency)
        change = Change("", _("{amount} is asked for").format(amount=asked))
    else:
        change = Change("", _("nobody waits"))
    formula = _("Open after-sales cases that send money back and have not done so yet.")
    wanted = {"section": "cases", "view": "open", "filters": [("kind", "in", waiting.kinds)]}
    value = formatting.integer(waiting.cases)
    return Figure("refunds", _("Refunds waiting"), value, change, formula, "after-sales", wanted)


def _profit(found: Today) -> Figure:
    month = found.figures.profit
    if month.minor is None or month.before_minor is None:
        formula = _("The profit is left open: sales are in {currency}, costs in {home}.")
        formula = formula.format(currency=found.currency, home=found.figures.money.currency)
        change = Change("", _("sales and costs are in two currencies"))
        return Figure("profit", _("Profit this month"), "—", change, formula, "charts", {"chart": "sales"})
    words = _("last month by day {day}: {amount}")
    before = formatting.money(month.before_minor, found.currency)
    change = _moved(month.minor, month.before_minor, words.format(day=month.before_last.day, amount=before))
    formula = said("today.profit")
    if month.uncosted:
        formula = f"{formula}\n{counted(_UNCOSTED, month.uncosted)}"
    value = formatting.money(month.minor, found.currency)
    label = _("Profit this month, at most") if month.uncosted else _("Profit this month")
    return Figure("profit", label, value, change, formula, "charts", {"chart": "waterfall", "period": "month"})


def _goal(found: Today) -> Figure:
    goal = found.figures.goal
    if goal is None:
        change = Change("", _("no goal yet: set one"))
        formula = _("How much of a goal is done, beside what should be done by now.")
        return Figure("goal", _("Goal pace"), "—", change, formula, "growth", {"section": "goals"})
    behind = goal.due_before - goal.done_before
    gap = formatting.money(abs(behind), goal.currency) if goal.is_money else formatting.integer(abs(behind))
    words = _("{gap} behind") if behind > 0 else _("{gap} ahead") if behind < 0 else _("just on pace")
    change = Change("down" if behind > 0 else "up" if behind < 0 else "flat", words.format(gap=gap), behind <= 0)
    formula = _("{name}, until {day}. By the end of yesterday, every day counted alike.")
    return Figure(
        "goal", _("Goal pace"), formatting.percent(goal.permille / 1000), change,
        formula.format(name=goal.name, day=goal.last_on.isoformat()), "growth", {"section": "goals"},
    )  # fmt: skip


def _money(found: Today) -> Figure:
    money = found.figures.money
    formula = said("today.money")
    if money.missing:
        without = _("Not counted, no exchange rate: {currencies}.").format(currencies=", ".join(money.missing))
        formula = f"{formula}\n{without}"
    if not money.is_known:
        change = Change("", _("no account yet: add one"))
        return Figure("money", _("Money available"), "—", change, formula, "finance", {"section": "transactions"})
    before = formatting.money(money.before_minor, money.currency)
    change = _moved(money.minor, money.before_minor, _("a week ago {amount}").format(amount=before))
    value = formatting.money(money.minor, money.currency)
    return Figure("money", _("Money available"), value, change, formula, "finance", {"section": "transactions"})


def _moved(now: int, before: int, words: str) -> Change:
    direction = "up" if now > before else "down" if now < before else "flat"
    return Change(direction, words, None if now == before else now > before)
