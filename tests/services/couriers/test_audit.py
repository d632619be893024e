"""Courier bills held against what was sent: every kind of mistake is found, and nothing else."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.couriers import CourierCharge
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.couriers.audit import AuditRow, Finding, courier_audit
from services.couriers.claims import write_claims
from services.couriers.commands import set_freight_rules
from services.couriers.freight import FreightRule
from services.errors import NothingSelected
from services.fulfilment import parcels
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from services.types import OrderStatus, Platform

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
RULES = (
    FreightRule("sf", 1000, 1200, 1000, 200, provinces=("浙江",)),
    FreightRule("sf", 1000, 2300, 1000, 1000),
)


@command("test.bill", N_("Test: bill"))
def bill(uow: UnitOfWork, charges: list[dict[str, Any]]) -> None:
    """Rows of a courier's bill."""
    for place, one in enumerate(charges):
        values = {
            "natural_key": f"k{place}-{one['waybill']}-{one['charged_on']}",
            "courier": "顺丰速运",
            "currency": "CNY",
            "kind_text": "运费",
            "province": "浙江省",
        }
        uow.add(CourierCharge(**(values | one)))


def charge(waybill: str, minor: int, day: date = date(2026, 11, 21), **more: Any) -> dict[str, Any]:
    return {"waybill": waybill, "amount_minor": minor, "charged_on": day, "weight_g": 1000, **more}


@pytest.fixture
def ids(shop: Shop) -> list[int]:
    """Six orders of 600 g to Zhejiang with the waybills SF…0 to SF…5; the last one was closed before it left."""
    clock.set_source(lambda: NOON)
    channel = shop.run(add_channel, "Taobao A", Platform.TAOBAO).value
    shop.run(add_sku, SkuDraft("LZ", "Candle", weight_g=600))
    made = []
    for place in range(6):
        draft = OrderDraft(channel, (LineDraft("Candle", 1, code="LZ"),), external_no=f"A{place}", province="浙江省")
        made.append(int(shop.run(entering.add, draft).value))
    shop.run(orders.set_tracking, [(one, "顺丰", f"SF000000000000{place}") for place, one in enumerate(made)])
    shop.run(orders.set_status, made[:5], OrderStatus.SHIPPED)
    shop.run(orders.set_status, made[5:], OrderStatus.CLOSED)
    shop.run(set_freight_rules, RULES)
    return made


def audited(shop: Shop, *days: date) -> dict[str, AuditRow]:
    return {row.waybill[-1]: row for row in shop.ask(courier_audit, *days).rows}


@pytest.mark.usefixtures("ids")
def test_every_mistake_is_found_with_what_to_claim(shop: Shop) -> None:
    shop.run(
        bill,
        [
            charge("SF0000000000000", 1200),
            charge("SF0000000000001", 1400, weight_g=2000),
            charge("SF0000000000002", 2300, province="新疆维吾尔自治区"),
            charge("SF0000000000003", 1200),
            charge("SF0000000000003", 1200, date(2026, 12, 3)),
            charge("SF0000000000004", 1500),
            charge("SF0000000000005", 1200),
            charge("SF9999999999999", 1200),
        ],
    )
    found = audited(shop)
    said = {key: (row.findings, row.claim_minor) for key, row in found.items()}
    assert said == {
        "0": ((), 0),
        "1": ((Finding.OVERWEIGHT, Finding.OVERCHARGED), 200),
        "2": ((Finding.WRONG_ZONE, Finding.OVERCHARGED), 1100),
        "3": ((Finding.DUPLICATE,), 1200),
        "4": ((Finding.OVERCHARGED,), 300),
        "5": ((Finding.CANCELLED,), 1200),
        "9": ((Finding.UNKNOWN,), 1200),
    }
    assert found["0"].order_numbers == ("A0",)
    assert shop.ask(courier_audit).sums() == {"CNY": (11200, 5200)}
    assert shop.ask(courier_audit).counts()[Finding.OVERCHARGED] == 3


@pytest.mark.usefixtures("ids")
def test_a_period_brings_the_charges_of_other_months_along(shop: Shop) -> None:
    shop.run(
        bill,
        [
            charge("SF0000000000003", 1200, date(2026, 10, 30)),
            charge("SF0000000000003", 1200),
            charge("SF0000000000004", 1200, date(2026, 10, 30)),
        ],
    )
    found = audited(shop, date(2026, 11, 1), date(2026, 11, 30))
    assert list(found) == ["3"]
    assert (found["3"].charges, found["3"].findings) == (2, (Finding.DUPLICATE,))


@pytest.mark.usefixtures("ids")
def test_a_service_beside_the_freight_and_money_given_back_are_no_duplicates(shop: Shop) -> None:
    rows = [
        charge("SF0000000000000", 1000),
        charge("SF0000000000000", 200, kind_text="保价"),
        charge("SF0000000000001", 1200),
        charge("SF0000000000001", 1200, date(2026, 12, 1)),
        charge("SF0000000000001", -1200, date(2026, 12, 5)),
    ]
    shop.run(bill, rows)
    found = audited(shop)
    assert {key: (row.findings, row.billed_minor) for key, row in found.items()} == {"0": ((), 1200), "1": ((), 1200)}


def test_a_merged_parcel_weighs_all_its_orders(shop: Shop, ids: list[int]) -> None:
    shop.run(orders.set_status, ids[:2], OrderStatus.PAID)
    shop.run(parcels.merge, ids[:2])
    shop.run(orders.set_tracking, [(one, None, "SF0000000000000") for one in ids[:2]], mark_shipped=True)
    shop.run(bill, [charge("SF0000000000000", 1400, weight_g=2000)])
    row = audited(shop)["0"]
    assert (row.order_numbers, row.weight_g, row.expected_minor, row.findings) == (("A0", "A1"), 1200, 1400, ())


@pytest.mark.usefixtures("ids")
def test_without_rules_only_what_needs_none_is_found(shop: Shop) -> None:
    shop.run(set_freight_rules, [])
    shop.run(bill, [charge("SF0000000000000", 9900), charge("SF0000000000001", 1200, weight_g=3000)])
    found = audited(shop)
    assert (found["0"].findings, found["0"].expected_minor) == ((), None)
    assert (found["1"].findings, found["1"].claim_minor) == ((Finding.OVERWEIGHT,), None)


@pytest.mark.usefixtures("ids")
def test_the_claim_list_holds_what_is_wrong_and_its_sum(shop: Shop, tmp_path: Path) -> None:
    shop.run(bill, [charge("SF0000000000000", 1200), charge("SF0000000000004", 1500), charge("SF9999999999999", 1200)])
    out = tmp_path / "claims.csv"
    assert write_claims(shop.ask(courier_audit).rows, out) == 2
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[1] for row in rows[1:3]] == ["SF9999999999999", "SF0000000000004"]
    assert rows[2][4] == "Above the rule"
    assert rows[3][0] == "Total"
    assert rows[3][11] == "15.00"
    assert write_claims(shop.ask(courier_audit).rows, tmp_path / "claims.xlsx") == 2
    with pytest.raises(NothingSelected):
        write_claims((), out)


@pytest.mark.usefixtures("ids")
def test_the_audit_is_a_report_for_scripts(shop: Shop) -> None:
    shop.run(bill, [charge("SF0000000000004", 1500)])
    (row,) = shop.ask(read_report, "courier-audit", Asked(date(2026, 11, 1), date(2026, 11, 30))).rows
    assert (row["waybill"], row["findings"], row["billed"], row["expected"], row["difference"], row["claim"]) == (
        "SF0000000000004", "overcharged", "15.00", "12.00", "3.00", "3.00",
    )  # fmt: skip
    assert shop.ask(read_report, "courier-audit", Asked(date(2026, 12, 1))).rows == ()
