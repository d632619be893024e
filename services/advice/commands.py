"""Writes: following advice, and saying why one does not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.advice import DismissedAdvice
from models.catalog import Sku
from models.enums.goods import PriceField
from models.enums.growth import AdviceKind
from services import clock
from services.catalog.drafts import Part, ProductDraft, SkuEntry
from services.catalog.prices import set_prices
from services.catalog.products import save_product
from services.errors import Invalid, NothingSelected, StaleEdit
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@command(
    "advice.set_prices",
    NN_("Change the price of {count} product as advised", "Change the prices of {count} products as advised"),
)
def follow_prices(uow: UnitOfWork, prices: Sequence[tuple[int, int, int]], reason: str = "") -> int:
    """Set prices: (SKU id, the price the advice was about, the new one). Returns how many changed.

    `StaleEdit` where a price changed meanwhile, `Invalid` for one below the minimum price.
    """
    if not prices:
        raise NothingSelected(what=message(N_("no product is chosen")))
    for sku_id, old, new in prices:
        sku = uow.get(Sku, sku_id)
        if sku.price_minor != old:
            raise StaleEdit(what=message(N_("price")))
        if new < (sku.min_price_minor or 0) or new < 0:
            reason_words = message(N_("it is below the minimum price of {code}"), code=sku.code)
            raise Invalid(field=message(N_("Price")), value=str(new), reason=reason_words)
        set_prices(uow, sku, {PriceField.PRICE: new}, reason=reason.strip() or None)
    uow.describe(count=len(prices))
    return len(prices)


@command("advice.make_bundle", N_("Make the bundle {code} as advised"))
def follow_bundle(uow: UnitOfWork, part_ids: Sequence[int], code: str, title: str, price_minor: int) -> int:
    """A new product that is a bundle of one piece of each part. Returns its SKU's id."""
    entry = SkuEntry(None, code, price_minor=price_minor, parts=tuple(Part(one, 1) for one in part_ids))
    saved = save_product(uow, None, ProductDraft(title, (entry,)))
    uow.describe(code=code)
    return saved.sku_ids[0]


@command("advice.dismiss", NN_("Dismiss {count} piece of advice", "Dismiss {count} pieces of advice"))
def dismiss_advice(uow: UnitOfWork, chosen: Sequence[tuple[AdviceKind, str, str]], reason: str) -> None:
    """Show advice no more while its facts stay the same: (kind, subject, facts) of each, and why."""
    words = reason.strip()
    if not words:
        raise Invalid(field=message(N_("Reason")), value=reason, reason=message(N_("it must not be empty")))
    for kind, subject, facts in chosen:
        row = _row(uow, kind, subject)
        if row is None:
            uow.add(DismissedAdvice(kind=kind, subject=subject, facts=facts, reason=words, at=clock.now()))
        else:
            row.facts, row.reason, row.at = facts, words, clock.now()
    uow.describe(count=len(chosen))


@command("advice.restore", NN_("Show {count} piece of advice again", "Show {count} pieces of advice again"))
def restore_advice(uow: UnitOfWork, chosen: Sequence[tuple[AdviceKind, str]]) -> None:
    """Show dismissed advice again: (kind, subject) of each."""
    for kind, subject in chosen:
        row = _row(uow, kind, subject)
        if row is not None:
            uow.delete(row)
    uow.describe(count=len(chosen))


def _row(uow: UnitOfWork, kind: AdviceKind, subject: str) -> DismissedAdvice | None:
    statement = select(DismissedAdvice).where(DismissedAdvice.kind == kind, DismissedAdvice.subject == subject)
    return next(iter(uow.all(statement)), None)
