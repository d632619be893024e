"""A platform corrects the code of something that was sent already: another product has left then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.orders import OrderLine
from models.stock_ledger import SkuStock
from services import clock
from services.importing.codes import CodeChoice
from services.importing.service import ImportSession
from services.registry import PROJECTIONS
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from tests.services.importing.applying import sample


def imported(shop: Shop, *paths: Path) -> None:
    """Import files, with a product for each code nobody knows."""
    with ImportSession(shop) as session:
        session.add_all(paths)
        codes = [CodeChoice(code) for code in session.submit_preview().result().codes]
        session.submit_apply(codes=codes).result()


def on_hand(shop: Shop) -> dict[int, int]:
    """Good pieces of each product."""
    statement = select(SkuStock.sku_id, SkuStock.on_hand)
    return {row[0]: row[1] for row in shop.ask(lambda connection: connection.execute(statement).all())}


@pytest.mark.parametrize(("was", "becomes"), [("KETTLE", "CUP-500"), ("CUP-500", "KETTLE")])
def test_a_corrected_code_of_something_sent_moves_the_pieces_and_can_be_undone(
    shop: Shop, tmp_path: Path, was: str, becomes: str
) -> None:
    orders, lines = sample("taobao.orders"), sample("taobao.order_lines")
    imported(shop, orders, lines)
    skus = shop.ask(lambda connection: connection.execute(select(OrderLine.sku_id).distinct()).scalars().all())
    opened = clock.now() - timedelta(days=1_200)
    shop.run(set_opening, [OpeningDraft(sku_id, 100, 5_000, at=opened) for sku_id in skus if sku_id])
    before = on_hand(shop)
    corrected = tmp_path / lines.name
    corrected.write_bytes(lines.read_bytes().replace(was.encode(), becomes.encode()))
    imported(shop, orders, corrected)
    assert on_hand(shop) != before
    assert sum(on_hand(shop).values()) == sum(before.values())
    assert [one.name for one in PROJECTIONS if shop.ask(one.verify)] == []
    shop.undo()
    assert on_hand(shop) == before
