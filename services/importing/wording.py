"""The words of a plan: what columns are called and how their values read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.enums.orders import Flag
from services import formatting
from services.i18n import N_, join_list, translate
from services.orders import rules
from services.orders.commands import REFUND_LABELS, STATUS_LABELS

FIELD_LABELS: dict[str, str] = {
    "status": N_("Status"),
    "refund_status": N_("Refund"),
    "currency": N_("Currency"),
    "goods_minor": N_("Goods"),
    "freight_minor": N_("Freight"),
    "discount_minor": N_("Discount"),
    "platform_discount_minor": N_("Discount the platform pays"),
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
PART_SHIPPED = "part_shipped"
"""What a preview says of an order the platform calls sent while pieces of it stay here."""
CODE_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {**{str(code): words for code, words in STATUS_LABELS.items()}, PART_SHIPPED: N_("Part shipped")},
    "refund_status": {str(code): words for code, words in REFUND_LABELS.items()},
    "flag": {str(code): words for code, words in FLAG_LABELS.items()},
    "hold_code": rules.HOLD_REASONS,
}
_SHOWN = 6


@dataclass(frozen=True)
class Wording:
    """What the columns of one kind of record are called (`labels`), and its codes in words (`codes`).

    A column without a label of its own has the common one of `FIELD_LABELS`.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: CODE_WORDS)

    def label(self, name: str) -> str:
        """What a column is called."""
        return translate(self.labels.get(name) or FIELD_LABELS.get(name, name))

    def value(self, name: str, value: Any, currency: str, zone: str) -> str:
        """A stored value of that column as people read it; a dash where there is none."""
        if value is None or value == "":
            return "—"
        if name in self.codes:
            return translate(self.codes[name].get(str(value), str(value)))
        if isinstance(value, dict):
            return " · ".join(f"{header} {text}" for header, text in value.items())
        if name.endswith("_minor"):
            return formatting.money(value, currency)
        if name.endswith("_at") or name == "deliver_by":
            return formatting.instant_ms(value, zone)
        return str(value)

    def changed(self, changes: Mapping[str, tuple[Any, Any]], currency: str, zone: str) -> str:
        """Old and new of every changed column, the first few of them."""
        shown = [
            translate(N_("{field}: {old} → {new}")).format(
                field=self.label(name),
                old=self.value(name, old, currency, zone),
                new=self.value(name, new, currency, zone),
            )
            for name, (old, new) in changes.items()
        ]
        return join_list([*shown[:_SHOWN], "…"] if len(shown) > _SHOWN else shown)


ORDERS = Wording()
