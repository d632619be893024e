"""A plan in words: what will be new, what changes from what to what, what is the same, what needs a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.i18n import N_, translate
from services.importing.entries import CHANGED, CONFLICT, NEW, OUTCOMES, SAME, WAITING, Entry
from services.importing.plan import ImportPlan
from services.importing.staged import RowProblem
from services.importing.targets import Conflict


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything a plan will do as one list, with its counts by outcome. Conflicts are listed beside their record."""

    entries: tuple[Entry, ...]
    counts: Mapping[str, int]

    def of(self, outcome: str) -> tuple[Entry, ...]:
        """The entries of one outcome; all of them for an empty one."""
        return tuple(entry for entry in self.entries if outcome in ("", entry.outcome))

    @property
    def writes(self) -> int:
        """How many records will be created or changed."""
        return self.counts[NEW] + self.counts[CHANGED]


def plan_view(plan: ImportPlan, currency: str, zone: str, chosen: frozenset[tuple[str, str]] = frozenset()) -> PlanView:
    """The plan as a list; `currency` and `zone` are the shop's, `chosen` the conflicts decided for the file."""
    entries = [*_waiting(plan, currency, zone), *_records(plan, chosen)]
    entries.sort(key=lambda entry: _RANK[entry.outcome])
    counts = dict.fromkeys(OUTCOMES, 0)
    for entry in entries:
        counts[entry.outcome] += 1
    counts[WAITING] = sum(one.rejected for one in plan.files)
    return PlanView(tuple(entries), counts)


_RANK = {CONFLICT: 0, WAITING: 1, CHANGED: 2, NEW: 3, SAME: 4}


def _waiting(plan: ImportPlan, currency: str, zone: str) -> Iterator[Entry]:
    for one in plan.files:
        first_of_row = {problem.row: problem for problem in reversed(one.problems) if problem.rejects}
        for problem in sorted(first_of_row.values(), key=lambda found: found.row):
            if problem.code != "waits_with_row":
                yield Entry(
                    WAITING,
                    problem.key or "",
                    one.file.file_name,
                    problem,
                    currency,
                    zone,
                    scratch=one.file.scratch,
                )


def _records(plan: ImportPlan, chosen: frozenset[tuple[str, str]]) -> Iterator[Entry]:
    decided: dict[str, list[str]] = {}
    for key, name in sorted(chosen):
        decided.setdefault(key, []).append(name)
    for part in plan.parts:
        for entry in part.entries():
            yield entry
            for name in decided.get(entry.conflict_key, ()):
                if name in entry.changes:
                    yield entry.as_conflict(name)


def words(entry: Entry) -> str:
    """What the entry says, in the current language."""
    what = entry.what
    if isinstance(what, RowProblem):
        said = translate(N_("Row {row}: {reason}")).format(row=what.row, reason=what.message)
        return f"{what.column} · {said}" if what.column else said
    if isinstance(what, Conflict):
        return translate(N_("{field}: yours {ours}, the file {theirs}")).format(
            field=entry.wording.label(what.field),
            ours=entry.wording.value(what.field, what.ours, entry.currency, entry.zone),
            theirs=entry.wording.value(what.field, what.theirs, entry.currency, entry.zone),
        )
    return what.described(entry.wording, entry.currency, entry.zone)
