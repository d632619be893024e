"""What the journal keeps, said in words: rows that changed, names of fields, their values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from models.entities import CLASSES, Entity
from models.enums.growth import LaunchStage
from models.enums.orders import Flag, OrderStatus, Platform, RefundStatus
from services import formatting
from services.aftersales.words import FATE_LABELS, INTERCEPTION_LABELS, PARTY_LABELS
from services.aftersales.words import KIND_LABELS as CASE_KINDS
from services.aftersales.words import STATE_LABELS as CASE_STATES
from services.catalog.listings import FIELD_LABELS as LISTING_LABELS
from services.catalog.listings import STATE_LABELS as LISTING_STATES
from services.catalog.prices import PRICE_LABELS
from services.growth.launch_words import LAUNCH_STAGES
from services.growth.post_words import POST_STATES, outlet_words
from services.history.field_names import FIELD_LABELS
from services.history.row_names import ENTITY_FORMS
from services.i18n import N_, _
from services.importing.channels import PLATFORM_NAMES
from services.messages import Message, message, plural_message
from services.orders.commands import REFUND_LABELS, STATUS_LABELS
from services.orders.kinds import KIND_LABELS as ORDER_KINDS
from services.orders.rules import HOLD_REASONS

KIND_LABELS: dict[str, str] = {
    "insert": N_("{what} added"),
    "update": N_("{what} changed"),
    "delete": N_("{what} removed"),
}
FLAG_LABELS: dict[Flag, str] = {
    Flag.NONE: N_("No flag"),
    Flag.RED: N_("Red"),
    Flag.YELLOW: N_("Yellow"),
    Flag.GREEN: N_("Green"),
    Flag.BLUE: N_("Blue"),
    Flag.PURPLE: N_("Purple"),
}
_FIELD_WORDS: dict[str, str] = {
    str(code): words for labels in (LISTING_LABELS, PRICE_LABELS) for code, words in labels.items()
}
_KIND_WORDS: dict[str, str] = {
    str(code): words for labels in (CASE_KINDS, ORDER_KINDS) for code, words in labels.items()
}
_STATE_WORDS: dict[str, str] = {
    str(code): words for labels in (CASE_STATES, LISTING_STATES, POST_STATES) for code, words in labels.items()
}
_PARTY_WORDS: dict[str, str] = {str(code): words for code, words in PARTY_LABELS.items()}
_CASE_WORDS: dict[str, str] = {
    str(code): words for labels in (FATE_LABELS, INTERCEPTION_LABELS) for code, words in labels.items()
}
# Follow from other fields, so that showing them would say the same thing twice.
QUIET_FIELDS = frozenset({"id", "version", "code_key", "item_key", "phone_tail", "ordered_on", "base"})


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


def _field(value: str) -> str:
    """What a line of the price history, or of a listing's, is about."""
    return _(_FIELD_WORDS.get(value, value))


def _state(value: str) -> str:
    return _(_STATE_WORDS.get(value, value))


def _stage(value: str) -> str:
    return _(LAUNCH_STAGES[LaunchStage(value)])


def _flag(value: str) -> str:
    return _(FLAG_LABELS[Flag(value)])


def _kind(value: str) -> str:
    """The kind of an order, a case or a move; kinds of the same code have the same name."""
    return _(_KIND_WORDS.get(value, value))


def _party(value: str) -> str:
    return _(_PARTY_WORDS.get(value, value))


def _of_case(value: str) -> str:
    """What became of defective pieces, or of stopping a parcel."""
    return _(_CASE_WORDS.get(value, value))


_CODES = {
    "kind": _kind,
    "hold_code": _hold,
    "flag": _flag,
    "status": _status,
    "refund_status": _refund,
    "platform": _platform,
    "field": _field,
    "state": _state,
    "outlet": outlet_words,
    "stage": _stage,
    "blame": _party,
    "payer": _party,
    "fate": _of_case,
    "interception": _of_case,
}


def stored_fields() -> set[str]:
    """Every field the journal can mention."""
    return {column.key for mapped in CLASSES.values() for column in mapped.__table__.columns}
