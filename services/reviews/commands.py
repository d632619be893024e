"""Writes: reviews typed here, what was answered, and how bad ones were followed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.catalog import Sku
from models.channels import Channel
from models.enums.aftersales import FollowResult, FollowState, FollowStep
from models.orders import Order
from models.reviews import Review, ReviewStep
from services import clock, settings, text
from services.editing import require_unchanged
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.reviews import rules

_OWN_NUMBER = "R{number}"
_TEXTS = ("order_no", "code", "title", "variant", "text", "added_text", "tags", "pictures", "buyer", "note")


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What a person enters about a review: one to five stars, and whatever else is known of it."""

    channel_id: int
    rating: int
    order_no: str | None = None
    external_no: str | None = None
    code: str | None = None
    title: str | None = None
    variant: str | None = None
    sku_id: int | None = None
    text: str | None = None
    added_text: str | None = None
    tags: str | None = None
    pictures: str | None = None
    buyer: str | None = None
    reviewed_at: datetime | None = None
    note: str | None = None


@command("reviews.add", N_("Add the review {number}"))
def add_review(uow: UnitOfWork, draft: ReviewDraft) -> int:
    """A review typed here; without a number of the platform it gets one of ours. Returns the id."""
    channel = uow.get(Channel, draft.channel_id)
    review = Review(channel_id=channel.id, external_no="", rating=_stars(draft.rating), follow=FollowState.NONE)
    uow.add(review)
    _fill(uow, review, draft, channel)
    review.external_no = _number(uow, review, draft)
    uow.flush()
    uow.describe(number=review.external_no)
    return review.id


@command("reviews.edit", N_("Edit the review {number}"))
def edit_review(uow: UnitOfWork, review_id: int, draft: ReviewDraft, *, version: int | None = None) -> None:
    """Replace what was entered about a review; with `version`, refuse when it changed meanwhile."""
    review = uow.get(Review, review_id)
    require_unchanged(review, version, N_("review"))
    channel = uow.get(Channel, draft.channel_id)
    review.channel_id, review.rating = channel.id, _stars(draft.rating)
    review.external_no = _number(uow, review, draft)
    _fill(uow, review, draft, channel)
    uow.describe(number=review.external_no)


@command("reviews.delete", NN_("Delete {count} review", "Delete {count} reviews"))
def delete_reviews(uow: UnitOfWork, review_ids: Sequence[int]) -> None:
    """Remove reviews with everything that was noted about them."""
    reviews = uow.get_many(Review, review_ids)
    for step in uow.all_in(ReviewStep, ReviewStep.review_id, review_ids):
        uow.delete(step)
    uow.flush()
    for review in reviews:
        uow.delete(review)
    uow.describe(count=len(reviews))


@command("reviews.reply", N_("Note the public reply to the review {number}"))
def note_reply(uow: UnitOfWork, review_id: int, reply: str | None, *, at: datetime | None = None) -> None:
    """Keep what was answered in public, and when; an empty reply takes it back."""
    review = uow.get(Review, review_id)
    review.reply = text.clean(reply)
    review.replied_at = (at or clock.now()) if review.reply else None
    uow.describe(number=review.external_no)


@command("reviews.step", N_("Follow up the review {number}"))
def take_step(
    uow: UnitOfWork, review_id: int, step: FollowStep, note: str | None = None, *,
    result: FollowResult | None = None, at: datetime | None = None,
) -> int:  # fmt: skip
    """Note one step of following up a review: contacted, an offer, its result, or a remark. Returns the step's id.

    The step that ends it says how it ended, and no other does; a remark says something.
    """
    review = uow.get(Review, review_id)
    if (step is FollowStep.RESULT) is not (result is not None):
        reason = message(N_("it is told when a follow-up ends, and only then"))
        raise Invalid(field=message(N_("Result")), value=str(result or ""), reason=reason)
    if step in (FollowStep.NOTE, FollowStep.OFFERED) and text.clean(note) is None:
        raise Invalid(field=message(N_("Note")), value="", reason=message(N_("say what it was")))
    taken = ReviewStep(review_id=review.id, step=step, at=at or clock.now(), result=result, note=text.clean(note))
    uow.add(taken)
    uow.flush()
    _settle_state(uow, review)
    uow.describe(number=review.external_no)
    return taken.id


@command("reviews.contacted", NN_("Contacted the buyer of {count} review", "Contacted the buyers of {count} reviews"))
def note_contacts(uow: UnitOfWork, review_ids: Sequence[int], note: str | None = None) -> tuple[int, ...]:
    """Note that the buyers of several reviews were contacted. Returns the ids of the steps."""
    taken = tuple(take_step(uow, review_id, FollowStep.CONTACTED, note) for review_id in review_ids)
    uow.describe(count=len(taken))
    return taken


@command("reviews.remove_step", N_("Take back a step about the review {number}"))
def remove_step(uow: UnitOfWork, step_id: int) -> None:
    """Remove a step that was noted wrongly; the follow-up is as far as the steps that are left."""
    step = uow.get(ReviewStep, step_id)
    review = uow.get(Review, step.review_id)
    uow.delete(step)
    uow.flush()
    _settle_state(uow, review)
    uow.describe(number=review.external_no)


@command("reviews.bad_stars", N_("Follow up reviews of {stars} stars or fewer"))
def change_bad_stars(uow: UnitOfWork, stars: int) -> int:
    """Change which reviews are bad (0 to 5 stars). Reviews nobody has begun with follow; returns how many did."""
    if not 0 <= stars <= rules.BEST:
        reason = message(N_("type a number from 0 to {most}"), most=str(rules.BEST))
        raise Invalid(field=message(N_("Stars of a bad review")), value=str(stars), reason=reason)
    settings.keep(uow, settings.BAD_STARS, stars)
    untouched = select(Review).where(Review.follow.in_((FollowState.NONE, FollowState.OPEN)))
    changed = 0
    for review in uow.all(untouched):
        state = rules.follow_state(review.rating, stars, ())
        if review.follow is not state:
            review.follow, changed = state, changed + 1
    uow.describe(stars=stars)
    return changed


def _fill(uow: UnitOfWork, review: Review, draft: ReviewDraft, channel: Channel) -> None:
    for name in _TEXTS:
        setattr(review, name, text.clean(getattr(draft, name)))
    if draft.sku_id is not None:
        uow.get(Sku, draft.sku_id)
    review.sku_id = draft.sku_id
    review.code_key = text.key(review.code) if review.code else None
    review.reviewed_at = draft.reviewed_at or review.reviewed_at or clock.now()
    review.reviewed_on = clock.business_day(review.reviewed_at, channel.zone)
    review.order_id = _order_id(uow, channel.id, review.order_no)
    uow.flush()
    _settle_state(uow, review)


def _order_id(uow: UnitOfWork, channel_id: int, number: str | None) -> int | None:
    if number is None:
        return None
    statement = select(Order).where(Order.channel_id == channel_id, Order.external_no == number)
    return next((order.id for order in uow.all(statement)), None)


def _settle_state(uow: UnitOfWork, review: Review) -> None:
    steps = [one.step for one in uow.all(select(ReviewStep).where(ReviewStep.review_id == review.id))]
    state = rules.follow_state(review.rating, settings.read(uow.connection, settings.BAD_STARS), steps)
    if review.follow is not state:
        review.follow = state


def _number(uow: UnitOfWork, review: Review, draft: ReviewDraft) -> str:
    """The platform's number, else ours; one the channel has already is refused."""
    number = text.clean(draft.external_no)
    if number is None:
        return review.external_no or _OWN_NUMBER.format(number=review.id)
    same = select(Review).where(
        Review.channel_id == draft.channel_id, Review.external_no == number, Review.id != review.id
    )
    if uow.all(same):
        reason = message(N_("this channel has a review with this number"))
        raise Invalid(field=message(N_("Review no.")), value=number, reason=reason)
    return number


def _stars(rating: int) -> int:
    if not 1 <= rating <= rules.BEST:
        reason = message(N_("type a number from 1 to {most}"), most=str(rules.BEST))
        raise Invalid(field=message(N_("Stars")), value=str(rating), reason=reason)
    return rating
