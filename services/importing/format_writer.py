"""Writing a format the user taught the program as a TOML file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.importing.errors import FormatInvalid
from services.importing.format_file import line_of, spec_from
from services.importing.format_values import Mistake
from services.importing.spec import FormatSpec


def write_format(spec: Mapping[str, Any], path: Path) -> FormatSpec:
    """Check a format given as plain values (the shape of the TOML file) and write it, whole or not at all.

    `FormatInvalid` says what is wrong with it, `CannotWrite` or `DiskFull` why there is no file.
    """
    from services.exporting.files import replacing  # here: whoever only reads formats needs nothing of the database

    text = _toml(spec)
    try:
        checked = spec_from(tomllib.loads(text), path)
    except Mistake as error:
        raise FormatInvalid(file=path.name, line=line_of(text, error.keys), reason=error.reason) from error
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return checked


def _toml(spec: Mapping[str, Any]) -> str:
    plain_keys = [
        f"{_key(key)} = {_value(value)}" for key, value in spec.items() if key not in ("layout", "detect", "fields")
    ]
    parts = ["\n".join(plain_keys)]
    for section in ("layout", "detect", "fields"):
        table = spec.get(section)
        if table:
            rows = [f"{_key(key)} = {_value(value)}" for key, value in table.items()]
            parts.append(f"[{section}]\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _key(key: str) -> str:
    return (
        key if re.fullmatch(r"[A-Za-z0-9_]+", key) else json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    raise Mistake(f"{value!r} cannot be written")
