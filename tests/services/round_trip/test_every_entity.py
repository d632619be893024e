"""Every kind of record leaves the shop in a file that imports again, or has its reason written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.importing.errors import FileEmpty
from services.importing.kinds import KINDS
from services.importing.service import ImportSession
from services.round_trip.registry import EXPORTS
from services.shop import Shop
from services.types import Entity

# Entity → the export that carries it.
CARRIED = {
    Entity.ORDER: "orders",
    Entity.ORDER_LINE: "orders",
    Entity.CHANNEL: "orders",
    Entity.PRODUCT: "products",
    Entity.SKU: "products",
    Entity.BARCODE: "products",
    Entity.COMPONENT: "products",
    Entity.SUPPLIER_ITEM: "products",
    Entity.TRANSACTION: "transactions",
    Entity.ACCOUNT: "transactions",
    Entity.CASE: "cases",
    Entity.COURIER_CHARGE: "courier_charges",
    Entity.REVIEW: "reviews",
    Entity.SHOP_DAY: "shop_days",
    Entity.AD_DAY: "ad_days",
    Entity.ITEM_DAY: "item_days",
    Entity.PURCHASE: "purchases",
    Entity.PURCHASE_LINE: "purchases",
    Entity.SUPPLIER: "suppliers",
    Entity.STOCK_MOVE: "stock",
    Entity.PLACE: "stock",
    Entity.INVOICE: "invoices",
    Entity.PLATFORM_INCOME: "platform_incomes",
}
_A_RECORD_OF_DEEDS = "it says what was done here and when; an import would claim deeds nobody did"
_BELONGS_TO_THE_SHOP = "it is a choice about this shop, kept in the shop file and its backups"
_KNOWN_HERE = "it is what this shop knows of a person; it leaves in the file of that person's data, to be read"
# Entity → why no file brings it back in.
REASONS = {
    Entity.SKU_ALIAS: "a link of a platform's code; importing that platform's file asks for it again",
    Entity.PICTURE: "a picture is a file beside the shop, not a row of a table",
    Entity.LISTING: "what a product is called on a platform comes from that platform's own file",
    Entity.LISTING_CHANGE: _A_RECORD_OF_DEEDS,
    Entity.PRICE_CHANGE: _A_RECORD_OF_DEEDS,
    Entity.IMPORT_FILE: _A_RECORD_OF_DEEDS,
    Entity.IMPORT_PROBLEM: "rows that wait are exported as a workbook to correct, tested in tests/ui/imports",
    Entity.WAVE: _A_RECORD_OF_DEEDS,
    Entity.PARCEL: "its waybill and courier travel with the orders; what was packed when is a deed",
    Entity.PARCEL_LINE: _A_RECORD_OF_DEEDS,
    Entity.PRINT_RUN: _A_RECORD_OF_DEEDS,
    Entity.PRINTED_ORDER: _A_RECORD_OF_DEEDS,
    Entity.CASE_LINE: "what came back of a case is a deed; its amounts and goods travel with the case",
    Entity.CASE_PAYMENT: "the case carries what was paid back; the money itself is among the transactions",
    Entity.CASE_FILE: "a photo is a file beside the shop, not a row of a table",
    Entity.DEFECTIVE_OUTCOME: _A_RECORD_OF_DEEDS,
    Entity.RECEIPT: _A_RECORD_OF_DEEDS,
    Entity.REVIEW_STEP: _A_RECORD_OF_DEEDS,
    Entity.RECEIPT_LINE: _A_RECORD_OF_DEEDS,
    Entity.SUPPLIER_RETURN: _A_RECORD_OF_DEEDS,
    Entity.SUPPLIER_RETURN_LINE: _A_RECORD_OF_DEEDS,
    Entity.SUPPLIER_PAYMENT: _A_RECORD_OF_DEEDS,
    Entity.REORDER_RULE: _BELONGS_TO_THE_SHOP,
    Entity.SALES_EVENT: _BELONGS_TO_THE_SHOP,
    Entity.LOT: "a lot is what the moves of a purchase left; the counted stock carries how many pieces there are",
    Entity.ORDER_LINE_PART: "what a bundle consisted of when it was sold is derived from the lines",
    Entity.STOCKTAKE: "its count sheet is a workbook of its own, tested in tests/services/stocktake",
    Entity.COUNT_LINE: "its count sheet is a workbook of its own, tested in tests/services/stocktake",
    Entity.CATEGORY_RULE: _BELONGS_TO_THE_SHOP,
    Entity.TRANSACTION_PART: "how she splits a transaction is her own work on it, kept in the shop and its backups",
    Entity.TRANSACTION_LINK: "her own word about a transaction; numbers in the files find the others again",
    Entity.TRANSACTION_PAPER: "a paper is a file beside the shop, not a row of a table",
    Entity.TRANSFER: _A_RECORD_OF_DEEDS,
    Entity.RECONCILIATION: _A_RECORD_OF_DEEDS,
    Entity.CHANNEL_TERMS: _BELONGS_TO_THE_SHOP,
    Entity.LEDGER_ACCOUNT: _BELONGS_TO_THE_SHOP,
    Entity.JOURNAL_ENTRY: "its lines leave with the account ledger and the journal, for an accountant to read",
    Entity.JOURNAL_ENTRY_LINE: "its lines leave with the account ledger and the journal, for an accountant to read",
    Entity.EXCHANGE_RATE: _BELONGS_TO_THE_SHOP,
    Entity.MONTH_CLOSE: _A_RECORD_OF_DEEDS,
    Entity.MONTH_FIGURE: _A_RECORD_OF_DEEDS,
    Entity.CUSTOMER_CARD: _KNOWN_HERE,
    Entity.CUSTOMER_MERGE: _KNOWN_HERE,
    Entity.CUSTOMER_APART: _KNOWN_HERE,
    Entity.CUSTOMER_CONTACT: _KNOWN_HERE,
    Entity.FOLLOW_UP: _KNOWN_HERE,
    Entity.COUPON: _KNOWN_HERE,
    Entity.SEGMENT: _BELONGS_TO_THE_SHOP,
    Entity.ERASURE: _A_RECORD_OF_DEEDS,
    Entity.OWN_TASK: "it is a note of what to do here; the list of tasks can be read where it is",
    Entity.GOAL: _BELONGS_TO_THE_SHOP,
    Entity.COMMITMENT: _BELONGS_TO_THE_SHOP,
    Entity.COMMITMENT_AMOUNT: _BELONGS_TO_THE_SHOP,
    Entity.COMMITMENT_PAYMENT: _A_RECORD_OF_DEEDS,
    Entity.COMMITMENT_ACCRUAL: _A_RECORD_OF_DEEDS,
    Entity.BUDGET: _BELONGS_TO_THE_SHOP,
    Entity.ACTION_NOTE: _A_RECORD_OF_DEEDS,
    Entity.CAMPAIGN: "its items leave and come back in its price sheet, tested in tests/services/campaigns",
    Entity.CAMPAIGN_CHANNEL: _BELONGS_TO_THE_SHOP,
    Entity.CAMPAIGN_ITEM: "its items leave and come back in its price sheet, tested in tests/services/campaigns",
    Entity.COMPETITOR: "it comes back with its days in their sheet, tested in tests/services/competitors",
    Entity.COMPETITOR_ITEM: "it comes back with its days in their sheet, tested in tests/services/competitors",
    Entity.COMPETITOR_DAY: "their sheet comes back in, tested in tests/services/competitors",
    Entity.POST: "it is a plan of what to publish; its list has its own workbook",
    Entity.POST_SKU: "it is a plan of what to publish; its list has its own workbook",
    Entity.LAUNCH: "it is a plan of one product; its list has its own workbook",
    Entity.LAUNCH_STEP: "it is a plan of one product; its list has its own workbook",
    Entity.LAUNCH_COST: "it is a plan of one product; its list has its own workbook",
    Entity.DISMISSED_ADVICE: _A_RECORD_OF_DEEDS,
    Entity.TAX_RULE: _BELONGS_TO_THE_SHOP,
    Entity.TAX_ADJUSTMENT: _BELONGS_TO_THE_SHOP,
    Entity.INVOICE_PAPER: "the file of an invoice lies beside the shop, not in a row of a table",
    Entity.SETTING: _BELONGS_TO_THE_SHOP,
}
# Export → the test of its round trip.
TESTED = {
    "orders": "test_round_trip.py",
    "products": "test_round_trip.py",
    "skus": "test_round_trip.py",
    "transactions": "../importing/test_statements.py",
    "cases": "test_record_round_trip.py",
    "courier_charges": "test_record_round_trip.py",
    "reviews": "test_record_round_trip.py",
    "shop_days": "test_record_round_trip.py",
    "ad_days": "test_record_round_trip.py",
    "item_days": "test_record_round_trip.py",
    "purchases": "test_record_round_trip.py",
    "suppliers": "test_record_round_trip.py",
    "stock": "test_record_round_trip.py",
    "invoices": "test_record_round_trip.py",
    "platform_incomes": "test_record_round_trip.py",
}


def test_every_entity_is_carried_by_an_export_or_says_why_not() -> None:
    silent = [entity.name for entity in Entity if entity not in CARRIED and entity not in REASONS]
    assert silent == []
    assert CARRIED.keys() & REASONS.keys() == set()
    assert set(CARRIED.values()) <= EXPORTS.keys()


@pytest.mark.parametrize("what", sorted(EXPORTS))
def test_every_export_names_the_test_of_its_round_trip(what: str) -> None:
    folder = Path(__file__).parent
    text = (folder / TESTED[what]).read_text(encoding="utf-8")
    word = "export_products" if what == "skus" else what
    assert f'"{word}"' in text or f"export_{word}" in text or word in text


def test_every_kind_that_is_imported_is_exported() -> None:
    elsewhere = {
        "order_lines": "their lines stand in the export of the orders",
        "tracking": "tracking numbers leave in the ship file of a platform",
    }
    assert {kind.kind for kind in KINDS} - elsewhere.keys() <= EXPORTS.keys()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("what", sorted(EXPORTS))
def test_an_export_of_nothing_is_a_file_with_headings_that_is_empty(
    what: str, kind: str, empty_shop: Shop, tmp_path: Path
) -> None:
    out = tmp_path / f"nothing.{kind}"
    assert empty_shop.ask(EXPORTS[what], out) == 0
    with ImportSession(empty_shop) as session:
        assert isinstance(session.add(out).error, FileEmpty)
