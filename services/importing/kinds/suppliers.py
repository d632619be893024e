"""Suppliers: who they are, how to reach them, and what they promise; found again by their name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.entities import Entity
from services import text
from services.i18n import N_
from services.importing.cells import CellProblem
from services.importing.kinds.part import Place
from services.importing.kinds.rows import Record, RowsPart, RowTarget
from services.importing.wording import Wording
from services.messages import message
from services.purchasing.suppliers import LONGEST_DAYS

_TEXTS = ("name", "contact", "phone", "wechat", "email", "website", "address", "note", "currency")
_DAYS = ("lead_days", "payment_terms_days")


class SuppliersPart(RowsPart):
    """The suppliers an import touches; the same name in other capitals or widths is the same supplier."""

    entity = Entity.SUPPLIER
    key_column = "name_key"
    place_column = None
    summary = ("contact", "phone", "lead_days", "payment_terms_days")
    wording = Wording(
        {
            "name": N_("Supplier"),
            "contact": N_("Contact"),
            "phone": N_("Phone"),
            "wechat": N_("WeChat"),
            "email": N_("E-mail"),
            "website": N_("Website"),
            "address": N_("Address"),
            "lead_days": N_("Lead time (days)"),
            "payment_terms_days": N_("Payment terms (days)"),
            "currency": N_("Currency"),
            "note": N_("Note"),
        }
    )

    def key_of(self, key: str, data: Mapping[str, Any]) -> str:  # noqa: ARG002 - the name says it all
        """The name as names are compared."""
        return text.key(key)

    def place(self, record: Record) -> Place | None:  # noqa: ARG002 - the same for every record
        """None: the shop as a whole."""
        return None

    def values(self, record: Record, place: Place | None) -> dict[str, Any]:  # noqa: ARG002 - they have no place
        """The columns of a supplier."""
        for name in _DAYS:
            days = record.data.get(name)
            if days is not None and not 0 <= days <= LONGEST_DAYS:
                raise CellProblem("days", message(N_("it must be 0 to {most} days"), most=LONGEST_DAYS))
        return {name: record.data.get(name) for name in (*_TEXTS, *_DAYS)}

    def title(self, target: RowTarget) -> str:
        """The name."""
        return str(target.values["name"])

    def _new_row(self, target: RowTarget, place_id: int | None) -> dict[str, Any]:
        return {**super()._new_row(target, place_id), "is_archived": False}
