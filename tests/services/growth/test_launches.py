"""Launches: the checklist, the cost sheet, and what the first 30 days brought."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.launches import LaunchStep
from services import clock, settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotFound, StaleEdit
from services.growth.launch_costs import CostLine, CostSheet, cost_sheet
from services.growth.launch_queries import DueSteps, LaunchView, due_steps, launch_view, launches
from services.growth.launch_words import (
    LaunchTemplate,
    TemplateStep,
    delete_launch_template,
    keep_launch_template,
    launch_templates,
    usual_template,
)
from services.growth.launches import (
    LaunchDraft,
    add_launch,
    add_launch_step,
    close_launch,
    delete_launch,
    delete_launch_step,
    edit_launch,
    review_launch,
    set_launch_costs,
    set_launch_step,
    tick_launch_step,
)
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.types import LaunchCostKind, LaunchStage, Platform

STEPS = (
    TemplateStep(LaunchStage.SAMPLE, "Order a sample", -20),
    TemplateStep(LaunchStage.LAUNCH, "Put it on sale", 0),
    TemplateStep(LaunchStage.DAY_30, "Look back", 30),
    TemplateStep(LaunchStage.IDEA, "Some time", None),
)


def _today(shop: Shop) -> date:
    return clock.business_day(clock.now(), shop.ask(settings.read, settings.ZONE))


def _launch(shop: Shop, ahead: int = 10, **more: object) -> int:
    draft = LaunchDraft("Lamp", _today(shop) + timedelta(days=ahead), **more)  # type: ignore[arg-type]
    return int(shop.run(add_launch, draft, STEPS).value)


def _view(shop: Shop, launch_id: int) -> LaunchView:
    return shop.ask(launch_view, launch_id)


def test_steps_are_due_around_the_launch_day_and_move_with_it(shop: Shop) -> None:
    launch, today = _launch(shop), _today(shop)
    days = [one.due_on for one in _view(shop, launch).steps]
    assert days == [today - timedelta(days=10), today + timedelta(days=10), today + timedelta(days=40), None]
    assert [one.is_late for one in _view(shop, launch).steps] == [True, False, False, False]
    assert shop.ask(due_steps, today) == DueSteps(1, 1, launch)
    shop.run(tick_launch_step, _view(shop, launch).steps[0].id, is_done=True)
    shop.run(edit_launch, launch, LaunchDraft("Lamp", today + timedelta(days=20)), version=1)
    view = _view(shop, launch)
    assert [one.due_on for one in view.steps[:2]] == [days[0], today + timedelta(days=20)]
    assert (view.done, view.late, view.next_step and view.next_step.title) == (1, 0, "Put it on sale")
    with pytest.raises(StaleEdit):
        shop.run(edit_launch, launch, LaunchDraft("Lamp"), version=1)


def test_a_launch_that_is_closed_calls_no_more(shop: Shop) -> None:
    launch = _launch(shop)
    shop.run(close_launch, launch)
    assert shop.ask(due_steps, _today(shop)).due == 0
    assert _view(shop, launch).late == 0
    other = _launch(shop, 30)
    assert [one.id for one in shop.ask(launches)] == [other, launch]
    shop.run(close_launch, launch, is_closed=False)
    shop.run(review_launch, launch, " It sold. ")
    assert (_view(shop, launch).closed_on, _view(shop, launch).review) == (None, "It sold.")
    shop.run(delete_launch, other)
    with pytest.raises(NotFound):
        _view(shop, other)


def test_a_step_is_added_at_the_end_of_its_stage_changed_and_deleted(shop: Shop) -> None:
    launch, today = _launch(shop), _today(shop)
    step = shop.run(add_launch_step, launch, LaunchStage.SAMPLE, "Second sample", None).value
    assert [one.title for one in _view(shop, launch).steps][:2] == ["Order a sample", "Second sample"]
    shop.run(set_launch_step, step, LaunchStage.SAMPLE, "Third sample", today, "red")
    changed = next(one for one in _view(shop, launch).steps if one.id == step)
    assert (changed.title, changed.due_on, changed.note) == ("Third sample", today, "red")
    shop.run(delete_launch_step, step)
    assert len(_view(shop, launch).steps) == 4
    with pytest.raises(Invalid):
        shop.run(add_launch_step, launch, LaunchStage.IDEA, " ", None)


def test_a_step_added_after_another_was_deleted_has_a_place_of_its_own(shop: Shop) -> None:
    launch = _launch(shop)
    shop.run(delete_launch_step, _view(shop, launch).steps[1].id)
    for title in ("Last", "After the last"):
        shop.run(add_launch_step, launch, LaunchStage.DAY_30, title, None)
    positions = shop.ask(lambda c: c.execute(select(LaunchStep.table().c.position)).scalars().all())
    assert sorted(positions) == [0, 1, 2, 3, 4]
    assert [one.title for one in _view(shop, launch).steps][-2:] == ["Last", "After the last"]


def test_own_checklists_are_kept_by_name(shop: Shop) -> None:
    shop.run(keep_launch_template, LaunchTemplate("Small", STEPS))
    shop.run(keep_launch_template, LaunchTemplate("Small", STEPS[:2]))
    assert shop.ask(launch_templates) == (LaunchTemplate("Small", STEPS[:2]),)
    shop.run(delete_launch_template, "Small")
    assert shop.ask(launch_templates) == ()
    for wrong in (
        LaunchTemplate("", STEPS),
        LaunchTemplate("None", ()),
        LaunchTemplate("Far", (TemplateStep(LaunchStage.IDEA, "A", 999),)),
    ):
        with pytest.raises(Invalid):
            shop.run(keep_launch_template, wrong)


def test_the_usual_checklist_goes_from_the_idea_to_day_30() -> None:
    stages = {one.stage for one in usual_template().steps}
    assert stages == set(LaunchStage)


def test_the_cost_sheet_says_what_is_left_and_how_many_pieces_earn_it_back(shop: Shop) -> None:
    lines = (
        CostLine(LaunchCostKind.PURCHASE, 1_200),
        CostLine(LaunchCostKind.FREIGHT, 350, name="Parcel"),
        CostLine(LaunchCostKind.PLATFORM, share_ppm=50_000),
        CostLine(LaunchCostKind.OTHER, 30_000, is_once=True, name="Photographer"),
    )
    launch = _launch(shop)
    assert _view(shop, launch).sheet is None
    shop.run(set_launch_costs, launch, lines, 3_000)
    sheet = _view(shop, launch).sheet
    assert sheet == CostSheet(3_000, 1_550, 150, 30_000)
    assert (sheet.left_minor, sheet.margin_ppm, sheet.break_even, sheet.profit(30)) == (1_300, 433_333, 24, 9_000)
    shop.run(set_launch_costs, launch, lines[:1], 1_000)
    view = _view(shop, launch)
    assert (view.costs, view.sheet and view.sheet.left_minor) == (lines[:1], -200)
    for wrong in (
        CostLine(LaunchCostKind.ADS),
        CostLine(LaunchCostKind.ADS, share_ppm=10, is_once=True),
        CostLine(LaunchCostKind.ADS, -1),
    ):
        with pytest.raises(Invalid):
            shop.run(set_launch_costs, launch, (wrong,), 1_000)


@hypothesis_settings(max_examples=100)
@given(price=st.integers(0, 10**7), each=st.integers(0, 10**7), ppm=st.integers(0, 10**6), once=st.integers(0, 10**9))
def test_the_break_even_is_the_first_number_of_pieces_without_a_loss(
    price: int, each: int, ppm: int, once: int
) -> None:
    kind = LaunchCostKind.OTHER
    sheet = cost_sheet(price, (CostLine(kind, each), CostLine(kind, share_ppm=ppm), CostLine(kind, once, is_once=True)))
    pieces = sheet.break_even
    if pieces is None:
        assert sheet.left_minor <= 0 < once
    else:
        assert sheet.profit(pieces) >= 0
        assert pieces == 0 or sheet.profit(pieces - 1) < 0


def test_the_first_days_count_what_was_sold_from_the_launch_day_on(shop: Shop) -> None:
    channel = shop.run(add_channel, "Stall", Platform.OTHER).value
    lamp = shop.run(add_sku, SkuDraft("LAMP", "Lamp", cost_minor=300)).value
    today = _today(shop)

    def sell(pieces: int) -> None:
        line = LineDraft("Lamp", pieces, price_minor=1_000, sku_id=lamp)
        shop.run(entering.add, OrderDraft(channel, (line,)))

    launch = _launch(shop, 0, code="lamp")
    sell(2)
    sell(1)
    view = _view(shop, launch)
    assert view.sku_id == lamp
    assert view.first_days is not None
    assert (view.first_days.orders, view.first_days.pieces, view.first_days.amount_minor) == (2, 3, 3_000)
    assert view.first_days.pieces_by_day == (3,)
    shop.run(edit_launch, launch, LaunchDraft("Lamp", today + timedelta(days=1), code="LAMP"))
    assert _view(shop, launch).first_days is None
    shop.run(edit_launch, launch, LaunchDraft("Lamp", today - timedelta(days=30), code="LAMP"))
    found = _view(shop, launch).first_days
    assert found is not None
    assert (found.pieces, len(found.pieces_by_day)) == (0, 30)
    with pytest.raises(Invalid):
        shop.run(edit_launch, launch, LaunchDraft("Lamp", code="NOBODY"))
