"""Every setting of a shop, declared once: key, default and what it means."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, bindparam, select

from models.dialects.prepared import Prepared
from models.settings import Setting
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import require_patterns

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Declared(Generic[T]):
    """A setting: where it is kept, what it is when nobody set it, and what it is called.

    `require` raises `Invalid` for a value that cannot be used, be it typed or from a file of settings.
    """

    key: str
    default: T
    label: str
    help: str = ""
    require: Callable[[T], None] | None = None


SHOP_NAME: Declared[str] = Declared("shop.name", "", N_("Shop name"), N_("Stands on packing lists and in the window."))
CURRENCY: Declared[str] = Declared("shop.currency", "CNY", N_("Currency"), N_("Of prices and costs."))
ZONE: Declared[str] = Declared(
    "shop.zone", "Asia/Shanghai", N_("Time zone"), N_("Decides which day an order belongs to.")
)
IS_DEMO: Declared[bool] = Declared("shop.is_demo", False, N_("Demo shop"))
SHOW_RECEIVER: Declared[bool] = Declared(
    "paper.show_receiver", False, N_("Receiver on packing lists"), N_("Name, phone and address of the receiver.")
)
MASK_RECEIVER: Declared[bool] = Declared(
    "paper.mask_receiver", True, N_("Mask the receiver"), N_("Hides most of the name, the phone and the street.")
)
PAPER_SIZE: Declared[str] = Declared("paper.size", "A5", N_("Packing list size"))
THANK_YOU: Declared[str] = Declared(
    "paper.thank_you", "", N_("Thank-you line"), N_("Printed at the foot of every packing list.")
)
GIFT_TEXT: Declared[str] = Declared(
    "paper.gift_text", "", N_("Gift card"), N_("Printed large on the gift card, where one goes into the parcel.")
)
PACKING_FIELDS: Declared[dict[str, Any]] = Declared(
    "paper.packing_fields", {}, N_("What packing lists show"), N_("For every size of paper, as last chosen.")
)
LOGO: Declared[str] = Declared("paper.logo", "", N_("Logo"), N_("Printed on packing lists where it is wanted."))
NUMBERING: Declared[dict[str, Any]] = Declared(
    "shop.numbering",
    {},
    N_("Numbering"),
    N_("How the numbers are written that the program gives itself, by what is numbered."),
    require_patterns,
)
BENCH_SHIPS: Declared[bool] = Declared(
    "bench.ships", False, N_("Closed parcels are shipped"), N_("A parcel closed on the packing bench leaves at once.")
)
FIRST_STEPS: Declared[bool] = Declared(
    "today.first_steps", True, N_("First steps"), N_("The list on Today that leads a new shop to its first parcel.")
)
LOCKED_THROUGH: Declared[str] = Declared(
    "books.locked_through", "", N_("Books closed through"), N_("Nothing dated on or before this day changes any more.")
)
REFUSE_LATE_CHANGES, BOOK_LATE_CHANGES = "refuse", "book"
LATE_CHANGES: Declared[str] = Declared(
    "books.late_changes",
    REFUSE_LATE_CHANGES,
    N_("Late changes of closed months"),
    N_("Refused, or booked on the first open day; what platforms' files say is always booked there."),
)
TAX_RESERVE: Declared[int] = Declared(
    "books.tax_reserve_ppm",
    50_000,
    N_("Put aside for tax"),
    N_("Of this year's profit; what may be taken out is less."),
)
AD_SHARE: Declared[str] = Declared(
    "profit.ad_share",
    "terms",
    N_("Ads in the profit report"),
    N_("The channel's share of sales, or the real spend of the day shared by sales, by orders or by advertised item."),
)
CASH_RESERVE: Declared[int] = Declared(
    "books.cash_reserve_minor", 0, N_("Cash to keep"), N_("So much stays in the shop whatever was earned.")
)
FILE_BY_MONTH, FILE_BY_QUARTER = "month", "quarter"
TAX_FILING: Declared[str] = Declared(
    "tax.filing", FILE_BY_QUARTER, N_("VAT is filed"), N_("Every quarter or every month; thresholds follow it.")
)
COSTING: Declared[str] = Declared(
    "stock.costing",
    "average",
    N_("Cost of goods sold"),
    N_("What a piece that leaves has cost: the average of all there, or what the oldest did."),
)
CUSTOM_FIELDS: Declared[list[Any]] = Declared(
    "catalog.custom_fields", [], N_("Own fields of products"), N_("What else this shop writes down about a product.")
)
REORDER_LOOK_BACK: Declared[int] = Declared(
    "reorder.look_back_days", 56, N_("Sales of the last days"), N_("From so many days the sales speed is worked out.")
)
REORDER_LEAD: Declared[int] = Declared(
    "reorder.lead_days", 7, N_("Lead time (days)"), N_("Where neither supplier nor experience says how long they take.")
)
REORDER_SAFETY: Declared[int] = Declared(
    "reorder.safety_days", 5, N_("Safety days"), N_("Goods are ordered so many days before they would run out.")
)
REORDER_COVER: Declared[int] = Declared(
    "reorder.cover_days", 30, N_("Days a purchase lasts"), N_("So much is suggested that it lasts so many days.")
)
HOLD_NOTE: Declared[bool] = Declared(
    "hold.note", False, N_("The buyer left a note"), N_("Orders with a note wait until somebody has read it.")
)
HOLD_NOTE_WORDS: Declared[str] = Declared(
    "hold.note_words", "", N_("Only notes with these words"), N_("Separated by commas; empty means every note.")
)
HOLD_ADDRESS: Declared[bool] = Declared(
    "hold.address", False, N_("The address looks odd"), N_("No phone, no address, or no province or city in it.")
)
HOLD_UNMATCHED: Declared[bool] = Declared(
    "hold.unmatched", False, N_("A code is not linked"), N_("Released as soon as all codes are linked to products.")
)
HOLD_STOCK: Declared[bool] = Declared(
    "hold.stock", False, N_("Stock is short"), N_("Orders that get nothing when all are served by their deadlines.")
)
HOLD_BLACKLIST: Declared[bool] = Declared(
    "hold.blacklist", True, N_("The buyer is on the blacklist"), N_("By name, account or phone.")
)
BLACKLIST: Declared[str] = Declared(
    "hold.blacklist_entries", "", N_("Blacklist"), N_("One name, account or phone number per line.")
)
HOLD_REFUND: Declared[bool] = Declared(
    "hold.refund", False, N_("A refund was asked for"), N_("Such orders are never printed; this also holds them.")
)
HOLD_DUPLICATE: Declared[bool] = Declared(
    "hold.duplicate", False, N_("The buyer has several open orders"), N_("Until they travel in one parcel.")
)
HOLD_MARGIN: Declared[bool] = Declared(
    "hold.margin", False, N_("The order loses money"), N_("Where the cost of all its goods is known.")
)
HOLD_LEAST_MARGIN: Declared[int] = Declared(
    "hold.least_margin", 0, N_("Least margin (%)"), N_("What must be left of the money after the goods are paid.")
)
BAD_STARS: Declared[int] = Declared(
    "reviews.bad_stars", 3, N_("Stars of a bad review"), N_("Reviews with so many stars or fewer are followed up.")
)
REVIEW_REPLIES: Declared[list[Any]] = Declared(
    "reviews.replies",
    [],
    N_("Own replies to reviews"),
    N_("Title and text of each; they stand before the built-in ones."),
)
COURIERS: Declared[list[Any]] = Declared(
    "couriers.book", [], N_("Couriers"), N_("How their numbers look, and what every platform calls them.")
)
FREIGHT_RULES: Declared[list[Any]] = Declared(
    "couriers.freight_rules", [], N_("Freight rules"), N_("What couriers ask, by province, weight and month.")
)
SHIP_TEMPLATES: Declared[dict[str, Any]] = Declared(
    "couriers.ship_templates", {}, N_("Templates of ship files"), N_("The empty template of each channel's platform.")
)
WEIGHT_TOLERANCE: Declared[int] = Declared(
    "couriers.weight_tolerance_g", 100, N_("Weight tolerance (g)"), N_("A bill may be so much heavier than we know.")
)
RECONCILE_TOLERANCE: Declared[int] = Declared(
    "reconcile.tolerance_minor", 1, N_("Tolerance of money"), N_("So many cents may an order's money be off unnoticed.")
)
RECONCILE_DAYS: Declared[int] = Declared(
    "reconcile.days",
    3,
    N_("Days apart"),
    N_("Two sides of a transfer, or an order and its money, may be so far apart."),
)
GIFT_RULES: Declared[list[Any]] = Declared(
    "orders.gift_rules", [], N_("Gift rules"), N_("What goes into a parcel for nothing, and when.")
)
CUSTOMER_NEW: Declared[int] = Declared(
    "customers.new_days", 30, N_("New for (days)"), N_("A customer is new so many days after the first order.")
)
CUSTOMER_RISK: Declared[int] = Declared(
    "customers.risk_days", 90, N_("At risk after (days)"), N_("Who bought at least twice and stays away so long.")
)
CUSTOMER_LAPSED: Declared[int] = Declared(
    "customers.lapsed_days", 180, N_("Lapsed after (days)"), N_("Who has not bought for longer is lapsed.")
)
CUSTOMER_HIGH_VALUE: Declared[int] = Declared(
    "customers.high_value", 500, N_("High value from"), N_("Net of refunds, in whole units of the customer's currency.")
)
RFM_RECENCY: Declared[str] = Declared(
    "customers.rfm_recency", "30, 60, 120, 240", N_("RFM: days since the last order"), N_("Four limits for 5, 4, 3, 2.")
)
RFM_FREQUENCY: Declared[str] = Declared(
    "customers.rfm_frequency", "2, 3, 5, 8", N_("RFM: orders"), N_("Four limits for 2, 3, 4, 5.")
)
RFM_MONEY: Declared[str] = Declared(
    "customers.rfm_money", "50, 150, 300, 600", N_("RFM: money"), N_("Four limits for 2, 3, 4, 5, in whole units.")
)
MEMBER_DAY: Declared[int] = Declared(
    "customers.member_day", 0, N_("Member day"), N_("The weekday offers for members are on: 1 is Monday, 0 none.")
)
MASK_SCREEN: Declared[bool] = Declared(
    "privacy.mask_screen", True, N_("Mask people on screen"), N_("Names, phones and streets are shown when asked for.")
)
RETENTION_DAYS: Declared[int] = Declared(
    "privacy.retention_days", 0, N_("Erase recipients after (days)"),
    N_("Receiver, phone and address of finished orders that are older; 0 keeps them."),
)  # fmt: skip
CASE_DEADLINES: Declared[list[Any]] = Declared(
    "cases.deadlines", [], N_("Deadlines of cases"), N_("How long a case may wait, by channel and kind.")
)
CASE_REASONS: Declared[list[str]] = Declared(
    "cases.reasons", [], N_("Reasons of cases"), N_("What is offered when a case is opened; others can be typed.")
)
CASE_SNIPPETS: Declared[list[Any]] = Declared(
    "cases.snippets", [], N_("Replies"), N_("What is answered again and again, with places to fill in.")
)
RETURN_ADDRESS: Declared[str] = Declared(
    "cases.return_address", "", N_("Return address"), N_("Where buyers send goods back to; stands in replies.")
)
CHART_BOARD: Declared[dict[str, Any]] = Declared(
    "charts.board", {}, N_("Board of charts"), N_("Their order, which are wide and which are hidden.")
)
OUTLETS: Declared[list[Any]] = Declared(
    "growth.outlets", [], N_("Platforms of posts"), N_("What is offered when a post is planned; empty: the usual ones.")
)
LAUNCH_TEMPLATES: Declared[list[Any]] = Declared(
    "growth.launch_templates", [], N_("Checklists of launches"), N_("The owner's own, beside the built-in one.")
)

ALL: tuple[Declared[Any], ...] = (
    SHOP_NAME,
    CURRENCY,
    ZONE,
    IS_DEMO,
    FIRST_STEPS,
    SHOW_RECEIVER,
    MASK_RECEIVER,
    PAPER_SIZE,
    THANK_YOU,
    GIFT_TEXT,
    PACKING_FIELDS,
    LOGO,
    NUMBERING,
    BENCH_SHIPS,
    LOCKED_THROUGH,
    LATE_CHANGES,
    TAX_RESERVE,
    AD_SHARE,
    CASH_RESERVE,
    TAX_FILING,
    COSTING,
    CUSTOM_FIELDS,
    REORDER_LOOK_BACK,
    REORDER_LEAD,
    REORDER_SAFETY,
    REORDER_COVER,
    HOLD_NOTE,
    HOLD_NOTE_WORDS,
    HOLD_ADDRESS,
    HOLD_UNMATCHED,
    HOLD_STOCK,
    HOLD_BLACKLIST,
    BLACKLIST,
    HOLD_REFUND,
    HOLD_DUPLICATE,
    HOLD_MARGIN,
    HOLD_LEAST_MARGIN,
    BAD_STARS,
    REVIEW_REPLIES,
    COURIERS,
    FREIGHT_RULES,
    SHIP_TEMPLATES,
    WEIGHT_TOLERANCE,
    RECONCILE_TOLERANCE,
    RECONCILE_DAYS,
    GIFT_RULES,
    CASE_DEADLINES,
    CASE_REASONS,
    CASE_SNIPPETS,
    RETURN_ADDRESS,
    CUSTOMER_NEW,
    CUSTOMER_RISK,
    CUSTOMER_LAPSED,
    CUSTOMER_HIGH_VALUE,
    RFM_RECENCY,
    RFM_FREQUENCY,
    RFM_MONEY,
    MEMBER_DAY,
    MASK_SCREEN,
    RETENTION_DAYS,
    CHART_BOARD,
    OUTLETS,
    LAUNCH_TEMPLATES,
)
_BY_KEY = {declared.key: declared for declared in ALL}


_VALUE = Prepared(select(Setting.table().c.value).where(Setting.table().c.key == bindparam("key")))


def read(connection: Connection, declared: Declared[T]) -> T:
    """The setting's value, or its default."""
    found = _VALUE.first(connection, key=declared.key)
    return declared.default if found is None else json.loads(found[0])


def read_all(connection: Connection) -> dict[str, Any]:
    """Every setting's value by key."""
    table = Setting.table()
    kept = {row.key: row.value for row in connection.execute(select(table.c.key, table.c.value))}
    return {declared.key: kept.get(declared.key, declared.default) for declared in ALL}


@command("settings.change", N_("Change the setting “{what}”"))
def change(uow: UnitOfWork, key: str, value: Any) -> None:
    """Keep a setting in the shop file; its type must be the default's."""
    declared = _BY_KEY.get(key)
    if declared is None:
        raise Invalid(field=message(N_("Setting")), value=key, reason=message(N_("there is no such setting")))
    uow.describe(what=message(declared.label))
    put(uow, declared, value)


def put(uow: UnitOfWork, declared: Declared[T], value: object) -> None:
    """Write a setting that came from outside, within another command; `Invalid` where it is of another kind."""
    if type(value) is not type(declared.default):
        raise Invalid(
            field=message(declared.label), value=str(value), reason=message(N_("the value has the wrong kind"))
        )
    if declared.require is not None:
        declared.require(value)
    keep(uow, declared, value)


def keep(uow: UnitOfWork, declared: Declared[T], value: T) -> None:
    """Write a setting within another command."""
    row = next(iter(uow.all(select(Setting).where(Setting.key == declared.key))), None)
    if row is None:
        uow.add(Setting(key=declared.key, value=value))
    else:
        row.value = value
