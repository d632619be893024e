"""Writes: the log of what the owner changed, why, and what she expects of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.channels import Channel
from models.enums.growth import ActionKind, GoalFigure
from models.growth import ActionNote
from services import text
from services.catalog.writing import sku_id_of
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.growth.figures import SKU_FIGURES
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

ACTION_LABELS: Mapping[ActionKind, str] = {
    ActionKind.PRICE: N_("Price"),
    ActionKind.PICTURE: N_("Main picture"),
    ActionKind.TITLE: N_("Title"),
    ActionKind.DETAIL_PAGE: N_("Detail page"),
    ActionKind.ADS: N_("Advertising"),
    ActionKind.OFFER: N_("Offer or coupon"),
    ActionKind.NEW_PRODUCT: N_("New product"),
    ActionKind.STOCK: N_("Stock"),
    ActionKind.SERVICE: N_("Service"),
    ActionKind.OTHER: N_("Something else"),
}


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """What was changed on a day, as a form describes it; `code` is the product's where it is about one."""

    day: date
    kind: ActionKind
    what: str
    reason: str | None = None
    expected_effect: str | None = None
    figure: GoalFigure = GoalFigure.SALES
    channel_id: int | None = None
    code: str | None = None


@command("growth.note_action", N_("Note: {what}"))
def note_action(uow: UnitOfWork, draft: ActionDraft) -> int:
    """Write down something that was changed. Returns its id."""
    note = ActionNote(**_valid(uow, draft))
    uow.add(note)
    uow.flush()
    uow.describe(what=note.what)
    return note.id


@command("growth.edit_action", N_("Edit the note: {what}"))
def edit_action(uow: UnitOfWork, action_id: int, draft: ActionDraft, *, version: int | None = None) -> None:
    """Replace what was written; with `version`, refuse when it changed meanwhile."""
    note = uow.get(ActionNote, action_id)
    require_unchanged(note, version, N_("note"))
    overwrite(note, _valid(uow, draft))
    uow.describe(what=note.what)


@command("growth.delete_actions", NN_("Delete {count} noted action", "Delete {count} noted actions"))
def delete_actions(uow: UnitOfWork, action_ids: Sequence[int]) -> None:
    """Remove notes of what was changed."""
    for note in uow.get_many(ActionNote, action_ids):
        uow.delete(note)
    uow.describe(count=len(action_ids))


def _valid(uow: UnitOfWork, draft: ActionDraft) -> dict[str, Any]:
    what = draft.what.strip()
    if not what:
        reason = message(N_("it must not be empty"))
        raise Invalid(field=message(N_("What was changed")), value=draft.what, reason=reason)
    if draft.channel_id is not None:
        uow.get(Channel, draft.channel_id)
    sku_id = sku_id_of(uow, draft.code)
    if sku_id is not None and draft.figure not in SKU_FIGURES:
        reason = message(N_("of one product only sales and orders are known"))
        raise Invalid(field=message(N_("Figure")), value=str(draft.figure), reason=reason)
    return {
        "day": draft.day,
        "kind": draft.kind,
        "what": what,
        "reason": text.clean(draft.reason),
        "expected_effect": text.clean(draft.expected_effect),
        "figure": draft.figure,
        "channel_id": draft.channel_id,
        "sku_id": sku_id,
    }
