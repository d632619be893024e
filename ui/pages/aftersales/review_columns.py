"""The columns, views and filters of the list of reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.fulfilment.papers import mask_name
from services.i18n import N_, _
from services.reviews.queries import ReviewOverview
from services.reviews.words import STATE_LABELS
from services.types import FollowState
from ui.table.cells import Zone, instant_format
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec

READ_KEYS = (
    "external_no", "rating", "follow", "text", "added_text", "title", "variant", "code", "sku", "own_title", "tags",
    "buyer", "order_no", "channel", "reviewed_at", "reply", "replied_at", "note",
)  # fmt: skip
TABS: tuple[tuple[str, str], ...] = (
    ("to_do", N_("To follow up")),
    ("open", N_("To be contacted")),
    ("contacted", N_("Contacted")),
    ("offered", N_("Offer made")),
    ("settled", N_("Follow-up ended")),
    ("unanswered", N_("Without a reply")),
    ("all", N_("All")),
)
STATE_TONES = {
    FollowState.NONE: "grey",
    FollowState.OPEN: "red",
    FollowState.CONTACTED: "amber",
    FollowState.OFFERED: "violet",
    FollowState.SETTLED: "green",
}
STAR_TONES = {1: "red", 2: "red", 3: "amber", 4: "green", 5: "green"}
_STAR = "\u2605"


def stars_words(rating: int) -> str:
    """“2 ★”."""
    return f"{rating} {_STAR}"


def buyer_shown(name: str | None, *, masked: bool) -> str:
    """A buyer as reviews show them."""
    return mask_name(name or "") if masked else name or ""


def columns(zone: Zone, masked: Callable[[], bool]) -> tuple[ColumnSpec, ...]:
    """The columns; times are in the shop's `zone`, buyers are `masked` unless the settings show them."""
    when = instant_format(zone)

    def person(value: Any, _row: RowReader) -> Cell:
        return Cell(buyer_shown(value, masked=masked())) if value else BLANK

    def text(key: str, header: str, width: int, *, hidden: bool = False, tone: str = "text2") -> ColumnSpec:
        return ColumnSpec(key, header, width, hidden_by_default=hidden, tone=tone)

    return (
        ColumnSpec("rating", N_("Stars"), 74, kind=CellKind.PILL, format=_rating, frozen=True),
        ColumnSpec("follow", N_("Follow-up"), 140, kind=CellKind.PILL, format=_state),
        text("text", N_("Text"), 190, tone="text"),
        text("title", N_("Product"), 116, tone="text"),
        text("channel", N_("Channel"), 104),
        ColumnSpec("reviewed_at", N_("Reviewed at"), 124, kind=CellKind.DATE, format=when),
        text("reply", N_("Public reply"), 150),
        ColumnSpec("order_no", N_("Order no."), 176, kind=CellKind.ID, hidden_by_default=True),
        ColumnSpec("external_no", N_("Review no."), 152, kind=CellKind.ID, hidden_by_default=True),
        text("added_text", N_("Added later"), 180, hidden=True),
        text("variant", N_("Variant"), 110, hidden=True),
        ColumnSpec("code", N_("Code"), 120, kind=CellKind.ID, hidden_by_default=True),
        ColumnSpec("sku", N_("Own code"), 120, kind=CellKind.ID, hidden_by_default=True),
        text("own_title", N_("Own product"), 150, hidden=True),
        text("tags", N_("Tags"), 120, hidden=True),
        ColumnSpec("buyer", N_("Buyer"), 110, hidden_by_default=True, tone="text2", format=person),
        ColumnSpec("replied_at", N_("Replied at"), 124, kind=CellKind.DATE, format=when, hidden_by_default=True),
        text("note", N_("Note"), 140, hidden=True),
    )


def filter_specs(found: Callable[[], ReviewOverview | None]) -> tuple[FilterSpec, ...]:
    """All filters; `found` gives what this shop has at the moment a sheet opens."""

    def channels() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(name, name) for name in known.channels]

    stars = [(str(count), stars_words(count)) for count in range(1, 6)]
    return (
        FilterSpec("rating", N_("Stars"), choices=lambda: stars),
        FilterSpec("follow", N_("Follow-up"), choices=lambda: [(str(one), _(name)) for one, name in _STATES]),
        FilterSpec("channel", N_("Channel"), choices=channels),
        FilterSpec("title", N_("Product"), "contains"),
    )


_STATES = tuple(STATE_LABELS.items())


def _rating(value: Any, _row: RowReader) -> Cell:
    return Cell(stars_words(value), tone=STAR_TONES[value])


def _state(value: Any, _row: RowReader) -> Cell:
    state = FollowState(value)
    return BLANK if state is FollowState.NONE else Cell(_(STATE_LABELS[state]), tone=STATE_TONES[state])
