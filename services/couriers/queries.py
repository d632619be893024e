"""Reads: what couriers charged, row by row, and what a waybill cost in all."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from models.couriers import CourierCharge
from models.entities import Entity
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

_charges = CourierCharge.table()


def _search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        columns = (_charges.c.waybill, _charges.c.order_no, _charges.c.courier, _charges.c.city, _charges.c.kind_text)
        found.append(or_(*(column.like(pattern, escape="\\") for column in columns)))
    return and_(*found) if found else None


CHARGES = TableQuery(
    name="courier_charges",
    entity=Entity.COURIER_CHARGE,
    base=_charges,
    joins=(),
    columns=by_key(
        QueryColumn("courier", N_("Courier"), Kind.TEXT, _charges.c.courier),
        QueryColumn("waybill", N_("Waybill"), Kind.ID, _charges.c.waybill),
        QueryColumn("kind", N_("Kind of charge"), Kind.TEXT, _charges.c.kind_text),
        QueryColumn("charged_on", N_("Day"), Kind.DATE, _charges.c.charged_on),
        QueryColumn("scanned_at", N_("Scanned at"), Kind.INSTANT, _charges.c.scanned_at),
        QueryColumn("province", N_("Province"), Kind.TEXT, _charges.c.province),
        QueryColumn("city", N_("City"), Kind.TEXT, _charges.c.city),
        QueryColumn("weight_g", N_("Billed weight (g)"), Kind.INTEGER, _charges.c.weight_g, has_total=True),
        QueryColumn("amount", N_("Charge"), Kind.MONEY, _charges.c.amount_minor, has_total=True),
        QueryColumn("freight", N_("Freight"), Kind.MONEY, _charges.c.freight_minor, has_total=True),
        QueryColumn("surcharge", N_("Surcharge"), Kind.MONEY, _charges.c.surcharge_minor, has_total=True),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _charges.c.currency),
        QueryColumn("order_no", N_("Order no."), Kind.ID, _charges.c.order_no),
        QueryColumn("customer", N_("Billed customer"), Kind.TEXT, _charges.c.customer),
    ),
    views={"all": None},
    default_sort=(("charged_on", True),),
    search=_search,
    currency=_charges.c.currency,
)
