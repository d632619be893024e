"""Value types every layer may hold: frozen, pure, comparable by value.

Money never leaves integers: an amount is a count of the currency's smallest unit
(fen, cent, yen). Rates are parts per million. Id sets are kept as ranges, because
an import of 100,000 orders touches one range and not 100,000 ids.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

# ISO 4217 minor-unit digits where they are not 2 (source: ISO 4217 list one, published by SIX).
_MINOR_DIGITS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3,
    "LYD": 3, "OMR": 3, "PYG": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def minor_digits(currency: str) -> int:
    """How many decimal places the currency's smallest unit has (CNY 2, JPY 0, KWD 3)."""
    return _MINOR_DIGITS.get(currency, 2)


LARGEST_MINOR = 10**12
"""No amount that is read or typed is larger: it would be a barcode. Times parts per million it still fits 64 bits."""


WHOLE_PPM = 1_000_000
"""All of something, in parts per million."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared: always a bug of the caller."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` counts the smallest unit of the ISO 4217 `currency`."""

    minor: int
    currency: str = "CNY"

    def __add__(self, other: Money) -> Money:
        self._require_same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._require_same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._require_same(other)
        return self.minor < other.minor

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share the amount by non-negative weights; the parts always add up to the whole.

        Largest-remainder method: each part is the exact share rounded towards zero, and
        the units left over go to the largest remainders, earlier parts first.
        """
        total = sum(weights)
        if not weights or total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        parts = [whole for whole, _ in shares]
        by_remainder = sorted(range(len(shares)), key=lambda i: (-shares[i][1], i))
        for index in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[index] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def decimal(self) -> str:
        """The amount as a plain decimal string, e.g. ``"19.90"``; what JSON and CSV carry."""
        digits = minor_digits(self.currency)
        sign = "-" if self.minor < 0 else ""
        if digits == 0:
            return f"{sign}{abs(self.minor)}"
        whole, rest = divmod(abs(self.minor), 10**digits)
        return f"{sign}{whole}.{rest:0{digits}d}"

    def _require_same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in parts per million: a 0.6 % commission is ``Rate(6000)``."""

    ppm: int

    def of(self, amount: Money) -> Money:
        """This share of the amount, rounded half away from zero."""
        product = abs(amount.minor) * self.ppm
        rounded = (product + WHOLE_PPM // 2) // WHOLE_PPM
        return Money(rounded if amount.minor >= 0 else -rounded, amount.currency)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Business days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a date range must not end before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class IdRanges:
    """A set of row ids as sorted, disjoint, inclusive ranges."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, ids: Iterable[int]) -> IdRanges:
        """The set of these ids."""
        return cls.union_of((number, number) for number in ids)

    @classmethod
    def union_of(cls, ranges: Iterable[tuple[int, int]]) -> IdRanges:
        """The union of inclusive ranges, which may overlap and come in any order."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    def __contains__(self, number: int) -> bool:
        position = bisect_right(self.ranges, (number, 1 << 62)) - 1
        return position >= 0 and self.ranges[position][0] <= number <= self.ranges[position][1]

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __or__(self, other: IdRanges) -> IdRanges:
        return IdRanges.union_of((*self.ranges, *other.ranges))
