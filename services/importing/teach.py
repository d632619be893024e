"""Teaching a format: from a table nobody knows to a format file, tried on the first rows at every step."""

from __future__ import annotations

import hashlib
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from services import paths
from services.exporting.cells import plain
from services.i18n import N_, translate
from services.importing.cells import fold
from services.importing.drafts import Draft, coded_fields
from services.importing.errors import FormatInvalid
from services.importing.format_file import spec_from
from services.importing.format_values import Mistake
from services.importing.format_writer import write_format
from services.importing.formats import load_formats
from services.importing.kinds import KINDS as RECORD_KINDS
from services.importing.kinds.order_rows import ORDER_FIELDS
from services.importing.read_request import TableInfo
from services.importing.scratch import Scratch
from services.importing.shapes import BY_KIND, FieldType, Gather
from services.importing.sheets import Sheet
from services.importing.spec import FormatSpec
from services.importing.stage import Staging
from services.importing.staged import RowProblem, StagedFile
from services.importing.vocabulary import CODES, KINDS, REQUIRED
from services.importing.wording import FIELD_LABELS, ORDERS
from services.messages import Message, message

KIND_LABELS: dict[str, str] = {kind.kind: kind.label for kind in RECORD_KINDS}
_WORDINGS = {kind.kind: getattr(kind.part, "wording", ORDERS) for kind in RECORD_KINDS}
_OWN_LABELS = {
    "external_no": N_("Order no."),
    "channel_name": N_("Channel"),
    "code": N_("Code"),
    "income": N_("Money in"),
    "expense": N_("Money out"),
    "account_name": N_("Account"),
    "natural_key": N_("Record no."),
    "purchase_no": N_("Purchase no."),
    "line.external_no": N_("Line no."),
    "line.product_ref": N_("Platform product no."),
    "line.sku_ref": N_("Platform variant no."),
    "line.code": N_("Item code"),
    "line.title": N_("Item"),
    "line.variant": N_("Item variant"),
    "line.note": N_("Item note"),
    "line.quantity": N_("Quantity"),
    "line.price": N_("Item price"),
    "line.amount": N_("Item amount"),
    "line.discount": N_("Item discount"),
    "line.status": N_("Item status"),
    "line.refund_status": N_("Item refund"),
}
_CODED = {FieldType.STATUS: "status", FieldType.REFUND: "refund_status", FieldType.FLAG: "flag"}
_FLOW_WORDS = {"in": N_("Money in"), "out": N_("Money out"), "neutral": N_("Neither")}
_TRIED = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """The first rows as the format reads them: headings, texts, and what was not understood."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[RowProblem, ...]


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields a column can feed, the needed ones first."""
    needed = [name for name in KINDS[kind] if name in REQUIRED[kind]]
    return (*needed, *(name for name in KINDS[kind] if name not in REQUIRED[kind]))


def is_needed(kind: str, name: str) -> bool:
    """Whether a format of this kind cannot do without the field."""
    return name in REQUIRED[kind]


def field_name(kind: str, name: str) -> str:
    """What a field is called, in the current language."""
    column = f"{name}_minor" if KINDS[kind][name] is FieldType.MONEY else name
    labels = _WORDINGS[kind].labels
    own = labels.get(name) or labels.get(column) or _OWN_LABELS.get(name)
    if own is not None:
        return translate(own)
    if kind in ("orders", "order_lines", "tracking"):
        return translate(FIELD_LABELS.get(ORDER_FIELDS.get(name, name), name))
    label = _WORDINGS[kind].label(column)
    return label if label != column else name.replace("_", " ").capitalize()


def header_choices(table: TableInfo) -> tuple[tuple[str, ...], ...]:
    """The rows that may be the header: the one that was found, and those right below it."""
    return (table.headers, *table.samples[:20])


def with_header(table: TableInfo, choice: int) -> TableInfo:
    """The table as if row `choice` of `header_choices` were its header."""
    if choice == 0:
        return table
    headers = tuple(plain(cell) for cell in table.samples[choice - 1])
    return replace(table, headers=headers, samples=table.samples[choice:], header_row=table.header_row + choice)


def codes_for(kind: str, name: str) -> tuple[tuple[str, str], ...]:
    """(code, words) a text of this field can mean."""
    field_type = KINDS[kind][name]
    worded = _WORDINGS[kind].codes.get(_CODED.get(field_type, name)) or _FLOW_WORDS
    return tuple((code, translate(worded.get(code, code))) for code in _in_order(CODES[field_type], worded))


def _in_order(codes: frozenset[str], worded: Mapping[str, str]) -> list[str]:
    return [*(code for code in worded if code in codes), *sorted(codes - worded.keys())]


def mistakes(draft: Draft) -> dict[str, Message]:
    """What keeps the draft from being saved, by place: a field's name, ``title``, ``currency``, ``zone``, ``words``."""
    found: dict[str, Message] = {}
    one_of = BY_KIND[draft.kind].one_of
    missing = REQUIRED[draft.kind] - set(draft.columns)
    missing |= set(one_of[:1]) if one_of and not set(one_of) & set(draft.columns) else set()
    for name in sorted(missing):
        found[name] = message(N_("choose the column that holds it"))
    if not draft.title.strip():
        found["title"] = message(N_("it must not be empty"))
    if len(draft.currency) != 3 or not draft.currency.isascii() or not draft.currency.isalpha():
        found["currency"] = message(N_("use a code of three letters such as CNY"))
    if draft.zone not in available_timezones():
        found["zone"] = message(N_("there is no such time zone"))
    open_words = [text for words in draft.words.values() for text, code in words.items() if not code]
    if open_words:
        found["words"] = message(N_("say what these words mean: {words}"), words=tuple(open_words[:5]))
    return found


def format_id(draft: Draft) -> str:
    """The id the format gets: the same columns always give the same one."""
    signature = "\n".join(sorted(fold(header) for header in draft.columns.values()))
    return f"user.{draft.kind}_{hashlib.sha256(signature.encode()).hexdigest()[:8]}"


def as_values(draft: Draft) -> dict[str, Any]:
    """The draft as the values of a format file."""
    used = list(dict.fromkeys(draft.columns.values()))
    base = _raw_of(draft.base)
    layout = {key: value for key, value in base.get("layout", {}).items() if key != "inherit"}
    is_merged = BY_KIND[draft.kind].gather is Gather.MERGED
    has_lines = is_merged and any(name.startswith("line.") for name in draft.columns)
    return {
        "id": format_id(draft),
        "version": 1,
        "title": {"zh_CN": draft.title.strip() or "?", "en": draft.title.strip() or "?"},
        "kind": draft.kind,
        "platform": draft.platform,
        "zone": draft.zone,
        "currency": draft.currency.upper(),
        "layout": layout | {"rows": "line" if has_lines else "order", "decimal": draft.decimal},
        "detect": {"signature": used, "known": [one for one in draft.headers if plain(one) and one not in used]},
        "fields": {
            name: _source(draft, name, header, base.get("fields", {}).get(name))
            for name, header in draft.columns.items()
        },
    }


def _raw_of(format_id: str) -> dict[str, Any]:
    """A known format as it stands in its file; nothing where there is none."""
    spec = load_formats(paths.user_formats_dir()).get(format_id) if format_id else None
    return tomllib.loads(spec.path.read_text("utf-8")) if spec is not None and spec.path is not None else {}


def _source(draft: Draft, name: str, header: str, known: Any) -> Any:
    """How a field is read: as the base reads it, with the column and the words that were taught."""
    tables = [one if isinstance(one, dict) else {"from": one} for one in (known if _is_tables(known) else [known])]
    words = {text: code for text, code in draft.words.get(name, {}).items() if code}
    there = {fold(column) for column in draft.headers}
    usable = [one for one in tables if "join" not in one or set(map(fold, _names(one["from"]))) <= there]
    place = next((at for at, one in enumerate(usable) if header in _names(one.get("from"))), None)
    if place is None:  # a column the base does not know: read the way the base reads its own
        kept = {key: value for key, value in tables[0].items() if key not in ("from", "join")}
        usable, place = [{"from": header, **kept}], 0
    if words:
        usable[place] = {**usable[place], "map": {**usable[place].get("map", {}), **words}}
    only = usable[0]
    if len(usable) > 1:
        return usable
    return only["from"] if len(only) == 1 else only


def _is_tables(known: Any) -> bool:
    return isinstance(known, list) and bool(known) and isinstance(known[0], dict)


def _names(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given or ())


def try_on(draft: Draft, table: TableInfo) -> Trial:
    """Read the first rows with what was taught so far; `FormatInvalid` where it is not a format yet."""
    try:
        spec = spec_from(as_values(draft))
    except Mistake as error:
        raise FormatInvalid(file=draft.title or format_id(draft), line=1, reason=error.reason) from error
    above: list[list[str]] = [[] for _row in range(table.header_row - 1)]  # so that rows have the numbers of the file
    sheet = Sheet(table.sheet, [*above, list(table.headers), *map(list, table.samples[:_TRIED])])
    staging = Staging(spec, sheet, table.header_row)
    staging.run(lambda _done, _total: None)
    with tempfile.TemporaryDirectory(prefix="teach-") as folder:
        scratch = Scratch(Path(folder) / "trial.db")
        staging.write(scratch, _facts(spec))
        scratch.close()
        return _trial(draft, StagedFile.opened(Path(folder) / "trial.db"))


def _facts(spec: FormatSpec) -> dict[str, Any]:
    return {
        "file": "",
        "sha256": "",
        "format_id": spec.id,
        "kind": spec.kind,
        "platform": spec.platform,
        "zone": spec.zone,
        "currency": spec.currency,
    }


def _trial(draft: Draft, staged: StagedFile) -> Trial:
    shown = tuple(draft.columns)
    records = {key: data for key, _row, data in staged.records()}
    keys = [(key, data) for key, _position, _row, data in staged.lines()] or [(key, {}) for key in records]
    rows = []
    for key, line in keys:
        data = {
            **records.get(key, {}),
            **{f"line.{name}": value for name, value in line.items()},
            "external_no": key,
            "code": key,
        }
        rows.append(tuple(_shown(draft, name, data) for name in shown))
    return Trial(tuple(field_name(draft.kind, name) for name in shown), tuple(rows), staged.problems())


def _shown(draft: Draft, name: str, data: Mapping[str, Any]) -> str:
    short = name.removeprefix("line.")
    kind = KINDS[draft.kind][name]
    column = f"{short}_minor" if kind is FieldType.MONEY else short
    shown = data.get(name)
    return str(_WORDINGS[draft.kind].value(column, shown, data.get("currency") or draft.currency.upper(), draft.zone))


def unknown_words(draft: Draft, staged: StagedFile) -> dict[str, tuple[str, ...]]:
    """State words of the whole file that were not taught yet, by field."""
    found: dict[str, dict[str, None]] = {}
    by_header = {draft.columns[name]: name for name in coded_fields(draft)}
    for problem in staged.problems():
        name = by_header.get(problem.column or "")
        if problem.code == "unknown_status" and name is not None and problem.value:
            found.setdefault(name, {})[plain(problem.value)] = None
    return {name: tuple(texts) for name, texts in found.items()}


def save(draft: Draft, folder: Path) -> FormatSpec:
    """Write the format, so that files with these columns are known from now on; teaching again replaces it."""
    values = as_values(draft)
    path = folder / f"{values['id']}.toml"
    if path.exists():
        values["version"] = int(tomllib.loads(path.read_text("utf-8")).get("version", 0)) + 1
    return write_format(values, path)
