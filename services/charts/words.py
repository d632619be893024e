"""Sentences that charts share: amounts in words, how much more or less, and what is missing."""

from __future__ import annotations

from datetime import timedelta

from models.values import minor_digits
from services import formatting
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message
from services.rollups.asked import COMPARE_LABELS, Asked, Compare, Step, buckets, part_end

_MORE = {
    Compare.BEFORE: N_("{share} more than in the period before"),
    Compare.LAST_YEAR: N_("{share} more than a year ago"),
}
_LESS = {
    Compare.BEFORE: N_("{share} less than in the period before"),
    Compare.LAST_YEAR: N_("{share} less than a year ago"),
}
_SHORT = (
    NN_("The first part of the period has {count} day only.", "The first part of the period has {count} days only."),
    NN_("The last part of the period has {count} day only.", "The last part of the period has {count} days only."),
)
_UNCOSTED = NN_(
    "The cost of {count} piece is unknown: the profit is at most this.",
    "The cost of {count} pieces is unknown: the profit is at most this.",
)
_UNPRICED = NN_("{count} order has no known amount.", "{count} orders have no known amount.")
_NO_RATES = NN_(
    "Fees of {count} order are unknown: the channel's terms are not filled in.",
    "Fees of {count} orders are unknown: the channel's terms are not filled in.",
)
_NO_FREIGHT = NN_("The freight of {count} order is unknown.", "The freight of {count} orders is unknown.")
_NO_PACKING = NN_("The packing of {count} order is unknown.", "The packing of {count} orders is unknown.")


def money(minor: int | None, currency: str) -> str:
    """An amount for a title: whole units, rounded half up, where there are a thousand of them or more."""
    one = 10 ** minor_digits(currency)
    if minor is None or abs(minor) < 1_000 * one or one == 1:
        return formatting.money(minor, currency)
    units = (2 * abs(minor) + one) // (2 * one)
    return formatting.money(units * one if minor > 0 else -units * one, currency).rpartition(".")[0]


def share(part: int, of: int) -> str:
    """A part of a whole as a percentage; a dash of nothing."""
    return formatting.percent(part / of) if of else "—"


def change(now: int, before: int | None, asked: Asked) -> Message:
    """How a figure stands to the one it is compared with."""
    if before is None or asked.compare is Compare.NOTHING:
        return message(N_("nothing to compare with"))
    if before <= 0:
        return message(N_("there was nothing to compare with"))
    if now == before:
        return message(N_("as much as before"))
    forms = _MORE if now > before else _LESS
    return message(forms[asked.compare], share=formatting.percent(abs(now - before) / before))


def compared_name(asked: Asked) -> Message:
    """What the figures a chart compares with are called in its legend."""
    return message(COMPARE_LABELS[asked.compare])


def short_parts(asked: Asked) -> tuple[Message, ...]:
    """That the weeks or months at the ends of the period are not whole, a sentence each: their values are lower."""
    if asked.divided is Step.DAY:
        return ()
    parts = asked.buckets()
    (first, _), (_, last) = parts[0], parts[-1]
    begun = buckets(first - timedelta(days=31), first, asked.divided)[-1][0]  # where the first part would begin
    return tuple(
        plural_message(forms, (one[1] - one[0]).days + 1)
        for forms, one, is_short in (
            (_SHORT[0], parts[0], begun != first),
            (_SHORT[1], parts[-1], part_end(last, asked.divided) != last),
        )
        if is_short
    )


def no_sales() -> Message:
    """Why there is nothing: no sale in the period."""
    return message(N_("No sales in this period. Choose other days, or import orders."))


def gaps(
    uncosted: int = 0, unpriced: int = 0, rates: int = 0, freight: int = 0, packing: int = 0
) -> tuple[Message, ...]:
    """What a profit does not know, a sentence each."""
    told = (
        (_UNCOSTED, uncosted),
        (_UNPRICED, unpriced),
        (_NO_RATES, rates),
        (_NO_FREIGHT, freight),
        (_NO_PACKING, packing),
    )
    return tuple(plural_message(forms, count) for forms, count in told if count)
