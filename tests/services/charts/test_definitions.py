"""The page of definitions is what the program says of itself."""

from __future__ import annotations

import pytest

from services.charts.month import DEFINITIONS
from services.charts.registry import CHARTS
from services.charts.words import money
from services.manual.definitions import definitions
from services.manual.meanings import MEANINGS
from tests.architecture.source_tree import ROOT


def test_the_page_in_the_documentation_is_the_one_made_now() -> None:
    """Where it is not: python3 main.py dev figures."""
    assert (ROOT / "docs" / "figures.md").read_text("utf-8") == definitions()


def test_every_figure_of_a_page_stands_in_it() -> None:
    page = definitions()
    assert MEANINGS
    assert all(f"| {one.name} | {one.text} |" in page for one in MEANINGS.values())


def test_every_figure_and_chart_has_a_formula_and_a_source() -> None:
    assert all(formula for _key, _name, formula, _unit in DEFINITIONS)
    assert all(chart.formula.endswith(".") and chart.source and chart.name for chart in CHARTS.values())
    assert len({chart.name for chart in CHARTS.values()}) == len(CHARTS)


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [(460_463, "CNY", "\u00a54,605"), (-460_449, "CNY", "\u2212\u00a54,604"), (99_999, "CNY", "\u00a5999.99"),
     (123_456, "JPY", "JP\u00a5123,456"), (None, "CNY", "\u2014")],
)  # fmt: skip
def test_titles_round_what_is_a_thousand_or_more(minor: int | None, currency: str, words: str) -> None:
    assert money(minor, currency) == words
