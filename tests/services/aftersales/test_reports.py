"""Reports on after-sales: a case worked out by hand, and random cases counted again in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from models.aftersales import Case, CasePayment
from models.stock import StockMove
from models.stock_ledger import StockEntry
from services.aftersales.commands import close, edit, withdraw
from services.aftersales.drafts import CaseLineDraft
from services.aftersales.goods import Inspection, inspect
from services.aftersales.money import refuse
from services.aftersales.paying import pay
from services.aftersales.replacing import Replacement, send_replacement
from services.aftersales.reports_costs import order_costs, product_costs
from services.aftersales.reports_facts import case_shares, span_before
from services.aftersales.reports_reasons import reasons
from services.aftersales.reports_returns import closing_times, median, return_rates, slowest
from services.catalog.drafts import Axis, ProductDraft, SkuEntry
from services.catalog.products import save_product
from services.channels.commands import add as add_channel
from services.orders.commands import set_tracking
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from services.types import CaseKind, DateRange, OrderStatus, Platform
from tests.services.aftersales.conftest import START, Stall

DAYS = DateRange(date(2026, 3, 1), date(2026, 3, 31))


def test_a_returned_mug_and_a_lost_lid_are_worked_out_to_the_cent(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 2900), (stall.lid, 1, 900))  # 67.00; a mug cost 10.00, a lid 2.00
    case = stall.open(CaseKind.RETURN_AND_REFUND, order, reason="Broken")
    mugs, lid = (one.id for one in stall.lines(case))
    stall.shop.run(inspect, case, [Inspection(mugs, good=1, scrap=1), Inspection(lid, defective=1)])
    stall.shop.run(pay, case, 6_700, by_line={mugs: 5_800, lid: 900})
    stall.shop.run(edit, case, {"freight_minor": 700})
    (row,) = stall.shop.ask(order_costs, DAYS)
    assert (row.cases, row.refunded_minor, row.freight_minor, row.unknown) == (1, 6_700, 700, 0)
    assert row.goods_back_minor == 1_000 + 200  # the thrown-away mug does not count as back
    assert row.cost_minor == 6_700 + 700 - 1_200
    by_code = {one.code: one for one in stall.shop.ask(product_costs, DAYS)}
    assert (by_code["MUG"].refunded_minor, by_code["MUG"].goods_back_minor) == (5_800, 1_000)
    assert (by_code["LID"].refunded_minor, by_code["LID"].goods_back_minor) == (900, 200)
    assert sum(one.freight_minor for one in by_code.values()) == 700


def test_what_is_sent_again_counts_at_its_cost_and_a_claim_takes_it_off(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 2900))
    again = stall.open(CaseKind.RESHIP, order, reason="Lost")
    new_order = stall.shop.run(send_replacement, again, [Replacement(stall.mug)]).value
    stall.shop.run(set_tracking, [(new_order, "SF", "SF1234567890123")], mark_shipped=True)
    claim = stall.open(CaseKind.COURIER_CLAIM, order, reason="Lost", asked_minor=2_000)
    stall.shop.run(pay, claim, 2_000)
    (row,) = stall.shop.ask(order_costs, DAYS)
    assert (row.cases, row.refunded_minor, row.recovered_minor) == (2, 0, 2_000)
    assert (row.sent_again_minor, row.cost_minor) == (1_000, -1_000)


def test_reasons_stand_by_product_supplier_and_courier_against_the_days_before(stall: Stall) -> None:
    for days, reason in ((0, "Broken"), (20, "Broken"), (21, "Too small"), (21, "Broken")):
        stall.time.now = START + timedelta(days=days)
        order = stall.sell((stall.mug, 1, 2900))
        case = stall.open(CaseKind.REFUND_ONLY, order, reason=reason)
        stall.shop.run(pay, case, 500)
    rows = stall.shop.ask(reasons, DateRange(date(2026, 3, 15), date(2026, 3, 28)))
    found = [(one.reason, one.code, one.cases, one.refunded_minor, one.cases_before) for one in rows]
    assert found == [("Broken", "MUG", 2, 1_000, 1), ("Too small", "MUG", 1, 500, 0)]
    assert span_before(DateRange(date(2026, 3, 15), date(2026, 3, 28))) == DateRange(
        date(2026, 3, 1), date(2026, 3, 14)
    )


def test_a_case_belongs_to_the_day_of_its_channel(stall: Stall) -> None:
    stall.time.now = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)  # the 11th in Shanghai
    stall.open(CaseKind.COMPENSATION, stall.sell((stall.mug, 1, 2900)), asked_minor=100)
    assert stall.shop.ask(reasons, DateRange(date(2026, 3, 11), date(2026, 3, 11)))
    assert stall.shop.ask(case_shares, DateRange(date(2026, 3, 10), date(2026, 3, 10))) == ()


def test_withdrawn_cases_are_left_out(stall: Stall) -> None:
    case = stall.open(CaseKind.REFUND_ONLY, stall.sell((stall.mug, 1, 2900)))
    stall.shop.run(withdraw, [case])
    assert stall.shop.ask(reasons, DAYS) == ()
    assert stall.shop.ask(order_costs, DAYS) == ()


_CASE = st.tuples(
    st.sampled_from([CaseKind.REFUND_ONLY, CaseKind.RETURN_AND_REFUND, CaseKind.COMPENSATION]),
    st.sampled_from(["Broken", "Late", None]), st.integers(1, 3), st.integers(0, 1), st.integers(0, 2_000),
    st.booleans(),
)  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(_CASE, min_size=1, max_size=3))
@pytest.mark.without_undo_check("the examples share one shop; their commands are undone in tests of their own")
def test_random_cases_add_up_to_a_plain_recount(stall: Stall, wanted: list[tuple[object, ...]]) -> None:
    for kind, reason, mugs, lids, amount, comes in wanted:
        if stall.stock(stall.mug).on_hand < 4 or stall.stock(stall.lid).on_hand < 2:
            return
        sold = [(stall.mug, mugs, 2900), *([(stall.lid, lids, 900)] if lids else [])]
        case = stall.open(kind, stall.sell(*sold), reason=reason)  # type: ignore[arg-type]
        if kind is CaseKind.RETURN_AND_REFUND and comes:
            lines = stall.lines(case)
            stall.shop.run(inspect, case, [Inspection(line.id, good=line.quantity) for line in lines])
        if amount:
            stall.shop.run(pay, case, amount)
    _recount(stall)


def _recount(stall: Stall) -> None:
    payments, moves, entries = CasePayment.table(), StockMove.table(), StockEntry.table()
    paid = sum(row[0] for row in stall.rows(select(payments.c.amount_minor)))
    back = sum(
        row[0]
        for row in stall.rows(
            select(entries.c.value_minor).join(moves, moves.c.id == entries.c.move_id).where(moves.c.document == "case")
        )
    )
    cases = Case.table()
    by_reason = Counter(row[0] or "" for row in stall.rows(select(cases.c.reason)))
    for rows in (stall.shop.ask(order_costs, DAYS), stall.shop.ask(product_costs, DAYS)):
        assert sum(one.refunded_minor for one in rows) == paid
        assert sum(one.goods_back_minor for one in rows) == back
        assert sum(one.cost_minor or 0 for one in rows) == paid - back
    shares = stall.shop.ask(case_shares, DAYS)
    assert Counter(reason for _id, reason in {(one.case_id, one.reason) for one in shares}) == by_reason
    assert sum(one.refunded_minor for one in stall.shop.ask(reasons, DAYS)) == paid


def test_the_size_that_comes_back_is_named_with_its_rate(stall: Stall) -> None:
    entries = tuple(SkuEntry(None, f"TEE-{size}", options=(size,)) for size in ("S", "L"))
    stall.shop.run(save_product, None, ProductDraft("Tee", entries, axes=(Axis("Size", ("S", "L")),)))
    small, large = _skus(stall, "TEE-S"), _skus(stall, "TEE-L")
    for sku, returned in ((small, 0), (large, 1), (large, 2)):
        order = _sell_tee(stall, sku, 3)
        if returned:
            line = stall.rows(select(_lines().c.id).where(_lines().c.order_id == order))[0][0]
            stall.open(CaseKind.RETURN_AND_REFUND, order, lines=(CaseLineDraft(line, returned),))
    refused = stall.open(CaseKind.RETURN_AND_REFUND, _sell_tee(stall, small, 1))
    stall.shop.run(refuse, refused)
    found = {(one.axis, one.value): one for one in stall.shop.ask(return_rates, DAYS) if one.title == "Tee"}
    large_rate, small_rate = found["Size", "L"], found["Size", "S"]
    assert (large_rate.sold, large_rate.returned, large_rate.per_mille) == (6, 3, 500)
    assert (small_rate.sold, small_rate.returned, small_rate.per_mille, small_rate.per_mille_before) == (4, 0, 0, None)


def _lines() -> Table:
    from models.orders import OrderLine

    return OrderLine.table()


def _skus(stall: Stall, code: str) -> int:
    from models.catalog import Sku

    table = Sku.table()
    return int(stall.rows(select(table.c.id).where(table.c.code == code))[0][0])


def _sell_tee(stall: Stall, sku: int, pieces: int) -> int:
    from services.orders.entering import LineDraft, OrderDraft, add

    line = LineDraft("Tee", pieces, price_minor=5000, sku_id=sku)
    return int(stall.shop.run(add, OrderDraft(stall.channel, (line,), status=OrderStatus.SHIPPED)).value)


def test_the_time_to_close_is_the_middle_one_and_what_nine_of_ten_stay_below(stall: Stall) -> None:
    for hours in (1, 2, 10):
        case = stall.open(CaseKind.REFUND_ONLY, stall.sell((stall.mug, 1, 2900)))
        stall.time.forward(hours=hours)
        stall.shop.run(close, [case])
    (row,) = stall.shop.ask(closing_times, DAYS)
    assert (row.kind, row.cases, row.median_minutes, row.slow_minutes) == (CaseKind.REFUND_ONLY, 3, 120, 600)
    assert (row.cases_before, row.median_before_minutes) == (0, None)
    assert (median([1, 4]), median([5]), slowest(range(1, 11)), slowest([7])) == (2, 5, 9, 7)


def test_every_report_is_empty_in_an_empty_shop_and_read_by_its_name(shop: Shop) -> None:
    shop.run(add_channel, "Camellia", Platform.TAOBAO)
    asked = Asked(date(2026, 3, 1), date(2026, 3, 31))
    for name in ("aftersales-reasons", "aftersales-costs", "aftersales-products", "return-rates", "closing-times",
                 "reviews"):  # fmt: skip
        assert shop.ask(read_report, name, asked).rows == ()


def test_a_report_gives_amounts_as_scripts_read_them(stall: Stall) -> None:
    case = stall.open(CaseKind.REFUND_ONLY, stall.sell((stall.mug, 1, 2900)), reason="Late")
    stall.shop.run(pay, case, 500)
    (row,) = stall.shop.ask(read_report, "aftersales-reasons", Asked(DAYS.first, DAYS.last)).rows
    assert (row["reason"], row["cases"], row["refunded"], row["cases_before"]) == ("Late", 1, "5.00", 0)
    (cost,) = stall.shop.ask(read_report, "aftersales-costs").rows  # the last thirty days
    assert (cost["refunded"], cost["cost"]) == ("5.00", "5.00")
