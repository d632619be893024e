"""The table of definitions for the documentation, made of the very texts the charts and reports show."""

from __future__ import annotations

from services.charts.chart import FAMILY_LABELS, Chart, Family
from services.charts.month import DEFINITIONS
from services.charts.registry import CHARTS
from services.i18n import N_, translate
from services.manual.meanings import GROUPS, MEANINGS, Meaning

_INTRODUCTION = N_(
    "Written by “python3 main.py dev figures” from the program's own texts. What a figure is called, and how it is "
    "reckoned, is said once: the charts, the report of a month and this page show the same words."
)

_TITLE, _KEY_FIGURES = N_("Figures and charts"), N_("Key figures")
_ON_PAGES = N_("Figures on the pages")


def definitions() -> str:
    """Every key figure, those of the pages and every chart with its formula, as Markdown in the language that is on."""
    lines = [f"# {translate(_TITLE)}", "", translate(_INTRODUCTION), ""]
    lines += [f"## {translate(_KEY_FIGURES)}", "", *_head(N_("Figure"), N_("Formula"))]
    lines += [_row(translate(name), translate(formula)) for _key, name, formula, _unit in DEFINITIONS]
    lines += ["", f"## {translate(_ON_PAGES)}", "", *_head(N_("Page"), N_("Figure"), N_("Formula"))]
    lines += [_of_page(key, one) for key, one in MEANINGS.items()]
    for family in Family:
        lines += ["", f"## {translate(FAMILY_LABELS[family])}", ""]
        lines += _head(N_("Chart"), N_("Name for scripts"), N_("Formula"), N_("Source"), N_("Follows"))
        lines += [_chart(chart) for chart in CHARTS.values() if chart.family is family]
    return "\n".join(lines) + "\n"


def _of_page(key: str, one: Meaning) -> str:
    return _row(translate(GROUPS[key.split(".")[0]]), translate(one.name), translate(one.text))


def _chart(chart: Chart) -> str:
    follows = [
        translate(name)
        for name, is_so in (
            (N_("period"), chart.by_period), (N_("channel"), chart.by_channel), (N_("category"), chart.by_category)
        )
        if is_so
    ]  # fmt: skip
    formula, source = translate(chart.formula), translate(chart.source)
    return _row(translate(chart.name), f"`{chart.key}`", formula, source, ", ".join(follows) or "—")


def _head(*names: str) -> list[str]:
    return [_row(*map(translate, names)), _row(*("---" for _name in names))]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
