"""The command line as a script sees it: words in, exit code and two outputs back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "formats"
TAOBAO = (SAMPLES / "taobao.orders" / "sample.csv", SAMPLES / "taobao.order_lines" / "sample.csv")
SHOPIFY = SAMPLES / "shopify.orders" / "sample.csv"
PRODUCTS = SAMPLES / "zhanggui.products" / "sample.xlsx"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a verb ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        return json.loads(self.out)


Cli: TypeAlias = Callable[..., Answer]
