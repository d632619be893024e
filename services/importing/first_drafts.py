"""What to suggest for a table nobody knows: its kind, its columns, and the format it looks like."""

from __future__ import annotations

from collections.abc import Mapping

from services import paths
from services.i18n import language
from services.importing.cells import fold
from services.importing.drafts import Draft, known_words, with_words
from services.importing.formats import load_formats, suggest_mapping
from services.importing.kinds import KINDS as RECORD_KINDS
from services.importing.read_file import nearest
from services.importing.read_request import TableInfo
from services.importing.shapes import BY_KIND
from services.importing.spec import FormatSpec
from services.importing.suggestions import by_values
from services.importing.vocabulary import CODES, REQUIRED


def first_draft(
    table: TableInfo, kind: str | None = None, *, title: str = "", currency: str = "CNY", zone: str = "Asia/Shanghai"
) -> Draft:
    """Suggestions to start from: the likeliest kind, columns by their names and cells, words known elsewhere.

    `currency` and `zone` are the shop's: those of a file that is like no known one.
    """
    base = _known_like(table) if kind is None else None
    if base is not None:
        return with_words(_after(base, table, title), table)
    kinds = [kind] if kind is not None else [one.kind for one in RECORD_KINDS]
    best = max(kinds, key=lambda one: (_promise(table, one), -kinds.index(one)))
    draft = Draft(best, table.headers, _suggested(table, best), title=title, currency=currency, zone=zone)
    return with_words(draft, table)


def _suggested(table: TableInfo, kind: str, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Columns by their headings, then by what stands in them; `known` ones are left as they are."""
    columns = dict(known or {})
    taken = set(columns.values())
    named = suggest_mapping(table.headers, table.samples, kind)
    columns |= {name: header for name, header in named.items() if name not in columns and header not in taken}
    words = {field_type: known_words(field_type) for field_type in CODES}
    return columns | by_values(table.headers, table.samples, kind, columns, words)


def _promise(table: TableInfo, kind: str) -> float:
    found = suggest_mapping(table.headers, table.samples, kind)
    one_of = BY_KIND[kind].one_of
    is_whole = REQUIRED[kind] <= set(found) and (not one_of or bool(set(one_of) & set(found)))
    return len(found) if is_whole else len(found) / 100


def _known_like(table: TableInfo) -> FormatSpec | None:
    """The known format this table most looks like, where a platform only changed some of its columns."""
    match = nearest(table)
    found = table.format_id or (match.format_id if match is not None else None)
    return load_formats(paths.user_formats_dir()).get(found) if found is not None else None


def _for_the_missing(base: FormatSpec, table: TableInfo, columns: Mapping[str, str]) -> dict[str, str]:
    """Suggestions for the fields whose columns are gone, out of the columns the format never had."""
    known = {fold(name) for name in base.columns()}
    new = {header for header in table.headers if fold(header) not in known}
    lost = {one.name for one in base.fields} - columns.keys()
    found = _suggested(table, base.kind, columns)
    return {name: header for name, header in found.items() if name in lost and header in new}


def _after(base: FormatSpec, table: TableInfo, title: str) -> Draft:
    """A draft with every column of the known format that is still there; the others are suggested."""
    there = {fold(header): header for header in reversed(table.headers) if fold(header)}
    columns = {}
    for field_spec in base.fields:
        names = (name for source in field_spec.sources for name in source.columns if fold(name) in there)
        header = next(names, None)
        if header is not None:
            columns[field_spec.name] = there[fold(header)]
    return Draft(
        base.kind,
        table.headers,
        columns | _for_the_missing(base, table, columns),
        title=title or base.title.get(language()) or base.title["en"],
        platform=base.platform,
        currency=base.currency,
        zone=base.zone,
        decimal=base.layout.decimal,
        base=base.id,
    )
