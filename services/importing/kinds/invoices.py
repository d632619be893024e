"""Invoices issued and received, and what platforms reported as income: workbooks of ours, typed or from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.entities import Entity
from models.enums.money import InvoiceKind
from services.i18n import N_
from services.importing.cells import CellProblem
from services.importing.kinds.part import Place, Written
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.wording import Wording
from services.messages import message
from services.tax.invoices import link_invoices, natural_key, orders_of, purchases_of
from services.tax.wording import INVOICE_KIND_LABELS, SIDE_LABELS

_TEXTS = ("number", "code", "issued_on", "side", "party", "party_tax_no", "text", "order_no", "note")


class InvoicesPart(RowsPart):
    """The invoices an import touches, known by side, code and number; what was noted here stays."""

    entity = Entity.INVOICE
    key_column = "natural_key"
    place_column = None
    kept = frozenset({"note"})
    summary = ("side", "issued_on", "party", "net_minor", "tax_minor")
    wording = Wording(
        {
            "number": N_("Invoice no."),
            "code": N_("Invoice code"),
            "side": N_("Side"),
            "kind": N_("Kind"),
            "issued_on": N_("Invoice date"),
            "party": N_("Other party"),
            "party_tax_no": N_("Tax number of the other party"),
            "net_minor": N_("Net"),
            "tax_minor": N_("Tax amount"),
            "text": N_("Contents"),
            "order_no": N_("Order no."),
            "order_id": N_("Order"),
            "purchase_id": N_("Purchase"),
            "note": N_("Note"),
        },
        {
            "side": {str(side): words for side, words in SIDE_LABELS.items()},
            "kind": {str(kind): words for kind, words in INVOICE_KIND_LABELS.items()},
        },
    )

    def key_of(self, key: str, data: Mapping[str, Any]) -> str:
        """Side, code and number as they are compared."""
        return natural_key(str(data.get("side") or ""), data.get("code"), key)

    def place(self, record: Record) -> Place | None:  # noqa: ARG002 - the same for every record
        """None: the shop as a whole."""
        return None

    def prepare(self, records: Sequence[Record]) -> None:
        """Look up the orders and purchases the rows name."""
        connection = self.planning.connection
        self._orders = orders_of(connection, _named(records, "order_no"))
        self._purchases = purchases_of(connection, _named(records, "purchase_no"))

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:  # noqa: ARG002 - they have no place
        """The columns of an invoice."""
        data = record.data
        net, tax = data["net"], data.get("tax") or 0
        if net * tax < 0:
            reason = message(N_("net and tax must both be above zero, or both below on a red invoice"))
            raise CellProblem("invoice_tax", reason)
        return {
            **{name: data.get(name) for name in _TEXTS},
            "kind": data.get("kind") or str(InvoiceKind.ORDINARY),
            "net_minor": net,
            "tax_minor": tax,
            "order_id": self._orders.get(data.get("order_no") or ""),
            "purchase_id": self._purchases.get(data.get("purchase_no") or ""),
        }

    def title(self, target: RowTarget) -> str:
        """The number."""
        return str(target.values["number"])

    def write(self, written: Written) -> None:
        """Write the invoices, and join those to their orders that came with the same import."""
        super().write(written)
        written.uow.flush()
        link_invoices(written.uow)

    def _new_row(self, target: RowTarget, place_id: int | None) -> dict[str, Any]:
        return {**super()._new_row(target, place_id), "is_void": False}


def _named(records: Sequence[Record], name: str) -> list[str]:
    """The numbers the records give in a field."""
    return sorted({one.data[name] for one in records if one.data.get(name)})


class PlatformIncomesPart(RowsPart):
    """What platforms reported, by channel and first day; what was noted here stays."""

    entity = Entity.PLATFORM_INCOME
    key_column = "first_on"
    kept = frozenset({"note"})
    summary = ("last_on", "income_minor", "refunds_minor")
    wording = Wording(
        {
            "first_on": N_("First day"),
            "last_on": N_("Last day"),
            "income_minor": N_("Income reported"),
            "refunds_minor": N_("Refunds reported"),
            "fees_minor": N_("Fees reported"),
            "orders": N_("Orders"),
            "note": N_("Note"),
        }
    )

    def place(self, record: Record) -> Place | None:
        """The channel the row names, else the file's."""
        return self.planning.channels.of(record.plan.file, record.data.get("channel_name"))

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """The figures of a report."""
        data = record.data
        if data["last_on"] < data["first_on"]:
            raise CellProblem("last_day", message(N_("the last day is before the first day")))
        return {
            "last_on": data["last_on"],
            "income_minor": data["income"],
            "refunds_minor": data.get("refunds") or 0,
            "fees_minor": data.get("fees"),
            "orders": data.get("orders"),
            "note": data.get("note"),
        }
