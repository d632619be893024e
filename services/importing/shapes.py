"""What the rows of every kind of record hold: pure data, which the reading child process needs too.

How to add a kind stands in `services.importing.kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FieldType(StrEnum):
    """What a field holds, which decides how it is read when the format does not say."""

    TEXT = "text"
    ID = "id"
    MONEY = "money"
    INTEGER = "integer"
    INSTANT = "datetime"
    STATUS = "status"
    REFUND = "refund"
    FLAG = "flag"
    FLOW = "flow"
    CURRENCY = "currency"
    GRAMS = "grams"
    CODE = "any_code"
    DAY = "day"
    SHARE = "share"
    SCORE = "score"
    SECONDS = "seconds"
    CASE_KIND = "case_kind"
    CASE_STATE = "case_state"
    STARS = "stars"
    PURCHASE_STATE = "purchase_state"
    INVOICE_SIDE = "invoice_side"
    INVOICE_KIND = "invoice_kind"


class Gather(StrEnum):
    """How the rows of a table become records.

    MERGED: rows of one key are one record, which may have lines. LINES: every row is a line of
    the record its key names. EACH: every row is a record of its own.
    """

    MERGED = "merged"
    LINES = "lines"
    EACH = "each"


class PlaceKind(StrEnum):
    """Where the records of a file belong: a channel, an account of money, or the shop as a whole."""

    CHANNEL = "channel"
    ACCOUNT = "account"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one kind of record, which of them it cannot do without, and how a row gets its key.

    `key` is the field rows are known by. For EACH, `identity` are the fields that together make
    the key where the first of them is filled; a row without it gets a key from a hash of the
    `fingerprint` fields and its number among the equal rows of its file, so that files that
    overlap never double. A kind without `identity` lets a key repeat. `one_of` are fields of
    which one is needed. `keeps_extra`: texts of columns no field reads stay with the record.
    `may_wait`: only the plan can tell whether a row can be taken in, so its cells are kept.
    """

    kind: str
    record: str
    fields: Mapping[str, FieldType]
    required: frozenset[str]
    key: str
    gather: Gather = Gather.EACH
    place: PlaceKind = PlaceKind.CHANNEL
    identity: tuple[str, ...] = ()
    fingerprint: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    keeps_extra: bool = False
    may_wait: bool = False


def typed(**groups: str) -> dict[str, FieldType]:
    """Fields by the name of their type: ``typed(TEXT="title note", MONEY="price")``."""
    return {name: FieldType[group] for group, names in groups.items() for name in names.split()}


_LINE = {
    f"line.{name}": kind
    for name, kind in typed(
        ID="external_no product_ref sku_ref",
        TEXT="code title variant note",
        INTEGER="quantity",
        MONEY="price amount discount",
        STATUS="status",
        REFUND="refund_status",
    ).items()
}
_ORDER = typed(
    ID="external_no tracking_no",
    STATUS="status",
    REFUND="refund_status",
    FLAG="flag",
    CURRENCY="currency",
    TEXT="buyer buyer_account receiver phone landline email province city district address zip country"
    " buyer_note seller_note courier title_text close_reason channel_name payment_method",
    MONEY="goods freight discount platform_discount total paid refunded tax",
    INSTANT="ordered_at paid_at shipped_at completed_at deliver_by",
    INTEGER="declared_pieces declared_lines",
)
_PRODUCT = typed(
    ID="code barcode",
    TEXT="title variant category unit shelf note tags options more_barcodes parts supplier supplier_code"
    " more_suppliers channel_codes listings archived",
    MONEY="price min_price cost supplier_price",
    GRAMS="weight_g",
    INTEGER="length_mm width_mm height_mm lead_days pack_size minimum on_hand",
)
_TRANSACTION = typed(
    ID="external_no merchant_no order_no natural_key",
    INSTANT="happened_at",
    MONEY="amount income expense balance fee commission promotion",
    FLOW="direction",
    CURRENCY="currency",
    TEXT="account_name counterparty counterparty_account kind_text subject method status_text note",
)
_CASE = typed(
    ID="external_no order_no line_no return_tracking_no",
    CASE_KIND="kind",
    CASE_STATE="state",
    CURRENCY="currency",
    TEXT="channel_name code title variant kind_text state_text reason return_courier return_text intercept_text"
    " payer_text note",
    INTEGER="quantity",
    MONEY="asked refunded",
    INSTANT="asked_at agreed_at refunded_at closed_at deadline_at",
)
_REVIEW = typed(
    ID="external_no order_no",
    STARS="rating",
    TEXT="channel_name code title variant text added_text tags pictures buyer reply note",
    INSTANT="reviewed_at replied_at",
)
_COURIER_CHARGE = typed(
    ID="waybill charge_no order_no",
    TEXT="courier kind_text province city customer",
    INSTANT="scanned_at",
    GRAMS="weight_g",
    CURRENCY="currency",
    MONEY="amount freight surcharge",
)
_SHOP_DAY = typed(
    DAY="day",
    TEXT="channel_name",
    CURRENCY="currency",
    INTEGER="visitors new_visitors old_visitors item_visitors views favourites carts ordered_buyers buyers old_buyers"
    " orders pieces reviews good_reviews bad_reviews",
    SECONDS="stay_seconds",
    SHARE="bounce",
    SCORE="item_score service_score delivery_score",
    MONEY="ordered paid old_buyers_paid refunded search_spend display_spend sitewide_spend affiliate_spend",
)
_AD_DAY = typed(
    DAY="day",
    ID="item_no",
    TEXT="channel_name plan title",
    CURRENCY="currency",
    INTEGER="impressions clicks orders",
    MONEY="spend sales",
)
_ITEM_DAY = typed(
    DAY="day",
    ID="item_no",
    TEXT="channel_name title",
    CURRENCY="currency",
    INTEGER="visitors views search_visitors favourites carts buyers pieces bad_reviews",
    SHARE="bounce",
    MONEY="paid refunded",
)
_PURCHASE = typed(
    ID="external_no tracking_no",
    TEXT="supplier state_text courier note",
    PURCHASE_STATE="state",
    CURRENCY="currency",
    INSTANT="ordered_at",
    MONEY="stated freight",
) | {
    f"line.{name}": kind
    for name, kind in typed(TEXT="code title variant note", INTEGER="quantity", MONEY="price amount").items()
}
_SUPPLIER = typed(
    ID="phone wechat",
    TEXT="name contact email website address note",
    CURRENCY="currency",
    INTEGER="lead_days payment_terms_days",
)
_INVOICE = typed(
    ID="number code order_no purchase_no party_tax_no",
    DAY="issued_on",
    INVOICE_SIDE="side",
    INVOICE_KIND="kind",
    TEXT="party text note",
    MONEY="net tax",
)
_PLATFORM_INCOME = typed(
    DAY="first_on last_on", TEXT="channel_name note", MONEY="income refunds fees", INTEGER="orders"
)  # fmt: skip
_STOCK = typed(ID="code", TEXT="place note", INTEGER="quantity", MONEY="cost", DAY="day")

SHAPES: tuple[Shape, ...] = (
    Shape(
        "orders", "order", {**_ORDER, **_LINE}, frozenset({"external_no"}), "external_no", Gather.MERGED,
        keeps_extra=True,
    ),
    Shape(
        "order_lines", "", {"external_no": FieldType.ID, **_LINE}, frozenset({"external_no"}), "external_no",
        Gather.LINES,
    ),
    Shape(
        "products", "product", _PRODUCT, frozenset({"code"}), "code", Gather.MERGED, PlaceKind.SHOP,
        keeps_extra=True, may_wait=True,
    ),
    Shape(
        "tracking", "tracking", typed(ID="external_no tracking_no", TEXT="courier"),
        frozenset({"external_no", "tracking_no"}), "external_no", may_wait=True,
    ),
    Shape(
        "transactions", "transaction", _TRANSACTION, frozenset({"happened_at"}), "external_no",
        place=PlaceKind.ACCOUNT,
        identity=("external_no", "amount", "income", "expense"),
        fingerprint=("happened_at", "direction", "amount", "income", "expense", "balance", "counterparty",
                     "kind_text", "subject", "merchant_no", "order_no"),
        one_of=("amount", "income", "expense"),
        keeps_extra=True,
    ),
    Shape(
        "cases", "case", _CASE, frozenset({"external_no", "kind", "state"}), "external_no", keeps_extra=True,
        may_wait=True,
    ),
    Shape(
        "reviews", "review", _REVIEW, frozenset({"rating"}), "external_no",
        identity=("external_no",),
        fingerprint=("order_no", "code", "title", "variant", "buyer", "reviewed_at", "text"),
        keeps_extra=True,
    ),
    Shape(
        "courier_charges", "courier_charge", _COURIER_CHARGE, frozenset({"waybill", "courier", "amount"}), "waybill",
        place=PlaceKind.SHOP,
        identity=("charge_no",),
        fingerprint=("courier", "waybill", "kind_text", "amount"),
        keeps_extra=True,
    ),
    Shape("shop_days", "shop_day", _SHOP_DAY, frozenset({"day"}), "day", keeps_extra=True),
    Shape(
        "ad_days", "ad_day", _AD_DAY, frozenset({"day"}), "day", identity=("day", "plan", "item_no"),
        one_of=("spend", "sales"), keeps_extra=True,
    ),
    Shape(
        "item_days", "item_day", _ITEM_DAY, frozenset({"day", "item_no"}), "day", identity=("day", "item_no"),
        keeps_extra=True,
    ),
    Shape(
        "purchases", "purchase", _PURCHASE, frozenset({"external_no", "supplier", "state"}), "external_no",
        Gather.MERGED, PlaceKind.SHOP, may_wait=True,
    ),
    Shape("suppliers", "supplier", _SUPPLIER, frozenset({"name"}), "name", place=PlaceKind.SHOP, may_wait=True),
    Shape("stock", "stock", _STOCK, frozenset({"code", "quantity"}), "code", place=PlaceKind.SHOP, may_wait=True),
    Shape(
        "invoices", "invoice", _INVOICE, frozenset({"number", "side", "issued_on", "net"}), "number",
        place=PlaceKind.SHOP, may_wait=True,
    ),
    Shape(
        "platform_incomes", "platform_income", _PLATFORM_INCOME, frozenset({"first_on", "last_on", "income"}),
        "first_on", may_wait=True,
    ),
)  # fmt: skip
BY_KIND: Mapping[str, Shape] = MappingProxyType({shape.kind: shape for shape in SHAPES})
