"""Rates by product and month against a plain recount; scores typed by day; replies filled in."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import i18n
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotFound
from services.reviews import rules
from services.reviews.commands import ReviewDraft, add_review
from services.reviews.rates import rates
from services.reviews.replies import (
    PLACEHOLDERS,
    Reply,
    change_reply,
    filled,
    keep_replies,
    placeholders,
    remove_reply,
    replies,
)
from services.reviews.scores import ScoreDay, note_scores, scores
from services.shop import Shop
from services.types import FollowState, FollowStep, Platform
from tests.services.reviews.reviewing import add_products

_START = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
_REVIEW = st.tuples(st.sampled_from(["CUP", "MAT", None]), st.integers(1, 5), st.integers(0, 60))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(_REVIEW, max_size=12))
def test_rates_are_what_a_plain_recount_says(shop: Shop, found: list[tuple[str | None, int, int]]) -> None:
    if not shop.ask(scores):
        shop.run(add_channel, "Camellia", Platform.TAOBAO)
        add_products(shop, "CUP", "MAT")
    before: dict[tuple[str, str], tuple[int, int, int]] = {
        (one.month, one.title): (one.reviews, one.stars, one.bad) for one in shop.ask(rates)
    }
    wanted: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for code, stars, days in found:
        at = _START + timedelta(days=days)
        title = f"Product {code}" if code else "loose"
        shop.run(add_review, ReviewDraft(1, stars, code=code, title=title, reviewed_at=at))
        wanted[f"{at:%Y-%m}", title].append(stars)
    after = {(one.month, one.title): one for one in shop.ask(rates)}
    for key, stars_given in wanted.items():
        count, total, bad = before.get(key, (0, 0, 0))
        one = after[key]
        assert (one.reviews, one.stars) == (count + len(stars_given), total + sum(stars_given))
        assert one.bad == bad + sum(stars <= 3 for stars in stars_given)
        assert one.average is not None
        assert abs(Fraction(one.stars, one.reviews) * 100 - one.average) <= Fraction(1, 2)
    assert set(after) == set(before) | set(wanted)


def test_rates_can_be_asked_of_some_days(shop: Shop) -> None:
    channel = shop.run(add_channel, "Camellia", Platform.TAOBAO).value
    for day in (1, 10, 20):
        shop.run(add_review, ReviewDraft(channel, 4, title="Cup", reviewed_at=datetime(2026, 5, day, tzinfo=UTC)))
    assert [one.reviews for one in shop.ask(rates, date(2026, 5, 2), date(2026, 5, 19))] == [1]


@pytest.mark.parametrize(
    ("rating", "limit", "steps", "state"),
    [
        (3, 3, (), FollowState.OPEN),
        (4, 3, (), FollowState.NONE),
        (1, 0, (), FollowState.NONE),
        (5, 3, (FollowStep.CONTACTED,), FollowState.CONTACTED),
        (1, 3, (FollowStep.NOTE,), FollowState.OPEN),
        (1, 3, (FollowStep.RESULT, FollowStep.CONTACTED), FollowState.SETTLED),
    ],
)
def test_a_follow_up_is_as_far_as_its_furthest_step(
    rating: int, limit: int, steps: tuple[FollowStep, ...], state: FollowState
) -> None:
    assert rules.follow_state(rating, limit, steps) is state


def test_scores_are_typed_by_day_and_leave_other_figures_alone(shop: Shop) -> None:
    channel = shop.run(add_channel, "Camellia", Platform.TAOBAO).value
    day = date(2026, 5, 1)
    shop.run(note_scores, [ScoreDay(channel, day, 486, 479, None)])
    shop.run(note_scores, [ScoreDay(channel, day, 487, 479, 470), ScoreDay(channel, date(2026, 5, 8), None, 480, None)])
    (found,) = shop.ask(scores)
    assert found.days == (
        ScoreDay(channel, date(2026, 5, 8), None, 480, None), ScoreDay(channel, day, 487, 479, 470)
    )  # fmt: skip


@pytest.mark.parametrize("value", [501, -1])
def test_a_score_out_of_range_is_refused(shop: Shop, value: int) -> None:
    channel = shop.run(add_channel, "Camellia", Platform.TAOBAO).value
    with pytest.raises(Invalid):
        shop.run(note_scores, [ScoreDay(channel, date(2026, 5, 1), value, None, None)])


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_built_in_replies_suit_every_rating_and_name_only_known_placeholders(shop: Shop, language: str) -> None:
    i18n.set_language(language)
    for stars in range(1, 6):
        found = shop.ask(replies, stars)
        assert found
        assert all(set(placeholders(one.text)) <= set(PLACEHOLDERS) for one in found)


def test_own_replies_stand_first_and_are_filled_once(shop: Shop) -> None:
    shop.run(keep_replies, [Reply("Mine", "Dear {buyer}, about {product}", (1, 2))])
    assert shop.ask(replies, 1)[0].is_own
    assert not any(one.is_own for one in shop.ask(replies, 5))
    assert filled("Dear {buyer}, {odd} {", {"buyer": "{product}"}) == "Dear {product}, {odd} {"
    with pytest.raises(Invalid, match="price"):
        shop.run(keep_replies, [Reply("Mine", "only {price}")])
    with pytest.raises(Invalid):
        shop.run(keep_replies, [Reply(" ", "text")])


def test_a_template_is_changed_and_deleted_and_one_that_came_with_the_program_is_copied_first(shop: Shop) -> None:
    brought = shop.ask(replies)[0]
    shop.run(change_reply, brought, Reply("Ours", "Dear {buyer}", brought.stars))
    ours = shop.ask(replies)[0]
    assert (ours.title, ours.is_own, brought in shop.ask(replies)) == ("Ours", True, True)
    shop.run(change_reply, ours, Reply("Ours", "Dear {buyer}, thank you", (4, 5)))
    changed = [one for one in shop.ask(replies) if one.is_own]
    assert [(one.text, one.stars) for one in changed] == [("Dear {buyer}, thank you", (4, 5))]
    with pytest.raises(NotFound, match="Ours"):
        shop.run(remove_reply, ours)
    shop.run(remove_reply, changed[0])
    assert not any(one.is_own for one in shop.ask(replies))
