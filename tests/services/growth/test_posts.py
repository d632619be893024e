"""Posts: from the idea to the figures, moved between days, copied, undone."""

from __future__ import annotations

import io
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Connection

from services import clock, settings
from services.campaigns.commands import add_campaign, delete_campaigns
from services.campaigns.drafts import CampaignDraft
from services.catalog import pictures
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import Invalid, NotFound, StaleEdit
from services.files_beside import look_through
from services.growth.post_queries import POSTS, DuePosts, due_posts, post_days, post_view
from services.growth.post_words import OUTLETS, outlet_words, outlets, set_outlets
from services.growth.posts import (
    PostDraft,
    add_post,
    copy_post,
    delete_posts,
    edit_post,
    move_posts,
    set_post_figures,
    set_post_state,
    type_post_figure,
)
from services.shop import Shop
from services.types import CampaignKind, Filter, PostState, TableRequest


def _today(shop: Shop) -> date:
    return clock.business_day(clock.now(), shop.ask(settings.read, settings.ZONE))


def _product(shop: Shop, code: str) -> None:
    shop.run(add_sku, SkuDraft(code, f"Cup {code}"))


def _titles(shop: Shop, **asked: object) -> list[str]:
    with closing(shop.table(POSTS, TableRequest(**asked), ("title", "codes"))) as found:  # type: ignore[arg-type]
        return [row[1] for row in found.first.result()]


def _picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return out.getvalue()


def test_a_post_is_an_idea_until_it_has_a_text_and_posted_on_the_day_it_is_said(shop: Shop) -> None:
    today = _today(shop)
    post = shop.run(add_post, PostDraft("  New   cups ", "douyin", today + timedelta(days=3), 20 * 60)).value
    view = shop.ask(post_view, post)
    assert (view.draft.title, view.state, view.posted_on, view.is_late) == ("New cups", PostState.IDEA, None, False)
    shop.run(edit_post, post, PostDraft("New cups", "douyin", today, 600, words="Look!"), version=view.version)
    assert shop.ask(post_view, post).state is PostState.DRAFT
    shop.run(set_post_state, (post,), PostState.POSTED)
    assert shop.ask(post_view, post).posted_on == today
    shop.run(set_post_state, (post,), PostState.DRAFT)
    assert shop.ask(post_view, post).posted_on is None


def test_an_edit_of_something_old_is_refused(shop: Shop) -> None:
    post = shop.run(add_post, PostDraft("A", "douyin")).value
    shop.run(edit_post, post, PostDraft("B", "douyin"))
    with pytest.raises(StaleEdit):
        shop.run(edit_post, post, PostDraft("C", "douyin"), version=1)
    with pytest.raises(NotFound):
        shop.ask(post_view, 4711)


@pytest.mark.parametrize(
    "draft",
    [
        PostDraft(" ", "douyin"),
        PostDraft("A", " "),
        PostDraft("A" * 201, "douyin"),
        PostDraft("A", "douyin", minute=600),
        PostDraft("A", "douyin", date(2026, 1, 1), 1440),
        PostDraft("A", "douyin", codes=("NOBODY",)),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_kept(shop: Shop, draft: PostDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(add_post, draft)
    assert _titles(shop) == []


def test_products_of_a_post_come_and_go_with_it(shop: Shop) -> None:
    for code in ("CUP-1", "CUP-2"):
        _product(shop, code)
    post = shop.run(add_post, PostDraft("Cups", "douyin", codes=("cup-1", "CUP-2", "CUP-1"))).value
    assert [one.code for one in shop.ask(post_view, post).products] == ["CUP-1", "CUP-2"]
    shop.run(edit_post, post, PostDraft("Cups", "douyin", codes=("CUP-2",)))
    assert (_titles(shop, search="CUP-2"), _titles(shop, search="CUP-1")) == (["Cups"], [])
    assert (_titles(shop, view="ideas"), _titles(shop, view="posted")) == (["Cups"], [])
    assert [one.code for one in shop.ask(post_view, post).products] == ["CUP-2"]
    shop.run(delete_posts, (post,))
    assert _titles(shop) == []


def test_posts_move_to_another_day_and_the_calendar_shows_them_by_time(shop: Shop) -> None:
    today = _today(shop)
    late = shop.run(add_post, PostDraft("Late", "douyin", today - timedelta(days=1))).value
    shop.run(add_post, PostDraft("Evening", "wechat", today, 1200))
    shop.run(add_post, PostDraft("Morning", "wechat", today, 480))
    shop.run(add_post, PostDraft("Some day", "wechat"))
    assert shop.ask(due_posts, today) == DuePosts(3, 1)
    shop.run(move_posts, (late,), today + timedelta(days=1))
    days = shop.ask(post_days, today, today + timedelta(days=6))
    assert [(one.title, one.time) for one in days.posts] == [("Morning", "08:00"), ("Evening", "20:00"), ("Late", "")]
    assert (days.undated, days.today) == (1, today)
    assert shop.ask(due_posts, today) == DuePosts(2, 0)


def test_a_posted_one_stands_on_the_day_it_was_posted(shop: Shop) -> None:
    today = _today(shop)
    post = shop.run(add_post, PostDraft("A", "douyin", today - timedelta(days=40))).value
    shop.run(set_post_state, (post,), PostState.POSTED)
    assert [one.day for one in shop.ask(post_days, today, today).posts] == [today]
    assert shop.ask(post_days, today - timedelta(days=40), today - timedelta(days=40)).posts == ()


def test_a_copy_is_a_draft_without_link_and_figures(shop: Shop) -> None:
    _product(shop, "CUP-1")
    post = shop.run(add_post, PostDraft("A", "douyin", words="Text", link="https://a.example", codes=("CUP-1",))).value
    shop.run(set_post_state, (post,), PostState.POSTED)
    shop.run(set_post_figures, post, {"views": 10, "sales": 990})
    made = shop.ask(post_view, shop.run(copy_post, post, "wechat", date(2026, 12, 1)).value)
    assert (made.state, made.draft.outlet, made.draft.link, made.sales) == (PostState.DRAFT, "wechat", None, None)
    assert made.draft.day == date(2026, 12, 1)
    assert [one.code for one in made.products] == ["CUP-1"]
    assert [value for _key, value in made.figures] == [None] * 4


def test_figures_are_typed_as_they_are_read(shop: Shop) -> None:
    post = shop.run(add_post, PostDraft("A", "douyin")).value
    for key, typed in (("views", "1,200"), ("likes", "30"), ("sales", "99.5")):
        shop.run(type_post_figure, post, key, typed)
    view = shop.ask(post_view, post)
    assert (dict(view.figures)["views"], dict(view.figures)["likes"], view.sales) == (1200, 30, 9950)
    shop.run(type_post_figure, post, "likes", " ")
    assert dict(shop.ask(post_view, post).figures)["likes"] is None
    for wrong in ("many", "-4"):
        with pytest.raises(Invalid):
            shop.run(type_post_figure, post, "likes", wrong)


def test_the_picture_of_a_post_lies_beside_the_shop_and_is_looked_after(shop: Shop) -> None:
    kept = pictures.keep(shop.ask(pictures.folder_for), _picture(), "cup.png")
    post = shop.run(add_post, PostDraft("A", "douyin", picture=kept)).value
    view = shop.ask(post_view, post)
    assert view.draft.picture == kept
    assert view.picture_file is not None
    assert Path(view.picture_file).exists()

    def findings(connection: Connection) -> list[str]:
        return look_through(connection, lambda: None).missing

    assert shop.ask(findings) == []
    pictures.file_of(shop.ask(pictures.folder_for), kept.sha256, kept.suffix).unlink()
    assert shop.ask(findings) == ["A: cup.png"]


def test_a_campaign_that_is_deleted_leaves_its_posts(shop: Shop) -> None:
    day = _today(shop)
    campaign = shop.run(add_campaign, CampaignDraft("Summer", CampaignKind.SALE, day, day)).value
    post = shop.run(add_post, PostDraft("A", "douyin", campaign_id=campaign)).value
    assert shop.ask(post_view, post).campaign == "Summer"
    assert _titles(shop, search="", filters=(Filter("campaign", "contains", ("Sum",)),)) == ["A"]
    shop.run(delete_campaigns, [campaign])
    assert shop.ask(post_view, post).campaign is None


def test_platforms_are_the_owners_list(shop: Shop) -> None:
    assert shop.ask(outlets) == tuple(OUTLETS)
    shop.run(set_outlets, ["Douyin videos", " Xianyu ", "Xianyu", ""])
    assert shop.ask(outlets) == ("douyin", "Xianyu")
    assert [outlet_words(one) for one in shop.ask(outlets)] == ["Douyin videos", "Xianyu"]
    with pytest.raises(Invalid):
        shop.run(set_outlets, ["x" * 41])
    shop.run(set_outlets, [])
    assert shop.ask(outlets) == tuple(OUTLETS)
