"""Reviews buyers wrote; those that are bad wait to be followed up, and each finds its order where it is known."""

from __future__ import annotations

from typing import Any

from models.entities import Entity
from models.enums.aftersales import FollowState
from services import settings, text
from services.i18n import N_
from services.importing.channels import ChannelPlan
from services.importing.kinds.cases import order_ids
from services.importing.kinds.days import local_day
from services.importing.kinds.part import FilePlan, Place, Written
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.wording import Wording
from services.reviews.linking import link_reviews
from services.reviews.rules import follow_state

_AS_THEY_STAND = (
    "order_no", "code", "title", "variant", "text", "added_text", "tags", "pictures", "buyer", "reviewed_at", "reply",
    "replied_at", "note", "extra",
)  # fmt: skip
_UNTOUCHED = (str(FollowState.NONE), str(FollowState.OPEN))


class ReviewsPart(RowsPart):
    """The reviews an import touches, by channel and number; what we answered and noted here stays ours."""

    entity = Entity.REVIEW
    kept = frozenset({"note", "reply", "replied_at"})
    summary = ("rating", "title", "text")
    wording = Wording(
        {
            "external_no": N_("Review no."),
            "order_no": N_("Order no."),
            "order_id": N_("Order"),
            "code": N_("Code"),
            "rating": N_("Stars"),
            "text": N_("Text"),
            "added_text": N_("Added later"),
            "tags": N_("Tags"),
            "pictures": N_("Pictures"),
            "reviewed_at": N_("Reviewed at"),
            "reviewed_on": N_("Day"),
            "reply": N_("Public reply"),
            "replied_at": N_("Replied at"),
            "follow": N_("Follow-up"),
            "extra": N_("Other columns"),
        }
    )

    def place(self, record: Record) -> Place | None:
        """The channel the row names, else the file's."""
        return self.planning.channels.of(record.plan.file, record.data.get("channel_name"))

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The columns of a review; its day is the one it was in the channel's zone."""
        data = record.data
        zone = place.zone if place is not None else record.plan.file.zone
        return {
            **{name: data.get(name) for name in _AS_THEY_STAND},
            "rating": int(data["rating"]),
            "code_key": text.key(data["code"]) if data.get("code") else None,
            "reviewed_on": local_day(data.get("reviewed_at"), zone),
        }

    def take(self, plan: FilePlan) -> None:
        """Lay the reviews of a file over the shop's, link them, and say which are to be followed up."""
        super().take(plan)
        bad_stars = settings.read(self.planning.connection, settings.BAD_STARS)
        for place, targets in self.targets.items():
            if isinstance(place, ChannelPlan) and place.id is not None:
                self._link(place.id, targets)
            for target in targets.values():
                self._follow(target, bad_stars)

    def title(self, target: RowTarget) -> str:
        """The product, else the number."""
        return str(target.values.get("title") or target.key)

    def write(self, written: Written) -> None:
        """Write the reviews; orders that came with the same import are linked now that they have rows."""
        super().write(written)
        written.uow.flush()
        for place in self.targets:
            if isinstance(place, ChannelPlan):
                link_reviews(written.uow, written.place_id(place))

    def _link(self, channel_id: int, targets: dict[str, RowTarget]) -> None:
        waiting = [one for one in targets.values() if not one.values.get("order_id") and one.values.get("order_no")]
        known = order_ids(self.planning.connection, channel_id, sorted({one.values["order_no"] for one in waiting}))
        for target in waiting:
            found = known.get(target.values["order_no"])
            if found is not None:
                self._lay_column(target, "order_id", found)

    def _follow(self, target: RowTarget, bad_stars: int) -> None:
        """A review nobody has begun with is open or needs nothing, by its stars."""
        if target.values.get("follow", _UNTOUCHED[0]) in _UNTOUCHED:
            state = str(follow_state(target.values["rating"], bad_stars, ()))
            if target.row_id is None:
                target.values["follow"] = state
            elif target.values["follow"] != state:
                self._lay_column(target, "follow", state)
