"""What stars and steps mean for the follow-up of a review. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from models.enums.aftersales import FollowState, FollowStep

BEST = 5
_AFTER: dict[FollowStep, FollowState] = {
    FollowStep.CONTACTED: FollowState.CONTACTED,
    FollowStep.OFFERED: FollowState.OFFERED,
    FollowStep.RESULT: FollowState.SETTLED,
}
_ORDER = (FollowState.NONE, FollowState.OPEN, FollowState.CONTACTED, FollowState.OFFERED, FollowState.SETTLED)


def follow_state(rating: int, bad_stars: int, steps: Iterable[FollowStep]) -> FollowState:
    """How far a review has come: as far as its furthest step; without one it is open where it is bad.

    A review is bad with `bad_stars` stars or fewer. Notes move nothing.
    """
    reached = [_AFTER[step] for step in steps if step in _AFTER]
    if reached:
        return max(reached, key=_ORDER.index)
    return FollowState.OPEN if rating <= bad_stars else FollowState.NONE


def average_hundredths(total: int, count: int) -> int | None:
    """Stars on average in hundredths, half rounded up: 9 stars in 2 reviews are 450; None without reviews."""
    return None if count == 0 else (200 * total + count) // (2 * count)


def share_ppm(part: int, whole: int) -> int | None:
    """`part` ÷ `whole` in parts per million, half rounded up; None of nothing."""
    return None if whole == 0 else (2_000_000 * part + whole) // (2 * whole)
