"""The columns of the reorder list and what stands in them."""

from __future__ import annotations

from services import formatting
from services.i18n import N_, NN_, _
from services.messages import counted
from services.purchasing.reorder_list import Suggestion
from ui.table.list_table import Line, ListCell, ListColumn


def _urgency(row: Suggestion) -> tuple[bool, bool, bool]:
    """Sold out before low before what is to buy before the rest."""
    return (not row.plan.is_out, not row.plan.is_low, not row.plan.quantity)


TICK = 0
COLUMNS = (  # the panel says too what yields in a narrow window
    ListColumn("", 34, key="tick"),
    ListColumn(N_("Product"), 0, key="product", stays=True),
    ListColumn(N_("Code"), 120, key="code", yields=3),
    ListColumn(N_("Supplier"), 110, key="supplier", yields=1),
    ListColumn(N_("Available"), 80, right=True, key="available"),
    ListColumn(N_("On the way"), 88, right=True, key="incoming", yields=4),
    ListColumn(N_("A week"), 70, right=True, key="week", yields=2),
    ListColumn(N_("Lasts"), 78, right=True, key="left"),
    ListColumn(N_("Buy at"), 66, right=True, key="point", yields=5),
    ListColumn(N_("State"), 116, key="state"),
    ListColumn(N_("Buy"), 64, right=True, key="buy", stays=True),
)
KEYS = tuple(column.key for column in COLUMNS)
_DAYS = NN_("{count} day", "{count} days")


def line_of(row: Suggestion, pieces: int, *, is_ticked: bool) -> Line:
    """The cells of one row; `pieces` is what is to be bought of it."""
    days = row.plan.days_left
    name = " · ".join(part for part in (row.title, row.variant) if part)
    tenths = row.per_week_tenths
    words, tone = state_of(row)
    return (
        ListCell("", ticked=is_ticked),
        ListCell(name, strong=bool(pieces)),
        ListCell(row.code, "text2"),
        ListCell(
            row.supplier or _("nobody"),
            "text" if row.supplier else "text3",
            order=(not row.supplier, (row.supplier or "").casefold()),
        ),
        ListCell(formatting.integer(row.available), "neg" if row.plan.is_out else "text"),
        ListCell(formatting.integer(row.incoming) if row.incoming else "", "text2"),
        ListCell(f"{tenths // 10}.{tenths % 10}" if tenths else "", "text2"),
        ListCell("" if days is None else counted(_DAYS, days), "neg" if row.plan.is_low else "text2"),
        ListCell(formatting.integer(row.plan.reorder_point), "text2"),
        ListCell(words, tone, order=_urgency(row)),
        ListCell(formatting.integer(pieces) if pieces else "—", link=True, strong=bool(pieces)),
    )


def state_of(row: Suggestion) -> tuple[str, str]:
    """What a row is, in words and colour: low stock and not buying again are different things."""
    if row.wishes.no_reorder:
        return (_("Not again, low") if row.plan.is_low else _("Not again")), "text3"
    if row.plan.is_out:
        return _("Sold out"), "neg"
    if row.plan.is_low:
        return _("Low stock"), "pill.amber.word"
    if row.plan.quantity:
        return _("Buy now"), "accent_text"
    return _("Enough"), "pos"


def searched(row: Suggestion) -> str:
    """The text a row is found by."""
    return " ".join(part for part in (row.title, row.variant, row.code, row.supplier) if part).casefold()
