"""Many numbers as one parameter: a JSON text that SQLite takes apart itself.

A list of parameters is put into the text of the statement anew each time, which for some hundred numbers takes longer
than finding their rows. SQLite takes such a list to be short: in a join of several tables it may begin elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Text, bindparam, func, select


def listed(name: str) -> Select[Any]:
    """The numbers of the parameter of this name, to be asked for with `in_`; it is given with `as_list`."""
    return select(func.json_each(bindparam(name, type_=Text)).table_valued("value", name=f"{name}_listed").c.value)


def as_list(numbers: Iterable[int]) -> str:
    """What a parameter of `listed` is given."""
    return json.dumps(list(numbers))
