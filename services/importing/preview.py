"""A plan in words: what will be new, what changes from what to what, what is the same, what needs a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.values import Flag
from services import formatting
from services.i18n import N_, NN_, join_list, translate, translate_plural
from services.importing.plan import ChannelPlan, ImportPlan, ProductTarget
from services.importing.staged import RowProblem
from services.importing.targets import Conflict, OrderTarget
from services.orders import rules
from services.orders.commands import REFUND_LABELS, STATUS_LABELS

NEW, CHANGED, SAME, WAITING, CONFLICT = "new", "changed", "same", "waiting", "conflict"
OUTCOMES = (NEW, CHANGED, SAME, CONFLICT, WAITING)

FIELD_LABELS: dict[str, str] = {
    "status": N_("Status"),
    "refund_status": N_("Refund"),
    "currency": N_("Currency"),
    "goods_minor": N_("Goods"),
    "freight_minor": N_("Freight"),
    "discount_minor": N_("Discount"),
    "tax_minor": N_("Tax"),
    "total_minor": N_("Total"),
    "paid_minor": N_("Paid"),
    "refunded_minor": N_("Refunded"),
    "ordered_at": N_("Ordered"),
    "paid_at": N_("Paid at"),
    "shipped_at": N_("Shipped at"),
    "completed_at": N_("Completed at"),
    "deliver_by": N_("Ship by"),
    "buyer": N_("Buyer"),
    "buyer_account": N_("Buyer account"),
    "receiver": N_("Receiver"),
    "phone": N_("Phone"),
    "landline": N_("Landline"),
    "email": N_("Email"),
    "country": N_("Country"),
    "province": N_("Province"),
    "city": N_("City"),
    "district": N_("District"),
    "address": N_("Address"),
    "zip": N_("Postcode"),
    "buyer_note": N_("Buyer's note"),
    "seller_note": N_("Own note"),
    "flag": N_("Flag"),
    "close_reason": N_("Close reason"),
    "payment_method": N_("Payment method"),
    "courier": N_("Courier"),
    "tracking_no": N_("Tracking no."),
    "title_text": N_("Product"),
    "declared_pieces": N_("Pieces"),
    "declared_lines": N_("Items"),
    "hold_code": N_("Hold"),
    "lines": N_("Items"),
    "title": N_("Product"),
    "variant": N_("Variant"),
    "barcode": N_("Barcode"),
    "category": N_("Category"),
    "unit": N_("Unit"),
    "shelf": N_("Shelf"),
    "price_minor": N_("Price"),
    "cost_minor": N_("Cost"),
    "weight_g": N_("Weight (g)"),
    "note": N_("Note"),
}
FLAG_LABELS: dict[Flag, str] = {
    Flag.NONE: N_("No flag"),
    Flag.RED: N_("Red"),
    Flag.YELLOW: N_("Yellow"),
    Flag.GREEN: N_("Green"),
    Flag.BLUE: N_("Blue"),
    Flag.PURPLE: N_("Purple"),
}
CODE_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {str(code): words for code, words in STATUS_LABELS.items()},
    "refund_status": {str(code): words for code, words in REFUND_LABELS.items()},
    "flag": {str(code): words for code, words in FLAG_LABELS.items()},
    "hold_code": rules.HOLD_REASONS,
}
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One order, product, conflict or waiting row of a plan; `what` is the thing itself.

    `choice` names the (order key, field) pair of a conflict, for the plan's `chosen`.
    """

    outcome: str
    key: str
    where: str
    what: OrderTarget | ProductTarget | Conflict | RowProblem
    currency: str
    zone: str

    @property
    def choice(self) -> tuple[str, str] | None:
        """What to choose to let the file win, where this is a conflict."""
        return (self.what.key, self.what.field) if isinstance(self.what, Conflict) else None


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything a plan will do as one list, with its counts by outcome. Conflicts are listed beside their order."""

    entries: tuple[Entry, ...]
    counts: Mapping[str, int]

    def of(self, outcome: str) -> tuple[Entry, ...]:
        """The entries of one outcome; all of them for an empty one."""
        return tuple(entry for entry in self.entries if outcome in ("", entry.outcome))

    @property
    def writes(self) -> int:
        """How many orders and products will be created or changed."""
        return self.counts[NEW] + self.counts[CHANGED]


def plan_view(plan: ImportPlan, currency: str, zone: str, chosen: frozenset[tuple[str, str]] = frozenset()) -> PlanView:
    """The plan as a list; `currency` and `zone` are the shop's, `chosen` the conflicts decided for the file."""
    entries = [*_waiting(plan, currency, zone), *_orders(plan, chosen), *_products(plan, currency, zone)]
    entries.sort(key=lambda entry: _RANK[entry.outcome])
    counts = dict.fromkeys(OUTCOMES, 0)
    for entry in entries:
        counts[entry.outcome] += 1
    counts[WAITING] = sum(one.rejected for one in plan.files)
    return PlanView(tuple(entries), counts)


_RANK = {CONFLICT: 0, WAITING: 1, CHANGED: 2, NEW: 3, SAME: 4}


def _waiting(plan: ImportPlan, currency: str, zone: str) -> Iterator[Entry]:
    for one in plan.files:
        first_of_row = {problem.row: problem for problem in reversed(one.problems) if problem.rejects}
        for problem in sorted(first_of_row.values(), key=lambda found: found.row):
            if problem.code != "waits_with_row":
                yield Entry(WAITING, problem.key or "", one.file.file_name, problem, currency, zone)


def _orders(plan: ImportPlan, chosen: frozenset[tuple[str, str]]) -> Iterator[Entry]:
    decided: dict[str, list[str]] = {}
    for order, name in sorted(chosen):
        decided.setdefault(order, []).append(name)
    for channel, targets in plan.orders.items():
        for key, target in targets.items():
            outcome = NEW if target.is_new else CHANGED if target.is_touched else SAME
            yield _entry(outcome, key, channel, target)
            for conflict in target.conflicts:
                yield _entry(CONFLICT, key, channel, conflict)
            for name in decided.get(key, ()):
                if name in target.changes:
                    yield _entry(CONFLICT, key, channel, Conflict(key, name, *target.changes[name]))


def _entry(outcome: str, key: str, channel: ChannelPlan, what: OrderTarget | Conflict) -> Entry:
    return Entry(outcome, key, channel.name, what, channel.currency, channel.zone)


def _products(plan: ImportPlan, currency: str, zone: str) -> Iterator[Entry]:
    for target in plan.products.values():
        outcome = NEW if target.sku_id is None else CHANGED if target.changes else SAME
        yield Entry(outcome, target.code, "", target, currency, zone)


def words(entry: Entry) -> str:
    """What the entry says, in the current language."""
    what = entry.what
    if isinstance(what, RowProblem):
        said = translate(N_("Row {row}: {reason}")).format(row=what.row, reason=what.message)
        return f"{what.column} · {said}" if what.column else said
    if isinstance(what, Conflict):
        return translate(N_("{field}: yours {ours}, the file {theirs}")).format(
            field=field_label(what.field),
            ours=value_text(what.field, what.ours, entry.currency, entry.zone),
            theirs=value_text(what.field, what.theirs, entry.currency, entry.zone),
        )
    if isinstance(what, ProductTarget):
        return _changes(what.changes, entry) if what.sku_id is not None else str(what.values.get("title") or "")
    return _order_words(what, entry)


def _order_words(target: OrderTarget, entry: Entry) -> str:
    if target.is_new:
        parts = [value_text("status", target.values.get("status"), entry.currency, entry.zone)]
        if target.values.get("paid_minor") is not None:
            parts.append(value_text("paid_minor", target.values["paid_minor"], entry.currency, entry.zone))
        parts.append(_count(NN_("{count} item", "{count} items"), len(target.lines)))
        return " · ".join(parts)
    parts = [_changes(target.changes, entry)] if target.changes else []
    if target.new_lines:
        parts.append(_count(NN_("{count} item is added", "{count} items are added"), len(target.new_lines)))
    if target.line_changes:
        parts.append(_count(NN_("{count} item changes", "{count} items change"), len(target.line_changes)))
    return " · ".join(parts)


def _count(forms: tuple[str, str], count: int) -> str:
    return translate_plural(*forms, count).format(count=count)


def _changes(changes: Mapping[str, tuple[Any, Any]], entry: Entry) -> str:
    shown = [
        translate(N_("{field}: {old} → {new}")).format(
            field=field_label(name),
            old=value_text(name, old, entry.currency, entry.zone),
            new=value_text(name, new, entry.currency, entry.zone),
        )
        for name, (old, new) in changes.items()
    ]
    return join_list([*shown[:_SHOWN], "…"] if len(shown) > _SHOWN else shown)


def field_label(name: str) -> str:
    """What a column of orders or products is called."""
    return translate(FIELD_LABELS.get(name, name))


def value_text(name: str, value: Any, currency: str, zone: str) -> str:
    """A stored value of that column as people read it; a dash where there is none."""
    if value is None or value == "":
        return "—"
    if name in CODE_WORDS:
        return translate(CODE_WORDS[name].get(str(value), str(value)))
    if name.endswith("_minor"):
        return formatting.money(value, currency)
    if name.endswith("_at") or name == "deliver_by":
        return formatting.instant_ms(value, zone)
    return str(value)
