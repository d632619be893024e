"""Transactions: every row of a statement is one movement on an account."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from models.columns import from_epoch_ms
from models.entities import Entity
from models.enums.money import Flow
from models.finance import Account
from services.finance.rules import rules
from services.finance.sorting import Movement, sort
from services.finance.wording import FLOW_LABELS
from services.i18n import N_
from services.importing.accounts import AccountBook, AccountPlan
from services.importing.flows import flow_of, taken_of
from services.importing.kinds.order_words import named_order
from services.importing.kinds.part import FilePlan, Place, Planning, Written
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.kinds.transaction_checks import Taken, warnings_of
from services.importing.wording import Wording

_AS_THEY_STAND = (
    "external_no", "merchant_no", "order_no", "happened_at", "counterparty", "counterparty_account",
    "kind_text", "subject", "method", "status_text", "note", "extra",
)  # fmt: skip


class TransactionsPart(RowsPart):
    """The transactions an import touches, by account and natural key."""

    entity = Entity.TRANSACTION
    key_column = "natural_key"
    place_column = "account_id"
    file_column = "file_id"
    kept = frozenset({"note"})
    summary = ("happened_at", "direction", "amount_minor", "counterparty", "kind_text", "subject")
    wording = Wording(
        labels={
            "happened_at": N_("Time"),
            "happened_on": N_("Day"),
            "direction": N_("Direction"),
            "amount_minor": N_("Amount"),
            "balance_minor": N_("Balance"),
            "fee_minor": N_("Platform fee"),
            "commission_minor": N_("Commission"),
            "promotion_minor": N_("Ads"),
            "counterparty": N_("Counterparty"),
            "counterparty_account": N_("Counterparty's account"),
            "kind_text": N_("Kind"),
            "subject": N_("Subject"),
            "method": N_("Method"),
            "status_text": N_("State"),
            "external_no": N_("Transaction no."),
            "merchant_no": N_("Merchant's no."),
            "order_no": N_("Order no."),
            "extra": N_("Other columns"),
        },
        codes={"direction": {str(code): words for code, words in FLOW_LABELS.items()}},
    )

    def __init__(self, planning: Planning) -> None:
        super().__init__(planning)
        self._accounts = AccountBook(planning.connection)
        self._zones: dict[str, ZoneInfo] = {}
        self._rules = rules(planning.connection)
        self._providers: dict[int, str | None] = {}

    def place(self, record: Record) -> Place | None:
        """The account: chosen by the person, named by the row or the file, the provider's only one, or a new one."""
        return self._accounts.of(record.plan.file, record.data.get("account_name"))

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:
        """The columns of a transaction; money out is negative, a neutral movement keeps its figure."""
        data, file = record.data, record.plan.file
        direction, amount = flow_of(data)
        zone = place.zone if place is not None else file.zone
        day = from_epoch_ms(data["happened_at"]).astimezone(self._zone(zone)).date()
        return {
            **{name: data.get(name) for name in _AS_THEY_STAND},
            "happened_on": day.isoformat(),
            "direction": str(direction),
            "amount_minor": amount,
            "balance_minor": data.get("balance"),
            **taken_of(data, direction),
            "currency": data.get("currency") or file.currency,
        }

    def write(self, written: Written) -> None:
        """Write the transactions, and the number of an account that was told for the first time."""
        for account, targets in self.targets.items():
            if isinstance(account, AccountPlan) and targets:
                self._providers[written.place_id(account)] = account.provider
        super().write(written)
        for account, targets in self.targets.items():
            if isinstance(account, AccountPlan) and account.is_learned and account.id is not None and targets:
                written.uow.get(Account, account.id).number_tail = account.tail

    def take(self, plan: FilePlan) -> None:
        """Lay the rows of a statement over the account's, and say what is odd about the two together."""
        before = {key for targets in self.targets.values() for key in targets}
        super().take(plan)
        for place, targets in self.targets.items():
            if isinstance(place, AccountPlan):
                self._look(plan, place, targets, before)

    def _look(self, plan: FilePlan, account: AccountPlan, targets: dict[str, RowTarget], before: set[str]) -> None:
        mine = [target for key, target in targets.items() if key not in before and target.origin is plan]
        fresh = [target for target in mine if target.row_id is None]
        known = [str(target.values["happened_on"]) for target in mine if target.row_id is not None]
        if mine:
            plan.warnings += warnings_of(self.planning.connection, Taken(plan, account, fresh, known))

    def _new_row(self, target: RowTarget, place_id: int | None) -> dict[str, Any]:
        """The row in its category: by a rule, else by what the provider's words mean."""
        row = super()._new_row(target, place_id)
        provider = None if place_id is None else self._providers.get(place_id)
        texts = {name: row.get(name) for name in ("kind_text", "subject", "counterparty", "note")}
        movement = Movement(place_id, provider, Flow(row["direction"]), row["amount_minor"], **texts)
        found = sort(movement, self._rules)
        if found is not None:
            row |= {"category": found.category, "sorted_by": str(found.sorted_by), "rule_id": found.rule_id}
            if found.takes_order and not row.get("order_no"):
                row["order_no"] = named_order(self.planning.connection, texts.values())
        return row

    def title(self, target: RowTarget) -> str:
        """The provider's own number, else the day."""
        return str(target.values.get("external_no") or target.values.get("happened_on") or target.key)

    def _zone(self, name: str) -> ZoneInfo:
        return self._zones.setdefault(name, ZoneInfo(name))
