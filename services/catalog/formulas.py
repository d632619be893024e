"""A bulk edit of an amount as one types it: ``+5%``, ``-3.00``, ``*1.2``, ``19.90``, ``=cost*2.5``."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from models.enums.goods import PriceField
from models.values import WHOLE_PPM
from services import formatting
from services.catalog.changes import AddAmount, AmountChange, Rounding, ScaleAmount, SetAmount
from services.errors import Invalid
from services.i18n import N_
from services.messages import message

EXAMPLES = ("+5%", "-3.00", "*1.2", "19.90", "=cost*2.5")
_NUMBER = r"(\d{1,12}(?:\.\d{1,6})?)"
_PERCENT = re.compile(rf"([+-]){_NUMBER}%")
_SUM = re.compile(r"([+-])(\d[\d.,]*)")
_TIMES = re.compile(rf"[*x\u00d7]{_NUMBER}")
_COPY = re.compile(rf"=?([a-z_]+)(?:[*x\u00d7]{_NUMBER})?")
_MOST = 1000 * WHOLE_PPM


def parse_change(typed: str, field: PriceField, currency: str, rounding: Rounding | None = None) -> AmountChange:
    """The change a formula means; an empty one makes the amount unknown. Raises `Invalid` with examples."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split()).casefold().replace("\u2212", "-")
    if not plain:
        return SetAmount(field, None)
    if found := _PERCENT.fullmatch(plain):
        part = _ppm(found[2]) // 100
        return _scaled(typed, field, WHOLE_PPM + part if found[1] == "+" else WHOLE_PPM - part, None, rounding)
    if found := _SUM.fullmatch(plain):
        amount = formatting.parse_amount(found[2], currency)
        if amount is not None:
            return AddAmount(field, amount if found[1] == "+" else -amount, rounding)
    if found := _TIMES.fullmatch(plain):
        return _scaled(typed, field, _ppm(found[1]), None, rounding)
    found = _COPY.fullmatch(plain)
    if found and found[1] in set(PriceField):
        return _scaled(typed, field, _ppm(found[2] or "1"), PriceField(found[1]), rounding)
    amount = formatting.parse_amount(plain.removeprefix("="), currency)
    if amount is None or amount < 0:
        raise _not_understood(typed)
    return SetAmount(field, rounding.of(amount) if rounding is not None else amount)


def _scaled(
    typed: str, field: PriceField, ppm: int, source: PriceField | None, rounding: Rounding | None
) -> ScaleAmount:
    if not 0 <= ppm <= _MOST:
        raise _not_understood(typed)
    return ScaleAmount(field, ppm, source, rounding)


def _ppm(number: str) -> int:
    return int(Decimal(number) * WHOLE_PPM)


def _not_understood(typed: str) -> Invalid:
    return Invalid(
        field=message(N_("Formula")),
        value=typed,
        reason=message(N_("write it like one of these: {examples}"), examples="  ".join(EXAMPLES)),
    )
