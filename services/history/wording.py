"""The names people use for the rows and fields the journal keeps, and their values as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from models.entities import CLASSES, Entity
from models.values import Flag, LaunchStage, OrderStatus, Platform, RefundStatus
from services import formatting
from services.aftersales.words import FATE_LABELS, INTERCEPTION_LABELS, PARTY_LABELS
from services.aftersales.words import KIND_LABELS as CASE_KINDS
from services.aftersales.words import STATE_LABELS as CASE_STATES
from services.catalog.listings import FIELD_LABELS as LISTING_LABELS
from services.catalog.listings import STATE_LABELS as LISTING_STATES
from services.catalog.prices import PRICE_LABELS
from services.growth.launch_words import LAUNCH_STAGES
from services.growth.post_words import POST_STATES, outlet_words
from services.i18n import N_, NN_, _
from services.importing.plan import PLATFORM_NAMES
from services.messages import Message, message, plural_message
from services.orders.commands import REFUND_LABELS, STATUS_LABELS
from services.orders.kinds import KIND_LABELS as ORDER_KINDS
from services.orders.rules import HOLD_REASONS

ENTITY_FORMS: dict[Entity, tuple[str, str]] = {
    Entity.CHANNEL: NN_("{count} channel", "{count} channels"),
    Entity.CHANNEL_TERMS: NN_("{count} line of channel terms", "{count} lines of channel terms"),
    Entity.PRODUCT: NN_("{count} product", "{count} products"),
    Entity.SKU: NN_("{count} variant", "{count} variants"),
    Entity.SKU_ALIAS: NN_("{count} linked code", "{count} linked codes"),
    Entity.COMPONENT: NN_("{count} part of a bundle", "{count} parts of bundles"),
    Entity.BARCODE: NN_("{count} barcode", "{count} barcodes"),
    Entity.PICTURE: NN_("{count} picture", "{count} pictures"),
    Entity.SUPPLIER_ITEM: NN_("{count} supplier's offer", "{count} suppliers' offers"),
    Entity.LISTING: NN_("{count} listing", "{count} listings"),
    Entity.LISTING_CHANGE: NN_("{count} line of a listing's history", "{count} lines of listings' history"),
    Entity.PRICE_CHANGE: NN_("{count} line of the price history", "{count} lines of the price history"),
    Entity.ORDER: NN_("{count} order", "{count} orders"),
    Entity.ORDER_LINE: NN_("{count} order line", "{count} order lines"),
    Entity.IMPORT_FILE: NN_("{count} imported file", "{count} imported files"),
    Entity.IMPORT_PROBLEM: NN_("{count} waiting row", "{count} waiting rows"),
    Entity.PRINT_RUN: NN_("{count} print run", "{count} print runs"),
    Entity.PRINTED_ORDER: NN_("{count} printed order", "{count} printed orders"),
    Entity.CASE: NN_("{count} case", "{count} cases"),
    Entity.CASE_LINE: NN_("{count} item of a case", "{count} items of cases"),
    Entity.CASE_PAYMENT: NN_("{count} payment of a case", "{count} payments of cases"),
    Entity.CASE_FILE: NN_("{count} file of a case", "{count} files of cases"),
    Entity.DEFECTIVE_OUTCOME: NN_("{count} outcome of defective stock", "{count} outcomes of defective stock"),
    Entity.REVIEW: NN_("{count} review", "{count} reviews"),
    Entity.REVIEW_STEP: NN_("{count} step about a review", "{count} steps about reviews"),
    Entity.COURIER_CHARGE: NN_("{count} courier charge", "{count} courier charges"),
    Entity.SHOP_DAY: NN_("{count} day of shop figures", "{count} days of shop figures"),
    Entity.AD_DAY: NN_("{count} row of ad spend", "{count} rows of ad spend"),
    Entity.ACCOUNT: NN_("{count} account", "{count} accounts"),
    Entity.TRANSACTION: NN_("{count} transaction", "{count} transactions"),
    Entity.CATEGORY_RULE: NN_("{count} rule of categories", "{count} rules of categories"),
    Entity.TRANSACTION_PART: NN_("{count} part of a transaction", "{count} parts of transactions"),
    Entity.TRANSACTION_LINK: NN_(
        "{count} link of a transaction to an order", "{count} links of transactions to orders"
    ),
    Entity.TRANSACTION_PAPER: NN_("{count} paper of a transaction", "{count} papers of transactions"),
    Entity.TRANSFER: NN_("{count} transfer between own accounts", "{count} transfers between own accounts"),
    Entity.RECONCILIATION: NN_("{count} reconciled statement", "{count} reconciled statements"),
    Entity.STOCKTAKE: NN_("{count} stocktake", "{count} stocktakes"),
    Entity.COUNT_LINE: NN_("{count} line of a stocktake", "{count} lines of a stocktake"),
    Entity.WAVE: NN_("{count} wave", "{count} waves"),
    Entity.PARCEL: NN_("{count} parcel", "{count} parcels"),
    Entity.PARCEL_LINE: NN_("{count} item of a parcel", "{count} items of parcels"),
    Entity.SUPPLIER: NN_("{count} supplier", "{count} suppliers"),
    Entity.PURCHASE: NN_("{count} purchase", "{count} purchases"),
    Entity.PURCHASE_LINE: NN_("{count} item of a purchase", "{count} items of purchases"),
    Entity.RECEIPT: NN_("{count} delivery", "{count} deliveries"),
    Entity.RECEIPT_LINE: NN_("{count} item of a delivery", "{count} items of deliveries"),
    Entity.SUPPLIER_RETURN: NN_("{count} return to a supplier", "{count} returns to suppliers"),
    Entity.SUPPLIER_RETURN_LINE: NN_("{count} item of a return", "{count} items of returns"),
    Entity.SUPPLIER_PAYMENT: NN_("{count} payment to a supplier", "{count} payments to suppliers"),
    Entity.REORDER_RULE: NN_("{count} rule of buying again", "{count} rules of buying again"),
    Entity.SALES_EVENT: NN_("{count} event", "{count} events"),
    Entity.PLACE: NN_("{count} place", "{count} places"),
    Entity.LOT: NN_("{count} lot", "{count} lots"),
    Entity.STOCK_MOVE: NN_("{count} move", "{count} moves"),
    Entity.ORDER_LINE_PART: NN_("{count} part of a sold bundle", "{count} parts of sold bundles"),
    Entity.LEDGER_ACCOUNT: NN_("{count} account of the books", "{count} accounts of the books"),
    Entity.JOURNAL_ENTRY: NN_("{count} entry in the books", "{count} entries in the books"),
    Entity.JOURNAL_ENTRY_LINE: NN_("{count} line of an entry", "{count} lines of entries"),
    Entity.EXCHANGE_RATE: NN_("{count} exchange rate", "{count} exchange rates"),
    Entity.MONTH_CLOSE: NN_("{count} closed month", "{count} closed months"),
    Entity.MONTH_FIGURE: NN_("{count} figure of a closed month", "{count} figures of closed months"),
    Entity.CUSTOMER_CARD: NN_("{count} customer card", "{count} customer cards"),
    Entity.CUSTOMER_MERGE: NN_("{count} merged customer", "{count} merged customers"),
    Entity.CUSTOMER_APART: NN_("{count} pair of different customers", "{count} pairs of different customers"),
    Entity.CUSTOMER_CONTACT: NN_("{count} talk with a customer", "{count} talks with customers"),
    Entity.FOLLOW_UP: NN_("{count} follow-up", "{count} follow-ups"),
    Entity.COUPON: NN_("{count} coupon", "{count} coupons"),
    Entity.SEGMENT: NN_("{count} segment", "{count} segments"),
    Entity.ERASURE: NN_("{count} erasure", "{count} erasures"),
    Entity.OWN_TASK: NN_("{count} task", "{count} tasks"),
    Entity.COMMITMENT: NN_("{count} due item", "{count} due items"),
    Entity.COMMITMENT_AMOUNT: NN_("{count} amount of a due day", "{count} amounts of due days"),
    Entity.COMMITMENT_PAYMENT: NN_("{count} payment of a due item", "{count} payments of due items"),
    Entity.BUDGET: NN_("{count} budget", "{count} budgets"),
    Entity.GOAL: NN_("{count} goal", "{count} goals"),
    Entity.ACTION_NOTE: NN_("{count} noted action", "{count} noted actions"),
    Entity.CAMPAIGN: NN_("{count} campaign", "{count} campaigns"),
    Entity.CAMPAIGN_CHANNEL: NN_("{count} channel of a campaign", "{count} channels of campaigns"),
    Entity.CAMPAIGN_ITEM: NN_("{count} item of a campaign", "{count} items of campaigns"),
    Entity.COMPETITOR: NN_("{count} competitor", "{count} competitors"),
    Entity.COMPETITOR_ITEM: NN_("{count} item of a competitor", "{count} items of competitors"),
    Entity.COMPETITOR_DAY: NN_("{count} day of a competitor's item", "{count} days of competitors' items"),
    Entity.POST: NN_("{count} post", "{count} posts"),
    Entity.POST_SKU: NN_("{count} product of a post", "{count} products of posts"),
    Entity.LAUNCH: NN_("{count} launch", "{count} launches"),
    Entity.LAUNCH_STEP: NN_("{count} step of a launch", "{count} steps of launches"),
    Entity.LAUNCH_COST: NN_("{count} cost of a launch", "{count} costs of launches"),
    Entity.DISMISSED_ADVICE: NN_("{count} dismissed advice", "{count} dismissed pieces of advice"),
    Entity.SETTING: NN_("{count} setting", "{count} settings"),
}
KIND_LABELS: dict[str, str] = {
    "insert": N_("{what} added"),
    "update": N_("{what} changed"),
    "delete": N_("{what} removed"),
}
FIELD_LABELS: dict[str, str] = {
    "account": N_("Account"),
    "account_id": N_("Account"),
    "added_at": N_("Added at"),
    "added_text": N_("Added later"),
    "address": N_("Address"),
    "ads_ppm": N_("Ads (ppm)"),
    "affiliate_spend_minor": N_("Affiliate commission"),
    "agreed_at": N_("Agreed at"),
    "agreed_minor": N_("Agreed"),
    "amount_minor": N_("Amount"),
    "asked_at": N_("Asked at"),
    "asked_minor": N_("Asked"),
    "at": N_("Time"),
    "axes": N_("Options"),
    "bad_reviews": N_("Bad reviews"),
    "balance_minor": N_("Balance"),
    "barcode": N_("Barcode"),
    "base": N_("What the platform last said"),
    "begun_at": N_("Begun at"),
    "below_zero": N_("May be sold below zero"),
    "birthday": N_("Birthday"),
    "blacklist_reason": N_("Reason on the blacklist"),
    "blacklisted_at": N_("On the blacklist since"),
    "blame": N_("To blame"),
    "bounce_ppm": N_("Bounce rate (ppm)"),
    "budget_minor": N_("Budget"),
    "bundle_id": N_("Bundle"),
    "buyer": N_("Buyer"),
    "buyer_account": N_("Buyer account"),
    "buyer_note": N_("Buyer's note"),
    "buyers": N_("Paying buyers"),
    "campaign": N_("Campaign"),
    "campaign_id": N_("Campaign"),
    "carts": N_("Carts"),
    "case_id": N_("Case"),
    "category": N_("Category"),
    "cells": N_("Cells"),
    "change_ppm": N_("Tell of changes (ppm)"),
    "channel_id": N_("Channel"),
    "charged_on": N_("Day"),
    "city": N_("City"),
    "clicks": N_("Clicks"),
    "close_id": N_("Closed month"),
    "close_reason": N_("Close reason"),
    "closed_at": N_("Closed at"),
    "closed_on": N_("Closed on"),
    "code": N_("Code"),
    "code_key": N_("Code for search"),
    "column": N_("Column"),
    "comments": N_("Comments"),
    "commission_ppm": N_("Commission (ppm)"),
    "commitment_id": N_("Due item"),
    "competitor_id": N_("Competitor"),
    "completed_at": N_("Completed at"),
    "condition": N_("Condition"),
    "contact": N_("Contact"),
    "cost_minor": N_("Cost"),
    "counted_at": N_("Counted at"),
    "counter": N_("Counted by"),
    "counterparty": N_("Counterparty"),
    "counterparty_account": N_("Counterparty's account"),
    "country": N_("Country"),
    "courier": N_("Courier"),
    "cover_days": N_("Days a purchase lasts"),
    "created_on": N_("Written on"),
    "credit_minor": N_("Credit"),
    "currency": N_("Currency"),
    "custom": N_("Own fields"),
    "customer": N_("Billed customer"),
    "customer_id": N_("Customer no."),
    "day": N_("Day"),
    "deadline_at": N_("Deadline"),
    "dearer_ppm": N_("Tell when ours is dearer (ppm)"),
    "declared_lines": N_("Items the platform counts"),
    "declared_pieces": N_("Pieces the platform counts"),
    "deed_no": N_("Number of the deed"),
    "defective": N_("Defective pieces"),
    "defective_move_id": N_("Move of the defective pieces"),
    "deliver_by": N_("Ship by"),
    "delivery_score": N_("Delivery score"),
    "deposit_minor": N_("Deposit"),
    "difference_minor": N_("Difference"),
    "direction": N_("Direction"),
    "discount_minor": N_("Discount"),
    "display_spend_minor": N_("Display ads"),
    "district": N_("District"),
    "document": N_("Paper"),
    "document_id": N_("Number of the paper"),
    "done_at": N_("Done at"),
    "done_on": N_("Done on"),
    "due_minute": N_("Time"),
    "due_on": N_("Due on"),
    "duplicate_of_id": N_("Same movement as"),
    "duty_minor": N_("Duty"),
    "email": N_("Email"),
    "entry_id": N_("Entry"),
    "erased_at": N_("Erased at"),
    "every": N_("Every"),
    "expected": N_("Expected"),
    "expected_effect": N_("Expected effect"),
    "expected_on": N_("Expected on"),
    "expires_on": N_("Expires on"),
    "external_id": N_("Product id of the channel"),
    "external_no": N_("Order no."),
    "external_sku_id": N_("SKU id of the channel"),
    "extra": N_("Other columns"),
    "facts": N_("Facts at the time"),
    "fate": N_("Outcome"),
    "favourites": N_("Favourites"),
    "fee_ppm": N_("Platform fee (ppm)"),
    "field": N_("Field"),
    "figure": N_("Figure"),
    "file_id": N_("File"),
    "file_name": N_("File"),
    "finished_at": N_("Ended at"),
    "first_id": N_("First customer"),
    "first_on": N_("First day"),
    "flag": N_("Flag"),
    "follow": N_("Follow-up"),
    "follows_id": N_("The time before"),
    "format_id": N_("Format"),
    "freight_minor": N_("Freight"),
    "gift_rule": N_("Gift rule"),
    "given_on": N_("Given on"),
    "good": N_("Good pieces"),
    "good_move_id": N_("Move of the good pieces"),
    "good_reviews": N_("Good reviews"),
    "goods_minor": N_("Goods"),
    "happened_at": N_("Time"),
    "happened_on": N_("Day"),
    "has_left": N_("Has left"),
    "has_lots": N_("Has lots"),
    "head_id": N_("Joined to"),
    "height_mm": N_("Height (mm)"),
    "height_px": N_("Height (pixels)"),
    "hold_code": N_("Hold"),
    "hold_note": N_("Reason of the hold"),
    "home_minor": N_("Amount in the shop's currency"),
    "id": N_("Number of the row"),
    "imported_at": N_("Imported at"),
    "impressions": N_("Impressions"),
    "in_id": N_("Money in"),
    "inspected_at": N_("Inspected at"),
    "intercept_text": N_("Interception state"),
    "interception": N_("Interception"),
    "is_archived": N_("Archived"),
    "is_blind": N_("Blind"),
    "is_closed": N_("Closed"),
    "is_damaged_no": N_("Number cut by Excel"),
    "is_default": N_("Sales leave from there"),
    "is_extra": N_("Outside the scope"),
    "is_once": N_("Paid once"),
    "is_own": N_("Opened here"),
    "is_own_deadline": N_("Deadline by the channel's own rule"),
    "is_own_transaction": N_("Entered with the case"),
    "is_person": N_("One person"),
    "is_released": N_("Set-aside stock released"),
    "item_id": N_("Item"),
    "item_key": N_("Ids for search"),
    "item_no": N_("Item no."),
    "item_score": N_("Item score"),
    "item_visitors": N_("Item visitors"),
    "key": N_("Setting"),
    "kind": N_("Kind"),
    "kind_text": N_("Platform's kind"),
    "landed_basis": N_("Costs are shared"),
    "landed_minor": N_("Share of the costs"),
    "landline": N_("Landline"),
    "last_on": N_("Last day"),
    "launch_id": N_("Launch"),
    "launch_on": N_("Launch day"),
    "lead_days": N_("Lead time (days)"),
    "least_minor": N_("Least amount"),
    "ledger_class": N_("Class"),
    "left_open": N_("Left open"),
    "length_mm": N_("Length (mm)"),
    "lift_percent": N_("Percent of a usual day"),
    "likes": N_("Likes"),
    "line_no": N_("Line no."),
    "link": N_("Link"),
    "listing_id": N_("Listing"),
    "lot_id": N_("Lot"),
    "lot_number": N_("Lot number"),
    "low_stock": N_("Low stock"),
    "made_at": N_("Made at"),
    "max_stock": N_("Maximum"),
    "means": N_("By"),
    "member_id": N_("Joined customer"),
    "member_since": N_("Member since"),
    "merchant_no": N_("Merchant's no."),
    "message": N_("Problem"),
    "method": N_("Method"),
    "min_price_minor": N_("Minimum price"),
    "minimum": N_("Minimum order"),
    "month": N_("Month"),
    "month_day": N_("Day of the month"),
    "months_back": N_("For month"),
    "most_minor": N_("Most amount"),
    "name": N_("Name"),
    "name_key": N_("Name for search"),
    "natural_key": N_("Key"),
    "new": N_("New value"),
    "new_count": N_("New"),
    "new_minor": N_("New amount"),
    "new_order_id": N_("Order sent for it"),
    "new_visitors": N_("New visitors"),
    "next_action": N_("Next step"),
    "no_reorder": N_("Not bought again"),
    "note": N_("Note"),
    "number": N_("Number"),
    "number_key": N_("Number for search"),
    "number_tail": N_("Number"),
    "of_move_id": N_("Takes back the move"),
    "old": N_("Old value"),
    "old_buyers": N_("Returning buyers"),
    "old_buyers_paid_minor": N_("Returning buyers' amount"),
    "old_minor": N_("Old amount"),
    "old_visitors": N_("Returning visitors"),
    "on": N_("Day"),
    "opening_minor": N_("Opening balance"),
    "opportunities": N_("Opportunities"),
    "options": N_("Values of the options"),
    "order_id": N_("Order"),
    "order_line_id": N_("Order item"),
    "order_no": N_("Order no."),
    "ordered_at": N_("Ordered"),
    "ordered_buyers": N_("Ordering buyers"),
    "ordered_minor": N_("Ordered amount"),
    "ordered_on": N_("Day"),
    "orders": N_("Paid orders"),
    "other_minor": N_("Other costs"),
    "out_id": N_("Money out"),
    "outlet": N_("Platform"),
    "over_reason": N_("Why more came than was ordered"),
    "override_reason": N_("Reason of the exception"),
    "pack_size": N_("Pack size"),
    "packed_at": N_("Packed at"),
    "packing_minor": N_("Packing"),
    "paid_at": N_("Paid at"),
    "paid_minor": N_("Paid"),
    "paid_on": N_("Paid on"),
    "parcel_id": N_("Parcel"),
    "part_id": N_("Part"),
    "payer": N_("Who pays"),
    "payer_text": N_("Who pays"),
    "payment_method": N_("Payment method"),
    "payment_terms_days": N_("Payment terms (days)"),
    "phone": N_("Phone"),
    "phone_tail": N_("Last digits of the phone"),
    "picked_at": N_("Picked at"),
    "picture_sha256": N_("Picture"),
    "picture_suffix": N_("Kind of picture"),
    "pictures": N_("Pictures"),
    "pieces": N_("Pieces"),
    "place_id": N_("Place"),
    "plan": N_("Plan"),
    "planned_minute": N_("Planned time"),
    "planned_on": N_("Planned day"),
    "platform": N_("Platform"),
    "platform_discount_minor": N_("Discount the platform pays"),
    "position": N_("Line"),
    "post_id": N_("Post"),
    "posted_on": N_("Posted on"),
    "preheat_on": N_("Preheat from"),
    "price_minor": N_("Price"),
    "printed_at": N_("Printed at"),
    "product_id": N_("Product"),
    "provider": N_("Statements come from"),
    "province": N_("Province"),
    "purchase_id": N_("Purchase"),
    "purchase_line_id": N_("Item of the purchase"),
    "quantity": N_("Quantity"),
    "rate_ppm": N_("Exchange rate"),
    "rating": N_("Stars"),
    "reason": N_("Reason"),
    "receipt_id": N_("Delivery"),
    "receipt_line_id": N_("Item of the delivery"),
    "received": N_("Received"),
    "received_at": N_("Received at"),
    "received_on": N_("Received on"),
    "receiver": N_("Receiver"),
    "reconciled_at": N_("Reconciled at"),
    "refund_status": N_("Refund"),
    "refunded_at": N_("Refunded at"),
    "refunded_minor": N_("Refunded"),
    "rejected_count": N_("Waiting"),
    "released_holds": N_("Holds released by hand"),
    "reorder_point": N_("Reorder point"),
    "repair_back_at": N_("Back from repair at"),
    "repair_minor": N_("Repair cost"),
    "repair_sent_at": N_("Sent to be repaired at"),
    "repeat": N_("Repeats"),
    "replied_at": N_("Replied at"),
    "reply": N_("Public reply"),
    "request": N_("What is asked for"),
    "resolved_at": N_("Settled at"),
    "result": N_("Result"),
    "return_courier": N_("Return courier"),
    "return_text": N_("Return state"),
    "return_tracking_no": N_("Return tracking no."),
    "returned_at": N_("Returned at"),
    "returned_on": N_("Returned on"),
    "review": N_("Review"),
    "review_id": N_("Review"),
    "reviewed_at": N_("Reviewed at"),
    "reviewed_on": N_("Day"),
    "reviews": N_("Reviews"),
    "row": N_("Row"),
    "row_count": N_("Rows"),
    "rule": N_("Rule"),
    "rule_id": N_("Rule"),
    "run_id": N_("Print run"),
    "safety_days": N_("Safety days"),
    "sales": N_("Sales"),
    "sales_minor": N_("Sales"),
    "saves": N_("Saves"),
    "scanned_at": N_("Scanned at"),
    "scope": N_("Scope"),
    "scope_values": N_("What is in the scope"),
    "scrap": N_("Thrown away"),
    "search_spend_minor": N_("Search ads"),
    "second_id": N_("Second customer"),
    "seller_note": N_("Own note"),
    "sent_back_at": N_("Sent back to the buyer at"),
    "sent_back_no": N_("Tracking no. back to the buyer"),
    "service_score": N_("Service score"),
    "set_aside": N_("Set aside"),
    "sha256": N_("Fingerprint of the file"),
    "share_ppm": N_("Share of the price (ppm)"),
    "shelf": N_("Shelf"),
    "ship_hours": N_("Hours to ship"),
    "shipped_at": N_("Shipped at"),
    "since": N_("Since"),
    "sitewide_spend_minor": N_("Site-wide ads"),
    "size_bytes": N_("Size (bytes)"),
    "skipped_at": N_("Left out at"),
    "skipped_count": N_("Skipped"),
    "sku_id": N_("Own product"),
    "sku_quantity": N_("Pieces of it"),
    "sorted_by": N_("Sorted by"),
    "source": N_("Source"),
    "spend_minor": N_("Spend"),
    "stage": N_("Stage"),
    "started_at": N_("Begun at"),
    "started_on": N_("Begun on"),
    "state": N_("State"),
    "state_text": N_("Platform's state"),
    "stated_minor": N_("Stated total"),
    "status": N_("Status"),
    "status_text": N_("State"),
    "stay_seconds": N_("Stay (s)"),
    "step": N_("Step"),
    "steps": N_("Steps"),
    "stocktake_id": N_("Stocktake"),
    "strengths": N_("Strengths"),
    "subject": N_("Subject"),
    "suffix": N_("Kind of file"),
    "supplier_code": N_("Supplier's code"),
    "supplier_id": N_("Supplier"),
    "supplier_return_id": N_("Return"),
    "surcharge_minor": N_("Surcharge"),
    "tags": N_("Tags"),
    "takes_order": N_("Looks for an order's number"),
    "target": N_("Where to"),
    "target_minor": N_("Target"),
    "target_value": N_("Target"),
    "tax_minor": N_("Tax"),
    "text": N_("Text"),
    "threats": N_("Threats"),
    "through": N_("Through"),
    "title": N_("Product"),
    "title_key": N_("Title for search"),
    "title_text": N_("Product"),
    "to_supplier": N_("Back to the supplier"),
    "total_minor": N_("Total"),
    "tracking_entered_at": N_("Tracking no. entered"),
    "tracking_no": N_("Tracking no."),
    "transaction_id": N_("Transaction"),
    "unchanged_count": N_("Same"),
    "unit": N_("Unit"),
    "updated_count": N_("Changed"),
    "used_on": N_("Used on"),
    "valid_until": N_("Valid until"),
    "value": N_("Value"),
    "value_minor": N_("Cost"),
    "variant": N_("Variant"),
    "version": N_("Version"),
    "views": N_("Page views"),
    "visitors": N_("Visitors"),
    "warnings": N_("Warnings"),
    "wave_id": N_("Wave"),
    "waybill": N_("Waybill"),
    "weaknesses": N_("Weaknesses"),
    "website": N_("Website"),
    "wechat": N_("WeChat"),
    "weight_g": N_("Weight (g)"),
    "what": N_("What"),
    "width_mm": N_("Width (mm)"),
    "width_px": N_("Width (pixels)"),
    "words": N_("Words"),
    "worth_minor": N_("Worth"),
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
