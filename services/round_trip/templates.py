"""Workbooks to fill in, with headings that import, examples, and what each column means."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from services import i18n, paths
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.i18n import N_, translate
from services.importing.formats import load_formats
from services.importing.shapes import FieldType
from services.importing.spec import FieldSpec, FormatSpec
from services.importing.teach import field_name, is_needed
from services.importing.vocabulary import KINDS

SAMPLES: tuple[str, ...] = (
    "orders", "products", "stock", "tracking", "suppliers", "purchases", "cases", "reviews", "transactions",
    "courier_charges", "shop_days", "item_days", "ad_days", "invoices", "platform_incomes",
)  # fmt: skip
"""What there is a workbook to fill in for, in the order in which their examples can be imported."""
_FORMAT = "zhanggui.{kind}"
_MEANINGS: dict[FieldType, str] = {
    FieldType.TEXT: N_("Any text."),
    FieldType.ID: N_("A number or code, kept exactly as it is written."),
    FieldType.MONEY: N_("An amount such as 12.50."),
    FieldType.INTEGER: N_("A whole number."),
    FieldType.INSTANT: N_("A time such as 2026-01-15 09:30, in the shop's time zone."),
    FieldType.CURRENCY: N_("A code of three letters such as CNY; empty means the shop's currency."),
    FieldType.GRAMS: N_("A weight in grams."),
    FieldType.DAY: N_("A day such as 2026-01-15."),
    FieldType.SHARE: N_("A share such as 35 %."),
    FieldType.SCORE: N_("A score such as 4.8."),
    FieldType.SECONDS: N_("A whole number of seconds."),
    FieldType.STARS: N_("A number of stars from 1 to 5."),
    FieldType.CODE: N_("Any text."),
}
_ONE_OF = N_("One of: {words}.")
_SPECIAL: dict[str, str] = {
    "external_no": N_("Rows with the same number are one order; repeat the number on every item's row."),
    "channel_name": N_("Where it was sold; a new name makes a new channel."),
    "line.code": N_("Your own code of the product, so that it is found on the shelf."),
    "code": N_("Your own code; a row with a known code changes that product."),
}


def suggested_name(kind: str) -> str:
    """The file name a template is offered under."""
    return str(_examples()[kind][i18n.language()]["file"])


def write_template(kind: str, out: Path) -> None:
    """Write one of the workbooks of `SAMPLES` to fill in: headings, three examples, and what each column means."""
    spec = load_formats().formats[_FORMAT.format(kind=kind)]
    given: Sequence[Mapping[str, str]] = _examples()[kind][i18n.language()]["rows"]
    headings = {field.name: _heading(field) for field in spec.fields}
    rows = [[_example(field, row.get(field.name, "")) for field in spec.fields] for row in given]
    with replacing(out) as part, new_workbook(part) as book:
        needed = {headings[name] for name in headings if is_needed(spec.kind, name)} | _signature(spec, headings)
        _write_table(book, spec_title(spec), list(headings.values()), rows, marked=needed)
        _write_meanings(book, spec, headings)


def sample_title(kind: str) -> str:
    """What one of `SAMPLES` is called, in the current language."""
    return spec_title(load_formats().formats[_FORMAT.format(kind=kind)])


def spec_title(spec: FormatSpec) -> str:
    """A format's title in the current language."""
    return spec.title.get(i18n.language(), spec.title["en"])


@cache
def _examples() -> Mapping[str, Any]:
    with (paths.resources() / "templates_xlsx" / "examples.toml").open("rb") as file:
        return tomllib.load(file)


def _heading(field: FieldSpec) -> str:
    """The format's own name for a field in the current language: its first one, or its first plain English one."""
    names = field.sources[0].columns
    if i18n.language() == "en":
        return next((name for name in names if name.isascii()), names[0])
    return names[0]


def _example(field: FieldSpec, value: str) -> str:
    mapping = field.sources[0].map
    if not mapping or not value:
        return value
    return next((text for text in _words(field) if mapping.get(text.casefold()) == value), value)


def _words(field: FieldSpec) -> list[str]:
    """The texts a coded field understands in the current language, one per code."""
    found: dict[str, str] = {}
    for text, code in (field.sources[0].map or {}).items():
        if text.isascii() == (i18n.language() == "en"):
            found.setdefault(code, text.capitalize())
    return list(found.values())


def _signature(spec: FormatSpec, headings: Mapping[str, str]) -> set[str]:
    """The headings a file cannot do without, because it is recognised by them."""
    known = set(headings.values())
    return {name for names in spec.signature[:4] for name in names if name in known}


def _write_table(
    book: Any, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, marked: Iterable[str] = ()
) -> None:
    sheet = book.add_worksheet(name[:31])
    text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
    strong = book.add_format({"num_format": "@", "bold": True, "bottom": 2})
    sheet.set_column(0, max(len(headings) - 1, 0), 16, text)
    needed = set(marked)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, strong if heading in needed else head)
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value:
                sheet.write_string(place, column, value, text)
    sheet.freeze_panes(1, 1)


def _write_meanings(book: Any, spec: FormatSpec, headings: Mapping[str, str]) -> None:
    needed = _signature(spec, headings)
    rows = []
    for field in spec.fields:
        kind = KINDS[spec.kind][field.name]
        meaning = translate(_MEANINGS.get(kind, _ONE_OF)).format(words=i18n.join_list(_words(field)))
        special = translate(_SPECIAL[field.name]) if field.name in _SPECIAL else ""
        is_required = is_needed(spec.kind, field.name) or headings[field.name] in needed
        rows.append(
            [
                headings[field.name],
                field_name(spec.kind, field.name),
                translate(N_("needed")) if is_required else "",
                f"{special} {meaning}".strip(),
            ]
        )
    table = [translate(one) for one in (N_("Heading"), N_("Means"), N_("Needed"), N_("What to write"))]
    sheet = book.add_worksheet(translate(N_("Columns explained"))[:31])
    head, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (heading, width) in enumerate(zip(table, (18, 22, 10, 80), strict=True)):
        sheet.set_column(column, column, width, wrap)
        sheet.write_string(0, column, heading, head)
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.write_string(place, column, value, wrap)
