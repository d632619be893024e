"""What went back to buyers, and when: charts, the month's report and the page count every payment on its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.aftersales.commands import edit
from services.aftersales.paying import pay
from services.aftersales.queries import overview
from services.charts.month import key_figures
from services.charts.registry import CHARTS
from services.rollups.asked import Compare, ask
from services.types import CaseKind
from tests.services.aftersales.conftest import Stall

MARCH, APRIL = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))


def _refunded(stall: Stall, first: date, last: date) -> tuple[int, int, int]:
    """The same by the month's report, the bars of the chart, and the rows behind it."""
    asked = stall.shop.ask(ask, first, last, compare=Compare.NOTHING)
    told = next(one.now for one in stall.shop.ask(key_figures, asked) if one.key == "refunded")
    chart = CHARTS["refunds"]
    bars = stall.shop.ask(chart.figures, asked).series[0].values
    behind = stall.shop.ask(chart.behind, asked, "")
    place = [column.key for column in behind.columns].index("refunded")
    return told or 0, sum(one or 0 for one in bars), sum(row[place] for row in behind.rows)


def test_a_refund_in_two_payments_counts_on_both_days(stall: Stall) -> None:
    case = stall.open(CaseKind.REFUND_ONLY, stall.sell((stall.mug, 2, 2900)))
    stall.shop.run(pay, case, 1_000, at=datetime(2026, 3, 30, 4, tzinfo=UTC))
    stall.time.now = datetime(2026, 4, 1, 15, tzinfo=UTC)  # still the 1st in Shanghai
    stall.sell((stall.lid, 1, 900))
    stall.shop.run(pay, case, 500)
    assert _refunded(stall, *MARCH) == (1_000, 1_000, 1_000)
    assert _refunded(stall, *APRIL) == (500, 500, 500)


def test_thirty_days_leave_out_what_was_paid_before(stall: Stall) -> None:
    case = stall.open(CaseKind.REFUND_ONLY, stall.sell((stall.mug, 2, 2900)))
    stall.shop.run(pay, case, 1_000)
    stall.time.forward(days=29)
    assert stall.shop.ask(overview).refunded_minor == 1_000
    stall.time.forward(days=2)
    stall.shop.run(pay, case, 500)
    assert stall.shop.ask(overview).refunded_minor == 500


def test_what_a_courier_pays_for_a_lost_parcel_is_no_refund_and_no_cost(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 2900))
    stall.shop.run(pay, stall.open(CaseKind.COURIER_CLAIM, order, asked_minor=2_000), 2_000)
    repair = stall.open(CaseKind.REPAIR, order)
    stall.shop.run(edit, repair, {"freight_minor": 700})
    assert _refunded(stall, *MARCH) == (0, 0, 0)
    costs = stall.shop.ask(CHARTS["case-costs"].figures, stall.shop.ask(ask, *MARCH, compare=Compare.NOTHING))
    assert costs.keys == ("repair",)
    assert [one.values for one in costs.series] == [(0,), (700,)]
