"""What the Tax section says in sentences: how near a threshold is, at what pace, and what is not explained."""

from __future__ import annotations

from functools import partial

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.tax.vat import VatSheet

OPEN_REPORTS = NN_(
    "{count} report has a gap that is not explained.", "{count} reports have a gap that is not explained."
)


def vat_words(sheet: VatSheet) -> str:
    """How near the threshold of the running period is, and at what pace."""
    running, money = sheet.running, partial(formatting.money, currency=sheet.currency)
    if running is None:
        return _("{year}: {due} due in total.").format(year=sheet.year, due=money(sheet.whole.due_minor or 0))
    if running.threshold_minor is None:
        return _("{period}: {net} sold without tax. No threshold holds.").format(
            period=running.key, net=money(running.net_minor)
        )
    left = running.left_minor or 0
    words = _("{period}: {net} of {threshold} sold without tax ({share} %).").format(
        period=running.key, net=money(running.net_minor), threshold=money(running.threshold_minor),
        share=max(running.net_minor, 0) * 100 // running.threshold_minor if running.threshold_minor else 100,
    )  # fmt: skip
    if left < 0:
        return _both(words, _("The threshold is passed: everything sold in it is taxed."))
    if running.reached_on is not None:
        day = formatting.day(running.reached_on)
        return _both(words, _("At this pace it is reached on {day}.").format(day=day))
    if running.expected_minor is not None:
        expected = money(running.expected_minor)
        return _both(words, _("At this pace it will be {expected}.").format(expected=expected))
    return words


def _both(said: str, more: str) -> str:
    """Two sentences beside one another."""
    return _("{said} {more}").format(said=said, more=more)


def vat_notes(sheet: VatSheet) -> list[str]:
    """What stands under the list: the limit of small-scale payers, and amounts nobody knows."""
    found = []
    near = sheet.small_scale
    if near.limit_minor is not None:
        words = _("Twelve months through {day}: {net} of the {limit} up to which a shop is small-scale.")
        found.append(
            words.format(
                day=formatting.day(near.last), net=formatting.money(near.net_minor, sheet.currency),
                limit=formatting.money(near.limit_minor, sheet.currency),
            )
        )  # fmt: skip
    if sheet.whole.unknown:
        found.append(counted(_UNKNOWN, sheet.whole.unknown))
    return found


_UNKNOWN = NN_(
    "{count} document has no known amount and counts as nothing here.",
    "{count} documents have no known amount and count as nothing here.",
)
