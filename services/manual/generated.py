"""Pages of the manual made from the program itself: figures, errors and formats. Nothing of them is typed twice."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from itertools import groupby

import services
from services import i18n
from services.charts.chart import FAMILY_LABELS, Chart, Family
from services.charts.month import DEFINITIONS
from services.charts.registry import CHARTS
from services.errors import AppError, Cancelled, EnvironmentProblem, UserError, kinds_below
from services.i18n import N_, join_list, join_sentences, translate
from services.importing.formats import load_formats
from services.importing.kinds import kind_named
from services.importing.spec import FormatSpec
from services.manual.meanings import GROUPS, MEANINGS

TITLES: Mapping[str, str] = {
    "figures": N_("What each figure means"),
    "errors": N_("What a message means"),
    "formats": N_("Files the program knows"),
}
_FIGURES = N_("The words you see where you point at a figure, put together. F1 over a figure leads here.")
_ERRORS = N_(
    "Every message says what happened, what was kept, and what to do. “…” stands for what the message names. "
    "The short code is what “Copy details” copies."
)
_FORMATS = N_("These files are recognised by their header, whatever they are called. Others can be taught once.")
_MONTH, _CHARTS, _MORE_WORDS = N_("Monthly report"), N_("Charts"), N_("More about this")
_HEADERS_SHOWN = 8
_PLACEHOLDER = re.compile(r"\{\w+(?::[^}]*)?\}")
# Which page says more about the errors of an area; of every other area it is the one on what goes wrong.
_MORE: Mapping[str, str] = {
    "aftersales": "after-sales", "backup": "backups", "books": "month-close", "campaigns": "growth",
    "catalog": "products", "file": "teaching", "finance": "finance", "font": "papers", "format": "teaching",
    "journal": "history", "orders": "orders", "purchasing": "inventory", "reconcile": "finance",
    "stock": "inventory", "stocktake": "inventory", "tax": "finance",
}  # fmt: skip
_TOPICS: Mapping[str, str] = {
    "trouble": N_("When something goes wrong"),
    "teaching": N_("Import and teaching a file"),
    "orders": N_("Orders"),
    "papers": N_("Papers and printers"),
    "products": N_("Products"),
    "inventory": N_("Inventory"),
    "after-sales": N_("After-sales"),
    "finance": N_("Finance"),
    "month-close": N_("Month close"),
    "growth": N_("Growth"),
    "history": N_("History"),
    "backups": N_("Backups and restore"),
}
_PLACES = tuple(_TOPICS)


def figures() -> str:
    """Every figure of the window and every chart with what it means."""
    lines = _begin("figures", _FIGURES)
    for group, name in GROUPS.items():
        lines.append(f"## {translate(name)} {{#{group}}}")
        for key, one in MEANINGS.items():
            if key.partition(".")[0] == group:
                lines += [f"### {translate(one.name)} {{#{key}}}", translate(one.text)]
    lines.append(f"## {translate(_MONTH)} {{#month}}")
    for key, name, formula, _unit in DEFINITIONS:
        lines += [f"### {translate(name)} {{#month.{key}}}", translate(formula)]
    for family in Family:
        lines.append(f"## {_both(_CHARTS, FAMILY_LABELS[family])} {{#charts.{family}}}")
        for chart in CHARTS.values():
            lines += _chart(chart) if chart.family is family else []
    return "\n\n".join(lines)


def _chart(chart: Chart) -> list[str]:
    source = translate(N_("Source: {source}")).format(source=translate(chart.source))
    return [f"### {translate(chart.name)} {{#chart.{chart.key}}}", translate(chart.formula), source]


def errors() -> str:
    """Every message about something that did not work, under the page that says more about its area."""
    lines = _begin("errors", _ERRORS)
    shown = sorted(every_error(), key=lambda one: (_PLACES.index(more_about(one.code)), one.code))
    for place, found in groupby(shown, key=lambda one: more_about(one.code)):
        name = translate(_TOPICS[place])
        lines += [f"## {name} {{#of-{place}}}", f"[{_both(_MORE_WORDS, _TOPICS[place])}]({place}.md)"]
        for one in found:
            said = [_open(translate(text)) for text in (one.template, one.hint) if text]
            lines += [f"### {one.code} {{#{one.code}}}", join_sentences(said)]
    return "\n\n".join(lines)


def more_about(code: str) -> str:
    """The page of the manual that says more about the area an error belongs to."""
    return _MORE.get(code.partition(".")[0], "trouble")


@cache
def every_error() -> tuple[type[AppError], ...]:
    """Every kind of error with a sentence of its own, of all services."""
    for found in pkgutil.walk_packages(services.__path__, "services."):
        importlib.import_module(found.name)
    unsaid = (UserError, EnvironmentProblem, Cancelled)
    by_code = {
        one.code: one for one in kinds_below(AppError) if one not in unsaid and one.__module__.startswith("services")
    }
    return tuple(by_code.values())


def formats() -> str:
    """Every file format that comes with the program, by what it holds."""
    lines = _begin("formats", _FORMATS)
    lines.append(f"[{translate(_TOPICS['teaching'])}](teaching.md)")
    shown = sorted(load_formats().all(), key=lambda one: one.kind)
    for kind, found in groupby(shown, key=lambda one: one.kind):
        lines.append(f"## {translate(kind_named(kind).label)} {{#{kind}}}")
        for spec in found:
            lines += [f"### {_title(spec)} {{#{spec.id}}}", _headers(spec)]
    return "\n\n".join(lines)


def _title(spec: FormatSpec) -> str:
    return spec.title.get(i18n.language()) or spec.title.get("en") or spec.id


def _headers(spec: FormatSpec) -> str:
    headers = list(dict.fromkeys(spec.columns()))
    shown = join_list(headers[:_HEADERS_SHOWN])
    return translate(N_("Columns: {columns}")).format(columns=f"{shown} …" if headers[_HEADERS_SHOWN:] else shown)


def _begin(key: str, *introduction: str) -> list[str]:
    return [f"# {translate(TITLES[key])}", *map(translate, introduction)]


def _both(where: str, what: str) -> str:
    return translate(N_("{where}: {what}")).format(where=translate(where), what=translate(what))


def _open(template: str) -> str:
    """A sentence with “…” where a name or a number will stand."""
    return _PLACEHOLDER.sub("…", template)
