"""What can be written into a workbook of the program's own, by the name a script asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.round_trip.orders import export_orders
from services.round_trip.products import export_products
from services.round_trip.purchases import export_purchases, export_stock
from services.round_trip.records import (
    export_ad_days,
    export_cases,
    export_courier_charges,
    export_invoices,
    export_item_days,
    export_platform_incomes,
    export_reviews,
    export_shop_days,
    export_suppliers,
)
from services.round_trip.transactions import export_transactions

EXPORTS: Mapping[str, Callable[..., int]] = {
    "orders": export_orders,
    "products": export_products,
    "skus": export_products,
    "transactions": export_transactions,
    "cases": export_cases,
    "courier_charges": export_courier_charges,
    "reviews": export_reviews,
    "shop_days": export_shop_days,
    "ad_days": export_ad_days,
    "item_days": export_item_days,
    "purchases": export_purchases,
    "suppliers": export_suppliers,
    "stock": export_stock,
    "invoices": export_invoices,
    "platform_incomes": export_platform_incomes,
}
