"""The words people write in and beside numbers, dates and addresses, as the program's resources list them."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from services import paths


@cache
def written_words() -> dict[str, Any]:
    """Words by what they are said of; what is done with them is the business of who asks."""
    with (paths.resources() / "written_words.toml").open("rb") as file:
        return tomllib.load(file)
