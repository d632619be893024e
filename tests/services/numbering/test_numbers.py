"""The next number: as it always was until somebody wants it otherwise, and always a free one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from models.fulfilment import Wave
from models.orders import Order
from models.purchasing import Purchase
from services import clock, settings
from services.channels.commands import add as add_channel
from services.errors import Invalid
from services.fulfilment.commands import log_print
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.numbering.kinds import NumberKind
from services.numbering.numbers import example, examples, next_number, set_pattern
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.settings_file import compare, read_settings, take_over, write_settings
from services.shop import Shop
from services.types import Platform, PrintKind

NIGHT = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
"""Half past one on the 22nd in Shanghai, and still the 21st in London."""


@pytest.fixture(autouse=True)
def _night() -> Iterator[None]:
    clock.set_source(lambda: NIGHT)
    yield
    clock.set_source(None)


@pytest.fixture
def supplier(shop: Shop) -> int:
    return int(shop.run(add_supplier, SupplierDraft("Kiln")).value)


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Stall", Platform.OTHER).value)


def buy(shop: Shop, supplier: int, number: str = "") -> str:
    draft = PurchaseDraft(supplier, (PurchaseLineDraft(1, title="Cup"),), number=number)
    purchase_id = shop.run(purchasing.add, draft).value
    return str(shop.ask(lambda c: c.execute(select(Purchase.number).where(Purchase.id == purchase_id)).scalar_one()))


def sell(shop: Shop, channel: int, number: str = "") -> str:
    draft = OrderDraft(channel, (LineDraft("Cup", 1),), external_no=number)
    order_id = shop.run(entering.add, draft).value
    return str(shop.ask(lambda c: c.execute(select(Order.external_no).where(Order.id == order_id)).scalar_one()))


@command("tests.add_waves", "Add waves")
def _add_waves(uow: UnitOfWork, *numbers: str) -> None:
    uow.add_all([Wave(number=number, made_at=NIGHT, rule={}) for number in numbers])


def _numbers(connection: Connection) -> list[str]:
    return list(connection.execute(select(Wave.number).order_by(Wave.id)).scalars())


def test_who_changes_nothing_gets_the_numbers_as_they_were(shop: Shop) -> None:
    assert shop.ask(examples) == {
        NumberKind.ORDER: "M261122-0001",
        NumberKind.CASE: "AS261122-0001",
        NumberKind.PURCHASE: "PO261122-01",
        NumberKind.RECEIPT: "GR261122-01",
        NumberKind.SUPPLIER_RETURN: "SR261122-01",
        NumberKind.STOCKTAKE: "ST-20261122-01",
        NumberKind.WAVE: "W-20261122-01",
        NumberKind.PICK_LIST: "PK-20261122-01",
        NumberKind.PACKING_LIST: "PL-20261122-01",
        NumberKind.SHIP_FILE: "SF-20261122-01",
        NumberKind.HANDOVER: "HO-20261122-01",
    }


def test_orders_are_numbered_by_the_day_of_their_channel(shop: Shop) -> None:
    london = shop.run(add_channel, "Etsy", Platform.OTHER, zone="Europe/London").value
    assert sell(shop, london) == "M261121-0001"


def test_the_papers_count_each_for_itself(shop: Shop, channel: int) -> None:
    sell(shop, channel)
    numbers = [shop.run(log_print, kind, [1], "file").value for kind in (*PrintKind, PrintKind.PICK_LIST)]
    assert numbers == ["PK-20261122-01", "PL-20261122-01", "SF-20261122-01", "HO-20261122-01", "PK-20261122-02"]


def test_a_purchase_is_numbered_as_the_shop_wants_it(shop: Shop, supplier: int) -> None:
    assert buy(shop, supplier) == "PO261122-01"
    shop.run(set_pattern, NumberKind.PURCHASE, "B-{yymm}-{0000}")
    assert [buy(shop, supplier) for _ in range(2)] == ["B-2611-0001", "B-2611-0002"]
    shop.undo()
    assert buy(shop, supplier) == "B-2611-0002"
    shop.run(set_pattern, NumberKind.PURCHASE, " ")
    assert shop.ask(settings.read, settings.NUMBERING) == {}
    assert buy(shop, supplier) == "PO261122-02"


def test_the_counter_begins_anew_with_what_the_day_in_it_says(shop: Shop) -> None:
    def on(day: date) -> str:
        return shop.ask(next_number, NumberKind.WAVE, day)

    for typed, next_day, next_month, next_year in (
        ("W{yymmdd}-{00}", "W261123-01", "W261201-01", "W270101-01"),
        ("W{yymm}-{00}", "W2611-02", "W2612-01", "W2701-01"),
        ("W{yyyy}-{00}", "W2026-02", "W2026-02", "W2027-01"),
        ("W-{00}", "W-02", "W-02", "W-02"),
    ):
        shop.run(set_pattern, NumberKind.WAVE, typed)
        shop.run(_add_waves, on(date(2026, 11, 22)))
        assert [on(date(2026, 11, 23)), on(date(2026, 12, 1)), on(date(2027, 1, 1))] == [
            next_day, next_month, next_year,
        ]  # fmt: skip


def test_it_goes_on_beyond_numbers_that_came_from_elsewhere(shop: Shop, channel: int) -> None:
    sell(shop, channel, "M261122-9999")
    assert [sell(shop, channel) for _ in range(2)] == ["M261122-10000", "M261122-10001"]
    shop.run(set_pattern, NumberKind.ORDER, "M{00}")
    for number in ("M0120", "M99", "M5x", "m500", "M", "N700", "M-800"):
        sell(shop, channel, number)
    assert sell(shop, channel) == "M121"
    sell(shop, channel, "M1234567890123456789012345")
    assert sell(shop, channel) == "M1234567890123456789012346"


def test_a_bad_pattern_changes_nothing(shop: Shop, supplier: int) -> None:
    with pytest.raises(Invalid, match="counter"):
        shop.run(set_pattern, NumberKind.PURCHASE, "PO{yymmdd}")
    with pytest.raises(Invalid, match="barcode"):
        shop.run(settings.change, settings.NUMBERING.key, {"purchase": "PO/{00}"})
    with pytest.raises(Invalid, match="wrong kind"):
        shop.run(settings.change, settings.NUMBERING.key, {"purchase": 7})
    assert buy(shop, supplier) == "PO261122-01"


def test_a_pattern_is_tried_before_it_is_kept(shop: Shop, supplier: int) -> None:
    buy(shop, supplier, "PO-2611-0003")
    assert shop.ask(example, NumberKind.PURCHASE, "PO-{yymm}-{0000}") == "PO-2611-0004"
    with pytest.raises(Invalid):
        shop.ask(example, NumberKind.PURCHASE, "PO")


def test_another_shop_takes_the_patterns_over(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("other")
    with Shop.create(folder / "other.shop", who="tests") as other:
        other.run(set_pattern, NumberKind.CASE, "TK{000}")
        other.ask(write_settings, folder / "settings.zip")
    file = read_settings(folder / "settings.zip")
    assert [one.label for one in shop.ask(compare, file).changes] == ["Numbering"]
    shop.run(take_over, file)
    assert shop.ask(next_number, NumberKind.CASE) == "TK001"
    shop.undo()
    assert shop.ask(next_number, NumberKind.CASE) == "AS261122-0001"


HEADS = st.sampled_from(["W", "W-", "WV{yy}", "W{yymm}", "W{yymmdd}", "W-{yyyymmdd}-", "W26", "W0"])


@given(
    head=HEADS, digits=st.integers(1, 5), there=st.lists(st.integers(0, 10**9), max_size=3, unique=True),
    width=st.integers(1, 7), days=st.integers(0, 40),
)  # fmt: skip
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_pattern_and_whatever_is_there_the_next_is_free_and_the_highest(
    empty_shop: Shop, head: str, digits: int, there: list[int], width: int, days: int
) -> None:
    """What the examples before left behind stays: numbers of many patterns beside each other."""
    typed, day = f"{head}{{{'0' * digits}}}", (NIGHT + timedelta(days=days)).date()
    clock.set_source(lambda: NIGHT + timedelta(days=days))
    empty_shop.run(set_pattern, NumberKind.WAVE, typed)
    first = empty_shop.ask(next_number, NumberKind.WAVE, day)
    known = set(empty_shop.ask(_numbers))
    others = {f"W{counter:0{width}d}" for counter in there} - known - {first}
    empty_shop.run(_add_waves, first, *others)
    second = empty_shop.ask(next_number, NumberKind.WAVE, day)
    assert first not in known
    assert second not in known | others | {first}
    assert (len(second), second) > (len(first), first)
