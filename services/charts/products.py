"""Charts of products: what sells, what earns, and how price, volume and margin go together."""

from __future__ import annotations

from sqlalchemy import Connection

from models.orders import OrderLine
from services import formatting
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.i18n import N_
from services.messages import Message, message
from services.rollups.asked import Asked
from services.rollups.sold import Sold, sold
from services.stock.analysis import ranked

_lines = OrderLine.table()
_SHOWN, _BUBBLES = 20, 40
_SOURCE = N_("Items of paid, shipped and completed orders, and the stock ledger")


def _label(one: Sold) -> str | Message:
    return one.name if one.sku_id else message(N_("Not linked to a product"))


def _of_sku(connection: Connection, asked: Asked, key: str) -> Behind:
    """The items of one SKU; those linked to none under the key 0."""
    if not key:
        return behind.items(connection, asked)
    is_it = _lines.c.sku_id.is_(None) if key == "0" else _lines.c.sku_id == int(key)
    return behind.items(connection, asked, is_it)


def _ranking(connection: Connection, asked: Asked) -> Figures:
    found = sold(connection, asked, costs=False)
    if not found:
        return nothing(Shape.RANKING, words.no_sales())
    total = sum(one.amount for one in found)
    top = found[:_SHOWN]
    title = message(
        N_("{name} sells most: {money}, {share} of the items' worth"),
        name=_label(found[0]),
        money=words.money(found[0].amount, asked.currency),
        share=words.share(found[0].amount, total),
    )
    note = message(N_("{count} products sold in all."), count=formatting.integer(len(found)))
    series = Series(message(N_("Sales of the item")), tuple(one.amount for one in top), Unit.MONEY)
    return _figures(Shape.RANKING, title, top, (series,), asked, (note,))


def _figures(
    shape: Shape, title: Message, found: tuple[Sold, ...], series: tuple[Series, ...], asked: Asked,
    notes: tuple[Message, ...] = (), row_keys: tuple[str, ...] = (),
) -> Figures:  # fmt: skip
    labels = tuple(_label(one) for one in found)
    keys = tuple(str(one.sku_id) for one in found)
    return Figures(shape, title, labels, series, keys, notes, currency=asked.currency, row_keys=row_keys)


def _pareto(connection: Connection, asked: Asked) -> Figures:
    """ABC by margin where costs are known; by sales in a currency costs are not kept in."""
    found = [one for one in sold(connection, asked) if one.sku_id]
    is_home = asked.currency == asked.home
    worth = {one.sku_id: one.margin or 0 if is_home else one.amount for one in found}
    if not any(value > 0 for value in worth.values()):
        why = N_("No product with a known margin in this period. Enter what the goods cost.")
        return nothing(Shape.PARETO, words.no_sales() if not found else message(why))
    classes = ranked(worth)
    order = tuple(sorted(found, key=lambda one: (-worth[one.sku_id], one.sku_id)))
    count = sum(name == "A" for name in classes.values())
    forms = N_("{count} of {all} products make 80% of the margin") if is_home else N_(
        "{count} of {all} products make 80% of sales"
    )  # fmt: skip
    title = message(forms, count=count, all=len(found))
    unknown = sum(one.margin is None for one in found) if is_home else 0
    notes = (message(N_("{count} products are left out: their cost is unknown."), count=unknown),) if unknown else ()
    name = message(N_("Gross profit") if is_home else N_("Sales of the item"))
    series = Series(name, tuple(worth[one.sku_id] for one in order), Unit.MONEY)
    return _figures(
        Shape.PARETO, title, order, (series,), asked, notes, tuple(classes[one.sku_id] for one in order)
    )  # fmt: skip


def _bubbles(connection: Connection, asked: Asked) -> Figures:
    found = tuple(one for one in sold(connection, asked) if one.sku_id and one.pieces > 0 and one.margin is not None)
    if len(found) < 2 or asked.currency != asked.home:
        why = N_("Needs at least two products with a known cost that sold in this period.")
        return nothing(Shape.BUBBLES, message(why))
    top = found[:_BUBBLES]
    margins = tuple(one.margin for one in top)
    losing = sum((one.margin or 0) < 0 for one in found)
    best = max(found, key=lambda one: one.margin or 0)
    forms = N_("{name} earns most: {money}; {count} products lose money")
    if not losing:
        forms = N_("{name} earns most: {money}; no product loses money")
    title = message(forms, name=best.name, money=words.money(best.margin, asked.currency), count=losing)
    series = (
        Series(message(N_("Pieces sold")), tuple(one.pieces for one in top), Unit.COUNT),
        Series(message(N_("Average price")), tuple((2 * one.amount + one.pieces) // (2 * one.pieces) for one in top),
               Unit.MONEY),
        Series(message(N_("Gross profit")), margins, Unit.MONEY, Tone.SECOND),
    )  # fmt: skip
    note = message(N_("The larger a bubble, the larger the margin; red ones lose money."))
    return _figures(Shape.BUBBLES, title, top, series, asked, (note,))


CHARTS: tuple[Chart, ...] = (
    Chart(
        "products", Family.PRODUCTS, N_("Best sellers"),
        N_("Sum of the items' own amounts, before what was taken off whole orders."),
        _SOURCE, _ranking, _of_sku, by_category=True,
    ),
    Chart(
        "abc", Family.PRODUCTS, N_("ABC by margin"),
        N_("Products by margin (amount − cost of goods), from the largest on: A make the first 80%, B up to 95%, "
           "C the rest."),
        _SOURCE, _pareto, _of_sku, by_category=True,
    ),
    Chart(
        "bubbles", Family.PRODUCTS, N_("Price, volume and margin"),
        N_("Average price = amount ÷ pieces; margin = amount − cost of goods, before fees and freight."),
        _SOURCE, _bubbles, _of_sku, by_category=True,
    ),
)  # fmt: skip
