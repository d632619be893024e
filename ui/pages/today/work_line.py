"""One line of Today's queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the queue: tone of its dot, count, words, why now, where it leads, and the action started there."""

    key: str
    tone: str
    count: int
    words: str
    remark: str
    page: str
    wanted: dict[str, Any] = field(default_factory=dict)
    action: str = ""
