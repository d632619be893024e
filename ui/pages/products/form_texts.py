"""What stands in the fields of one variant, as typed, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from services import formatting
from services.catalog.drafts import Offer, Part, SkuEntry
from services.formatting import plain_amount
from services.i18n import N_, _
from services.written_numbers import parse_count

NOT_AMOUNT = N_("this is not an amount")
NOT_WHOLE = N_("this is not a whole number")
EMPTY_FIELD = N_("it must not be empty")
_BETWEEN_CODES = re.compile("[,;\\s\uff0c\uff1b\u3001]+")

MONEY = ("price", "min_price", "cost")
WHOLE = ("weight_g", "length_mm", "width_mm", "height_mm")
PLAIN = ("code", "variant", "barcodes", "unit", "shelf")
NAMES = (*PLAIN, *MONEY, *WHOLE)


@dataclass
class SkuTexts:
    """One variant in the form: its typed texts, its options, parts and suppliers' offers; `id` None for a new one."""

    id: int | None = None
    options: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(NAMES, ""))
    parts: tuple[Part, ...] = ()
    offers: tuple[Offer, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: SkuEntry, currency: str) -> SkuTexts:
        """The texts of a variant as it is kept."""
        texts = {
            "code": entry.code,
            "variant": entry.variant or "",
            "barcodes": ", ".join(entry.barcodes),
            "unit": entry.unit or "",
            "shelf": entry.shelf or "",
        }
        for name in MONEY:
            minor = getattr(entry, f"{name}_minor")
            texts[name] = plain_amount(minor, currency)
        for name in WHOLE:
            number = getattr(entry, name)
            texts[name] = "" if number is None else str(number)
        return cls(entry.id, entry.options, texts, entry.parts, entry.offers)

    def check(self, currency: str) -> bool:
        """Whether everything can be read; `problems` says what cannot, by field."""
        self.problems = {}
        if not self.texts["code"].strip():
            self.problems["code"] = _(EMPTY_FIELD)
        for names, read, reason in ((MONEY, self._amount(currency), NOT_AMOUNT), (WHOLE, self._whole, NOT_WHOLE)):
            for name in names:
                if self.texts[name].strip() and read(name) is None:
                    self.problems[name] = _(reason)
        return not self.problems

    def entry(self, currency: str) -> SkuEntry:
        """The variant as commands take it; what cannot be read counts as empty, so `check` first."""
        amount = self._amount(currency)
        values: dict[str, Any] = {f"{name}_minor": amount(name) for name in MONEY}
        values |= {name: self._whole(name) for name in WHOLE}
        codes = tuple(code for code in _BETWEEN_CODES.split(self.texts["barcodes"].strip()) if code)
        return SkuEntry(
            id=self.id,
            code=self.texts["code"].strip(),
            options=self.options,
            variant=self.texts["variant"].strip() or None,
            barcodes=codes,
            unit=self.texts["unit"].strip() or None,
            shelf=self.texts["shelf"].strip() or None,
            parts=self.parts,
            offers=self.offers,
            **values,
        )

    def contents(self) -> tuple[object, ...]:
        """Everything that would be saved, to tell whether something was changed."""
        return self.id, self.options, tuple(self.texts.items()), self.parts, self.offers

    def taking(self, entry: SkuEntry) -> SkuTexts:
        """These texts with the options, name and code of `entry`; other texts stay as typed."""
        made = replace(self, id=entry.id, options=entry.options, texts=dict(self.texts), problems={})
        made.texts |= {"code": entry.code, "variant": entry.variant or ""}
        return made

    def _amount(self, currency: str) -> Callable[[str], int | None]:
        def read(name: str) -> int | None:
            typed = self.texts[name].strip()
            amount = formatting.parse_amount(typed, currency) if typed else None
            return amount if amount is None or amount >= 0 else None

        return read

    def _whole(self, name: str) -> int | None:
        return parse_count(self.texts[name])
