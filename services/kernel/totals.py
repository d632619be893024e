"""What the rows a request finds come to, remembered: another sort asks the same again and reads nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, func

from services.kernel.remembering import remembered_rows
from services.kernel.table_query import Kind, TableQuery, TableRequest, stored_rows

Totals = Mapping[str, tuple[tuple[str, int], ...]]
_Sums = dict[str | None, list[int]]


def totals_of(connection: Connection, query: TableQuery, request: TableRequest) -> Totals:
    """The totals of all rows the request finds, from memory where nothing was written since they were read.

    Of a view that leaves out few rows, those few are taken from what all of them come to.
    """
    few = query.left_out(request)
    if few is None:
        return _shown(query, _sums(connection, query, request))
    whole = _sums(connection, query, TableRequest())
    for key, of_few in _sums(connection, query, TableRequest(), few).items():
        for currency, values in of_few.items():
            sums = whole[key][currency]
            whole[key][currency] = [have - less for have, less in zip(sums, values, strict=True)]
    return _shown(query, whole)


def totals_of_rows(connection: Connection, query: TableQuery, rows: ColumnElement[bool]) -> Totals:
    """The totals of these rows."""
    return _shown(query, _sums(connection, query, TableRequest(), rows, is_remembered=False))


def _sums(
    connection: Connection,
    query: TableQuery,
    request: TableRequest,
    only: ColumnElement[bool] | None = None,
    *,
    is_remembered: bool = True,
) -> dict[str, _Sums]:
    """Per totalled column and currency: (sum, how many are known).

    One pass per table that holds such a column, so that a covering index can serve it.
    """
    read = remembered_rows if is_remembered else stored_rows
    found: dict[str, _Sums] = {}
    wanted = [one for one in query.columns.values() if one.has_total]
    money = [one for one in wanted if one.kind is Kind.MONEY]
    if money and query.currency is not None:
        sums = [term for one in money for term in (func.sum(one.expression), func.count(one.expression))]
        rows = read(connection, query.select([query.currency, *sums], request, only).group_by(query.currency))
        for place, one in enumerate(money):
            found[one.key] = {row[0]: [row[1 + 2 * place] or 0, row[2 + 2 * place]] for row in rows}
    for one in wanted:
        if one.kind is not Kind.MONEY:
            both = [func.sum(one.expression), func.count(one.expression)]
            rows = read(connection, query.select(both, request, only))
            found[one.key] = {None: [rows[0][0] or 0, rows[0][1]]}
    return found


def _shown(query: TableQuery, found: Mapping[str, _Sums]) -> Totals:
    """As a summary says it: money of every currency in which an amount is known, and of all else the one sum."""
    return {
        key: tuple(
            (currency or "", total)
            for currency, (total, known) in sums.items()
            if known or query.columns[key].kind is not Kind.MONEY
        )
        for key, sums in found.items()
    }
