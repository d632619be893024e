"""`@command` marks the only functions that may write, and gives each a stable code and a label."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from services.messages import Message

if TYPE_CHECKING:
    from services.kernel.unit_of_work import UnitOfWork

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: its code, the label History shows, and why it cannot be undone where that is so."""

    code: str
    label: str | tuple[str, str]
    function: Callable[..., Any]
    final_reason: Message | None = None


COMMANDS: dict[str, CommandSpec] = {}
_BY_FUNCTION: dict[Callable[..., Any], CommandSpec] = {}


def command(
    code: str, label: str | tuple[str, str], *, final_reason: Message | None = None
) -> Callable[[Callable[Concatenate[UnitOfWork, P], R]], Callable[Concatenate[UnitOfWork, P], R]]:
    """Register a writing function ``(uow, …) -> value``.

    `label` is an English template marked by ``N_`` (or ``NN_`` with a ``count``); its fields
    are filled by ``uow.describe``. `final_reason` marks effects outside the file, which
    cannot be taken back.
    """

    def register(function: Callable[Concatenate[UnitOfWork, P], R]) -> Callable[Concatenate[UnitOfWork, P], R]:
        if code in COMMANDS:
            raise ValueError(f"two commands are called {code}")
        spec = CommandSpec(code, label, function, final_reason)
        COMMANDS[code] = spec
        _BY_FUNCTION[function] = spec
        return function

    return register


def rows_given(given: Iterable[object]) -> int:
    """How many rows a command is to change as far as its arguments tell: the longest list it is `given`."""
    return max((len(one) for one in given if isinstance(one, list | tuple | AbstractSet)), default=0)


def spec_of(function: Callable[..., Any]) -> CommandSpec:
    """The registration of a command function; anything else may not write."""
    try:
        return _BY_FUNCTION[function]
    except KeyError:
        raise TypeError(f"{function!r} is not a @command and must not write") from None
