"""Provinces as couriers, platforms and people write them, brought to one form."""

from __future__ import annotations

from functools import lru_cache

from services import text
from services.addresses.divisions import find_region, table

_ENOUGH = 2  # the first two characters tell every province of China from the others


@lru_cache(maxsize=8192)
def province_key(*written: str) -> str:
    """What two names of one province have in common; the first part that names one counts. Empty where none does.

    A city stands for its province; a name outside China is only freed of its spelling.
    """
    for part in written:
        if not part.strip():
            continue
        if part.isascii():
            return text.key(part)
        region = find_region(part)
        if region is not None:
            return region.place.province[:_ENOUGH]
        if part.strip()[:_ENOUGH] in _provinces():  # a bare name is no region to an address
            return part.strip()[:_ENOUGH]
    return ""


@lru_cache(maxsize=1)
def _provinces() -> frozenset[str]:
    return frozenset(name[:_ENOUGH] for name in table())
