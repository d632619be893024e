"""Writes: linking several channel codes to one SKU at once."""

from __future__ import annotations

from collections.abc import Sequence

from services.catalog.commands import link
from services.i18n import NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@command("catalog.link_codes", NN_("Link {count} code to a product", "Link {count} codes to a product"))
def link_codes(uow: UnitOfWork, codes: Sequence[tuple[int, str, int]], sku_id: int) -> int:
    """From now on each (channel id, code, pieces) means so many pieces of the SKU. Returns the lines that followed."""
    lines = 0
    for number, (channel_id, code, quantity) in enumerate(codes):
        uow.checkpoint(number, len(codes))
        lines += link(uow, channel_id, code, sku_id, quantity=quantity)
    uow.describe(count=len(codes))
    return lines
