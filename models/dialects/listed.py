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


def listed_texts(name: str) -> Select[Any]:
    """The texts of the parameter of this name; it is given with `as_texts`."""
    value = func.json_each(bindparam(name, type_=Text)).table_valued("value", name=f"{name}_listed").c.value
    return select(func.replace(func.replace(value, _NUL, func.char(0)), _MARK, _MARK[0]))


def as_texts(texts: Iterable[str]) -> str:
    """What a parameter of `listed_texts` is given."""
    return json.dumps([one.replace(_MARK[0], _MARK).replace("\0", _NUL) for one in texts])


_MARK, _NUL = "\uffff\ufffe", "\uffff\ufffd"  # a NUL, which some file may have in a name, ends a text in SQLite's JSON
