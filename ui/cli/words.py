"""What a word of the command line may be, and what is said of one that may not."""

from __future__ import annotations

import re
import textwrap
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from services.days import is_of_a_shop
from services.i18n import N_, translate
from services.messages import message, render
from ui.cli.console import Usage

_Given = TypeVar("_Given")
_GREATEST_ID = (1 << 63) - 1
_MOST = 1_000_000
_COMPLAINTS = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r"argument (?P<name>\S+): (?P<what>.+)", N_("{name}: {what}")),
        (r"the following arguments are required: (?P<names>.+)", N_("missing: {names}")),
        (r"one of the arguments (?P<names>.+) is required", N_("one of these is missing: {names}")),
        (r"unrecognized arguments: (?P<words>.+)", N_("not known here: {words}")),
        (r"expected (?:at least )?one argument", N_("it needs a value")),
        (r"not allowed with argument (?P<other>.+)", N_("it does not go together with {other}")),
        (r"ignored explicit argument (?P<value>.+)", N_("it takes no value")),
        (
            r"invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)",
            N_("{value} is not known; known are {choices}"),
        ),
        (r"invalid int value: (?P<value>.+)", N_("{value} is not a whole number")),
    )
)
"""What the parser says, and how a person is told; what is not here is told as it is."""


class _Help(HelpFormatter):
    """Help in the language that is on, in which a name such as ``trial-balance`` stays in one piece."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, translate(N_("usage: ")) if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


class Parser(ArgumentParser):
    """A parser whose complaints are errors of ours and end nothing by themselves; options are written out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_abbrev": False, "add_help": False, "formatter_class": _Help})
        self._positionals.title = translate(N_("what it takes"))
        self._optionals.title = translate(N_("options"))
        self.add_argument("-h", "--help", action="help", help=translate(N_("show this help and end")))

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the words."""
        raise Usage(reason=_complaint(message))


def _complaint(said: str) -> str:
    for pattern, template in _COMPLAINTS:
        found = pattern.fullmatch(said)
        if found is not None:
            parts = {name: _BARE.get(name, str)(part) for name, part in found.groupdict().items()}
            if "what" in parts:
                parts["what"] = _complaint(parts["what"])
            return render(message(template, **parts))
    return said


def _bare(value: str) -> str:
    """A value without the quotes the parser puts around it; those that were typed stay."""
    is_quoted = len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]
    return value[1:-1] if is_quoted else value


def _all_bare(values: str) -> str:
    return ", ".join(map(_bare, values.split(", ")))


_BARE: Mapping[str, Callable[[str], str]] = {"value": _bare, "choices": _all_bare}


def count(typed: str) -> int:
    """A number of things, days or hours: 0 to a million."""
    return _whole(typed, 0, _MOST)


def limit(typed: str) -> int:
    """At most so many: any number that is not negative."""
    return _whole(typed, 0, None)


def row_id(typed: str) -> int:
    """The number of a row, as lists show it."""
    number = _whole(typed, None, None)
    if not 0 < number <= _GREATEST_ID:
        raise ArgumentTypeError(render(message(N_("“{value}” is not a number that a list shows"), value=typed)))
    return number


def _whole(typed: str, least: int | None, most: int | None) -> int:
    if not re.fullmatch(r"[+-]?\d{1,30}", typed.strip()):
        raise ArgumentTypeError(render(message(N_("“{value}” is not a whole number"), value=typed)))
    number = int(typed)
    if most is not None and number > most:
        raise ArgumentTypeError(render(message(N_("“{value}” is more than {most}"), value=typed, most=most)))
    if least is not None and number < least:
        raise ArgumentTypeError(render(message(N_("“{value}” is less than {least}"), value=typed, least=least)))
    return number


def required(value: _Given | None, option: str) -> _Given:
    """A value that this use of a verb needs; `Usage` names the option where it was not given."""
    if value is None or value == "":
        raise Usage(reason=message(N_("missing: {names}"), names=option))
    return value


def refuse_others(words: Namespace, options: Collection[str], taken: Collection[str]) -> None:
    """`Usage` names an option, by its name without dashes, that this use of a verb would do nothing with."""
    for name in options:
        if name not in taken and getattr(words, name) is not None:
            other = message(N_("it does not go together with {other}"), other=words.what)
            raise Usage(reason=message(N_("{name}: {what}"), name=f"--{name}", what=other))


def day(typed: str) -> date:
    """A day of a shop, as 2026-11-21."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(render(message(N_("“{value}” is not a day such as 2026-11-21"), value=typed)))
    if not is_of_a_shop(found):
        said = message(N_("“{value}” is not a day from 1900 to 2199"), value=typed)
        raise ArgumentTypeError(render(said))
    return found


def day_or(names: Collection[str]) -> Callable[[str], date | str]:
    """Reader of a day of a shop, or of one of these words."""

    def read(typed: str) -> date | str:
        return typed if typed in names else day(typed)

    return read


def path(typed: str) -> Path:
    """The name of a file or folder; nothing is no name, and never the folder one happens to be in."""
    if not typed.strip():
        raise ArgumentTypeError(render(message(N_("the name is empty"))))
    return Path(typed)
