"""A recipient out of a chat message: name, phone and address in whatever order people paste them.

Nothing is guessed in silence: every part that was not certain is named in `doubts`, and the
text it came from is kept in `original`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from services.addresses.divisions import find_region, words
from services.i18n import N_
from services.messages import Message, message

_MOBILE = re.compile(r"(?<![\d*])(?:\+?86[- ]?)?(1[3-9]\d[- ]?[\d*]{4}[- ]?\d{4}|09\d{8})(?![\d*])")
_LANDLINE = re.compile(r"(?<![\d*])(?:\(?(0\d{2,3})\)?[- ]?(\d{7,8})|(400[- ]?\d{3}[- ]?\d{4}|95\d{8,14}))(?![\d*])")
_BRACKETED = re.compile(r"^\s*[\[(](\d{2,6})[\])]")
_ZIP = re.compile(r"(?<![\w*-])[(\[]?(\d{6})[)\]]?(?![\w*-])|[(\[](\d{6})[)\]]")
_NO_ZIP = "000000"  # what platforms write where they know none
_EDGES = "-+ "
_BRACKETS = {0x3010: "\n", 0x3011: ":"}  # lenticular brackets stand around labels
_HYPHEN_BETWEEN_WORDS = re.compile(r"(?<=[\u4e00-\u9fff]|\d)-(?=[\u4e00-\u9fff])")
_REMARK_AT_END = re.compile(r"\([^()]{1,6}\)$")
_HAN = re.compile(r"^[\u3400-\u9fff]+$")
_LATIN_NAME = re.compile(r"^[A-Za-z][A-Za-z .'-]{1,38}$")
_FOREIGN_NAME = re.compile(r"^[\u4e00-\u9fff]{2,8}(?:[\u00b7\u2022][\u4e00-\u9fff]{1,8})+$")
_MASKED_NAME = re.compile(r"^[\u4e00-\u9fff][*]{1,3}[\u4e00-\u9fff]?$")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a parcel, as far as a text says it; empty texts are what it does not say.

    `phone` is a mobile number in digits (masked digits stay `*`), with its extension after a
    hyphen where the number is a virtual one. `confidence` is 0 to 100.
    """

    name: str = ""
    phone: str = ""
    landline: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    zip: str = ""
    confidence: int = 0
    doubts: tuple[Message, ...] = ()
    original: str = ""


@dataclass(slots=True)
class _Reading:
    """What is still unread of the text, and what was found."""

    text: str
    found: dict[str, str] = field(default_factory=dict)
    doubts: list[tuple[int, Message]] = field(default_factory=list)

    def take(self, start: int, end: int) -> str:
        """Cut a piece out; a line break stays in its place, so that its neighbours do not grow together."""
        piece = self.text[start:end]
        self.text = f"{self.text[:start]}\n{self.text[end:]}"
        return piece

    def doubt(self, cost: int, text: Message) -> None:
        """Note what is uncertain and how much it takes from the confidence."""
        self.doubts.append((cost, text))


def parse_recipient(original: str) -> Recipient:
    """Read name, phone and address out of a pasted text; never raises, and keeps the text."""
    reading = _Reading(_plain(original))
    if not reading.text.strip():
        return Recipient(original=original, doubts=(message(N_("there is no text")),))
    _take_labelled(reading)
    _take_phones(reading)
    _take_place(reading)
    _judge(reading)
    return Recipient(
        **reading.found,
        confidence=max(0, 100 - sum(cost for cost, _text in reading.doubts)),
        doubts=tuple(text for _cost, text in reading.doubts),
        original=original,
    )


def _plain(text: str) -> str:
    """Full-width forms made narrow and invisible characters dropped; the separators people use stay apart."""
    text = text.translate(_BRACKETS)
    kept = (ch for ch in unicodedata.normalize("NFKC", text) if ch in "\t\n\r" or unicodedata.category(ch) != "Cf")
    plain = "".join(kept).replace("\r\n", "\n").replace("\r", "\n")
    return _HYPHEN_BETWEEN_WORDS.sub("|", plain)


# -- labels --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    """A label with a colon anywhere but inside a Latin word, or as a word of its own with a space behind it."""
    labels = sorted(_label_kinds(), key=lambda label: -len(label))
    either = "|".join(map(re.escape, labels))
    before = r"(?:^|(?<=[\s,;|/\]])|(?<=[\d\u4e00-\u9fff]))"
    return re.compile(rf"{before}\[?({either})\]?\s*[:=]\s*|(?:^|(?<=\s))({either})\s+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _label_kinds() -> dict[str, str]:
    return {label.lower(): kind for kind, group in words()["labels"].items() for label in group}


def _take_labelled(reading: _Reading) -> None:
    """Where the parts are labelled, the name is what its label says; the others are only put on lines of their own."""
    marks = list(_label_pattern().finditer(reading.text))
    parts = [reading.text[: marks[0].start()]] if marks else [reading.text]
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        value = reading.text[mark.end() : following.start() if following else None].strip(words()["separators"])
        kind = _label_kinds()[(mark.group(1) or mark.group(2)).lower()]
        first, _break, rest = value.partition("\n")
        if kind in ("name", "zip") and first and kind not in reading.found:
            reading.found[kind] = _without_title(first.strip()) if kind == "name" else first.strip()
            parts.append(rest)
        else:
            parts.append(value)
    reading.text = "\n".join(parts)
    if not re.fullmatch(r"\d{6}", reading.found.get("zip", _NO_ZIP)):
        reading.found.pop("zip")


# -- phones --------------------------------------------------------------------------------------


def _take_phones(reading: _Reading) -> None:
    while mobile := _MOBILE.search(reading.text):
        digits = re.sub(r"[- ]", "", mobile.group(1))
        end, extension = _extension(reading.text, mobile.end())
        reading.take(mobile.start(), end)
        if "phone" in reading.found:
            reading.doubt(10, message(N_("there are two mobile numbers; the first one was taken")))
            reading.found.setdefault("landline", digits)
            continue
        reading.found["phone"] = f"{digits}-{extension}" if extension else digits
        _take_repeated_extension(reading, extension)
        if "*" in digits:
            reading.doubt(15, message(N_("the phone number is masked")))
    while landline := _LANDLINE.search(reading.text):
        area, number, service = landline.groups()
        end, extension = _extension(reading.text, landline.end())
        reading.take(landline.start(), end)
        plain = service or f"{area}-{number}"
        reading.found.setdefault("landline", f"{plain}-{extension}" if extension else plain)


def _extension(text: str, at: int) -> tuple[int, str]:
    """Where a number with its extension ends, and the extension (empty when there is none)."""
    bracketed = _BRACKETED.match(text[at:])
    if bracketed:
        return at + bracketed.end(), bracketed.group(1)
    rest = text[at:].lstrip(" ")
    skipped = len(text) - at - len(rest)
    for word in words()["phones"]["extension"]:
        number = re.match(r"\s*(\d{2,5})(?!\d)", rest[len(word) :]) if rest.lower().startswith(word) else None
        if number and not _goes_on_as_place(rest[len(word) + number.end() :]):
            return at + skipped + len(word) + number.end(), number.group(1)
    return at, ""


def _goes_on_as_place(rest: str) -> bool:
    return rest.startswith(("-", "#", *words()["places"]["building"]))


def _take_repeated_extension(reading: _Reading, extension: str) -> None:
    """Platforms repeat a virtual number's extension in brackets behind the name and the address."""
    if extension:
        reading.text = re.sub(rf"[\[(]{extension}[\])]", " ", reading.text)


# -- place and name --------------------------------------------------------------------------------


def _take_place(reading: _Reading) -> None:
    _take_zip(reading)
    region = find_region(reading.text)
    if region is None:
        _split_unplaced(reading)
        return
    place = region.place
    reading.found.update(province=place.province, city=place.city, district=place.district)
    ahead, street = _pieces(reading.text[: region.start]), _pieces(reading.text[region.end :])
    if "name" not in reading.found:
        _find_name(reading, ahead, street)
    reading.found["address"] = _joined([*street, *ahead])


def _take_zip(reading: _Reading) -> None:
    found = _ZIP.search(reading.text)
    if found:
        reading.take(found.start(), found.end())
        if (zip_code := found.group(1) or found.group(2)) != _NO_ZIP:
            reading.found.setdefault("zip", zip_code)


def _pieces(text: str) -> list[str]:
    """The text between separators, without what separates; brackets stay where both are there."""
    split = (piece.strip(_EDGES) for piece in re.split(f"[{re.escape(words()['separators'])}]+", text))
    pieces: list[str] = []
    for piece in map(_without_lone_bracket, split):
        if pieces and _LATIN_NAME.match(piece) and _LATIN_NAME.match(pieces[-1]):
            pieces[-1] += f" {piece}"
        elif piece and piece not in words()["courtesy"]:
            pieces.append(piece)
    return pieces


def _without_lone_bracket(piece: str) -> str:
    for opening, closing in ("()", "[]"):
        if piece.count(opening) != piece.count(closing):
            piece = piece.strip(opening + closing)
    return piece if piece.strip("()[]") else ""


def _find_name(reading: _Reading, ahead: list[str], street: list[str]) -> None:
    """The name is a piece of its own before or behind the address, or glued to its beginning or end."""
    for pieces in (ahead, street):
        candidates = [piece for piece in pieces if _is_name(piece)]
        certain = [piece for piece in candidates if _has_surname(piece)]
        chosen = (certain or candidates)[-1 if pieces is street else 0 :][:1]
        if chosen:
            pieces.remove(chosen[0])
            reading.found["name"] = _without_title(chosen[0])
            if not certain:
                reading.doubt(15, message(N_("the name is a guess")))
            return
    if len(ahead) == 1 and len(ahead[0]) <= 12:
        reading.found["name"] = _without_title(ahead.pop())
        reading.doubt(15, message(N_("the name is a guess")))
        return
    for place in range(len(street) - 1, -1, -1):
        split = _glued_name(street[place])
        if split is not None:
            street[place], reading.found["name"] = split
            reading.doubt(15, message(N_("the name was written against the address")))
            return


def _split_unplaced(reading: _Reading) -> None:
    """Without a known region, what is no name is the address."""
    reading.doubt(40, message(N_("no province, city or district was recognised")))
    pieces = _pieces(reading.text)
    if "name" not in reading.found:
        _find_name(reading, [], pieces)
    reading.found["address"] = _joined(pieces)


def _joined(pieces: list[str]) -> str:
    """Chinese is written without spaces; between Latin words and numbers one stays."""
    text = ""
    for piece in pieces:
        text += f" {piece}" if text and text[-1].isascii() and piece[0].isascii() else piece
    return text


def _is_name(piece: str) -> bool:
    """Whether a piece of text may be a person: two to four characters, or foreign, and no word of an address."""
    bare = _REMARK_AT_END.sub("", _without_title(piece))
    if _MASKED_NAME.match(bare) or _FOREIGN_NAME.match(bare):
        return True
    if _LATIN_NAME.match(bare):
        return len(bare) >= 2
    if not _HAN.match(bare) or not 1 <= len(bare) <= 4 or (len(bare) == 1 and bare == piece):
        return False
    if _has_surname(bare) and len(bare) <= 3 and not bare.endswith(tuple(words()["places"]["breaks"])):
        return True
    return not bare.endswith(tuple(words()["places"]["endings"])) and (bare != piece or len(bare) > 1)


def _has_surname(piece: str) -> bool:
    people, piece = words()["people"], _REMARK_AT_END.sub("", piece)
    if _FOREIGN_NAME.match(piece) or _MASKED_NAME.match(piece) or _LATIN_NAME.match(piece):
        return True
    return piece[:2] in people["double_surnames"] or piece[:1] in people["surnames"]


def _without_title(piece: str) -> str:
    """A name without the word for "receives" behind it, where a name remains."""
    cut = piece.strip(words()["separators"] + "[]")
    shorter = cut.removesuffix(words()["people"]["titles"][-1])
    return shorter.strip(words()["separators"] + "()[]") if shorter != cut and 2 <= len(shorter) <= 4 else cut


def _glued_name(piece: str) -> tuple[str, str] | None:
    """An address and the name written against its end, split after the last word that ends a place."""
    places, people = words()["places"], words()["people"]
    for length in (4, 3, 2):
        head, last = piece[:-length], piece[-length:]
        if len(head) < 3 or not _HAN.match(last):
            continue
        fits = last[:2] in people["double_surnames"] if length == 4 else last[:1] in people["surnames"]
        ends_place = head.endswith(tuple(places["breaks"])) or (head[-1].isascii() and head[-1].isalnum())
        if fits and ends_place and not last.endswith(tuple(places["endings"])) and last[0] not in places["building"]:
            return head, last
    return None


# -- confidence --------------------------------------------------------------------------------------


def _judge(reading: _Reading) -> None:
    found = reading.found
    if not found.get("name"):
        reading.doubt(25, message(N_("no name was found")))
    if not found.get("phone") and not found.get("landline"):
        reading.doubt(25, message(N_("no phone number was found")))
    if not found.get("address"):
        reading.doubt(25, message(N_("no street was found")))
    if found.get("province") and not found.get("city"):
        reading.doubt(15, message(N_("no city was found")))
