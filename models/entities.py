"""The names by which journaled rows are known in the journal, in change sets and on the command line."""

from __future__ import annotations

from enum import StrEnum

from models.advice import DismissedAdvice
from models.aftersales import Case, CaseFile, CaseLine, CasePayment, DefectiveOutcome
from models.base import Base
from models.books import ExchangeRate, JournalEntry, JournalEntryLine, LedgerAccount, MonthClose, MonthFigure
from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.catalog import (
    Barcode,
    Component,
    Listing,
    ListingChange,
    Picture,
    PriceChange,
    Product,
    Sku,
    SkuAlias,
    SupplierItem,
)
from models.channels import Channel, ChannelTerms
from models.competitors import Competitor, CompetitorDay, CompetitorItem
from models.content import Post, PostSku
from models.couriers import CourierCharge
from models.customers import (
    Coupon,
    CustomerApart,
    CustomerCard,
    CustomerContact,
    CustomerMerge,
    Erasure,
    FollowUp,
    Segment,
)
from models.finance import (
    Account,
    CategoryRule,
    Reconciliation,
    Transaction,
    TransactionLink,
    TransactionPaper,
    TransactionPart,
    Transfer,
)
from models.fulfilment import Parcel, ParcelLine, PrintedOrder, PrintRun, Wave
from models.growth import ActionNote, AdDay, Goal, ItemDay, ShopDay
from models.imports import ImportFile, ImportProblem
from models.launches import Launch, LaunchCost, LaunchStep
from models.orders import Order, OrderLine
from models.planning import Budget, Commitment, CommitmentAccrual, CommitmentAmount, CommitmentPayment
from models.purchasing import (
    Purchase,
    PurchaseLine,
    Receipt,
    ReceiptLine,
    ReorderRule,
    SalesEvent,
    Supplier,
    SupplierPayment,
    SupplierReturn,
    SupplierReturnLine,
)
from models.reviews import Review, ReviewStep
from models.settings import Setting
from models.stock import Lot, OrderLinePart, Place, StockMove
from models.stocktake import CountLine, Stocktake
from models.tasks import OwnTask
from models.tax import Invoice, InvoicePaper, PlatformIncome, TaxAdjustment, TaxRule


class Entity(StrEnum):
    """Every journaled class, by its stable code."""

    CHANNEL = "channel"
    CHANNEL_TERMS = "channel_terms"
    PRODUCT = "product"
    SKU = "sku"
    SKU_ALIAS = "sku_alias"
    COMPONENT = "component"
    BARCODE = "barcode"
    PICTURE = "picture"
    SUPPLIER_ITEM = "supplier_item"
    LISTING = "listing"
    LISTING_CHANGE = "listing_change"
    PRICE_CHANGE = "price_change"
    ORDER = "order"
    ORDER_LINE = "order_line"
    IMPORT_FILE = "import_file"
    IMPORT_PROBLEM = "import_problem"
    WAVE = "wave"
    PARCEL = "parcel"
    PARCEL_LINE = "parcel_line"
    PRINT_RUN = "print_run"
    PRINTED_ORDER = "printed_order"
    CASE = "case"
    CASE_LINE = "case_line"
    CASE_PAYMENT = "case_payment"
    CASE_FILE = "case_file"
    DEFECTIVE_OUTCOME = "defective_outcome"
    REVIEW = "review"
    REVIEW_STEP = "review_step"
    COURIER_CHARGE = "courier_charge"
    SHOP_DAY = "shop_day"
    AD_DAY = "ad_day"
    ITEM_DAY = "item_day"
    GOAL = "goal"
    ACTION_NOTE = "action_note"
    POST = "post"
    POST_SKU = "post_sku"
    LAUNCH = "launch"
    LAUNCH_STEP = "launch_step"
    LAUNCH_COST = "launch_cost"
    DISMISSED_ADVICE = "dismissed_advice"
    SUPPLIER = "supplier"
    PURCHASE = "purchase"
    PURCHASE_LINE = "purchase_line"
    RECEIPT = "receipt"
    RECEIPT_LINE = "receipt_line"
    SUPPLIER_RETURN = "supplier_return"
    SUPPLIER_RETURN_LINE = "supplier_return_line"
    SUPPLIER_PAYMENT = "supplier_payment"
    REORDER_RULE = "reorder_rule"
    SALES_EVENT = "sales_event"
    PLACE = "place"
    LOT = "lot"
    STOCK_MOVE = "stock_move"
    ORDER_LINE_PART = "order_line_part"
    ACCOUNT = "account"
    TRANSACTION = "transaction"
    CATEGORY_RULE = "category_rule"
    TRANSACTION_PART = "transaction_part"
    TRANSACTION_LINK = "transaction_link"
    TRANSACTION_PAPER = "transaction_paper"
    TRANSFER = "transfer"
    RECONCILIATION = "reconciliation"
    STOCKTAKE = "stocktake"
    COUNT_LINE = "count_line"
    LEDGER_ACCOUNT = "ledger_account"
    JOURNAL_ENTRY = "journal_entry"
    JOURNAL_ENTRY_LINE = "journal_entry_line"
    EXCHANGE_RATE = "exchange_rate"
    MONTH_CLOSE = "month_close"
    MONTH_FIGURE = "month_figure"
    CUSTOMER_CARD = "customer_card"
    CUSTOMER_MERGE = "customer_merge"
    CUSTOMER_APART = "customer_apart"
    CUSTOMER_CONTACT = "customer_contact"
    FOLLOW_UP = "follow_up"
    COUPON = "coupon"
    SEGMENT = "segment"
    ERASURE = "erasure"
    OWN_TASK = "own_task"
    COMMITMENT = "commitment"
    COMMITMENT_AMOUNT = "commitment_amount"
    COMMITMENT_PAYMENT = "commitment_payment"
    COMMITMENT_ACCRUAL = "commitment_accrual"
    BUDGET = "budget"
    TAX_RULE = "tax_rule"
    TAX_ADJUSTMENT = "tax_adjustment"
    PLATFORM_INCOME = "platform_income"
    INVOICE = "invoice"
    INVOICE_PAPER = "invoice_paper"
    CAMPAIGN = "campaign"
    CAMPAIGN_CHANNEL = "campaign_channel"
    CAMPAIGN_ITEM = "campaign_item"
    COMPETITOR = "competitor"
    COMPETITOR_ITEM = "competitor_item"
    COMPETITOR_DAY = "competitor_day"
    SETTING = "setting"


CLASSES: dict[Entity, type[Base]] = {
    Entity.CHANNEL: Channel,
    Entity.CHANNEL_TERMS: ChannelTerms,
    Entity.PRODUCT: Product,
    Entity.SKU: Sku,
    Entity.SKU_ALIAS: SkuAlias,
    Entity.COMPONENT: Component,
    Entity.BARCODE: Barcode,
    Entity.PICTURE: Picture,
    Entity.SUPPLIER_ITEM: SupplierItem,
    Entity.LISTING: Listing,
    Entity.LISTING_CHANGE: ListingChange,
    Entity.PRICE_CHANGE: PriceChange,
    Entity.ORDER: Order,
    Entity.ORDER_LINE: OrderLine,
    Entity.IMPORT_FILE: ImportFile,
    Entity.IMPORT_PROBLEM: ImportProblem,
    Entity.WAVE: Wave,
    Entity.PARCEL: Parcel,
    Entity.PARCEL_LINE: ParcelLine,
    Entity.PRINT_RUN: PrintRun,
    Entity.PRINTED_ORDER: PrintedOrder,
    Entity.CASE: Case,
    Entity.CASE_LINE: CaseLine,
    Entity.CASE_PAYMENT: CasePayment,
    Entity.CASE_FILE: CaseFile,
    Entity.DEFECTIVE_OUTCOME: DefectiveOutcome,
    Entity.REVIEW: Review,
    Entity.REVIEW_STEP: ReviewStep,
    Entity.COURIER_CHARGE: CourierCharge,
    Entity.SHOP_DAY: ShopDay,
    Entity.AD_DAY: AdDay,
    Entity.ITEM_DAY: ItemDay,
    Entity.GOAL: Goal,
    Entity.ACTION_NOTE: ActionNote,
    Entity.POST: Post,
    Entity.POST_SKU: PostSku,
    Entity.LAUNCH: Launch,
    Entity.LAUNCH_STEP: LaunchStep,
    Entity.LAUNCH_COST: LaunchCost,
    Entity.DISMISSED_ADVICE: DismissedAdvice,
    Entity.SUPPLIER: Supplier,
    Entity.PURCHASE: Purchase,
    Entity.PURCHASE_LINE: PurchaseLine,
    Entity.RECEIPT: Receipt,
    Entity.RECEIPT_LINE: ReceiptLine,
    Entity.SUPPLIER_RETURN: SupplierReturn,
    Entity.SUPPLIER_RETURN_LINE: SupplierReturnLine,
    Entity.SUPPLIER_PAYMENT: SupplierPayment,
    Entity.REORDER_RULE: ReorderRule,
    Entity.SALES_EVENT: SalesEvent,
    Entity.PLACE: Place,
    Entity.LOT: Lot,
    Entity.STOCK_MOVE: StockMove,
    Entity.ORDER_LINE_PART: OrderLinePart,
    Entity.ACCOUNT: Account,
    Entity.TRANSACTION: Transaction,
    Entity.CATEGORY_RULE: CategoryRule,
    Entity.TRANSACTION_PART: TransactionPart,
    Entity.TRANSACTION_LINK: TransactionLink,
    Entity.TRANSACTION_PAPER: TransactionPaper,
    Entity.TRANSFER: Transfer,
    Entity.RECONCILIATION: Reconciliation,
    Entity.STOCKTAKE: Stocktake,
    Entity.COUNT_LINE: CountLine,
    Entity.LEDGER_ACCOUNT: LedgerAccount,
    Entity.JOURNAL_ENTRY: JournalEntry,
    Entity.JOURNAL_ENTRY_LINE: JournalEntryLine,
    Entity.EXCHANGE_RATE: ExchangeRate,
    Entity.MONTH_CLOSE: MonthClose,
    Entity.MONTH_FIGURE: MonthFigure,
    Entity.CUSTOMER_CARD: CustomerCard,
    Entity.CUSTOMER_MERGE: CustomerMerge,
    Entity.CUSTOMER_APART: CustomerApart,
    Entity.CUSTOMER_CONTACT: CustomerContact,
    Entity.FOLLOW_UP: FollowUp,
    Entity.COUPON: Coupon,
    Entity.SEGMENT: Segment,
    Entity.ERASURE: Erasure,
    Entity.OWN_TASK: OwnTask,
    Entity.COMMITMENT: Commitment,
    Entity.COMMITMENT_AMOUNT: CommitmentAmount,
    Entity.COMMITMENT_PAYMENT: CommitmentPayment,
    Entity.COMMITMENT_ACCRUAL: CommitmentAccrual,
    Entity.BUDGET: Budget,
    Entity.TAX_RULE: TaxRule,
    Entity.TAX_ADJUSTMENT: TaxAdjustment,
    Entity.PLATFORM_INCOME: PlatformIncome,
    Entity.INVOICE: Invoice,
    Entity.INVOICE_PAPER: InvoicePaper,
    Entity.CAMPAIGN: Campaign,
    Entity.CAMPAIGN_CHANNEL: CampaignChannel,
    Entity.CAMPAIGN_ITEM: CampaignItem,
    Entity.COMPETITOR: Competitor,
    Entity.COMPETITOR_ITEM: CompetitorItem,
    Entity.COMPETITOR_DAY: CompetitorDay,
    Entity.SETTING: Setting,
}
ENTITIES: dict[type[Base], Entity] = {mapped: entity for entity, mapped in CLASSES.items()}

# Parents before children, so that rows can be re-created in this order and removed in its reverse.
RANKS: dict[Entity, int] = {
    ENTITIES[mapper.class_]: rank
    for rank, table in enumerate(Base.metadata.sorted_tables)
    for mapper in Base.registry.mappers
    if mapper.local_table is table and mapper.class_ in ENTITIES
}
