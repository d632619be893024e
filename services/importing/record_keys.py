"""The key of a row that is a record of its own: what its provider calls it, else what stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.importing.scratch import as_json
from services.importing.shapes import Shape


@dataclass(slots=True)
class RecordKeys:
    """Gives the rows of one file their keys.

    The same row gets the same key in every file that holds it. Rows that share an identity and
    say different things, and rows without a number of their own that look alike, are counted on.
    """

    shape: Shape
    _seen: dict[tuple[str | None, str], list[str]] = field(default_factory=dict)

    def key(self, told: str | None, record: Mapping[str, Any]) -> str | None:
        """The key of a row; None for one that repeats an earlier row of the file word for word."""
        if not self.shape.identity:
            return told or ""
        own = record.get("natural_key")
        if isinstance(own, str):
            return own
        is_named = record.get(self.shape.identity[0]) is not None
        base = self._named(record) if is_named else self._hashed(record)
        said = as_json(record) if is_named else ""
        earlier = self._seen.setdefault((record.get("channel_name"), base), [])
        if is_named and said in earlier:
            return None
        earlier.append(said)
        return base if len(earlier) == 1 else f"{base}#{len(earlier)}"

    def _named(self, record: Mapping[str, Any]) -> str:
        first, *rest = (record.get(name) for name in self.shape.identity)
        told = [str(part) for part in rest if part is not None]
        return "|".join([str(first), *told])

    def _hashed(self, record: Mapping[str, Any]) -> str:
        values = [record.get(name) for name in self.shape.fingerprint]
        return "~" + hashlib.sha256(as_json(values).encode()).hexdigest()[:20]
