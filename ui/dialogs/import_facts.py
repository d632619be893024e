"""What a report says about an import, whether it was just done or long ago."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from services import formatting, paths, settings
from services.i18n import NN_, _, join_list, join_sentences
from services.importing import queries
from services.importing.cells import fold
from services.importing.entries import CHANGED, CONFLICT, NEW, SAME, WAITING, Entry
from services.importing.formats import FormatBook, load_formats
from services.importing.preview import plan_view
from services.importing.queries import ImportView
from services.importing.spec import FormatSpec
from services.importing.staged import FileWarning
from services.kernel.runner import Outcome
from services.messages import counted
from services.round_trip.templates import spec_title

PRODUCTS_MADE = NN_("{count} product was created", "{count} products were created")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report says about an import, whether just done or long ago."""

    title: str
    subtitle: str
    counts: dict[str, int]
    file_ids: tuple[int, ...]
    new_order_ids: range = range(0)
    operation_id: int | None = None
    warnings: tuple[str, ...] = ()
    kept: tuple[Entry, ...] = field(default=())
    still_needed: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @classmethod
    def of_import(
        cls,
        outcome: Outcome[Any],
        seconds: float,
        book: FormatBook,
        chosen: frozenset[tuple[str, str]] = frozenset(),
    ) -> Facts:
        """Of an import that was done right now, counted from the plan that was written."""
        result = outcome.value
        # An entry has its channel's currency and zone; the shop's are for rows and products, which are only counted.
        written = plan_view(result.plan, "", "", chosen)
        plans = result.plan.files
        names = [one.file.file_name for one in plans]
        title = (
            _("Imported {file}").format(file=names[0])
            if len(names) == 1
            else counted(NN_("Imported {count} file", "Imported {count} files"), len(names))
        )
        parts = [_("{seconds} s").format(seconds=f"{max(seconds, 0.1):.1f}")]
        specs = [spec for one in plans if (spec := book.get(one.file.format_id)) is not None]
        parts.append(join_list(list(dict.fromkeys(spec_title(spec) for spec in specs))))
        if len(plans) == 1 and specs:
            parts.append(_recognised(specs[0], [header for header in plans[0].file.headers if header]))
        told = [one for plan in plans for one in plan.warnings]
        proofs = dict.fromkeys(str(one.message) for one in told if one.is_good)
        if result.new_skus:
            proofs[counted(PRODUCTS_MADE, result.new_skus)] = None
        return cls(
            title=title,
            subtitle=" · ".join(parts),
            counts=dict(written.counts),
            file_ids=result.file_ids,
            new_order_ids=result.new_order_ids,
            operation_id=outcome.changes.operation_id,
            warnings=_warnings([(one.file.file_name, one.warnings) for one in plans]),
            proofs=tuple(proofs),
            kinds=tuple(dict.fromkeys(spec.kind for spec in specs)),
            still_needed=_still_needed(one.code for plan in plans for one in plan.warnings),
            kept=tuple(one for one in written.of(CONFLICT) if not _was_taken(one, outcome)),
        )

    @classmethod
    def of_past(cls, view: ImportView, book: FormatBook, operation_id: int | None, zone: str) -> Facts:
        """Of an import that is listed on the Import page."""
        spec = book.get(view.format_id)
        parts = [formatting.instant(view.imported_at, zone), spec_title(spec) if spec else view.format_id]
        counts = {NEW: view.new, CHANGED: view.updated, SAME: view.unchanged, CONFLICT: 0, WAITING: view.waiting}
        warnings = tuple(str(one) for one in view.warnings)
        title = _("Imported {file}").format(file=view.file_name)
        return cls(title, " · ".join(parts), counts, (view.id,), operation_id=operation_id, warnings=warnings)


def _recognised(spec: FormatSpec, headers: Sequence[str]) -> str:
    """How many columns have a meaning; those left out when a format of her own was taught have none."""
    left_out = spec.known if spec.id.startswith("user.") else ()
    known = {fold(name) for name in spec.columns()} - {fold(name) for name in left_out}
    recognised = sum(fold(header) in known for header in headers)
    return _("{known} of {count} columns recognised").format(known=recognised, count=len(headers))


def _warnings(told: Sequence[tuple[str, Sequence[FileWarning]]]) -> tuple[str, ...]:
    """What is said about the files: once what holds for several, the rest together and with the file's name."""
    # Pairs: files of two folders or archives may have one name.
    said = [(name, dict.fromkeys(str(one.message) for one in warnings if not one.is_good)) for name, warnings in told]
    if len(said) == 1:
        return tuple(said[0][1])
    often = Counter(chain.from_iterable(words for _name, words in said))
    found = [words for words, count in often.items() if count > 1]
    for name, words in said:
        only = [one for one in words if often[one] == 1]
        if only:
            found.append(_("{file}: {what}").format(file=name, what=join_sentences(only)))
    return tuple(found)


def _still_needed(codes: Iterable[str]) -> tuple[str, ...]:
    """What is left to do so that held orders can go on, from the warnings of an import."""
    known = {
        "lines_missing": _("Left to do: drop the platform's item file on this window."),
        "order_missing": _("Left to do: drop the platform's order file on this window."),
    }
    return tuple(known[code] for code in dict.fromkeys(codes) if code in known)


def _was_taken(entry: Entry, outcome: Outcome[Any]) -> bool:
    """Whether the file won a conflict: then the written plan has no such conflict any more."""
    left = {(one.key, one.field) for one in outcome.value.plan.conflicts}
    return entry.choice not in left


def past_facts(connection: Any, file_id: int) -> Facts | None:
    """The report of a past import; None where it was undone."""
    views = queries.imports_by_id(connection, [file_id])
    if not views:
        return None
    zone = settings.read(connection, settings.ZONE)
    operation = queries.operation_of(connection, file_id)
    return Facts.of_past(views[0], load_formats(paths.user_formats_dir()), operation, zone)
