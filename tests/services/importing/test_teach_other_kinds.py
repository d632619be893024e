"""Files that are no orders can be taught too: a courier nobody knew, another supplier's list."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from models.couriers import CourierCharge
from models.purchasing import PurchaseLine
from models.reviews import Review
from models.stock import StockMove
from services import paths
from services.importing import teach
from services.importing.drafts import Draft
from services.importing.service import ImportSession
from services.shop import Shop
from tests.services.importing.applying import apply, outcome, table

_BILL = (("Parcel", "Firm", "Picked up", "Kilos", "To pay"), ("P-1", "Snail Post", "2026-06-01", "0.5kg", "4.20"))
_LIST = (
    ("Number", "Maker", "How far", "What", "Pieces", "Each"),
    ("B-1", "Candle Works", "sent", "Wick", "10", "0.50"),
    ("B-1", "Candle Works", "sent", "Wax", "2", "8.00"),
)


def _taught(shop: Shop, path: Path, kind: str, columns: dict[str, str], **words: dict[str, str]) -> None:
    with ImportSession(shop) as session:
        found = session.add(path)
        (facts,) = found.tables
        draft = Draft(kind, facts.headers, columns, words, title="Taught")
        assert teach.mistakes(draft) == {}
        teach.save(draft, paths.user_formats_dir())


def test_a_bill_of_an_unknown_courier_is_taught(shop: Shop, tmp_path: Path) -> None:
    path = table(tmp_path / "bill.csv", *_BILL)
    columns = {
        "waybill": "Parcel",
        "courier": "Firm",
        "scanned_at": "Picked up",
        "weight_g": "Kilos",
        "amount": "To pay",
    }
    _taught(shop, path, "courier_charges", columns)
    assert outcome(apply(shop, path)) == (1, 0, 0, 0)
    columns_of = CourierCharge.table().c
    wanted = select(columns_of.courier, columns_of.weight_g, columns_of.amount_minor)
    assert shop.ask(lambda connection: [tuple(row) for row in connection.execute(wanted)]) == [("Snail Post", 500, 420)]


def test_another_suppliers_list_is_taught_with_its_items(shop: Shop, tmp_path: Path) -> None:
    path = table(tmp_path / "list.csv", *_LIST)
    columns = {
        "external_no": "Number",
        "supplier": "Maker",
        "state": "How far",
        "line.title": "What",
        "line.quantity": "Pieces",
        "line.price": "Each",
    }
    _taught(shop, path, "purchases", columns, state={"sent": "ordered"})
    assert outcome(apply(shop, path)) == (1, 0, 0, 0)
    wanted = select(PurchaseLine.table().c.title, PurchaseLine.table().c.amount_minor)
    assert shop.ask(lambda connection: [tuple(row) for row in connection.execute(wanted)]) == [
        ("Wick", 500),
        ("Wax", 1_600),
    ]


def test_fields_and_codes_of_every_kind_have_words() -> None:
    for kind in teach.KIND_LABELS:
        assert all(teach.field_name(kind, name) for name in teach.fields_of(kind))
    assert dict(teach.codes_for("cases", "kind"))["exchange"] == "Exchange"
    assert teach.field_name("cases", "external_no") == "Case no."
    assert teach.field_name("orders", "external_no") == "Order no."


def test_the_review_list_of_a_platform_is_taught(shop: Shop, tmp_path: Path) -> None:
    head = ("评价编号", "订单编号", "评价星级", "评价内容", "追评", "评价时间")
    rows = (("9001", "26010001", "2", "杯子有磕碰", "客服补发了", "2026-06-01 20:00:00"),)
    path = table(tmp_path / "reviews.csv", head, *rows)
    columns = {
        "external_no": "评价编号",
        "order_no": "订单编号",
        "rating": "评价星级",
        "text": "评价内容",
        "added_text": "追评",
        "reviewed_at": "评价时间",
    }
    _taught(shop, path, "reviews", columns)
    assert outcome(apply(shop, path, channel="Camellia")) == (1, 0, 0, 0)
    found = Review.table().c
    wanted = select(found.rating, found.text, found.added_text, found.order_no)
    rows_here = shop.ask(lambda connection: [tuple(row) for row in connection.execute(wanted)])
    assert rows_here == [(2, "杯子有磕碰", "客服补发了", "26010001")]


def test_a_person_s_own_stock_list_is_taught_once_with_its_costs(shop: Shop, tmp_path: Path) -> None:
    head = ("货号", "名字", "剩几个", "进价", "放哪")
    goods = table(tmp_path / "goods.csv", ("Code", "Title", "Price"), ("LZ-1", "Candle", "39.00"))
    assert outcome(apply(shop, goods)) == (1, 0, 0, 0)
    path = table(tmp_path / "odd.csv", head, ("LZ-1", "Candle", "12", "12.50", "Balcony"))
    _taught(shop, path, "stock", {"code": "货号", "quantity": "剩几个", "cost": "进价", "place": "放哪"})
    assert outcome(apply(shop, path)) == (1, 0, 0, 0)
    columns_of = StockMove.table().c
    wanted = select(columns_of.quantity, columns_of.value_minor)
    assert shop.ask(lambda connection: [tuple(row) for row in connection.execute(wanted)]) == [(12, 15_000)]
