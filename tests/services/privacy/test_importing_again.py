"""What a platform says again of somebody who was erased is not taken; everything else of the order is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from models.orders import Order
from services.customers.identity import FIELDS, identity_of
from services.privacy.erasing import erase_person
from services.shop import Shop
from tests.services.importing.applying import apply
from tests.services.importing.making import TAOBAO, csv_file, order_row

NUMBER = "2601010000000000001"


def write(path: Path, **cells: str) -> Path:
    return csv_file(path, [TAOBAO, order_row(NUMBER, 买家会员名="anna_1988", 收货人姓名="王知夏", **cells)])


def test_an_erased_buyer_does_not_come_back_with_the_next_export(shop: Shop, tmp_path: Path) -> None:
    apply(shop, write(tmp_path / "first.csv"))
    row = shop.ask(lambda c: c.execute(select(*(Order.table().c[name] for name in FIELDS))).mappings().one())
    found = identity_of(dict(row))
    assert found is not None
    erased = shop.run(erase_person, found.id).value
    apply(shop, write(tmp_path / "second.csv", 物流单号="YT12345678901"))
    kept = shop.ask(lambda c: c.execute(select(Order.buyer, Order.receiver, Order.tracking_no, Order.base)).one())
    assert tuple(kept)[:3] == (f"erased-{erased.erasure_id}", f"erased-{erased.erasure_id}", "YT12345678901")
    shop.compact()
    assert "王知夏".encode() not in shop.path.read_bytes()
    assert b"anna_1988" not in shop.path.read_bytes()
