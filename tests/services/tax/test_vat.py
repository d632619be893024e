"""Small-scale VAT from the sales of the books: thresholds, special invoices, surcharges, and the pace of a quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services import clock, settings
from services.errors import Invalid
from services.shop import Shop
from services.tax.commands import RuleDraft, choose_filing, set_rule
from services.tax.invoices import InvoiceDraft, add_invoice, void_invoices
from services.tax.vat import VatPeriod, vat_sheet
from services.types import InvoiceKind, InvoiceSide, TaxFigure
from tests.services.books.trading import refund, trader

YEAR = 2026


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 12, 4, tzinfo=UTC))


def _quarter(shop: Shop, number: int = 1) -> VatPeriod:
    return shop.ask(vat_sheet, YEAR).quarters[number - 1]


def test_sales_up_to_the_threshold_are_free_and_the_first_cent_beyond_makes_all_of_them_taxed(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 1, 10), paid=30_300_000)
    free = _quarter(shop)
    assert (free.gross_minor, free.net_minor, free.left_minor) == (30_300_000, 30_000_000, 0)
    assert (free.is_free, free.vat_minor, free.due_minor) == (True, 0, 0)
    world.sold(date(2026, 2, 10), paid=101)
    taxed = _quarter(shop)
    assert (taxed.net_minor, taxed.left_minor, taxed.is_free) == (30_000_100, -100, False)
    assert taxed.vat_minor == 300_001
    # 7 % + 3 % + 2 % of it, halved.
    assert dict(taxed.surcharges) == {TaxFigure.URBAN: 21_000, TaxFigure.EDUCATION: 9_000,
                                      TaxFigure.LOCAL_EDUCATION: 6_000}  # fmt: skip
    assert (taxed.relief_minor, taxed.due_minor) == (18_000, 318_001)


def test_a_special_invoice_is_taxed_below_the_threshold_too_and_a_void_one_is_not(shop: Shop) -> None:
    trader(shop).sold(date(2026, 1, 10), paid=1_010_000)
    draft = InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.SPECIAL, "S1", date(2026, 1, 12), 500_000, 5_000)
    made = shop.run(add_invoice, draft).value
    assert (_quarter(shop).special_minor, _quarter(shop).vat_minor) == (500_000, 5_000)
    shop.run(void_invoices, [made])
    assert (_quarter(shop).special_minor, _quarter(shop).vat_minor) == (0, 0)


def test_refunds_lower_the_sales_of_the_month_they_are_in(shop: Shop) -> None:
    world = trader(shop)
    order = world.sold(date(2026, 1, 10), paid=101_000)
    shop.run(refund, order, 50_500, date(2026, 2, 5))
    months = shop.ask(vat_sheet, YEAR).months
    assert [one.net_minor for one in months[:3]] == [100_000, -50_000, 0]
    assert _quarter(shop).net_minor == 50_000


def test_filing_by_month_uses_the_threshold_of_a_month(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 1, 10), paid=11_110_000)
    world.sold(date(2026, 2, 10), paid=1_010_000)
    shop.run(choose_filing, settings.FILE_BY_MONTH)
    sheet = shop.ask(vat_sheet, YEAR)
    assert [one.threshold_minor for one in sheet.months[:2]] == [10_000_000, 10_000_000]
    assert [one.is_free for one in sheet.months[:2]] == [False, True]
    assert [one.vat_minor for one in sheet.months[:2]] == [110_000, 0]
    assert sheet.quarters[0].vat_minor == sheet.whole.vat_minor == 110_000
    with pytest.raises(Invalid):
        shop.run(choose_filing, "yearly")


def test_a_quarter_whose_rate_changes_is_taxed_month_by_month(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 1, 10), paid=20_200_000)
    world.sold(date(2026, 3, 10), paid=20_600_000)
    shop.run(set_rule, RuleDraft(TaxFigure.VAT_RATE, date(2026, 3, 1), ppm=30_000))
    found = _quarter(shop)
    assert found.net_minor == 20_000_000 + 20_000_000
    assert found.vat_minor == 200_000 + 600_000


def test_the_running_quarter_tells_its_pace_and_the_day_the_threshold_falls(shop: Shop) -> None:
    trader(shop).sold(date(2026, 2, 10), paid=25_250_000)
    sheet = shop.ask(vat_sheet)
    running = sheet.running
    assert running is not None
    assert (running.key, running.net_minor) == ("2026-Q1", 25_000_000)
    # 70 of 90 days are over on 12 March.
    assert running.expected_minor == 25_000_000 * 90 // 70
    assert running.reached_on == date(2026, 3, 26)
    assert _quarter(shop, 2).expected_minor is None


def test_what_leaves_today_is_sold_and_is_no_pace(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 2, 10), paid=7_070_000)
    world.sold(date(2026, 3, 12), paid=3_030_000)
    running = shop.ask(vat_sheet).running
    assert running is not None
    assert running.net_minor == 10_000_000
    assert running.expected_minor == 10_000_000  # 7,000,000 in 70 days are 9,000,000 in 90
    world.sold(date(2026, 3, 11), paid=70_700_000 // 4)
    # 24,500,000 in 70 days are 31,500,000 in 90: the threshold of 30,000,000 falls after 85.7 days.
    again = shop.ask(vat_sheet).running
    assert again is not None
    assert (again.net_minor, again.expected_minor, again.reached_on) == (27_500_000, 31_500_000, date(2026, 3, 28))


def test_a_shop_without_sales_has_a_sheet_of_zeros(shop: Shop) -> None:
    sheet = shop.ask(vat_sheet, 2025)
    assert [one.key for one in sheet.quarters] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert (sheet.whole.key, sheet.whole.due_minor, len(sheet.months), sheet.running) == ("2025", 0, 12, None)


def test_twelve_months_are_held_against_the_limit_of_small_scale_payers(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2025, 3, 31), paid=1_010_000)
    world.sold(date(2025, 4, 1), paid=2_020_000)
    world.sold(date(2026, 3, 1), paid=3_030_000)
    found = shop.ask(vat_sheet).small_scale
    assert (found.first, found.last) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (found.net_minor, found.limit_minor) == (5_000_000, 500_000_000)


def test_refunds_of_one_month_lower_the_tax_of_the_quarter_the_other_months_are_in(shop: Shop) -> None:
    world = trader(shop)
    order = world.sold(date(2026, 1, 10), paid=10_100_000)
    shop.run(refund, order, 10_100_000, date(2026, 2, 5))
    world.sold(date(2026, 3, 2), paid=30_300_101)
    quarter = _quarter(shop)
    assert (quarter.net_minor, quarter.vat_minor) == (30_000_100, 300_001)
