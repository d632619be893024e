"""Charts of what was planned: a goal beside its pace, and budgets beside theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy import Connection

from models.enums.growth import GoalFigure
from services import formatting
from services.books.documents import AccountLedger, account_ledger, documents, line_label
from services.budgets.queries import Budgets, BudgetView, Pace, budgets
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.exporting.text_export import ListColumn
from services.growth.goal_pace import Expected, GoalView, due_by, goals
from services.i18n import N_, NN_
from services.kernel.table_query import Kind
from services.messages import Message, message, plural_message
from services.rollups.asked import Asked

_OF_ORDERS = {GoalFigure.SALES, GoalFigure.ORDERS, GoalFigure.PROFIT}
_WITHIN = NN_("The one budget of {month} is within its pace", "All {count} budgets of {month} are within their pace")
_GOAL_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("done", N_("On the day"), Kind.TEXT),
    ListColumn("done_so_far", N_("Done so far"), Kind.TEXT),
    ListColumn("due", N_("Due by then"), Kind.TEXT),
)
_BUDGET_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("category", N_("Category"), Kind.TEXT),
    ListColumn("source", N_("Source"), Kind.TEXT),
    ListColumn("what", N_("What for"), Kind.TEXT),
    ListColumn("amount", N_("Amount"), Kind.MONEY),
)


# -- a goal --------------------------------------------------------------------------------------------------


def running_goals(connection: Connection, asked: Asked) -> list[GoalView]:
    """The goals that run today, of the channel where one is chosen: those of money first, then what ends first."""
    running = [one for one in goals(connection) if one.draft.first_on <= asked.today <= one.draft.last_on]
    if asked.channel_id is not None:
        running = [one for one in running if one.draft.channel_id == asked.channel_id]
    return sorted(running, key=lambda one: (not one.is_money, one.draft.last_on, one.id))


def _goal(connection: Connection, asked: Asked) -> Figures:
    running = running_goals(connection, asked)
    if not running:
        return nothing(Shape.LINES, message(N_("No goal runs today. Set one under Growth.")))
    goal = running[0]
    unit = Unit.MONEY if goal.is_money else Unit.COUNT
    labels = tuple(goal.draft.first_on + timedelta(days=number) for number in range(goal.days))
    done = tuple(accumulate(goal.values))
    due = tuple(due_by(goal.draft.target_value, goal.days, number + 1) for number in range(goal.days))
    series = [
        Series(message(N_("Done")), (*done, *(None for _day in range(goal.days - len(done)))), unit),
        Series(message(N_("Pace")), due, unit, Tone.BEFORE),
    ]
    band: tuple[tuple[int, int] | None, ...] = ()
    if goal.expected is not None:
        values, band = _ahead(goal, goal.expected)
        series.append(Series(message(N_("Likely")), values, unit, Tone.EXPECTED))
    keys = tuple(behind.key_of(day, day) for day in labels)
    notes = (_likely(goal), *_others(running[1:]))
    return Figures(
        Shape.LINES, _goal_title(goal), labels, tuple(series), keys, notes, band=band, currency=goal.currency
    )  # fmt: skip


def _ahead(goal: GoalView, expected: Expected) -> tuple[tuple[int | None, ...], tuple[tuple[int, int] | None, ...]]:
    """A straight line from yesterday's evening to where the goal is likely to end, and its bounds."""
    over, left = goal.over_days, goal.days - goal.over_days
    start = goal.done_before

    def reached(end: int, step: int) -> int:
        return start + (end - start) * step // left

    before: list[None] = [None] * max(over - 1, 0)
    joint = [start] if over else []
    ahead = [reached(expected.value, step) for step in range(1, left + 1)]
    bounds = [(reached(expected.low, step), reached(expected.high, step)) for step in range(1, left + 1)]
    return (*before, *joint, *ahead), (*(None for _day in range(over)), *bounds)


def _amount(goal: GoalView, value: int) -> str:
    return words.money(value, goal.currency) if goal.is_money else formatting.integer(value)


def _goal_title(goal: GoalView) -> Message:
    known = {
        "name": goal.draft.name,
        "done": _amount(goal, goal.done),
        "target": _amount(goal, goal.draft.target_value),
    }
    gap = goal.done_before - goal.due
    if goal.done >= goal.draft.target_value:
        return message(N_("{name} is reached: {done} of {target}"), **known)
    if not goal.over_days or not gap:
        return message(N_("{name}: {done} of {target}, on pace"), **known)
    known["gap"] = _amount(goal, abs(gap))
    if gap < 0:
        return message(N_("{name}: {done} of {target}, {gap} behind the pace"), **known)
    return message(N_("{name}: {done} of {target}, {gap} ahead of the pace"), **known)


def _likely(goal: GoalView) -> Message:
    expected = goal.expected
    if expected is None:
        return message(N_("It is too early to say where it ends."))
    value, low, high = (_amount(goal, one) for one in (expected.value, expected.low, expected.high))
    if expected.error_ppm is None:
        return message(N_("Likely by the end at its own pace: {value}, between {low} and {high}."),
                       value=value, low=low, high=high)  # fmt: skip
    error = formatting.ppm(expected.error_ppm)
    words_ = N_("Likely by the end: {value}, between {low} and {high}. Such forecasts were off by {error} a day.")
    return message(words_, value=value, low=low, high=high, error=error)


def _others(others: list[GoalView]) -> tuple[Message, ...]:
    names = ", ".join(one.draft.name for one in others)
    return (message(N_("Also running: {names}."), names=names),) if names else ()


def _of_goal(connection: Connection, asked: Asked, key: str) -> Behind:
    goal = next(iter(running_goals(connection, asked)), None)
    if goal is None:
        return behind.table(_GOAL_COLUMNS, [], asked)
    span = behind.span_of(key, replace(asked, first=goal.draft.first_on, last=goal.today))
    if key and goal.draft.figure in _OF_ORDERS:
        of_goal = replace(asked, currency=goal.currency, channel_id=goal.draft.channel_id, category=None)
        sales_only = goal.draft.figure is not GoalFigure.PROFIT
        return behind.orders(connection, of_goal, span=span, sales_only=sales_only)
    rows: list[tuple[str | date, ...]] = []
    for number, (value, done) in enumerate(zip(goal.values, accumulate(goal.values), strict=True)):
        day = goal.draft.first_on + timedelta(days=number)
        if span[0] <= day <= span[1]:
            due = due_by(goal.draft.target_value, goal.days, number + 1)
            rows.append((day.isoformat(), *(_exact(goal, one) for one in (value, done, due))))
    return behind.table(_GOAL_COLUMNS, rows, asked)


def _exact(goal: GoalView, value: int) -> str:
    return formatting.money(value, goal.currency) if goal.is_money else formatting.integer(value)


# -- budgets -------------------------------------------------------------------------------------------------


def _budgets(connection: Connection, asked: Asked) -> Figures:
    found = budgets(connection, asked.last)
    if not found.budgets:
        why = N_("No budget holds in {month}. Set one under Finance.")
        return nothing(Shape.RANKING, message(why, month=f"{found.first:%Y-%m}"))
    labels = tuple(one.name for one in found.budgets)
    details = tuple(
        message(N_("of {amount}"), amount=words.money(one.amount_minor, found.currency)) for one in found.budgets
    )
    series = (
        Series(message(N_("Spent")), tuple(one.spent_minor for one in found.budgets), Unit.MONEY, Tone.SECOND),
        Series(message(N_("Due by now")), tuple(one.due_minor for one in found.budgets), Unit.MONEY, Tone.BEFORE),
    )
    keys = tuple(one.category for one in found.budgets)
    return Figures(
        Shape.RANKING, _budget_title(found), labels, series, keys, tuple(_expected(found)), currency=found.currency,
        details=details,
    )  # fmt: skip


def _budget_title(found: Budgets) -> Message:
    worst = found.budgets[0]
    month = f"{found.first:%Y-%m}"
    if worst.pace is Pace.OVER:
        over = words.money(-worst.left_minor, found.currency)
        return message(N_("{name}: {money} spent beyond the budget of {month}"), name=worst.name, money=over,
                       month=month)  # fmt: skip
    if worst.pace is Pace.FAST:
        likely = words.money(worst.expected_minor, found.currency)
        return message(N_("{name} is spent faster than the days go: {money} likely by the end of {month}"),
                       name=worst.name, money=likely, month=month)  # fmt: skip
    return plural_message(_WITHIN, len(found.budgets), month=month)


def _expected(found: Budgets) -> list[Message]:
    """What budgets that need a look are likely to come to, but for the one the title names."""
    return [
        message(N_("{name}: {money} likely by the end of the month."), name=one.name,
                money=words.money(one.expected_minor, found.currency))
        for one in found.budgets[1:]
        if one.pace is not Pace.WITHIN and one.expected_minor is not None
    ]  # fmt: skip


def _of_budget(connection: Connection, asked: Asked, key: str) -> Behind:
    found = budgets(connection, asked.last)
    rows = [
        row
        for one in found.budgets
        if not key or one.category == key
        for row in _spent(connection, one, account_ledger(connection, one.category, found.first, found.last))
    ]
    return replace(behind.table(_BUDGET_COLUMNS, rows, asked), currency=found.currency)


def _spent(connection: Connection, one: BudgetView, ledger: AccountLedger) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    for line in ledger.lines:
        papers = documents(connection, one.category, line, 2)
        what = " · ".join(part for part in (papers[0].number, papers[0].text) if part) if len(papers) == 1 else ""
        found.append((line.day.isoformat(), one.name, line_label(line), what, line.home_minor))
    return found


CHARTS: tuple[Chart, ...] = (
    Chart(
        "goal-pace", Family.SALES, N_("Goal and its pace"),
        N_("The figure of the goal added up day by day; pace: the target spread evenly over its days; likely: done by "
           "yesterday plus the forecast of the days left, drawn as a straight line with its bounds."),
        N_("The running goal (one of money first, then the one that ends first) and what it counts"),
        _goal, _of_goal, by_period=False,
    ),
    Chart(
        "budget-pace", Family.MONEY, N_("Budgets and their pace"),
        N_("What was posted under each category in the month of the period's last day; due by now: the budget × the "
           "days that are over ÷ all days of the month."),
        N_("Budgets, and the books"), _budgets, _of_budget, by_channel=False,
    ),
)  # fmt: skip
