"""Secrets out of a file or the standard input: a command line is seen by others and kept by shells."""

from __future__ import annotations

import sys
from pathlib import Path

from services.errors import Invalid
from services.i18n import N_
from services.messages import Message, message
from ui.cli.call import Call


def first_line(call: Call, source: str, field: Message) -> str:
    """The first line of the file that is named, of the standard input for ``-``. `field` is what a refusal names."""
    if source == "-":
        return "" if sys.stdin is None else sys.stdin.readline().rstrip("\r\n")
    path = call.path(Path(source))
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        reason = message(N_("the file cannot be read, or its first line is empty"))
        raise Invalid(field=field, value=str(path), reason=reason) from error
