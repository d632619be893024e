"""How many examples the tests of whole histories try: enough for every day, or as many as a night allows."""

from __future__ import annotations

import os

import pytest

IS_THOROUGH = os.environ.get("ZHANGGUI_THOROUGH") == "1"


def examples(daily: int, thorough: int) -> int:
    """The number for this run; ``ZHANGGUI_THOROUGH=1`` asks for the larger. Other examples are drawn every run."""
    return thorough if IS_THOROUGH else daily


def is_quick(config: pytest.Config) -> bool:
    """Whether this run leaves out what goes through all cases (``main.py test --quick``)."""
    return "not exhaustive" in config.getoption("markexpr")
