"""How many examples the tests of whole histories try: enough for every day, or as many as a night allows."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest

IS_THOROUGH = os.environ.get("ZHANGGUI_THOROUGH") == "1"


def examples(daily: int, thorough: int) -> int:
    """The number for this run; ``ZHANGGUI_THOROUGH=1`` asks for the larger. Other examples are drawn every run."""
    return thorough if IS_THOROUGH else daily


def few_when_quick(cases: Iterable[object], few: int = 1) -> list[object]:
    """The cases of one argument, for `parametrize`; a quick run has the first `few`, which are to differ most."""
    return [
        case if place < few else pytest.param(case, marks=pytest.mark.exhaustive) for place, case in enumerate(cases)
    ]


def is_quick(config: pytest.Config) -> bool:
    """Whether this run leaves out what goes through all cases (``main.py test --quick``)."""
    return "not exhaustive" in config.getoption("markexpr")
