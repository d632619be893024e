"""Codes in the orders of an import that mean no product yet, and what a person decides about them beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from services import text
from services.catalog import writing
from services.catalog.commands import link, link_waiting_lines
from services.catalog.drafts import SkuDraft
from services.catalog.linking import sku_finder
from services.importing.plan import ImportPlan
from services.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code as a channel's file writes it, with the names the file gives it; `pieces` were sold under it."""

    channel: str
    code: str
    title: str
    variant: str
    pieces: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: the channel's name and the code as codes are compared."""
        return self.channel, text.key(self.code)


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """What a code shall mean: `quantity` pieces of the SKU `sku_id`, or a product of its own that is created."""

    code: NewCode
    sku_id: int | None = None
    quantity: int = 1


def new_codes(connection: Connection, plan: ImportPlan) -> tuple[NewCode, ...]:
    """The codes of the lines a plan adds that nothing in the shop or in its product files answers to; most sold first.

    Lines the platform closed are left out: nothing has to be sent for them.
    """
    found: dict[tuple[str, str], NewCode] = {}
    for channel, targets in plan.orders.items():
        find = sku_finder(connection, channel.id or 0)
        lines = (line for target in targets.values() for line in (target.lines if target.is_new else target.new_lines))
        for one in _codes_in(channel.name, lines):
            key = one.key
            if key in found:
                found[key] = replace(found[key], pieces=found[key].pieces + one.pieces)
            elif find(key[1]) is None and key[1] not in plan.products:
                found[key] = one
    return tuple(sorted(found.values(), key=lambda one: -one.pieces))


def settle_codes(uow: UnitOfWork, channel_id: int, choices: Sequence[CodeChoice]) -> None:
    """Link or create what was decided for a channel; lines of earlier orders that wait for the codes follow."""
    for number, choice in enumerate(choices):
        uow.checkpoint(number, len(choices))
        code = choice.code
        if choice.sku_id is not None:
            link(uow, channel_id, code.code, choice.sku_id, quantity=choice.quantity)
            continue
        sku = writing.sku_by_key(uow, code.key[1])
        if sku is None:
            sku = writing.create_sku(uow, SkuDraft(code.code, code.title or code.code, code.variant or None))
        link_waiting_lines(uow, code.key[1], sku.id, 1, channel_id=channel_id)
    uow.flush()


def _codes_in(channel: str, lines: Iterator[Mapping[str, Any]]) -> Iterator[NewCode]:
    for line in lines:
        code = line.get("code")
        if code and not line.get("is_closed"):
            yield NewCode(channel, code.strip(), line.get("title") or "", line.get("variant") or "", line["quantity"])
