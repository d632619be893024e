"""Teaching a format: from a table nobody knows to a format file, tried on the first rows at every step."""

from __future__ import annotations

import hashlib
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from models.values import Platform
from services.errors import FormatInvalid, NotFound
from services.exporting.files import replacing
from services.i18n import N_, translate
from services.importing.cells import fold, plain
from services.importing.child import TableInfo
from services.importing.format_file import Mistake, read_format, spec_from
from services.importing.formats import load_formats, suggest_mapping, write_format
from services.importing.plan import ORDER_FIELDS
from services.importing.preview import CODE_WORDS, FIELD_LABELS, value_text
from services.importing.scratch import Scratch
from services.importing.sheets import Sheet
from services.importing.spec import FormatSpec
from services.importing.stage import Staging
from services.importing.staged import RowProblem, StagedFile
from services.importing.vocabulary import KINDS, REQUIRED, FieldType
from services.messages import Message, message

KIND_LABELS: dict[str, str] = {
    "orders": N_("Orders"),
    "order_lines": N_("Items of orders"),
    "products": N_("Products"),
    "tracking": N_("Tracking numbers"),
}
_OWN_LABELS = {
    "external_no": N_("Order no."),
    "channel_name": N_("Channel"),
    "code": N_("Code"),
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
_PRODUCT_MONEY = {"price": "price_minor", "cost": "cost_minor"}
_CODED = {FieldType.STATUS: "status", FieldType.REFUND: "refund_status", FieldType.FLAG: "flag"}
_TRIED = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """What was taught so far: which column feeds which field, and which word means which state.

    `words` maps field → text in the file → code.
    """

    kind: str
    headers: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    title: str = ""
    platform: str = str(Platform.OTHER)
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    decimal: str = "."


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
    own = _OWN_LABELS.get(name)
    if own is not None and not (kind == "products" and name != "code"):
        return translate(own)
    column = _PRODUCT_MONEY.get(name, name) if kind == "products" else ORDER_FIELDS.get(name, name)
    return translate(FIELD_LABELS.get(column, name))


def header_choices(table: TableInfo) -> tuple[tuple[str, ...], ...]:
    """The rows that may be the header: the one that was found, and those right below it."""
    return (table.headers, *table.samples[:20])


def with_header(table: TableInfo, choice: int) -> TableInfo:
    """The table as if row `choice` of `header_choices` were its header."""
    if choice == 0:
        return table
    headers = tuple(plain(cell) for cell in table.samples[choice - 1])
    return replace(table, headers=headers, samples=table.samples[choice:], header_row=table.header_row + choice)


def first_draft(table: TableInfo, kind: str | None = None, *, title: str = "") -> Draft:
    """Suggestions to start from: the likeliest kind, columns by their names and cells, words known elsewhere."""
    kinds = [kind] if kind is not None else list(KIND_LABELS)
    best = max(kinds, key=lambda one: (_promise(table, one), -kinds.index(one)))
    columns = suggest_mapping(table.headers, table.samples, best)
    return with_words(Draft(best, table.headers, columns, title=title), table)


def _promise(table: TableInfo, kind: str) -> float:
    found = suggest_mapping(table.headers, table.samples, kind)
    return len(found) if REQUIRED[kind] <= set(found) else len(found) / 100


def with_words(draft: Draft, table: TableInfo, more: Mapping[str, Sequence[str]] | None = None) -> Draft:
    """The draft with every state word of the first rows (and of `more`) in it; known words get their code."""
    words: dict[str, dict[str, str]] = {}
    for name in coded_fields(draft):
        place = draft.headers.index(draft.columns[name])
        texts = [plain(row[place]) for row in table.samples if place < len(row)]
        kept = dict(draft.words.get(name, {}))
        for text in [*texts, *(more or {}).get(name, ())]:
            if text and text not in kept:
                kept[text] = _known_words(_coded_as(draft.kind, name)).get(fold(text), "")
        words[name] = kept
    return replace(draft, words=words)


def coded_fields(draft: Draft) -> tuple[str, ...]:
    """The taught fields whose texts mean states."""
    return tuple(name for name in draft.columns if KINDS[draft.kind][name] in _CODED)


def codes_for(kind: str, name: str) -> tuple[tuple[str, str], ...]:
    """(code, words) a text of this field can mean."""
    return tuple((code, translate(words)) for code, words in CODE_WORDS[_coded_as(kind, name)].items())


def _coded_as(kind: str, name: str) -> str:
    return _CODED[KINDS[kind][name]]


@cache
def _known_words(coded: str) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for spec in load_formats().all():
        for one in spec.fields:
            if _CODED.get(KINDS[spec.kind][one.name]) == coded:
                for source in one.sources:
                    known |= source.map or {}
    return known


def mistakes(draft: Draft) -> dict[str, Message]:
    """What keeps the draft from being saved, by place: a field's name, ``title``, ``currency``, ``zone``, ``words``."""
    found: dict[str, Message] = {}
    for name in sorted(REQUIRED[draft.kind] - set(draft.columns)):
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
    has_lines = draft.kind == "orders" and any(name.startswith("line.") for name in draft.columns)
    return {
        "id": format_id(draft),
        "version": 1,
        "title": {"zh_CN": draft.title.strip() or "?", "en": draft.title.strip() or "?"},
        "kind": draft.kind,
        "platform": draft.platform,
        "zone": draft.zone,
        "currency": draft.currency.upper(),
        "layout": {"rows": "line" if has_lines else "order", "decimal": draft.decimal},
        "detect": {"signature": used, "known": [one for one in draft.headers if plain(one) and one not in used]},
        "fields": {name: _source(draft, name, header) for name, header in draft.columns.items()},
    }


def _source(draft: Draft, name: str, header: str) -> Any:
    words = {text: code for text, code in draft.words.get(name, {}).items() if code}
    return {"from": header, "map": words} if words else header


def try_on(draft: Draft, table: TableInfo) -> Trial:
    """Read the first rows with what was taught so far; `FormatInvalid` where it is not a format yet."""
    try:
        spec = spec_from(as_values(draft))
    except Mistake as error:
        raise FormatInvalid(file=draft.title or format_id(draft), line=1, reason=error.reason) from error
    sheet = Sheet(table.sheet, [list(table.headers), *map(list, table.samples[:_TRIED])])
    staging = Staging(spec, sheet, 1)
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
    return value_text(column, data.get(name), data.get("currency") or draft.currency.upper(), draft.zone)


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


def add_format_file(source: Path, folder: Path) -> FormatSpec:
    """Take in a format somebody shared; `FormatInvalid` says what is wrong with it."""
    spec = read_format(source)
    if load_formats().get(spec.id) is not None:
        raise FormatInvalid(file=source.name, line=1, reason=f"the id {spec.id} belongs to the program")
    target = folder / f"{spec.id}.toml"
    part = target.with_name(target.name + ".part")
    part.write_bytes(source.read_bytes())
    part.replace(target)
    return spec


def remove_format(spec: FormatSpec) -> None:
    """Forget a format the user taught; one of the program's own stays."""
    if spec.path is not None and load_formats().get(spec.id) is None:
        spec.path.unlink(missing_ok=True)


def share_format(spec: FormatSpec, out: Path) -> None:
    """Write a taught format's file to `out`, for another computer."""
    if spec.path is None:
        raise NotFound(what=message(N_("import format")), which=spec.id)
    text = spec.path.read_bytes()
    with replacing(out) as part:
        part.write_bytes(text)
