"""Every kind of record an import knows, in the order in which files of it are laid over the shop.

To add a kind:

1. ``shapes.py``: a `Shape` (its fields with their types, what it cannot do without, how a row
   gets its key, and whether its records belong to a channel, an account or the shop). Formats
   (TOML files) can use ``kind = "…"`` from then on, and a file of it can be read and staged.
2. A module here with a `Part`. Where a record is one row of one journaled class, that is a
   subclass of `rows.RowsPart`: set `entity`, `key_column`, `place_column`, `kept`, `summary`,
   `wording`, and write `values` (staged fields → stored columns, amounts already in minor
   units, instants in epoch milliseconds). `place` says where a record belongs, `prepare` looks
   up what all records of a file refer to, and `values` raises `CellProblem` for a row that must
   wait. ``transactions.py`` is an example. Comparing, counting, conflicts, the list of changes,
   inserting in blocks and changing come with the class. A kind with rows of its own below each
   record implements `part.Part` itself, as ``orders.py`` does.
3. A line in `KINDS` below: what people call it, its counted forms and the part.
4. A format with a sample and a golden (``tests/data/formats``), and labels of new columns in the
   part's `Wording` (or in `wording.FIELD_LABELS` where other kinds have them too).

The staged data of a record is a mapping of the shape's field names to values: text, integers
(minor units, grams, counts), epoch milliseconds for instants, codes as their text, and `extra`
(header → text of every column no field reads) where the shape keeps it.
"""

from __future__ import annotations

from services.i18n import N_, NN_
from services.importing.kinds.cases import CasesPart
from services.importing.kinds.courier_charges import CourierChargesPart
from services.importing.kinds.daily_figures import AdDaysPart, ItemDaysPart, ShopDaysPart
from services.importing.kinds.invoices import InvoicesPart, PlatformIncomesPart
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import Part, Planning, RecordKind
from services.importing.kinds.products import ProductsPart
from services.importing.kinds.purchases import PurchasesPart
from services.importing.kinds.reviews import ReviewsPart
from services.importing.kinds.stock import StockPart
from services.importing.kinds.suppliers import SuppliersPart
from services.importing.kinds.tracking import TrackingPart
from services.importing.kinds.transactions import TransactionsPart

KINDS: tuple[RecordKind, ...] = (
    RecordKind("products", N_("Products"), NN_("{count} product", "{count} products"), ProductsPart),
    RecordKind("orders", N_("Orders"), NN_("{count} order", "{count} orders"), OrdersPart),
    RecordKind("order_lines", N_("Items of orders"), NN_("{count} order", "{count} orders"), OrdersPart),
    RecordKind("tracking", N_("Tracking numbers"), NN_("{count} order", "{count} orders"), TrackingPart),
    RecordKind(
        "transactions", N_("Transactions"), NN_("{count} transaction", "{count} transactions"), TransactionsPart
    ),
    RecordKind("cases", N_("After-sales cases"), NN_("{count} case", "{count} cases"), CasesPart),
    RecordKind(
        "courier_charges",
        N_("Courier charges"),
        NN_("{count} courier charge", "{count} courier charges"),
        CourierChargesPart,
    ),
    RecordKind("reviews", N_("Reviews"), NN_("{count} review", "{count} reviews"), ReviewsPart),
    RecordKind("shop_days", N_("Daily shop figures"), NN_("{count} day", "{count} days"), ShopDaysPart),
    RecordKind("ad_days", N_("Ad spend"), NN_("{count} row of ad spend", "{count} rows of ad spend"), AdDaysPart),
    RecordKind(
        "item_days",
        N_("Daily item figures"),
        NN_("{count} row of item figures", "{count} rows of item figures"),
        ItemDaysPart,
    ),
    RecordKind("suppliers", N_("Suppliers"), NN_("{count} supplier", "{count} suppliers"), SuppliersPart),
    RecordKind("purchases", N_("Purchases"), NN_("{count} purchase", "{count} purchases"), PurchasesPart),
    RecordKind("invoices", N_("Invoices"), NN_("{count} invoice", "{count} invoices"), InvoicesPart),
    RecordKind(
        "platform_incomes",
        N_("Income platforms reported"),
        NN_("{count} report of a platform", "{count} reports of platforms"),
        PlatformIncomesPart,
    ),
    RecordKind("stock", N_("Counted stock"), NN_("{count} count", "{count} counts"), StockPart),
)
_BY_KIND = {kind.kind: kind for kind in KINDS}


def kind_named(kind: str) -> RecordKind:
    """The kind of this name."""
    return _BY_KIND[kind]


def part_of(planning: Planning, kind: str) -> Part:
    """The part of a plan that files of this kind belong to."""
    return planning.part(_BY_KIND[kind].part)
