"""The names people use for the rows and fields the journal keeps, and their values as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from models.entities import CLASSES, Entity
from models.values import Flag, OrderStatus, Platform, RefundStatus
from services import formatting
from services.i18n import N_, NN_, _
from services.importing.plan import PLATFORM_NAMES
from services.messages import Message, message, plural_message
from services.orders.commands import REFUND_LABELS, STATUS_LABELS
from services.orders.rules import HOLD_REASONS

ENTITY_FORMS: dict[Entity, tuple[str, str]] = {
    Entity.CHANNEL: NN_("{count} channel", "{count} channels"),
    Entity.PRODUCT: NN_("{count} product", "{count} products"),
    Entity.SKU: NN_("{count} variant", "{count} variants"),
    Entity.SKU_ALIAS: NN_("{count} linked code", "{count} linked codes"),
    Entity.ORDER: NN_("{count} order", "{count} orders"),
    Entity.ORDER_LINE: NN_("{count} order line", "{count} order lines"),
    Entity.IMPORT_FILE: NN_("{count} imported file", "{count} imported files"),
    Entity.IMPORT_PROBLEM: NN_("{count} waiting row", "{count} waiting rows"),
    Entity.PRINT_RUN: NN_("{count} print run", "{count} print runs"),
    Entity.PRINTED_ORDER: NN_("{count} printed order", "{count} printed orders"),
    Entity.SETTING: NN_("{count} setting", "{count} settings"),
}
KIND_LABELS: dict[str, str] = {
    "insert": N_("{what} added"),
    "update": N_("{what} changed"),
    "delete": N_("{what} removed"),
}
FIELD_LABELS: dict[str, str] = {
    "address": N_("Address"),
    "amount_minor": N_("Amount"),
    "barcode": N_("Barcode"),
    "base": N_("What the platform last said"),
    "buyer": N_("Buyer"),
    "buyer_account": N_("Buyer account"),
    "buyer_note": N_("Buyer's note"),
    "category": N_("Category"),
    "cells": N_("Cells"),
    "channel_id": N_("Channel"),
    "city": N_("City"),
    "close_reason": N_("Close reason"),
    "code": N_("Code"),
    "code_key": N_("Code for search"),
    "column": N_("Column"),
    "completed_at": N_("Completed at"),
    "cost_minor": N_("Cost"),
    "country": N_("Country"),
    "courier": N_("Courier"),
    "currency": N_("Currency"),
    "declared_lines": N_("Items the platform counts"),
    "declared_pieces": N_("Pieces the platform counts"),
    "deliver_by": N_("Ship by"),
    "discount_minor": N_("Discount"),
    "district": N_("District"),
    "email": N_("Email"),
    "external_no": N_("Order no."),
    "extra": N_("Other columns"),
    "file_id": N_("File"),
    "file_name": N_("File"),
    "flag": N_("Flag"),
    "format_id": N_("Format"),
    "freight_minor": N_("Freight"),
    "goods_minor": N_("Goods"),
    "hold_code": N_("Hold"),
    "hold_note": N_("Reason of the hold"),
    "id": N_("Number of the row"),
    "imported_at": N_("Imported at"),
    "is_archived": N_("Archived"),
    "is_closed": N_("Closed"),
    "is_damaged_no": N_("Number cut by Excel"),
    "key": N_("Setting"),
    "kind": N_("Kind"),
    "landline": N_("Landline"),
    "message": N_("Problem"),
    "name": N_("Name"),
    "new_count": N_("New"),
    "note": N_("Note"),
    "number": N_("Number"),
    "order_id": N_("Order"),
    "ordered_at": N_("Ordered"),
    "ordered_on": N_("Day"),
    "paid_at": N_("Paid at"),
    "paid_minor": N_("Paid"),
    "payment_method": N_("Payment method"),
    "phone": N_("Phone"),
    "phone_tail": N_("Last digits of the phone"),
    "platform": N_("Platform"),
    "position": N_("Line"),
    "price_minor": N_("Price"),
    "printed_at": N_("Printed at"),
    "product_id": N_("Product"),
    "province": N_("Province"),
    "quantity": N_("Quantity"),
    "receiver": N_("Receiver"),
    "refund_status": N_("Refund"),
    "refunded_minor": N_("Refunded"),
    "rejected_count": N_("Waiting"),
    "resolved_at": N_("Settled at"),
    "row": N_("Row"),
    "row_count": N_("Rows"),
    "run_id": N_("Print run"),
    "seller_note": N_("Own note"),
    "sha256": N_("Fingerprint of the file"),
    "shelf": N_("Shelf"),
    "shipped_at": N_("Shipped at"),
    "sku_id": N_("Own product"),
    "sku_quantity": N_("Pieces of it"),
    "skipped_count": N_("Skipped"),
    "status": N_("Status"),
    "target": N_("Where to"),
    "tax_minor": N_("Tax"),
    "title": N_("Product"),
    "title_text": N_("Product"),
    "total_minor": N_("Total"),
    "tracking_entered_at": N_("Tracking no. entered"),
    "tracking_no": N_("Tracking no."),
    "unchanged_count": N_("Same"),
    "unit": N_("Unit"),
    "updated_count": N_("Changed"),
    "value": N_("Value"),
    "variant": N_("Variant"),
    "version": N_("Version"),
    "warnings": N_("Warnings"),
    "weight_g": N_("Weight (g)"),
    "zip": N_("Postcode"),
    "zone": N_("Time zone"),
}
FLAG_LABELS: dict[Flag, str] = {
    Flag.NONE: N_("No flag"),
    Flag.RED: N_("Red"),
    Flag.YELLOW: N_("Yellow"),
    Flag.GREEN: N_("Green"),
    Flag.BLUE: N_("Blue"),
    Flag.PURPLE: N_("Purple"),
}
# Follow from other fields, so that showing them would say the same thing twice.
QUIET_FIELDS = frozenset({"id", "version", "code_key", "phone_tail", "ordered_on", "base"})


def rows_words(entity: str, kind: str, count: int) -> Message:
    """“3 orders changed”."""
    return message(KIND_LABELS[kind], what=plural_message(ENTITY_FORMS[Entity(entity)], count))


def field_words(field: str) -> str:
    """The name of a stored field in the language that is on."""
    return _(FIELD_LABELS.get(field, field))


def value_words(field: str, value: Any, *, currency: str, zone: str) -> str:
    """A stored value as a person reads it; a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.endswith("_minor") and isinstance(value, int):
        return formatting.amount(value, currency)
    if (field.endswith("_at") or field == "deliver_by") and isinstance(value, int):
        return formatting.instant(datetime.fromtimestamp(value / 1000, UTC), zone)
    if field in _CODES and isinstance(value, str):
        return _CODES[field](value)
    return str(value)


def _status(value: str) -> str:
    return _(STATUS_LABELS[OrderStatus(value)])


def _refund(value: str) -> str:
    return _(REFUND_LABELS[RefundStatus(value)])


def _platform(value: str) -> str:
    return _(PLATFORM_NAMES[Platform(value)])


def _hold(value: str) -> str:
    return _(HOLD_REASONS[value]) if value in HOLD_REASONS else value


def _flag(value: str) -> str:
    return _(FLAG_LABELS[Flag(value)])


_CODES = {"hold_code": _hold, "flag": _flag, "status": _status, "refund_status": _refund, "platform": _platform}


def stored_fields() -> set[str]:
    """Every field the journal can mention."""
    return {column.key for mapped in CLASSES.values() for column in mapped.__table__.columns}
