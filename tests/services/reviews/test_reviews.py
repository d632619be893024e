"""Reviews come in by hand or by file, find their order and product, and bad ones are followed up step by step."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.channels.commands import add as add_channel
from services.errors import Invalid, NotFound, StaleEdit
from services.reviews import commands, queries
from services.reviews.commands import ReviewDraft
from services.reviews.queries import REVIEWS
from services.shop import Shop
from services.types import FollowResult, FollowState, FollowStep, Platform, TableRequest
from tests.services.reviews.reviewing import add_products, import_orders, import_reviews


@pytest.fixture
def channel(shop: Shop) -> int:
    """A channel to review."""
    return int(shop.run(add_channel, "Camellia", Platform.TAOBAO).value)


def _detail(shop: Shop, review_id: int) -> queries.ReviewDetail:
    return shop.ask(queries.detail, review_id)


def _numbers(shop: Shop, view: str) -> list[str]:
    return [str(row[1]) for row in _rows(shop, TableRequest(view=view, sort=(("external_no", False),)), "external_no")]


def _rows(shop: Shop, request: TableRequest, key: str) -> list[tuple[Any, ...]]:
    snapshot = shop.table(REVIEWS, request, (key,))
    try:
        return list(snapshot.first.result())
    finally:
        snapshot.close()


def test_a_review_typed_here_gets_a_number_and_the_day_of_its_channel(shop: Shop, channel: int) -> None:
    at = datetime(2026, 5, 1, 17, 0, tzinfo=UTC)  # the next day in Shanghai
    review_id = shop.run(commands.add_review, ReviewDraft(channel, 5, text="  fine ", reviewed_at=at)).value
    found = _detail(shop, review_id)
    assert (found.external_no, found.text, found.follow) == (f"R{review_id}", "fine", FollowState.NONE)
    assert _day_of(shop, review_id) == date(2026, 5, 2)


def _day_of(shop: Shop, review_id: int) -> date:
    rows = _rows(shop, TableRequest(), "reviewed_on")
    return next(date.fromisoformat(row[1]) for row in rows if row[0] == review_id)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_there_are_one_to_five_stars(shop: Shop, channel: int, stars: int) -> None:
    with pytest.raises(Invalid):
        shop.run(commands.add_review, ReviewDraft(channel, stars))


def test_a_number_the_channel_has_is_refused(shop: Shop, channel: int) -> None:
    shop.run(commands.add_review, ReviewDraft(channel, 5, external_no="77"))
    with pytest.raises(Invalid, match="77"):
        shop.run(commands.add_review, ReviewDraft(channel, 4, external_no="77"))
    other = shop.run(add_channel, "Other", Platform.DOUYIN).value
    shop.run(commands.add_review, ReviewDraft(other, 4, external_no="77"))


def test_an_edit_of_what_changed_meanwhile_is_refused(shop: Shop, channel: int) -> None:
    review_id = shop.run(commands.add_review, ReviewDraft(channel, 2)).value
    version = _detail(shop, review_id).version
    shop.run(commands.edit_review, review_id, ReviewDraft(channel, 4, text="better"), version=version)
    assert (_detail(shop, review_id).rating, _detail(shop, review_id).follow) == (4, FollowState.NONE)
    with pytest.raises(StaleEdit):
        shop.run(commands.edit_review, review_id, ReviewDraft(channel, 1), version=version)


def test_a_bad_review_goes_from_contacted_to_offered_to_its_result_and_back(shop: Shop, channel: int) -> None:
    review_id = shop.run(commands.add_review, ReviewDraft(channel, 2)).value
    states = [_detail(shop, review_id).follow]
    steps = []
    for step, note, result in (
        (FollowStep.CONTACTED, None, None),
        (FollowStep.NOTE, "she is travelling", None),
        (FollowStep.OFFERED, "5 yuan", None),
        (FollowStep.RESULT, None, FollowResult.CHANGED),
    ):
        steps.append(shop.run(commands.take_step, review_id, step, note, result=result).value)
        states.append(_detail(shop, review_id).follow)
    assert states == [
        FollowState.OPEN, FollowState.CONTACTED, FollowState.CONTACTED, FollowState.OFFERED, FollowState.SETTLED
    ]  # fmt: skip
    shop.run(commands.remove_step, steps[-1])
    assert _detail(shop, review_id).follow is FollowState.OFFERED
    assert [one.note for one in _detail(shop, review_id).steps] == [None, "she is travelling", "5 yuan"]
    shop.undo()
    assert _detail(shop, review_id).follow is FollowState.SETTLED


def test_an_offer_says_what_it_was_and_only_the_end_has_a_result(shop: Shop, channel: int) -> None:
    review_id = shop.run(commands.add_review, ReviewDraft(channel, 1)).value
    with pytest.raises(Invalid):
        shop.run(commands.take_step, review_id, FollowStep.OFFERED, "  ")
    with pytest.raises(Invalid):
        shop.run(commands.take_step, review_id, FollowStep.RESULT)
    with pytest.raises(Invalid):
        shop.run(commands.take_step, review_id, FollowStep.CONTACTED, result=FollowResult.KEPT)
    assert _detail(shop, review_id).steps == ()


def test_what_counts_as_bad_is_a_rule_of_the_shop(shop: Shop, channel: int) -> None:
    ids = [shop.run(commands.add_review, ReviewDraft(channel, stars)).value for stars in (1, 2, 3, 4, 5)]
    shop.run(commands.take_step, ids[2], FollowStep.CONTACTED)
    assert shop.run(commands.change_bad_stars, 1).value == 1
    states = [_detail(shop, review_id).follow for review_id in ids]
    assert states == [
        FollowState.OPEN, FollowState.NONE, FollowState.CONTACTED, FollowState.NONE, FollowState.NONE
    ]  # fmt: skip
    with pytest.raises(Invalid):
        shop.run(commands.change_bad_stars, 6)


def test_a_reply_is_kept_with_its_time_and_taken_back(shop: Shop, channel: int) -> None:
    review_id = shop.run(commands.add_review, ReviewDraft(channel, 5)).value
    shop.run(commands.note_reply, review_id, " Thank you ")
    assert _detail(shop, review_id).reply == "Thank you"
    assert _detail(shop, review_id).replied_at is not None
    shop.run(commands.note_reply, review_id, "")
    assert (_detail(shop, review_id).reply, _detail(shop, review_id).replied_at) == (None, None)


def test_a_deleted_review_takes_its_steps_along_and_comes_back_with_them(shop: Shop, channel: int) -> None:
    review_id = shop.run(commands.add_review, ReviewDraft(channel, 1)).value
    shop.run(commands.take_step, review_id, FollowStep.CONTACTED, "by message")
    shop.run(commands.delete_reviews, [review_id])
    with pytest.raises(NotFound):
        _detail(shop, review_id)
    shop.undo()
    assert [one.note for one in _detail(shop, review_id).steps] == ["by message"]


def test_imported_reviews_find_order_and_product_whichever_file_comes_first(shop: Shop, tmp_path: Path) -> None:
    skus = add_products(shop, "CUP", "MAT")
    import_reviews(shop, tmp_path, ("1", "A1", "CUP", "1", "2026-05-06"), ("2", "A2", "", "5", "2026-05-07"))
    assert _detail(shop, 1).order_id is None
    import_orders(shop, tmp_path, ("A1", "CUP", "杯子"), ("A2", "MAT", "垫子"))
    first, second = _detail(shop, 1), _detail(shop, 2)
    assert (first.own_sku_id, second.own_sku_id) == (skus["CUP"], skus["MAT"])
    assert first.order_id is not None
    assert second.order_id is not None
    import_reviews(shop, tmp_path, ("3", "A2", "", "4", "2026-05-08"), name="more.csv")
    assert _detail(shop, 3).order_id == second.order_id
    assert shop.ask(queries.of_order, second.order_id) == (_detail(shop, 2), _detail(shop, 3))


def test_imported_bad_reviews_wait_and_a_changed_review_waits_no_more(shop: Shop, tmp_path: Path) -> None:
    import_reviews(
        shop, tmp_path, ("1", "A1", "", "1", "2026-05-06"), ("2", "A2", "", "3", "2026-05-07"),
        ("3", "A3", "", "5", "2026-05-07"),
    )  # fmt: skip
    assert _numbers(shop, "open") == ["1", "2"]
    shop.run(commands.take_step, 2, FollowStep.CONTACTED)
    import_reviews(shop, tmp_path, ("1", "A1", "", "5", "2026-05-06"), ("2", "A2", "", "5", "2026-05-07"), name="b.csv")
    assert (_numbers(shop, "open"), _numbers(shop, "to_do")) == ([], ["2"])
    assert shop.ask(queries.overview).average == 500


def test_an_import_leaves_our_reply_as_it_is(shop: Shop, tmp_path: Path) -> None:
    import_reviews(shop, tmp_path, ("1", "A1", "", "5", "2026-05-06"))
    shop.run(commands.note_reply, 1, "谢谢")
    import_reviews(shop, tmp_path, ("1", "A1", "", "4", "2026-05-06"), name="again.csv")
    assert (_detail(shop, 1).reply, _detail(shop, 1).rating) == ("谢谢", 4)


def test_an_empty_shop_has_no_average(shop: Shop) -> None:
    found = shop.ask(queries.overview)
    assert (found.average, found.counts["all"], found.channels) == (None, 0, ())


def test_buyers_of_several_reviews_are_contacted_in_one_step(shop: Shop, channel: int) -> None:
    ids = [shop.run(commands.add_review, ReviewDraft(channel, stars)).value for stars in (1, 2)]
    shop.run(commands.note_contacts, ids, "asked for a photo")
    assert {_detail(shop, one).follow for one in ids} == {FollowState.CONTACTED}
    shop.undo()
    assert {_detail(shop, one).follow for one in ids} == {FollowState.OPEN}
