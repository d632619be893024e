"""Couriers' bills: every row is one charge for one waybill."""

from __future__ import annotations

from typing import Any

from models.entities import Entity
from services.i18n import N_
from services.importing.kinds.days import local_day
from services.importing.kinds.part import Place
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.wording import Wording

_AS_THEY_STAND = (
    "courier", "waybill", "kind_text", "province", "city", "order_no", "customer", "weight_g", "scanned_at", "extra",
)  # fmt: skip
_AMOUNTS = ("amount", "freight", "surcharge")


class CourierChargesPart(RowsPart):
    """The charges an import touches; they belong to the shop, for one courier carries for all channels."""

    entity = Entity.COURIER_CHARGE
    key_column = "natural_key"
    place_column = None
    summary = ("courier", "charged_on", "kind_text", "amount_minor")
    wording = Wording(
        {
            "waybill": N_("Waybill"),
            "charge_no": N_("Charge no."),
            "kind_text": N_("Kind of charge"),
            "scanned_at": N_("Scanned at"),
            "charged_on": N_("Day"),
            "weight_g": N_("Billed weight (g)"),
            "amount_minor": N_("Charge"),
            "surcharge_minor": N_("Surcharge"),
            "order_no": N_("Order no."),
            "customer": N_("Billed customer"),
            "extra": N_("Other columns"),
        }
    )

    def place(self, record: Record) -> Place | None:  # noqa: ARG002 - the same for every record
        """None: the shop as a whole."""
        return None

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:  # noqa: ARG002 - charges have no place
        """The columns of a charge; its day is the one it was in the file's zone."""
        data, file = record.data, record.plan.file
        return {
            **{name: data.get(name) for name in _AS_THEY_STAND},
            **{f"{name}_minor": data.get(name) for name in _AMOUNTS},
            "charged_on": local_day(data.get("scanned_at"), file.zone),
            "currency": data.get("currency") or file.currency,
        }

    def title(self, target: RowTarget) -> str:
        """The waybill."""
        return str(target.values["waybill"])
