"""Transactions: every row of a statement is one movement on an account."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from models.columns import from_epoch_ms
from models.entities import Entity
from models.finance import Account
from services.finance.wording import FLOW_LABELS
from services.i18n import N_
from services.importing.accounts import AccountBook, AccountPlan
from services.importing.flows import flow_of
from services.importing.kinds.part import Place, Planning, Written
from services.importing.kinds.rows import Record, RowsPart, RowTarget
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
            "currency": data.get("currency") or file.currency,
        }

    def write(self, written: Written) -> None:
        """Write the transactions, and the number of an account that was told for the first time."""
        super().write(written)
        for account, targets in self.targets.items():
            if isinstance(account, AccountPlan) and account.is_learned and account.id is not None and targets:
                written.uow.get(Account, account.id).number_tail = account.tail

    def title(self, target: RowTarget) -> str:
        """The provider's own number, else the day."""
        return str(target.values.get("external_no") or target.values.get("happened_on") or target.key)

    def _zone(self, name: str) -> ZoneInfo:
        return self._zones.setdefault(name, ZoneInfo(name))
