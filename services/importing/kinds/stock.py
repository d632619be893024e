"""Counted stock: the first count of a SKU opens its ledger, a later one sets it right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.catalog import Component, Sku
from models.enums.goods import Condition, MoveKind
from models.stock import Place, StockMove
from services import clock, text
from services.i18n import N_, NN_, join_list, translate
from services.importing.entries import CHANGED, NEW, SAME, Entry
from services.importing.kinds.part import FilePlan, Planning, Written
from services.importing.kinds.products import ProductsPart
from services.importing.staged import FileWarning
from services.importing.wording import Wording
from services.kernel.chunks import AT_ONCE, portions
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message, plural_message
from services.stock import levels
from services.stock.booking import DEFAULT_PLACE, MoveDraft, book, default_place
from services.stock.commands import OpeningDraft, set_opening
from services.stock.keeping import add_place

_skus = Sku.table()
_places = Place.table()
_moves = StockMove.table()
_components = Component.table()
_NAMED = 5
REASON = N_("Counted; imported from a workbook")
_NEW_PLACES = NN_(
    "{places} becomes a new place, while orders leave from {usual}. Where goods lie on a shelf is the shelf of a "
    "product, not a place.",
    "{places} become new places, while orders leave from {usual}. Where goods lie on a shelf is the shelf of a "
    "product, not a place.",
)
WORDING = Wording(
    labels={
        "code": N_("Code"),
        "quantity": N_("Stock"),
        "cost_minor": N_("Unit cost"),
        "place": N_("Place"),
        "day": N_("Counted on"),
    }
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A SKU as far as its stock is concerned; `sku_id` is None where the same import creates it."""

    sku_id: int | None
    code: str
    has_moved: bool
    is_bundle: bool
    has_opening: bool = False
    """Whether a product file of the same import says how many there are at the beginning."""


@dataclass(slots=True)
class CountTarget:
    """How many pieces of a SKU lie in a place; `before` is what is known, None where nothing ever moved."""

    sku: _Known
    place: str | None
    quantity: int
    before: int | None
    unit_cost: int | None = None
    at: datetime | None = None
    note: str | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def described(self, wording: Wording, currency: str, zone: str) -> str:
        """What happens to the stock, in the current language."""
        if self.before is not None:
            return wording.changed(self.changes, currency, zone)
        said = [wording.value("quantity", self.quantity, currency, zone)]
        if self.unit_cost is not None:
            said.append(wording.value("cost_minor", self.unit_cost, currency, zone))
        return " · ".join([*said, *([self.place] if self.place else [])])


class StockPart:
    """The counts an import brings, by SKU and place."""

    wording: ClassVar[Wording] = WORDING

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self.targets: dict[tuple[str, str], CountTarget] = {}
        self._today = clock.business_day(clock.now(), planning.zone)
        connection = planning.connection
        usual = connection.execute(select(_places.c.id, _places.c.name).where(_places.c.is_default.is_(True))).first()
        self._default: int | None = usual.id if usual is not None else None
        self._usual: str = usual.name if usual is not None else translate(DEFAULT_PLACE)
        rows = connection.execute(select(_places.c.name_key, _places.c.id).where(_places.c.is_archived.is_(False)))
        self._place_ids = {row.name_key: row.id for row in rows}

    def take(self, plan: FilePlan) -> None:
        """Lay the counts of a file over what is known; a row that cannot be compared waits."""
        records = list(plan.file.records())
        keys = [text.key(key) for key, _row, _data in records]
        known = self._arriving(keys) | _known(self._planning.connection, keys)
        moved = [one.sku_id for one in known.values() if one.has_moved and one.sku_id is not None]
        lying = levels.now(self._planning.connection, moved)
        for done, (key, row, data) in enumerate(records):
            if done % AT_ONCE == 0:
                self._planning.task.checkpoint(done, len(records))
            sku = known.get(text.key(key))
            reason = self._refusal(sku, data, lying)
            if sku is None or reason is not None:
                plan.reject(row, key, "count_refused", message(reason or N_("there is no product of this code")))
                continue
            self._lay(plan, sku, data, lying)
        self._warn_of_new_places(plan)

    def _warn_of_new_places(self, plan: FilePlan) -> None:
        """A shelf taken for a place would put the goods where no order leaves from."""
        usual = self._usual
        named = {place: target.place for (_code, place), target in self.targets.items() if target.place}
        new = [name for place, name in named.items() if place not in self._place_ids and place != text.key(usual)]
        if new:
            names = join_list([*new[:_NAMED], "…"] if len(new) > _NAMED else new)
            words = plural_message(_NEW_PLACES, len(new), places=names, usual=usual)
            plan.warnings.append(FileWarning("new_places", len(new), words))

    def _arriving(self, keys: Iterable[str]) -> dict[str, _Known]:
        """The SKUs of these codes that product files of the same import create."""
        products = self._planning.parts.get(ProductsPart)
        if not isinstance(products, ProductsPart):
            return {}
        new = ((key, products.targets[key]) for key in keys if key in products.targets)
        return {
            key: _Known(None, one.code, False, bool(one.values.get("parts")), bool(one.values.get("on_hand")))
            for key, one in new
            if one.sku_id is None
        }

    def _refusal(self, sku: _Known | None, data: Mapping[str, Any], lying: Mapping[levels.Spot, int]) -> str | None:
        """Why this count cannot be taken in, or None where it can."""
        if sku is None:
            return N_("there is no product of this code")
        if sku.is_bundle:
            return N_("it is a bundle; count its parts")
        if data["quantity"] < 0:
            return N_("a count cannot be below zero")
        place = text.key(data.get("place") or "")
        if (text.key(sku.code), place) in self.targets or sku.has_opening:
            return N_("the product is counted twice in this place")
        day = data.get("day")
        if day is None or not sku.has_moved:
            return N_("the day lies ahead") if day is not None and day > self._today.isoformat() else None
        if day != self._today.isoformat() and data["quantity"] != self._lying(sku, place, lying):
            return N_("it was counted on another day and has moved since; use a stocktake")
        return None

    def _lay(self, plan: FilePlan, sku: _Known, data: Mapping[str, Any], lying: Mapping[levels.Spot, int]) -> None:
        place = text.key(data.get("place") or "")
        before = self._lying(sku, place, lying) if sku.has_moved else None
        at = self._noon(data.get("day"))
        target = CountTarget(sku, data.get("place"), data["quantity"], before, data.get("cost"), at, data.get("note"))
        if before is not None and before != target.quantity:
            target.changes["quantity"] = (before, target.quantity)
        self.targets[text.key(sku.code), place] = target
        plan.count("new" if before is None else "updated" if target.changes else "unchanged")

    def _lying(self, sku: _Known, place: str, lying: Mapping[levels.Spot, int]) -> int:
        place_id = self._place_ids.get(place) if place else self._default
        return sum(
            pieces
            for (sku_id, at, _lot, condition), pieces in lying.items()
            if (sku_id, at, condition) == (sku.sku_id, place_id, Condition.GOOD)
        )

    def _noon(self, day: str | None) -> datetime | None:
        """The instant a count of an earlier day stands for; None for now."""
        if day is None or day == self._today.isoformat():
            return None
        return datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(self._planning.zone)).astimezone(UTC)

    def settle(self) -> None:
        """Nothing: a count stands for itself."""

    @property
    def is_empty(self) -> bool:
        """Whether no stock changes."""
        return not any(target.before is None or target.changes for target in self.targets.values())

    def write(self, written: Written) -> None:
        """Open the ledgers of SKUs that never moved, and adjust the others to what was counted."""
        uow = written.uow
        openings: list[OpeningDraft] = []
        adjustments: list[MoveDraft] = []
        created = self._created(uow)
        for (code_key, place), target in self.targets.items():
            sku_id = created[code_key] if target.sku.sku_id is None else target.sku.sku_id
            if target.before is None:
                openings.append(_opening(sku_id, target, self._place_id(uow, place, target)))
            elif target.changes:
                adjustments.append(
                    MoveDraft(
                        sku_id,
                        MoveKind.ADJUST,
                        target.quantity - target.before,
                        reason=str(message(REASON)),
                        place_id=self._place_id(uow, place, target),
                        note=target.note,
                    )
                )
        label = dict(uow.label_params)
        if openings:
            set_opening(uow, openings)
        book(uow, adjustments)
        uow.label_params = label

    def _created(self, uow: UnitOfWork) -> dict[str, int]:
        """The SKUs that did not exist yet when this was planned: product files are written before counts."""
        keys = {code_key for (code_key, _place), target in self.targets.items() if target.sku.sku_id is None}
        return {sku.code_key: sku.id for sku in uow.all_in(Sku, Sku.code_key, keys)} if keys else {}

    def _place_id(self, uow: UnitOfWork, place: str, target: CountTarget) -> int:
        """The place's row; one nobody knew is made."""
        if not place or target.place is None:
            return default_place(uow).id
        found: int | None = self._place_ids.get(place)
        if found is None:
            found = self._place_ids[place] = add_place(uow, target.place)
        return found

    def entries(self) -> Iterator[Entry]:
        """Every count; costs are in the shop's currency."""
        for target in self.targets.values():
            outcome = NEW if target.before is None else CHANGED if target.changes else SAME
            at = (self._planning.currency, self._planning.zone)
            yield Entry(outcome, target.sku.code, target.place or "", target, *at, WORDING)


def _opening(sku_id: int, target: CountTarget, place_id: int) -> OpeningDraft:
    value = None if target.unit_cost is None else target.unit_cost * target.quantity
    return OpeningDraft(sku_id, target.quantity, value, place_id, at=target.at, note=target.note)


def _known(connection: Connection, keys: list[str]) -> dict[str, _Known]:
    """Code → SKU, with whether it has ever moved and whether it is a bundle."""
    found: dict[str, _Known] = {}
    moved = select(_moves.c.id).where(_moves.c.sku_id == _skus.c.id).exists()
    bundle = select(_components.c.id).where(_components.c.bundle_id == _skus.c.id).exists()
    for chunk in portions(keys):
        statement = select(_skus.c.code_key, _skus.c.id, _skus.c.code, moved, bundle).where(_skus.c.code_key.in_(chunk))
        for code_key, sku_id, code, has_moved, is_bundle in connection.execute(statement):
            found[code_key] = _Known(sku_id, code, bool(has_moved), bool(is_bundle))
    return found
