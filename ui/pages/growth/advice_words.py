"""Words of the Advice section: what a piece proposes, in a cell and in rows."""

from __future__ import annotations

from typing import Any

from services import formatting
from services.advice.advice import Advice, NewBundle, NewPrice, NewPurchase
from services.i18n import NN_, _
from services.kernel.table_query import Kind
from services.messages import Message, counted, render

KIND_TONES = {
    "restock": "blue", "below_cost": "red", "below_minimum": "red", "cost_rise": "amber", "fee_rise": "amber",
    "slow": "violet", "bundle": "green",
}  # fmt: skip
_PIECES = NN_("buy {count} piece", "buy {count} pieces")


def share(ppm: int | None) -> str:
    """A share of the price; a dash where it is unknown."""
    return "\u2014" if ppm is None else formatting.ppm(ppm)


def proposal_words(one: Advice, currency: str) -> str:
    """What is proposed, for a cell."""
    proposal, money = one.proposal, formatting.money
    if isinstance(proposal, NewPrice):
        return f"{money(proposal.old_minor, currency)} \u2192 {money(proposal.new_minor, currency)}"
    if isinstance(proposal, NewBundle):
        return _("bundle for {price}").format(price=money(proposal.price_minor, currency))
    if isinstance(proposal, NewPurchase):
        return counted(_PIECES, proposal.quantity)
    return ""


def proposal_rows(one: Advice, currency: str) -> list[tuple[str, str]]:
    """What is proposed, as (name, value)."""
    proposal, money = one.proposal, formatting.money
    if isinstance(proposal, NewPrice):
        return [
            (_("Price now"), money(proposal.old_minor, currency)), (_("Margin now"), share(proposal.margin_before_ppm)),
            (_("Proposed price"), money(proposal.new_minor, currency)),
            (_("Margin then"), share(proposal.margin_after_ppm)),
        ]  # fmt: skip
    if isinstance(proposal, NewBundle):
        left = None if proposal.cost_minor is None else proposal.price_minor - proposal.cost_minor
        return [
            (_("Prices together"), money(proposal.parts_minor, currency)),
            (_("Price of the bundle"), money(proposal.price_minor, currency)),
            (_("Cost of the goods"), money(proposal.cost_minor, currency)),
            (_("Left before fees"), money(left, currency)),
        ]  # fmt: skip
    if isinstance(proposal, NewPurchase):
        return [(_("Supplier"), proposal.supplier), (_("Quantity to buy"), formatting.integer(proposal.quantity))]
    return []


def follow_words(one: Advice) -> str:
    """What the button says that follows the advice; empty where there is nothing to follow."""
    if isinstance(one.proposal, NewPrice):
        return _("Change the price…")
    if isinstance(one.proposal, NewBundle):
        return _("Make the bundle…")
    return _("Draft the purchase") if isinstance(one.proposal, NewPurchase) else ""


def cell_text(kind: Kind, value: Any, currency: str, zone: str) -> str:
    """A stored value of the rows behind, as people read it."""
    if value is None:
        return "\u2014"
    if isinstance(value, Message):
        return render(value)
    if kind is Kind.MONEY:
        return formatting.money(int(value), currency)
    if kind is Kind.INTEGER:
        return formatting.integer(int(value))
    return formatting.instant_ms(int(value), zone) if kind is Kind.INSTANT else str(value)


def gaps_words(gaps: tuple[Message, ...]) -> str:
    """What is missing, in one line."""
    return " ".join(render(one) for one in gaps)
