"""Compares staged files with the shop: what is new, what changes, what is the same, what collides.

The plan only reads. Applying computes it again inside the write transaction, unless nothing was written to the
shop since: so nothing can slip between what was shown and what is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services import memory, settings
from services.importing.channels import ChannelBook, ChannelPlan
from services.importing.kinds import KINDS, part_of
from services.importing.kinds.orders import OrdersPart
from services.importing.kinds.part import FilePlan, Part, Planning
from services.importing.kinds.products import ProductsPart, ProductTarget
from services.importing.kinds.told_refunds import tell_cases
from services.importing.staged import Counts, StagedFile
from services.importing.targets import Conflict, OrderTarget
from services.kernel import journal
from services.kernel.tasks import Task

_ORDER = {kind.kind: place for place, kind in enumerate(KINDS)} | {"suppliers": -1}
"""What is written first: products and purchases add the suppliers they name, so a list of those comes before all."""


@dataclass(slots=True)
class ImportPlan:
    """What all files together will do: file by file, and in parts, one for each kind of record."""

    files: list[FilePlan]
    parts: tuple[Part, ...]
    conflicts: list[Conflict]

    @property
    def orders(self) -> Mapping[ChannelPlan, Mapping[str, OrderTarget]]:
        """The orders it touches, by channel and number."""
        return next((part.targets for part in self.parts if isinstance(part, OrdersPart)), {})

    @property
    def products(self) -> Mapping[str, ProductTarget]:
        """The SKUs it touches, by the key of their code."""
        return next((part.targets for part in self.parts if isinstance(part, ProductsPart)), {})

    @property
    def is_empty(self) -> bool:
        """Whether applying would change nothing."""
        return all(part.is_empty for part in self.parts)


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A plan that was made to be shown, and what it was made of. `newest` was the shop's last operation then."""

    plan: ImportPlan
    files: Sequence[StagedFile]
    chosen: frozenset[tuple[str, str]]
    newest: int

    @classmethod
    def of(
        cls, connection: Connection, task: Task | None, chosen: frozenset[tuple[str, str]], files: Sequence[StagedFile]
    ) -> MadePlan:
        """The plan for these files as the shop stands now."""
        return cls(Planner(connection, task, chosen).plan(files), files, chosen, journal.newest_id(connection))

    def holds(self, connection: Connection, files: Sequence[StagedFile], chosen: frozenset[tuple[str, str]]) -> bool:
        """Whether the plan would come out the same if it were made now, and can be written.

        Other parts than that of orders read on while they write, through the connection they were made with; and what
        writing an order changes in the plan of a parcel that went ahead would be seen where the write is given up.
        """
        return (
            (self.newest, self.files, self.chosen) == (journal.newest_id(connection), files, chosen)
            and all(isinstance(part, OrdersPart) for part in self.plan.parts)
            and not any(one.stays_in_part for targets in self.plan.orders.values() for one in targets.values())
        )


class Planner:
    """Makes one plan. `chosen` are the (record key, field) pairs where the file's value shall win."""

    def __init__(
        self, connection: Connection, task: Task | None = None, chosen: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)
        self._planning = Planning(connection, task or Task(), chosen, ChannelBook(connection), currency, zone)

    def plan(self, files: Sequence[StagedFile]) -> ImportPlan:
        """The plan for these files; their order does not matter."""
        with memory.not_collecting():
            return self._plan(files)

    def _plan(self, files: Sequence[StagedFile]) -> ImportPlan:
        planning = self._planning
        for file in sorted(files, key=lambda one: _ORDER[one.kind]):
            planning.task.checkpoint()
            problems = list(file.problems())
            counts = Counts(waiting_rows={problem.row for problem in problems if problem.rejects})
            plan = FilePlan(file, counts, problems, list(file.warnings))
            planning.files.append(plan)
            part_of(planning, file.kind).take(plan)
        tell_cases(planning)
        for part in planning.parts.values():
            part.settle()
        planning.files.sort(key=lambda one: files.index(one.file))
        parts = tuple(planning.parts.values())
        # Parts and planning hold each other: parted, a plan of many thousand records ends when nobody needs it.
        planning.parts = {}
        return ImportPlan(planning.files, parts, planning.conflicts)
