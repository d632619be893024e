"""The log of what was changed, and what before and after can say."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from services import clock, settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.charts.marks import marks_of
from services.errors import Invalid, NotFound, StaleEdit
from services.growth.actions import ActionDraft, delete_actions, edit_action, note_action
from services.growth.effects import Verdict, action_view, change_of, judge, usual_change
from services.growth.figures import Measured, daily
from services.growth.queries import ACTIONS
from services.rollups.asked import ask
from services.shop import Shop
from services.types import ActionKind, GoalFigure, TableRequest
from tests.ready_shops import ready_shop

DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of invented orders over three years."""
    return ready_shop(tmp_path_factory, 3_000, seed=5)


def _today(shop: Shop) -> date:
    return clock.business_day(clock.now(), shop.ask(settings.read, settings.ZONE))


def _draft(**more: object) -> ActionDraft:
    return ActionDraft(**{"day": DAY, "kind": ActionKind.PICTURE, "what": "New main picture", **more})  # type: ignore[arg-type]


def test_a_noted_action_is_a_mark_on_charts_over_time(shop: Shop) -> None:
    today = _today(shop)
    shop.run(note_action, _draft(day=today - timedelta(days=3), what="Dearer by 2"))
    asked = shop.ask(ask, today - timedelta(days=9), today)
    own = [one for one in shop.ask(marks_of, asked) if one.is_own]
    assert [(one.place, one.words) for one in own] == [(6, "Dearer by 2")]


def test_a_note_is_edited_and_deleted(shop: Shop) -> None:
    action_id = shop.run(note_action, _draft(reason=" few clicks ", expected_effect="")).value
    shop.run(edit_action, action_id, _draft(kind=ActionKind.TITLE, what="Longer title"), version=1)
    found = shop.ask(action_view, action_id)
    assert (found.draft.kind, found.draft.what, found.draft.reason) == (ActionKind.TITLE, "Longer title", None)
    with pytest.raises(StaleEdit):
        shop.run(edit_action, action_id, _draft(), version=1)
    with closing(shop.table(ACTIONS, TableRequest(search="longer"), ("what", "kind"))) as snapshot:
        assert [row[1:] for row in snapshot.first.result()] == [("Longer title", "title")]
    shop.run(delete_actions, [action_id])
    with pytest.raises(NotFound):
        shop.ask(action_view, action_id)


@pytest.mark.parametrize("wrong", [{"what": " "}, {"code": "NO-SUCH"}, {"code": "C1", "figure": GoalFigure.VISITORS}])
def test_a_note_that_cannot_be_measured_is_refused(shop: Shop, wrong: dict[str, object]) -> None:
    shop.run(add_sku, SkuDraft("C1", "Cup"))
    with pytest.raises(Invalid):
        shop.run(note_action, _draft(**wrong))


def test_a_note_about_a_product_counts_that_product(shop: Shop) -> None:
    shop.run(add_sku, SkuDraft("C1", "Cup"))
    action_id = shop.run(note_action, _draft(code=" c1 ", figure=GoalFigure.ORDERS)).value
    assert shop.ask(action_view, action_id).draft.code == "C1"


def test_before_and_after_are_as_many_whole_weeks_without_the_day_itself(generated: Path) -> None:
    with Shop.open(generated, who="tests") as shop:
        day = _today(shop) - timedelta(days=20)
        action_id = shop.run(note_action, _draft(day=day)).value
        found = shop.ask(action_view, action_id)
        values = shop.ask(daily, Measured(GoalFigure.SALES, "CNY"), day - timedelta(days=14), day + timedelta(days=14))
        assert found.effect.days == 14  # 19 days are over: two whole weeks
        assert (found.effect.before, found.effect.after) == (sum(values[:14]), sum(values[15:]))
        assert found.effect.usual_ppm is not None
        assert found.effect.verdict in {Verdict.USUAL, Verdict.ROSE, Verdict.FELL}
        assert (found.first, len(found.values)) == (day - timedelta(days=28), 28 + 20)
        shop.run(note_action, _draft(day=day + timedelta(days=1), what="Cheaper"))
        assert (day + timedelta(days=1), "Cheaper") in shop.ask(action_view, action_id).effect.others


def test_an_action_of_this_week_is_too_young_to_be_judged(shop: Shop) -> None:
    action_id = shop.run(note_action, _draft(day=_today(shop))).value
    found = shop.ask(action_view, action_id)
    assert found.effect.verdict is Verdict.TOO_EARLY
    assert found.effect.change_ppm is None


@pytest.mark.parametrize(
    ("before", "after", "events", "usual", "days", "said"),
    [
        (100, 200, 300, 500_000, 14, Verdict.ROSE),
        (200, 90, 300, 500_000, 14, Verdict.FELL),
        (100, 150, 300, 500_000, 14, Verdict.USUAL),
        (100, 200, 29, 500_000, 14, Verdict.TOO_FEW),
        (100, 200, 300, None, 14, Verdict.NO_PAST),
        (0, 200, 300, 500_000, 14, Verdict.NO_PAST),
        (100, 200, 300, 500_000, 0, Verdict.TOO_EARLY),
    ],
)
def test_the_verdict_follows_what_is_usual(
    before: int, after: int, events: int, usual: int | None, days: int, said: Verdict
) -> None:
    assert judge(before, after, events, usual, days) is said


def test_what_is_usual_comes_from_enough_of_the_past() -> None:
    weeks = [100, 110, 100, 120, 100, 110, 100, 120, 100, 110]
    past = [sales for sales in weeks for _day in range(7)]
    assert usual_change(past, 7) == 200_000  # one of nine steps up or down was by a fifth at most
    assert usual_change(past[:49], 7) is None
    assert change_of(300, 200) == -333_333
    assert change_of(0, 5) is None
    assert change_of(-10, 5) is None
