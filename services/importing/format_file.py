"""Reading a format's TOML file, with the line in every complaint."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.enums.orders import Platform
from services.finance.providers import PROVIDERS
from services.importing.cells import fold
from services.importing.errors import FormatInvalid
from services.importing.format_values import (
    Mistake,
    choice_in,
    currency_named,
    only_known,
    subset_in,
    table_in,
    text_in,
    texts_in,
    whole_in,
    zone_named,
)
from services.importing.shapes import BY_KIND, FieldType
from services.importing.spec import Fact, FieldSpec, FormatSpec, Inherit, Layout, Source
from services.importing.vocabulary import (
    CLEANERS,
    CODES,
    DEFAULT_PARSER,
    ENCODINGS,
    FILE_KINDS,
    KINDS,
    PARSERS,
    REQUIRED,
)

_TOP = {
    "id",
    "version",
    "title",
    "kind",
    "platform",
    "provider",
    "files",
    "encodings",
    "zone",
    "currency",
    "layout",
    "detect",
    "facts",
    "fields",
}
_LAYOUT = {
    "rows",
    "stop",
    "explanation_rows",
    "empty",
    "decimal",
    "inherit",
    "leave_out",
    "one_filled",
    "totals",
}
_FACT_NAMES = {"account", "opening", "closing", "all", "in", "out", "neutral"}
_FACT = {"after", "under", "row", "column"}
_INHERIT = {"of", "by", "fill", "take"}
_DETECT = {"signature", "absent", "known", "sometimes"}
_SOURCE = {"from", "join", "clean", "parse", "map", "default", "optional", "sum"}
_LINE_IN_ERROR = re.compile(r"line (\d+)")
_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


def read_format(path: Path) -> FormatSpec:
    """The format in a TOML file; raises `FormatInvalid` with the line of the first mistake."""
    try:
        text = path.read_text(encoding="utf-8")
        return spec_from(tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_ERROR.search(str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise FormatInvalid(file=path.name, line=line, reason=str(error)) from error
    except UnicodeDecodeError as error:
        raise FormatInvalid(file=path.name, line=1, reason="it is not UTF-8 text") from error
    except Mistake as error:
        raise FormatInvalid(file=path.name, line=line_of(text, error.keys), reason=error.reason) from error


def spec_from(raw: Mapping[str, Any], path: Path | None = None) -> FormatSpec:
    """The checked format; raises when a word is not in the vocabulary."""
    only_known(raw, _TOP)
    kind = choice_in(raw, "kind", frozenset(KINDS))
    title = raw.get("title")
    if not isinstance(title, dict) or not all(
        isinstance(title.get(code), str) and title[code] for code in ("zh_CN", "en")
    ):
        raise Mistake("title needs zh_CN and en", "title")
    format_id = text_in(raw, "id")
    if not _ID.fullmatch(format_id):
        raise Mistake("id is small letters, digits and _ with at least one dot", "id")
    detect = table_in(raw, "detect", _DETECT)
    spec = FormatSpec(
        id=format_id,
        version=whole_in(raw, "version", 1),
        title={code: title[code] for code in ("zh_CN", "en")},
        kind=kind,
        platform=choice_in(raw, "platform", frozenset(Platform)),
        zone=zone_named(text_in(raw, "zone", "Asia/Shanghai")),
        currency=currency_named(text_in(raw, "currency", "CNY")),
        signature=_signature(detect),
        fields=_fields(raw, kind),
        layout=_layout(table_in(raw, "layout", _LAYOUT)),
        absent=tuple(fold(name) for name in texts_in(detect, "absent", "detect")),
        known=texts_in(detect, "known", "detect"),
        sometimes=texts_in(detect, "sometimes", "detect"),
        files=subset_in(raw, "files", FILE_KINDS),
        encodings=subset_in(raw, "encodings", ENCODINGS),
        path=path,
        provider=_provider(raw),
        facts=_facts(raw, kind),
    )
    _check_whole(spec)
    return spec


def _check_whole(spec: FormatSpec) -> None:
    named = {field.name for field in spec.fields}
    for missing in sorted(REQUIRED[spec.kind] - named):
        raise Mistake(f"the field {missing} is needed for {spec.kind}", "fields")
    one_of = BY_KIND[spec.kind].one_of
    if one_of and not named & set(one_of):
        raise Mistake(f"one of the fields {', '.join(one_of)} is needed for {spec.kind}", "fields")
    for name in spec.layout.totals:
        if name not in named or KINDS[spec.kind][name] not in (FieldType.MONEY, FieldType.INTEGER):
            raise Mistake(f"totals names {name}, which is no amount or number this format reads", "layout", "totals")
    if spec.kind == "orders" and spec.layout.rows == "order" and any(name.startswith("line.") for name in named):
        raise Mistake('line fields need rows = "line"', "layout", "rows")


def _layout(raw: Mapping[str, Any]) -> Layout:
    rows = raw.get("rows", "order")
    decimal = raw.get("decimal", ".")
    if rows not in ("order", "line"):
        raise Mistake('rows is "order" or "line"', "layout", "rows")
    if decimal not in (".", ","):
        raise Mistake('decimal is "." or ","', "layout", "decimal")
    return Layout(
        rows=rows,
        stop=texts_in(raw, "stop", "layout"),
        explanation_rows=whole_in(raw, "explanation_rows", 0),
        empty=frozenset(texts_in(raw, "empty", "layout")),
        decimal=decimal,
        inherit=_inherit(table_in(raw, "inherit", _INHERIT)),
        leave_out=_leave_out(raw),
        one_filled=texts_in(raw, "one_filled", "layout"),
        totals=texts_in(raw, "totals", "layout"),
    )


def _inherit(raw: Mapping[str, Any]) -> Inherit | None:
    if not raw:
        return None
    found = Inherit(text_in(raw, "of"), *(texts_in(raw, name, "inherit") for name in ("by", "fill", "take")))
    if not found.by:
        raise Mistake("inherit needs by: the columns that name a row", "layout", "inherit")
    return found


def _leave_out(raw: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    given = raw.get("leave_out", {})
    if not isinstance(given, dict):
        raise Mistake("leave_out is a table of column = [words]", "layout", "leave_out")
    return {column: texts_in(given, column, "leave_out") for column in given}


def _signature(detect: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    given = detect.get("signature")
    if not isinstance(given, list) or not given:
        raise Mistake("a format needs a signature: the columns it is recognised by", "detect", "signature")
    parts: list[tuple[str, ...]] = []
    for entry in given:
        names = [entry] if isinstance(entry, str) else entry
        if not isinstance(names, list) or not names or not all(isinstance(name, str) and fold(name) for name in names):
            raise Mistake("signature holds column names or lists of column names", "detect", "signature")
        parts.append(tuple(names))
    return tuple(parts)


def _fields(raw: Mapping[str, Any], kind: str) -> tuple[FieldSpec, ...]:
    given = raw.get("fields")
    if not isinstance(given, dict) or not given:
        raise Mistake("a format needs [fields]", "fields")
    flat: dict[str, Any] = {}
    for name, value in given.items():
        if name == "line" and isinstance(value, dict):
            flat.update({f"line.{inner}": entry for inner, entry in value.items()})
        else:
            flat[name] = value
    return tuple(_field(name, value, kind) for name, value in flat.items())


def _field(name: str, value: Any, kind: str) -> FieldSpec:
    if name not in KINDS[kind]:
        raise Mistake(f"{name} is not a field of {kind}", "fields", name)
    tables = value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]
    sources = tuple(_source(name, table, kind) for table in tables)
    dicts = [table for table in tables if isinstance(table, dict)]
    defaults = [table["default"] for table in dicts if "default" in table]
    if any(not isinstance(text, str) for text in defaults):
        raise Mistake("default is a text", "fields", name)
    is_summed = any(table.get("sum") is True for table in dicts)
    if is_summed and (name.startswith("line.") or KINDS[kind][name] not in (FieldType.MONEY, FieldType.INTEGER)):
        raise Mistake("sum is for amounts and numbers of the whole record", "fields", name)
    return FieldSpec(
        name,
        sources,
        any(table.get("optional") is True for table in dicts),
        defaults[-1] if defaults else None,
        is_summed,
    )


def _source(name: str, value: Any, kind: str) -> Source:
    table: Mapping[str, Any] = value if isinstance(value, dict) else {"from": value}
    only_known(table, _SOURCE, "fields", name)
    columns = table.get("from")
    columns = [columns] if isinstance(columns, str) else columns
    if (
        not isinstance(columns, list)
        or not columns
        or not all(isinstance(column, str) and fold(column) for column in columns)
    ):
        raise Mistake("from is a column name or a list of them", "fields", name)
    field_type = KINDS[kind][name]
    parse = table.get("parse", DEFAULT_PARSER[field_type])
    if parse not in PARSERS or field_type not in PARSERS[parse]:
        raise Mistake(f"parse {parse!r} does not fit the field {name}", "fields", name)
    if parse == "cn_address" and name != "address":
        raise Mistake("cn_address is only for the field address", "fields", name)
    clean = table.get("clean", [])
    for cleaner in clean:
        if cleaner not in CLEANERS:
            raise Mistake(f"there is no cleaner {cleaner!r}; known: {', '.join(sorted(CLEANERS))}", "fields", name)
    join = table.get("join")
    if join is not None and not isinstance(join, str):
        raise Mistake("join is a text", "fields", name)
    return Source(tuple(columns), parse, join, tuple(clean), _map(name, table.get("map"), kind))


def _map(name: str, given: Any, kind: str) -> Mapping[str, str] | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not all(isinstance(code, str) for code in given.values()):
        raise Mistake("map is a table of text = code", "fields", name)
    allowed = CODES.get(KINDS[kind][name])
    for code in given.values():
        if allowed is not None and code not in allowed:
            raise Mistake(f"{code!r} is not a code of {name}; known: {', '.join(sorted(allowed))}", "fields", name)
    return {fold(text): code for text, code in given.items()}


def _provider(raw: Mapping[str, Any]) -> str:
    """Who keeps the account of a statement; the platform itself where the format names nobody."""
    if "provider" not in raw:
        return str(raw["platform"])
    return choice_in(raw, "provider", frozenset(PROVIDERS))


def _facts(raw: Mapping[str, Any], kind: str) -> tuple[Fact, ...]:
    given = table_in(raw, "facts", _FACT_NAMES)
    if given and kind != "transactions":
        raise Mistake("facts are for statements of transactions", "facts")
    return tuple(_fact(name, value) for name, value in given.items())


def _fact(name: str, value: Any) -> Fact:
    table: Mapping[str, Any] = value if isinstance(value, dict) else {"after": value}
    only_known(table, _FACT, "facts", name)
    labels = table.get("after", [])
    found = Fact(
        name,
        (labels,) if isinstance(labels, str) else texts_in(table, "after", "facts"),
        *(text_in(table, key) if key in table else "" for key in ("under", "row", "column")),
    )
    if not (found.after or found.under or (found.row and found.column)):
        raise Mistake("a fact stands after a label, under a heading, or in a column of a row of totals", "facts", name)
    return found


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line on which the last of `keys` is written, as far as a search can tell; else 1."""
    lines = text.splitlines()
    start = 0
    best = 1
    for key in keys:
        short = key.removeprefix("line.")
        pattern = re.compile(
            rf'^\s*(?:\[+(?:[\w.]*\.)?{re.escape(short)}\]+|"?(?:line\.)?{re.escape(short)}"?\s*=|.*\b{re.escape(short)}\s*=)'
        )
        for number in range(start, len(lines)):
            if pattern.match(lines[number]):
                start, best = number, number + 1
                break
    return best
