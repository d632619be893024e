"""Where a verb speaks: its answer on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from services.errors import AppError, UserError
from services.exporting.text_export import as_json
from services.i18n import N_
from services.kernel.tasks import Task
from services.shown_names import shown_name


class Usage(UserError):
    """The words of a command line do not fit together (`reason`, as the parser says it)."""

    code = "cli.usage"
    template = N_("The command was not understood: {reason}. Nothing was done.")
    hint = N_("“main.py VERB --help” lists what a verb takes.")


@dataclass(slots=True)
class Console:
    """The two outputs of one verb, and the task its work can be cancelled through.

    `last_said` is the last message for a person.
    """

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    as_json: bool = False
    task: Task = field(default_factory=Task)
    last_said: str = ""
    _unclosed: str = ""

    def answer(self, value: Mapping[str, Any], lines: Sequence[str] = ()) -> None:
        """The verb's answer: with ``--json`` the one object, else these lines."""
        if self.as_json:
            print(as_json(_readable(value)), file=self.out)
        else:
            for line in lines:
                print(shown_name(line), file=self.out)

    def say(self, text: str) -> None:
        """A message for a person."""
        self.last_said = said = shown_name(text)
        print(said, file=self.err)

    def fail(self, error: AppError) -> None:
        """What went wrong, for a person and, with ``--json``, for a script."""
        self.say(str(error))
        self._end_with(error_record(error))

    def crash(self, said: str) -> None:
        """A mistake of the program, for a person and, with ``--json``, for a script."""
        self.stop("app.bug", said)

    def stop(self, code: str, said: str) -> None:
        """What is in the way outside the shop, for a person and, with ``--json``, for a script."""
        self.say(said)
        self._end_with({"code": code, "message": said, "hint": None})

    def _end_with(self, error: Mapping[str, Any]) -> None:
        """The error as the one object, or as the end of the object that was begun."""
        if self.as_json:
            record = as_json(_readable({"error": error}))
            print(f"{self._unclosed}, {record[1:]}" if self._unclosed else record, file=self.out)

    @contextmanager
    def rows(self, start: str) -> Iterator[TextIO]:
        """The output itself, for an object that `start` begins and whose last value is a list of rows."""
        self.out.write(start + "[")
        self._unclosed = "]"
        yield self.out
        self._unclosed = ""
        self.out.write("]}\n")


def _readable(value: Any) -> Any:
    """The same value with every name in it as text; in the finished line bytes would run into the marks around them."""
    if isinstance(value, Mapping):
        return {key: _readable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(one) for one in value]
    return shown_name(value) if isinstance(value, str) else value


def error_record(error: AppError) -> dict[str, Any]:
    """An error as JSON: its stable code, what happened, and what to do."""
    return {
        "code": error.code,
        "message": str(error.message),
        "hint": str(error.advice) if error.advice is not None else None,
    }


def iso(at: datetime, zone: str) -> str:
    """A time as JSON has it: ISO 8601 with the offset of the zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
