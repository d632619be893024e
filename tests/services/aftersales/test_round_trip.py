"""Cases that were opened here leave in a workbook that changes nothing when it comes back."""

from __future__ import annotations

from pathlib import Path

from services.aftersales.commands import close
from services.aftersales.goods import Inspection, inspect
from services.aftersales.money import agree
from services.aftersales.paying import pay
from services.round_trip.records import export_cases
from services.types import CaseKind
from tests.services.aftersales.conftest import Stall
from tests.services.importing.applying import apply, outcome


def test_own_cases_come_back_unchanged(stall: Stall, tmp_path: Path) -> None:
    order = stall.sell((stall.mug, 3, 1_500))
    unpaid = stall.open(CaseKind.REFUND_ONLY, order, reason="Quality")
    stall.shop.run(close, [unpaid])
    paid = stall.open(CaseKind.RETURN_AND_REFUND, order)
    stall.shop.run(inspect, paid, [Inspection(stall.lines(paid)[0].id, good=3)])
    stall.shop.run(pay, paid, 1_000, account_id=stall.wallet)
    agreed = stall.open(CaseKind.COMPENSATION, order, asked_minor=300)
    stall.shop.run(agree, agreed, 200)
    before = [tuple(stall.case(one)) for one in (unpaid, paid, agreed)]
    out = tmp_path / "cases.xlsx"
    assert stall.shop.ask(export_cases, out) == 3
    result = apply(stall.shop, out)
    assert outcome(result) == (0, 0, 3, 0)
    assert [tuple(stall.case(one)) for one in (unpaid, paid, agreed)] == before
