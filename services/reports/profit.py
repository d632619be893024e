"""The report of true profit: by channel, product, day, order, campaign or ad plan, by either date."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection

from services.errors import Invalid
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import message
from services.profit.facts import Basis
from services.profit.groups import By
from services.profit.report import ProfitAsked, profit_report
from services.reports.books import period
from services.reports.report import About, Asked, Report

_T = TypeVar("_T", bound=StrEnum)


def _profit(connection: Connection, asked: Asked) -> Iterator[tuple[Any, ...]]:
    by, basis = _one_of(By, asked.by, By.CHANNEL), _one_of(Basis, asked.basis, Basis.ORDERED)
    found = profit_report(connection, ProfitAsked(*period(connection, asked), by, basis))
    for row in found.rows:
        p = row.parts
        yield (
            str(by), str(basis), row.key, row.label, row.orders, row.pieces, p.paid, p.platform_discount, p.refunded,
            p.goods, p.fee, p.commission, p.ads, p.freight, p.packing, p.after_sales, row.profit_minor,
            str(row.completeness), row.unknown, row.partial,
        )  # fmt: skip


def _one_of(kinds: type[_T], given: str | None, otherwise: _T) -> _T:
    if given is None:
        return otherwise
    try:
        return kinds(given)
    except ValueError as error:
        reason = message(N_("known ones: {known}"), known=", ".join(str(one) for one in kinds))
        raise Invalid(field=message(N_("Put together by")), value=given, reason=reason) from error


def _money(key: str, header: str) -> ListColumn:
    return ListColumn(key, header, Kind.MONEY)


PROFIT = Report(
    N_("True profit of orders"),
    (
        ListColumn("by", N_("Put together by"), Kind.CODE),
        ListColumn("date", N_("Date that counts"), Kind.CODE),
        ListColumn("key", N_("Key"), Kind.ID),
        ListColumn("name", N_("Name"), Kind.TEXT),
        ListColumn("orders", N_("Orders"), Kind.INTEGER),
        ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
        _money("paid", N_("Paid by the buyer")),
        _money("platform_discount", N_("Paid by the platform")),
        _money("refunded", N_("Refunded")),
        _money("goods", N_("Goods at cost")),
        _money("fee", N_("Platform fee")),
        _money("commission", N_("Commission")),
        _money("ads", N_("Ads")),
        _money("freight", N_("Freight")),
        _money("packing", N_("Packing")),
        _money("after_sales", N_("After-sales")),
        _money("profit", N_("Profit")),
        ListColumn("completeness", N_("Completeness"), Kind.CODE),
        ListColumn("unknown", N_("Without a known profit"), Kind.INTEGER),
        ListColumn("partial", N_("With a part missing"), Kind.INTEGER),
    ),
    _profit,
    About.PERIOD,
    takes_by=True,
)
