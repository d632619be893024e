"""Writes: what a person decides about buying again, events that sell more, and drafts made of suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from models.catalog import Sku, SupplierItem
from models.purchasing import ReorderRule, SalesEvent, Supplier
from services import settings, text
from services.errors import Invalid, NothingSelected
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.purchasing.commands import create
from services.purchasing.drafts import MOST_PIECES, PurchaseDraft, PurchaseLineDraft
from services.purchasing.reorder import Wishes

_MOST_DAYS = 730
_MOST_LIFT = 10_000


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of one SKU to be bought at one supplier."""

    sku_id: int
    supplier_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as typed; `lift_percent` 300 sells three times as much as usual."""

    name: str
    first_on: date
    last_on: date
    lift_percent: int


@command("purchasing.draft", NN_("Draft {count} purchase", "Draft {count} purchases"))
def draft_purchases(uow: UnitOfWork, picks: Sequence[Pick]) -> list[int]:
    """One draft for each supplier, with their codes and prices. Returns the drafts' ids."""
    if not picks:
        raise NothingSelected(what=message(N_("no product is chosen")))
    by_supplier: dict[int, list[Pick]] = {}
    for pick in picks:
        by_supplier.setdefault(pick.supplier_id, []).append(pick)
    own = settings.read(uow.connection, settings.CURRENCY)
    made = []
    for supplier_id, wanted in by_supplier.items():
        supplier = uow.get(Supplier, supplier_id)
        items = _items(uow, supplier_id, [pick.sku_id for pick in wanted])
        is_own = (supplier.currency or own) == own
        lines = tuple(_line(pick, items.get(pick.sku_id), is_own) for pick in wanted)
        # A foreign supplier's draft begins in the shop's currency: only the person knows today's rate.
        made.append(create(uow, PurchaseDraft(supplier_id, lines, currency=own)).id)
    uow.describe(count=len(made))
    return made


def _items(uow: UnitOfWork, supplier_id: int, sku_ids: Sequence[int]) -> dict[int, SupplierItem]:
    found = uow.all_in(SupplierItem, SupplierItem.sku_id, sku_ids)
    return {item.sku_id: item for item in found if item.supplier_id == supplier_id}


def _line(pick: Pick, item: SupplierItem | None, is_own: bool) -> PurchaseLineDraft:
    return PurchaseLineDraft(
        pick.quantity,
        sku_id=pick.sku_id,
        supplier_code=item.code if item is not None else None,
        price_minor=item.price_minor if item is not None and is_own else None,
    )


@command(
    "purchasing.set_rule",
    NN_("Set when {count} product is bought again", "Set when {count} products are bought again"),
)
def set_rule(uow: UnitOfWork, sku_ids: Sequence[int], wishes: Wishes, note: str | None = None) -> None:
    """Decide when these SKUs are bought again; what is left empty follows from the sales."""
    _require_possible(wishes)
    uow.get_many(Sku, sku_ids)
    known = {rule.sku_id: rule for rule in uow.all_in(ReorderRule, ReorderRule.sku_id, sku_ids)}
    values = asdict(wishes) | {"note": text.clean(note)}
    is_empty = wishes == Wishes() and text.clean(note) is None
    for sku_id in sku_ids:
        rule = known.get(sku_id)
        if is_empty:
            if rule is not None:
                uow.delete(rule)
        elif rule is None:
            uow.add(ReorderRule(sku_id=sku_id, **values))
        else:
            for name, value in values.items():
                setattr(rule, name, value)
    uow.describe(count=len(sku_ids))


@command(
    "purchasing.no_reorder",
    NN_("Do not buy {count} product again", "Do not buy {count} products again"),
)
def stop_reordering(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Suggest these SKUs no more; what was set for them otherwise stays."""
    _set_no_reorder(uow, sku_ids, True)


@command("purchasing.reorder_again", NN_("Buy {count} product again", "Buy {count} products again"))
def resume_reordering(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Suggest these SKUs again."""
    _set_no_reorder(uow, sku_ids, False)


def _set_no_reorder(uow: UnitOfWork, sku_ids: Sequence[int], stopped: bool) -> None:
    uow.get_many(Sku, sku_ids)
    known = {rule.sku_id: rule for rule in uow.all_in(ReorderRule, ReorderRule.sku_id, sku_ids)}
    for sku_id in sku_ids:
        if sku_id in known:
            known[sku_id].no_reorder = stopped
        elif stopped:
            uow.add(ReorderRule(sku_id=sku_id, no_reorder=True))
    uow.describe(count=len(sku_ids))


@command("purchasing.add_event", N_("Add the event {name}"))
def add_event(uow: UnitOfWork, draft: EventDraft) -> int:
    """Days that sell more or less than usual. Returns the event's id."""
    _require_event(draft)
    event = SalesEvent(**asdict(draft) | {"name": draft.name.strip()})
    uow.add(event)
    uow.flush()
    uow.describe(name=event.name)
    return event.id


@command("purchasing.delete_event", N_("Delete the event {name}"))
def delete_event(uow: UnitOfWork, event_id: int) -> None:
    """The days count as usual again."""
    event = uow.get(SalesEvent, event_id)
    uow.describe(name=event.name)
    uow.delete(event)


def _require_possible(wishes: Wishes) -> None:
    counts = ((N_("Low stock"), wishes.low_stock), (N_("Reorder point"), wishes.reorder_point),
              (N_("Maximum"), wishes.max_stock))  # fmt: skip
    for label, value in counts:
        if value is not None and not 0 <= value <= MOST_PIECES:
            raise Invalid(field=message(label), value=str(value), reason=message(N_("it must not be negative")))
    for label, value in ((N_("Safety days"), wishes.safety_days), (N_("Days a purchase lasts"), wishes.cover_days)):
        if value is not None and not 0 <= value <= _MOST_DAYS:
            reason = message(N_("it must be 0 to {most} days"), most=_MOST_DAYS)
            raise Invalid(field=message(label), value=str(value), reason=reason)
    if wishes.max_stock is not None and wishes.max_stock < (wishes.reorder_point or 0):
        reason = message(N_("it is below the reorder point"))
        raise Invalid(field=message(N_("Maximum")), value=str(wishes.max_stock), reason=reason)


def _require_event(draft: EventDraft) -> None:
    if not draft.name.strip():
        raise Invalid(field=message(N_("Name")), value=draft.name, reason=message(N_("it must not be empty")))
    if draft.last_on < draft.first_on:
        reason = message(N_("it ends before it begins"))
        raise Invalid(field=message(N_("Until")), value=draft.last_on.isoformat(), reason=reason)
    if not 1 <= draft.lift_percent <= _MOST_LIFT:
        reason = message(N_("it must be 1 to {most} %"), most=_MOST_LIFT)
        raise Invalid(field=message(N_("Sells (%)")), value=str(draft.lift_percent), reason=reason)
