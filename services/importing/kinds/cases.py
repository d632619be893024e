"""After-sales cases; the orders they name follow them in the same step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.columns import to_epoch_ms
from models.entities import Entity
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import Platform
from models.orders import Order
from services import clock
from services.aftersales.rules import PROGRESS, REFUND_KINDS
from services.aftersales.words import KIND_LABELS, STATE_LABELS
from services.i18n import N_
from services.importing.channels import ChannelPlan
from services.importing.kinds.case_orders import follow
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import FilePlan, Place, Planning, Written
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.targets import Conflict
from services.importing.wording import CODE_WORDS, Wording
from services.kernel.chunks import portions

_cases = Case.table()
_orders = Order.table()
_AS_THEY_STAND = (
    "order_no", "line_no", "code", "title", "variant", "quantity", "kind", "kind_text", "state", "state_text", "reason",
    "asked_at", "agreed_at", "refunded_at", "closed_at", "deadline_at", "return_courier", "return_tracking_no",
    "return_text", "intercept_text", "payer_text", "note", "extra",
)  # fmt: skip
_WITH_THE_STATE = ("state", "state_text")


class CasesPart(RowsPart):
    """The cases an import touches, by channel and number."""

    entity = Entity.CASE
    summary = ("kind", "state", "order_no", "asked_minor", "reason")
    wording = Wording(
        labels={
            "external_no": N_("Case no."),
            "order_no": N_("Order no."),
            "order_id": N_("Order"),
            "is_told_by_order": N_("Told by the order file"),
            "line_no": N_("Line no."),
            "code": N_("Code"),
            "quantity": N_("Quantity"),
            "kind": N_("Case kind"),
            "kind_text": N_("Platform's kind"),
            "state": N_("Case state"),
            "state_text": N_("Platform's state"),
            "reason": N_("Reason"),
            "asked_minor": N_("Asked"),
            "asked_at": N_("Asked at"),
            "agreed_at": N_("Agreed at"),
            "refunded_at": N_("Refunded at"),
            "closed_at": N_("Closed at"),
            "deadline_at": N_("Deadline"),
            "return_courier": N_("Return courier"),
            "return_tracking_no": N_("Return tracking no."),
            "return_text": N_("Return state"),
            "intercept_text": N_("Interception state"),
            "payer_text": N_("Who pays"),
            "base": N_("What the platform last said"),
            "extra": N_("Other columns"),
        },
        codes={
            **CODE_WORDS,
            "kind": {str(code): words for code, words in KIND_LABELS.items()},
            "state": {str(code): words for code, words in STATE_LABELS.items()},
        },
    )

    def place(self, record: Record) -> Place | None:
        """The channel the row names, else the file's."""
        return self.planning.channels.of(record.plan.file, record.data.get("channel_name"), record.data.get("currency"))

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The columns of a case; a refund that is done gave back what was asked, where no other amount is told."""
        data = record.data
        refunded = data.get("refunded")
        if refunded is None and data["state"] == CaseState.DONE and CaseKind(data["kind"]) in REFUND_KINDS:
            refunded = data.get("asked")
        return {
            **{name: data.get(name) for name in _AS_THEY_STAND},
            "asked_minor": data.get("asked"),
            "refunded_minor": refunded,
            "currency": data.get("currency") or (place.currency if place is not None else record.plan.file.currency),
        }

    def __init__(self, planning: Planning) -> None:
        super().__init__(planning)
        self._told_by_orders: dict[Place | None, dict[str, RowTarget]] = {}

    def standing_target(self, place: ChannelPlan, number: str, plan: FilePlan) -> RowTarget | None:
        """A case as it stands, to be changed for another file than one of cases; None where a file has it already."""
        if number in self.targets.get(place, {}):
            return None
        super()._load(place, [number], plan)
        return self.targets[place].get(number)

    def end(self, target: RowTarget, state: CaseState, refunded_minor: int | None) -> None:
        """A case is over now, as its order tells; what was asked went back where no amount is told."""
        if state is CaseState.DONE:
            amount = refunded_minor if refunded_minor is not None else target.values.get("asked_minor")
            if amount is not None:
                super()._lay_column(target, "refunded_minor", amount)
        super()._lay_column(target, "state", str(state))
        super()._lay_column(target, "closed_at", to_epoch_ms(clock.this_second()))

    def take(self, plan: FilePlan) -> None:
        """Lay the cases of a file over the shop's, link them, and let their orders follow."""
        super().take(plan)
        for place, targets in self.targets.items():
            if isinstance(place, ChannelPlan):
                if place.id is not None:
                    self._link(place.id, targets)
                numbers = {target.values["order_no"] for target in targets.values() if target.values.get("order_no")}
                orders = self.planning.part(OrdersPart).known(place, sorted(numbers))
                follow(self.planning, place, orders, targets)

    def _load(self, place: Place | None, keys: Sequence[str], plan: FilePlan) -> None:
        super()._load(place, keys, plan)
        if place in self._told_by_orders or place is None or place.id is None:
            return
        statement = select(_cases.c.external_no, _cases.c.order_no).where(
            _cases.c.channel_id == place.id, _cases.c.is_told_by_order.is_(True)
        )
        told = {row[0]: row[1] for row in self.planning.connection.execute(statement)}
        super()._load(place, sorted(told), plan)
        self._told_by_orders[place] = {}
        for number, order in told.items():
            if number not in keys:
                self._told_by_orders[place][order] = self.targets[place].pop(number)

    def _take_one(self, record: Record, place: Place | None) -> None:
        """The platform's own case takes the place of one that only the column of an order file told of."""
        targets = self.targets[place]
        if record.key not in targets and self._is_platforms_word(record.plan):
            target = self._told_by_orders.get(place, {}).pop(record.data.get("order_no") or "", None)
            if target is not None:
                target.key = record.key
                targets[record.key] = target
                super()._lay_column(target, "external_no", record.key)
                super()._lay_column(target, "is_told_by_order", None)
                if record.data.get("deadline_at") is not None:
                    super()._lay_column(target, "is_own_deadline", None)
        super()._take_one(record, place)

    def _lay(self, plan: FilePlan, targets: dict[str, RowTarget], key: str, values: Mapping[str, Any]) -> str:
        """As any row; but a state that falls behind what is known is a conflict and stays ours with its words."""
        target = targets.get(key)
        told = values.get("state")
        if target is not None and not self._is_platforms_word(plan):
            values = {name: value for name, value in values.items() if value != target.values.get(name)}
        if target is not None and target.values.get("is_own") and target.values.get("refunded_minor") is None:
            values = {name: value for name, value in values.items() if name != "refunded_minor"}  # see `values`
        if target is None or told is None or not _falls_back(target.values["state"], told):
            return super()._lay(plan, targets, key, values)
        if "state" in (target.values.get("base") or {}) and told == target.values["base"]["state"]:
            return super()._lay(plan, targets, key, values)  # the platform only says again what it said before
        if (key, "state") in self.planning.chosen:
            return super()._lay(plan, targets, key, values)
        rest = {name: value for name, value in values.items() if name not in _WITH_THE_STATE}
        outcome = super()._lay(plan, targets, key, rest)
        target.conflicts.append(Conflict(key, "state", target.values["state"], told))
        return outcome

    @staticmethod
    def _is_platforms_word(plan: FilePlan) -> bool:
        """A workbook of ours that agrees with us says nothing about what the platform thinks."""
        return plan.file.platform is not Platform.OTHER

    def _lay_column(self, target: RowTarget, name: str, value: Any) -> None:
        """Where a person changed the field, the platform's word is compared with what it said last.

        It says the same again: nothing happens. It comes round to ours: the two agree. It changed its
        word as well: ours stays and both are shown, unless the case has gone further by its state.
        """
        base = target.values.get("base") or {}
        ours = target.values.get(name)
        if name not in base or value == base[name]:
            if name not in base:
                super()._lay_column(target, name, value)
            return
        goes_further = name == "state" and _falls_back(str(value), str(ours))
        if value != ours and not goes_further and (target.key, name) not in self.planning.chosen:
            target.conflicts.append(Conflict(target.key, name, ours, value))
            return
        rest = {field: said for field, said in base.items() if field != name}
        super()._lay_column(target, "base", rest or None)
        super()._lay_column(target, name, value)

    def _link(self, channel_id: int, targets: Mapping[str, RowTarget]) -> None:
        """Give every case its order, where the shop has it."""
        waiting = [target for target in targets.values() if not target.values.get("order_id")]
        numbers = {target.values["order_no"] for target in waiting if target.values.get("order_no")}
        known = order_ids(self.planning.connection, channel_id, sorted(numbers))
        for target in waiting:
            found = known.get(target.values.get("order_no", ""))
            if found is not None:
                self._lay_column(target, "order_id", found)

    def write(self, written: Written) -> None:
        """Write the cases; an order that came with the same import is linked now that it has a row."""
        for place, targets in self.targets.items():
            if isinstance(place, ChannelPlan):
                self._link_new(written, place, targets)
        super().write(written)

    def _link_new(self, written: Written, place: ChannelPlan, targets: Mapping[str, RowTarget]) -> None:
        waiting = [target for target in targets.values() if not target.values.get("order_id")]
        numbers = sorted({target.values["order_no"] for target in waiting if target.values.get("order_no")})
        if not numbers:
            return
        known = order_ids(written.uow.connection, written.place_id(place), numbers)
        for target in waiting:
            found = known.get(target.values.get("order_no", ""))
            if found is not None:
                self._lay_column(target, "order_id", found)


def _falls_back(ours: str, told: str) -> bool:
    return PROGRESS[CaseState(told)] < PROGRESS[CaseState(ours)]


def order_ids(connection: Connection, channel_id: int, numbers: Sequence[str]) -> dict[str, int]:
    """Order number → id of those orders of a channel that exist."""
    found: dict[str, int] = {}
    for chunk in portions(numbers):
        statement = select(_orders.c.external_no, _orders.c.id).where(
            _orders.c.channel_id == channel_id, _orders.c.external_no.in_(chunk)
        )
        found.update((number, order_id) for number, order_id in connection.execute(statement))
    return found
