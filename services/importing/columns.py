"""A format against the header of one table: compiled once, then called for every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.values import minor_digits
from services.exporting.cells import plain
from services.i18n import N_
from services.importing import cells as reading
from services.importing import measures
from services.importing.cells import CellProblem, LongNumber, fold
from services.importing.shapes import BY_KIND, FieldType
from services.importing.spec import FieldSpec, FormatSpec, Source
from services.importing.vocabulary import CLEANERS, CODES, KINDS, REQUIRED
from services.messages import Message, message
from services.written_words import written_words

Cells = Sequence[str]
Read = Callable[[Cells], Any]
_REMEMBERED = 20_000  # texts of a column
_UNKNOWN = object()
_SOFT = frozenset({FieldType.TEXT, FieldType.ID})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row; with `rejects` the row waits until it is fixed."""

    row: int
    column: str
    value: str
    code: str
    message: Message
    key: str | None
    rejects: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One field of the format as this table can give it; `positions` are its columns in order of preference.

    `keeps_text`: a text its `map` does not know is kept as it stands, with a warning.
    """

    name: str
    is_line: bool
    read: Read
    rejects: bool
    required: bool
    positions: tuple[int, ...]
    keeps_text: bool = False


_NO_KEY = Column("", False, lambda _row: None, rejects=False, required=False, positions=())
KEY_SEPARATOR = "\x1f"


def order_no(key: str) -> str:
    """The order number in a key, which begins with the shop's name where the rows of a file name theirs."""
    return key.rpartition(KEY_SEPARATOR)[2]


class RowReader:
    """Turns the cells of a row into typed fields; money follows the currency of the row's order."""

    def __init__(self, spec: FormatSpec, headers: Sequence[str], year: int | None = None) -> None:
        self.spec = spec
        self._year = year
        self.headers = tuple(headers)
        self._positions = _first_positions(headers)
        self._by_digits: dict[int, tuple[Column, ...]] = {}
        mapped = {name for field in spec.fields for source in field.sources for name in map(fold, source.columns)}
        mapped |= {fold(heading) for heading in written_words()["ours"]["columns"]}
        private = tuple(map(fold, written_words()["private"]["columns"]))
        self.extras = tuple(
            (place, name)
            for place, name in enumerate(_unique(headers))
            if (folded := fold(headers[place])) not in mapped and not any(word in folded for word in private)
        )
        self._plain = _PlainTexts()
        self.summed = frozenset(field.name for field in spec.fields if field.is_summed)
        currency = next((field for field in spec.fields if field.name == "currency"), None)
        self._currency = self._compile(currency, 2) if currency else None
        key_field = next((field for field in spec.fields if field.name == BY_KIND[spec.kind].key), None)
        self.key_column = self._compile(key_field, 2) if key_field is not None else _NO_KEY
        shop = next((field for field in spec.fields if field.name == "channel_name"), None)
        self._shop = self._compile(shop, 2) if shop is not None else None
        self._follows = shop is not None and spec.kind in ("orders", "order_lines")
        self._above = ("", "")

    def columns(self, currency: str) -> tuple[Column, ...]:
        """The fields to read for a row whose amounts are in `currency`."""
        digits = minor_digits(currency)
        if digits not in self._by_digits:
            self._by_digits[digits] = tuple(
                column
                for field in self.spec.fields
                if (column := self._compile(field, digits)).positions or field.default or column.required
            )
        return self._by_digits[digits]

    def extra_of(self, row: Cells) -> dict[str, str]:
        """The texts of columns no field reads, by heading; empty ones are left out."""
        texts, empty = self._plain, self.spec.layout.empty
        return {name: text for place, name in self.extras if (text := texts[row[place]]) and text not in empty}

    def currency_of(self, row: Cells) -> str | None:
        """The row's own currency, when it has a readable one."""
        if self._currency is None:
            return None
        try:
            found = self._currency.read(row)
        except CellProblem:
            return None
        return found if isinstance(found, str) else None

    def key_of(self, row: Cells) -> str | None:
        """The row's key, when it has a readable one; where rows name their shop, it stands before the number."""
        try:
            found = self.key_column.read(row)
            shop = self._shop.read(row) if self._shop is not None else None
        except CellProblem:
            return None
        if not isinstance(found, str):
            return None
        if self._follows:
            # The rows of an order stand together, and people write the shop into the first of them only.
            shop = shop or (self._above[1] if self._above[0] == found else "")
            self._above = (found, shop)
        return f"{shop}{KEY_SEPARATOR}{found}" if shop else found

    def blame(self, column: Column, row: Cells) -> tuple[str, str]:
        """Header and text of the cell a problem of `column` is about."""
        for position in column.positions:
            if plain(row[position]):
                return plain(self.headers[position]), row[position]
        name = plain(self.headers[column.positions[0]]) if column.positions else column.name
        return name, ""

    def _compile(self, field: FieldSpec, digits: int) -> Column:
        kind = KINDS[self.spec.kind][field.name]
        required = field.name in REQUIRED[self.spec.kind]
        reads: list[Read] = []
        positions: list[int] = []
        for source in field.sources:
            places = tuple(self._positions[name] for name in map(fold, source.columns) if name in self._positions)
            if places and (source.join is None or len(places) == len(source.columns)):
                reads.append(_source_reader(source, places, self._parser(source, kind, digits), self.spec.layout.empty))
                positions.extend(places)
        fallback = None
        if field.default is not None:
            fallback = self._parser(field.sources[0], kind, digits)(field.default)
        rejects = required or not (field.optional or kind in _SOFT)
        return Column(
            field.name.removeprefix("line."),
            field.name.startswith("line."),
            _first_of(reads, fallback),
            rejects,
            required or field.name == "line.quantity",
            tuple(positions),
            keeps_text=kind is FieldType.TEXT and not rejects,
        )

    def _parser(self, source: Source, kind: FieldType, digits: int) -> Callable[[str], Any]:
        match source.parse:
            case "money":
                return reading.money(digits, self.spec.layout.decimal)
            case "money_difference":
                return reading.money_difference(digits, self.spec.layout.decimal)
            case "money_sum":
                return reading.money_sum(digits, self.spec.layout.decimal)
            case "datetime_md":
                return measures.month_and_day(self.spec.zone, self._year)
            case "money_rounded":
                return reading.money(digits, self.spec.layout.decimal, is_rounded=True)
            case "money_sum_rounded":
                return reading.money_sum(digits, self.spec.layout.decimal, is_rounded=True)
            case "money_product":
                return measures.money_product(digits)
            case "datetime" | "datetime_mdy" | "datetime_dmy":
                return reading.instant(source.parse.partition("_")[2] or "ymd", self.spec.zone)
            case "code":
                return _code_reader(source.map, CODES.get(kind))
            case _ if source.map is not None:
                return _code_reader(source.map, None)
            case name:
                return _PLAIN_PARSERS[name]


def _as_text(text: str) -> str:
    return str(text)


_PLAIN_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "text": _as_text,
    "id": reading.identifier,
    "integer": reading.integer,
    "currency": reading.currency,
    "grams": reading.grams,
    "cn_address": reading.cn_address,
    "day": measures.day,
    "share": measures.per_million,
    "score": measures.hundredths,
    "seconds": measures.seconds,
}


def _code_reader(mapping: Mapping[str, str] | None, allowed: frozenset[str] | None) -> Callable[[str], str]:
    known: dict[str, str] = {code: code for code in allowed or ()}
    known.update(mapping or {})
    beginnings = sorted((text for text in known if text.endswith("...")), key=len, reverse=True)

    def read(text: str) -> str:
        code = known.get(text)
        if code is None:
            folded = fold(text)
            code = known.get(folded)
            if code is None:
                code = next((known[start] for start in beginnings if folded.startswith(start[:-3])), None)
            if code is None:
                raise CellProblem(
                    "unknown_status", message(N_("“{value}” is not a status this format knows."), value=text)
                )
            known[text] = code
        return code

    return read


def _source_reader(source: Source, places: tuple[int, ...], parse: Callable[[str], Any], empty: frozenset[str]) -> Read:
    cleaners = tuple(CLEANERS[name] for name in source.clean)
    if source.join is not None:
        return _joined_reader(source.join, places, cleaners, parse, empty)
    keeps_number = parse is reading.identifier

    def of_text(raw: str) -> Any:
        text = plain(raw)
        if not text or text in empty:
            return None
        for clean in cleaners:
            text = clean(text)
        if not text:
            return None
        return parse(raw if keeps_number and isinstance(raw, LongNumber) else text)

    reads = [_remembering(place, of_text) for place in places]
    return reads[0] if len(reads) == 1 else _first_of(reads, None)


def _remembering(place: int, of_text: Callable[[str], Any]) -> Read:
    """Reads a cell and looks at each text once: states, prices and couriers come again in every other row."""
    known: dict[str, Any] = {"": None}
    known_value = known.get

    def read(row: Cells) -> Any:
        raw = row[place]
        value = known_value(raw, _UNKNOWN)
        if raw.__class__ is LongNumber:  # the same key as the text of its digits
            return of_text(raw)
        if value is _UNKNOWN:
            value = of_text(raw)
            if len(known) < _REMEMBERED:
                known[raw] = value
        return value

    return read


class _PlainTexts(dict[str, str]):
    """Cell → its text without padding and protection; each is made once, as far as there is room."""

    def __missing__(self, cell: str) -> str:
        text = plain(cell)
        if len(self) < _REMEMBERED:
            self[cell] = text
        return text


def _joined_reader(
    join: str,
    places: tuple[int, ...],
    cleaners: tuple[Callable[[str], str], ...],
    parse: Callable[[str], Any],
    empty: frozenset[str],
) -> Read:
    def read(row: Cells) -> Any:
        parts = ["" if (text := plain(row[place])) in empty else text for place in places]
        if not any(parts):
            return None
        text = join.join(parts).strip()
        for clean in cleaners:
            text = clean(text)
        return parse(text) if text else None

    return read


def _first_of(reads: Sequence[Read], fallback: Any) -> Read:
    if len(reads) == 1 and fallback is None:
        return reads[0]

    def read(row: Cells) -> Any:
        for one in reads:
            value = one(row)
            if value is not None:
                return value
        return fallback

    return read


def _first_positions(headers: Sequence[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, header in enumerate(headers):
        positions.setdefault(fold(header), position)
    positions.pop("", None)
    return positions


def _unique(headers: Sequence[str]) -> tuple[str, ...]:
    """Header texts that can be keys: a repeated one gets its number, an empty one its column letter."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, header in enumerate(headers):
        name = plain(header) or f"[{_letters(position)}]"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _letters(position: int) -> str:
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text
