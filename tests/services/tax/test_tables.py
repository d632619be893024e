"""The dated tables of tax: what the program brings, what the shop changes, and what holds on a day."""

from __future__ import annotations

from datetime import date

import pytest

from services.errors import Invalid
from services.i18n import set_language
from services.shop import Shop
from services.tax.commands import RuleDraft, delete_rule, set_rule
from services.tax.tables import bundled_rows, portion, tax_tables, without_tax
from services.types import TaxFigure

DAY = date(2026, 3, 31)


def test_every_row_the_program_brings_names_its_source_in_both_languages(shop: Shop) -> None:
    del shop
    for language in ("zh_CN", "en"):
        set_language(language)
        assert all(row.source for row in bundled_rows())
    assert {row.figure for row in bundled_rows()} == set(TaxFigure)


def test_the_latest_row_that_holds_on_a_day_counts(shop: Shop) -> None:
    tables = shop.ask(tax_tables)
    assert tables.ppm(TaxFigure.VAT_RATE, date(2022, 6, 1)) == 30_000
    assert tables.ppm(TaxFigure.VAT_RATE, DAY) == 10_000
    assert tables.ppm(TaxFigure.VAT_RATE, date(2028, 1, 1)) == 30_000, "the reduced rate has an end"
    assert tables.amount(TaxFigure.VAT_QUARTER, DAY) == 30_000_000
    assert tables.amount(TaxFigure.VAT_QUARTER, date(2028, 1, 1)) is None


@pytest.mark.parametrize(
    ("taxable", "tax"),
    [
        (0, 0),
        (100, 5),
        (3_000_000, 150_000),
        (3_000_001, 150_000),
        (9_000_000, 750_000),
        (30_000_000, 4_950_000),
        (50_000_000, 10_950_000),
        (100_000_000, 28_450_000),
    ],
)
def test_steps_of_the_income_tax_join_without_a_jump(shop: Shop, taxable: int, tax: int) -> None:
    assert shop.ask(tax_tables).of_income(taxable, DAY)[0] == tax


def test_a_row_of_the_shop_goes_before_the_programs_and_gives_it_back_when_it_goes(shop: Shop) -> None:
    made = shop.run(set_rule, RuleDraft(TaxFigure.VAT_RATE, date(2026, 7, 1), ppm=20_000, source="Notice 7")).value
    assert shop.ask(tax_tables).ppm(TaxFigure.VAT_RATE, date(2026, 7, 1)) == 20_000
    assert shop.ask(tax_tables).ppm(TaxFigure.VAT_RATE, DAY) == 10_000
    shop.run(delete_rule, made)
    assert shop.ask(tax_tables).ppm(TaxFigure.VAT_RATE, date(2026, 7, 1)) == 10_000


def test_changing_one_step_keeps_the_others_of_its_table(shop: Shop) -> None:
    shop.run(set_rule, RuleDraft(TaxFigure.INCOME_BRACKET, date(2019, 1, 1), over_minor=3_000_000, ppm=80_000,
                                 deduct_minor=90_000))  # fmt: skip
    steps = shop.ask(tax_tables).on(TaxFigure.INCOME_BRACKET, DAY)
    assert [step.over_minor for step in steps] == [0, 3_000_000, 9_000_000, 30_000_000, 50_000_000]
    assert [step.ppm for step in steps] == [50_000, 80_000, 200_000, 300_000, 350_000]
    assert all(step.id is not None for step in steps)
    shop.undo()
    assert all(step.id is None for step in shop.ask(tax_tables).on(TaxFigure.INCOME_BRACKET, DAY))


@pytest.mark.parametrize(
    "draft",
    [
        RuleDraft(TaxFigure.VAT_RATE, DAY),
        RuleDraft(TaxFigure.VAT_RATE, DAY, ppm=1_000_001),
        RuleDraft(TaxFigure.VAT_RATE, DAY, ppm=10_000, amount_minor=5),
        RuleDraft(TaxFigure.VAT_RATE, DAY, ppm=10_000, over_minor=5),
        RuleDraft(TaxFigure.VAT_MONTH, DAY, amount_minor=-1),
        RuleDraft(TaxFigure.VAT_MONTH, DAY, ppm=5, amount_minor=1),
        RuleDraft(TaxFigure.VAT_RATE, DAY, until=date(2026, 3, 30), ppm=10_000),
    ],
)
def test_rows_that_mean_nothing_are_refused(shop: Shop, draft: RuleDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(set_rule, draft)


def test_net_and_tax_are_rounded_to_the_cent_and_alike_both_ways() -> None:
    assert without_tax(10_100, 10_000) == 10_000
    assert without_tax(100, 30_000) == 97
    assert without_tax(-10_100, 10_000) == -10_000
    assert (portion(150, 10_000), portion(149, 10_000), portion(-150, 10_000)) == (2, 1, -2)
