"""Advice on buying again: what runs out first, weighed by what it earns a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from models.enums.growth import AdviceKind
from services import formatting
from services.advice.advice import Advice, Evidence, NewPurchase
from services.advice.basis import Basis, Goods
from services.catalog.margin import margin_at
from services.exporting.text_export import ListColumn
from services.i18n import N_, NN_
from services.kernel.table_query import Kind
from services.messages import Message, message, plural_message
from services.purchasing.reorder_list import Suggestion, reasons, reorder_list

_COLUMNS = (ListColumn("reason", N_("Reason"), Kind.TEXT),)
_OUT = NN_(
    "{available} left, out in {days} days, and {count} day until it comes: {tenths} a week at {each} of profit are "
    "{worth} lost.",
    "{available} left, out in {days} days, and {count} days until it comes: {tenths} a week at {each} of profit are "
    "{worth} lost.",
)

_GONE = NN_(
    "Sold out, and {count} day until it comes: {tenths} a week at {each} of profit are {worth} lost.",
    "Sold out, and {count} days until it comes: {tenths} a week at {each} of profit are {worth} lost.",
)


def restock(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for all that the reorder list wants bought; its worth is the profit lost until it comes."""
    for row in reorder_list(connection).to_buy:
        one = basis.goods.get(row.sku_id)
        if one is None:
            continue
        profit = _profit(basis, one)
        short = missing_days(row)
        worth = max(profit or 0, 0) * row.per_week_tenths * short // 70
        proposal = None
        if row.supplier_id is not None and row.supplier is not None:
            proposal = NewPurchase(row.sku_id, row.supplier_id, row.supplier, row.plan.quantity)
        facts = f"{row.plan.quantity.bit_length()}|{row.supplier_id}|{row.plan.is_out}"
        said = _said(basis, row, profit, worth)
        yield Advice(AdviceKind.RESTOCK, str(row.sku_id), (row.sku_id,), one.name, said, worth, facts, proposal)


def missing_days(row: Suggestion) -> int:
    """How many days the shelf would be empty if it were bought today, at least one: it is to be bought now."""
    return max(row.terms.lead_days + row.terms.safety_days - (row.plan.days_left or 0), 1)


def restock_evidence(connection: Connection, basis: Basis, subject: str) -> Evidence:
    """The steps by which the reorder rules come to their suggestion."""
    found = reorder_list(connection)
    row = next((one for one in found.rows if one.sku_id == int(subject)), None)
    told = reasons(row, found.calendar, found.today) if row is not None else ()
    return Evidence(_COLUMNS, tuple((one,) for one in told), basis.asked.home)


def _profit(basis: Basis, one: Goods) -> int | None:
    """What is left of the price of a piece; None where price or cost is unknown."""
    costs = basis.costs_of(one)
    return None if costs is None or one.price_minor is None else margin_at(one.price_minor, replace(costs)).profit_minor


def _said(basis: Basis, row: Suggestion, profit: int | None, worth: int) -> Message:
    tenths = f"{row.per_week_tenths // 10}.{row.per_week_tenths % 10}"
    if profit is None and row.available <= 0:
        words = N_("Sold out; {tenths} a week were sold. Without price and cost its profit is unknown.")
        return message(words, tenths=tenths)
    if profit is None:
        words = N_("{available} left and {tenths} a week are sold; without price and cost its profit is unknown.")
        return message(words, available=row.available, tenths=tenths)
    return plural_message(
        _OUT if row.available > 0 else _GONE, row.terms.lead_days + row.terms.safety_days, available=row.available,
        days=row.plan.days_left or 0, tenths=tenths, each=formatting.money(profit, basis.asked.home),
        worth=formatting.money(worth, basis.asked.home),
    )  # fmt: skip
