"""What every kind of record has in common while files are laid over the shop, and when they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from services.importing.channels import ChannelBook
from services.importing.entries import Entry
from services.importing.shapes import BY_KIND, Shape
from services.importing.staged import Counts, FileWarning, RowProblem, StagedFile
from services.importing.targets import Conflict
from services.kernel.tasks import Task
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message

SomePart = TypeVar("SomePart", bound="Part")


class Place(Protocol):
    """A channel or an account that holds records; `id` is None where the import creates it."""

    @property
    def id(self) -> int | None:
        """Its row, once there is one."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def currency(self) -> str:
        """What its amounts are in."""

    @property
    def zone(self) -> str:
        """Where its days begin."""

    def create(self, uow: UnitOfWork) -> int:
        """Make it; returns its id."""


@dataclass(slots=True)
class FilePlan:
    """What one file will do. `file_id` is its record in the shop, once it is being written."""

    file: StagedFile
    counts: Counts
    problems: list[RowProblem]
    warnings: list[FileWarning]
    place: Place | None = None
    file_id: int | None = None

    @property
    def shape(self) -> Shape:
        """The shape of its records."""
        return BY_KIND[self.file.kind]

    @property
    def rejected(self) -> int:
        """How many rows wait for a person."""
        return len(self.counts.waiting_rows)

    def count(self, outcome: str) -> None:
        """One more record that is ``new``, ``updated`` or ``unchanged``."""
        setattr(self.counts, outcome, getattr(self.counts, outcome) + 1)

    def reject(self, row: int, key: str, code: str, reason: Message, column: str | None = None) -> None:
        """Let a row wait for a person; `reason` is shown beside it."""
        self.problems.append(RowProblem(row, column, key, code, reason, key, True))
        self.counts.waiting_rows.add(row)


@dataclass(slots=True)
class Planning:
    """One plan in the making: where to read, what was decided, and the parts made so far.

    `currency` and `zone` are the shop's.
    """

    connection: Connection
    task: Task
    chosen: frozenset[tuple[str, str]]
    channels: ChannelBook
    currency: str
    zone: str
    conflicts: list[Conflict] = field(default_factory=list)
    files: list[FilePlan] = field(default_factory=list)
    parts: dict[type[Part], Part] = field(default_factory=dict)

    def part(self, wanted: type[SomePart]) -> SomePart:
        """The one part of this class, made when it is first asked for."""
        found = self.parts.get(wanted)
        if found is None:
            found = self.parts[wanted] = wanted(self)
        assert isinstance(found, wanted)
        return found


class Written:
    """What an import writes through, and what it has written: places by their plan, and the orders that are new."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._places: dict[Place, int] = {}
        self.new_orders = range(0)

    def place_id(self, place: Place) -> int:
        """The row of a place; one that does not exist yet is created now."""
        if place.id is not None:
            return place.id
        if place not in self._places:
            self._places[place] = place.create(self.uow)
        return self._places[place]


class Part(Protocol):
    """The records of one kind that an import touches. The plan only reads; `write` is the one write."""

    def __init__(self, planning: Planning) -> None: ...

    def take(self, plan: FilePlan) -> None:
        """Lay a file of this kind over the shop, and count what becomes of its records."""

    def settle(self) -> None:
        """After the last file of all kinds: derive what no single file says."""

    @property
    def is_empty(self) -> bool:
        """Whether writing would change nothing."""

    def write(self, written: Written) -> None:
        """Write what was planned."""

    def entries(self) -> Iterator[Entry]:
        """Every record and conflict, for the list of changes."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: its shape, what people call it, and the part of a plan that deals with it.

    `counted` are the two forms of “{count} … will be imported” without the verb.
    """

    kind: str
    label: str
    counted: tuple[str, str]
    part: type[Part]

    @property
    def shape(self) -> Shape:
        """Its fields and how rows become records."""
        return BY_KIND[self.kind]
