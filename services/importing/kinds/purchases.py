"""Purchases from a supplier's order list. A purchase that is here keeps its items; how it is sent and ends follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Connection, or_, select

from models.catalog import Component, Sku, SupplierItem
from models.entities import Entity
from models.enums.goods import PurchaseState
from models.purchasing import Purchase, PurchaseLine, Supplier
from services import settings, text
from services.i18n import N_, NN_
from services.importing.entries import CHANGED, NEW, SAME, Entry
from services.importing.kinds.days import local_day
from services.importing.kinds.part import FilePlan, Planning, Written
from services.importing.staged import FileWarning
from services.importing.wording import CODE_WORDS, Wording
from services.kernel import images
from services.kernel.chunks import portions
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.messages import counted, message, plural_message
from services.purchasing.commands import create
from services.purchasing.drafts import MOST_PIECES, PurchaseDraft, PurchaseLineDraft
from services.purchasing.rules import STATE_LABELS
from services.purchasing.suppliers import find_or_add_supplier

_purchases = Purchase.table()
_lines = PurchaseLine.table()
_suppliers = Supplier.table()
_items = SupplierItem.table()
_skus = Sku.table()
_components = Component.table()
_FOLLOWS = ("courier", "tracking_no", "stated_minor")
# What a file may end: goods that have arrived are a fact of ours that no file takes back.
_ENDS = (PurchaseState.DRAFT, PurchaseState.ORDERED)

WORDING = Wording(
    labels={
        "external_no": N_("Supplier's order no."),
        "state": N_("State"),
        "state_text": N_("State in the supplier's words"),
        "ordered_at": N_("Ordered at"),
        "supplier": N_("Supplier"),
        "stated_minor": N_("Stated total"),
        "ordered_on": N_("Ordered on"),
    },
    codes={**CODE_WORDS, "state": {str(code): words for code, words in STATE_LABELS.items()}},
)


@dataclass(slots=True)
class PurchaseTarget:
    """A purchase as a file leaves it, in stored values; `purchase_id` is None where the import creates it."""

    external_no: str
    supplier: str
    purchase_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: Sequence[Mapping[str, Any]] = ()
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def described(self, wording: Wording, currency: str, zone: str) -> str:
        """What happens to the purchase, in the current language."""
        if self.purchase_id is not None:
            return wording.changed(self.changes, currency, zone)
        said = [self.supplier, wording.value("state", self.values["state"], currency, zone)]
        if self.values.get("stated_minor") is not None:
            said.append(wording.value("stated_minor", self.values["stated_minor"], currency, zone))
        return " · ".join([*said, counted(NN_("{count} item", "{count} items"), len(self.lines))])


class PurchasesPart:
    """The purchases an import touches, by supplier and the supplier's number."""

    wording: ClassVar[Wording] = WORDING

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self.targets: dict[tuple[str, str], PurchaseTarget] = {}
        self._currency = settings.read(planning.connection, settings.CURRENCY)

    def take(self, plan: FilePlan) -> None:
        """Lay the purchases of a file over the shop's."""
        lines: dict[str, list[dict[str, Any]]] = {}
        for key, _position, _row, data in plan.file.lines():
            lines.setdefault(key, []).append(data)
        records = list(plan.file.records())
        self._load(key for key, _row, _data in records)
        kept = 0
        for key, row, data in records:
            is_known = (text.key(data["supplier"]), key) in self.targets
            reason = None if is_known else self._refusal(plan, data, lines.get(key, []))
            if reason is not None:
                plan.reject(row, key, "purchase_refused", message(reason))
                continue
            kept += self._lay(plan, key, data, lines.get(key, []))
        if kept:
            plan.warnings.append(FileWarning("items_kept", kept, plural_message(_ITEMS_KEPT, kept)))

    def _load(self, numbers: Iterator[str]) -> None:
        wanted = list(dict.fromkeys(numbers))
        names = images.columns_of(Entity.PURCHASE)
        for chunk in portions(wanted):
            statement = (
                select(_suppliers.c.name, _suppliers.c.name_key, *(_purchases.c[name] for name in names))
                .join_from(_purchases, _suppliers, _suppliers.c.id == _purchases.c.supplier_id)
                .where(or_(_purchases.c.external_no.in_(chunk), _purchases.c.number.in_(chunk)))
            )
            for supplier, name_key, *stored in stored_rows(self._planning.connection, statement):
                values = dict(zip(names, stored, strict=True))
                # A purchase that was written here has no number but ours.
                place = (name_key, values["external_no"] or values["number"])
                self.targets.setdefault(place, PurchaseTarget(place[1], supplier, values["id"], values))

    def _refusal(self, plan: FilePlan, data: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> str | None:
        """Why this purchase cannot be taken in, or None where it can."""
        if (data.get("currency") or plan.file.currency) != self._currency:
            return N_("its amounts are in another currency than the shop's; enter it by hand, with the rate")
        if not lines:
            return N_("a purchase needs at least one item")
        if any(not 1 <= line["quantity"] <= MOST_PIECES for line in lines):
            return N_("an item of it has no pieces")
        if any((line.get(name) or 0) < 0 for line in lines for name in ("price", "amount")):
            return N_("an item of it has a price below zero")
        return None

    def _lay(self, plan: FilePlan, key: str, data: Mapping[str, Any], lines: list[dict[str, Any]]) -> bool:
        """Lay one purchase; returns whether it has other items here than in the file."""
        place = (text.key(data["supplier"]), key)
        target = self.targets.get(place)
        if target is None:
            self.targets[place] = PurchaseTarget(key, data["supplier"].strip(), values=_values(plan, data), lines=lines)
            plan.count("new")
            return False
        if target.purchase_id is None:
            plan.count("unchanged")
            return False
        before = len(target.changes)
        for name, value in _values(plan, data).items():
            if value is not None and value != target.values.get(name) and _may_follow(name, value, target):
                target.changes[name] = (target.values.get(name), value)
                target.values[name] = value
        plan.count("updated" if len(target.changes) > before else "unchanged")
        in_file: int = sum(line["quantity"] for line in lines)
        return self._pieces(target.purchase_id) != in_file

    def _pieces(self, purchase_id: int) -> int:
        statement = select(_lines.c.quantity).where(_lines.c.purchase_id == purchase_id)
        return sum(int(row[0]) for row in stored_rows(self._planning.connection, statement))

    def settle(self) -> None:
        """Nothing: a purchase is whole as its rows have it."""

    @property
    def is_empty(self) -> bool:
        """Whether no purchase changes."""
        return not any(target.purchase_id is None or target.changes for target in self.targets.values())

    def write(self, written: Written) -> None:
        """Write every new and changed purchase; a supplier nobody knew is made."""
        for number, target in enumerate(self.targets.values()):
            written.uow.checkpoint(number, len(self.targets))
            if target.purchase_id is None:
                _write_new(written.uow, target)
            elif target.changes:
                purchase = written.uow.get(Purchase, target.purchase_id)
                for name, (_old, new) in target.changes.items():
                    setattr(purchase, name, images.restored(Entity.PURCHASE, name, new))

    def entries(self) -> Iterator[Entry]:
        """Every purchase; amounts are in the shop's currency."""
        for target in self.targets.values():
            outcome = NEW if target.purchase_id is None else CHANGED if target.changes else SAME
            yield Entry(
                outcome, target.external_no, target.supplier, target, self._currency, self._planning.zone, WORDING
            )


def _values(plan: FilePlan, data: Mapping[str, Any]) -> dict[str, Any]:
    """The columns a file gives, as stored values."""
    return {
        "state": data["state"],
        "ordered_on": local_day(data.get("ordered_at"), plan.file.zone),
        "stated_minor": data.get("stated"),
        "freight_minor": data.get("freight"),
        "courier": data.get("courier"),
        "tracking_no": data.get("tracking_no"),
        "note": data.get("note"),
        "extra": {"state": data["state_text"]} if data.get("state_text") else None,
    }


def _may_follow(name: str, value: Any, target: PurchaseTarget) -> bool:
    """Whether a purchase that is here takes the file's word in this column."""
    if name == "state":
        ours = PurchaseState(target.values["state"])
        if value == PurchaseState.CANCELLED:
            return ours in _ENDS
        return ours is PurchaseState.DRAFT and value == PurchaseState.ORDERED
    if name == "ordered_on":
        return target.values.get(name) is None
    return name in _FOLLOWS


def _write_new(uow: UnitOfWork, target: PurchaseTarget) -> None:
    supplier = find_or_add_supplier(uow, target.supplier)
    linked = _linked_codes(uow.connection, supplier.id, [line.get("code") for line in target.lines])
    only = len(target.lines) == 1
    drafts = tuple(_line(line, target, linked, is_only=only) for line in target.lines)
    purchase = create(
        uow,
        PurchaseDraft(
            supplier.id,
            drafts,
            external_no=target.external_no,
            currency=settings.read(uow.connection, settings.CURRENCY),
            freight_minor=target.values.get("freight_minor") or 0,
            note=target.values.get("note"),
        ),
    )
    told = PurchaseState(target.values["state"])
    # That goods have arrived is a fact of receipts; no list of a supplier can bring it.
    purchase.state = told if told in (*_ENDS, PurchaseState.CANCELLED) else PurchaseState.ORDERED
    if purchase.state is not PurchaseState.DRAFT and target.values.get("ordered_on"):
        purchase.ordered_on = date.fromisoformat(target.values["ordered_on"])
    purchase.stated_minor = target.values.get("stated_minor")
    purchase.courier, purchase.tracking_no = target.values.get("courier"), target.values.get("tracking_no")
    purchase.extra = target.values.get("extra")


def _line(
    line: Mapping[str, Any], target: PurchaseTarget, linked: Mapping[str, int], *, is_only: bool
) -> PurchaseLineDraft:
    """A line; where the file prices only the whole order and it has one item, the item costs what freight leaves."""
    amount = line.get("amount")
    stated, freight = target.values.get("stated_minor"), target.values.get("freight_minor") or 0
    if amount is None and line.get("price") is None and is_only and stated is not None and stated >= freight:
        amount = stated - freight
    code = line.get("code")
    return PurchaseLineDraft(
        line["quantity"],
        sku_id=linked.get(text.key(code)) if code else None,
        title=line.get("title") or code or "",
        variant=line.get("variant"),
        supplier_code=code,
        price_minor=line.get("price"),
        amount_minor=amount,
        note=line.get("note"),
    )


def _linked_codes(connection: Connection, supplier_id: int, codes: Sequence[str | None]) -> dict[str, int]:
    """The codes that are known → our SKU: the supplier's own first, else one that is exactly a code of ours.

    A bundle has no shelf to receive goods on, so its code links nothing.
    """
    keys = [text.key(code) for code in codes if code]
    ours = select(_skus.c.code_key, _skus.c.id).where(
        _skus.c.code_key.in_(keys),
        _skus.c.is_archived.is_(False),
        _skus.c.id.not_in(select(_components.c.bundle_id)),
    )
    theirs = select(_items.c.code_key, _items.c.sku_id).where(
        _items.c.supplier_id == supplier_id, _items.c.code_key.in_(keys)
    )
    found = {row[0]: row[1] for row in connection.execute(ours)}
    return found | {row[0]: row[1] for row in connection.execute(theirs)}


_ITEMS_KEPT = NN_(
    "{count} purchase has other items here than in the file; its items were left as they are.",
    "{count} purchases have other items here than in the file; their items were left as they are.",
)
