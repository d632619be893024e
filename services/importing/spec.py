"""What an import format says, once it has been read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One way to get a field's value out of a row; see `vocabulary` for the words."""

    columns: tuple[str, ...]
    parse: str
    join: str | None = None
    clean: tuple[str, ...] = ()
    map: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field and its sources in order of preference; `default` stands in when all are empty.

    `is_summed`: the value belongs to the row, and the order's is the sum over its rows.
    """

    name: str
    sources: tuple[Source, ...]
    optional: bool = False
    default: str | None = None
    is_summed: bool = False


@dataclass(frozen=True, slots=True)
class Inherit:
    """What a row leaves to its owner: the first row whose cell in one of the `by` columns is its own cell in `of`.

    `fill` are columns taken where the row's own cell is empty, `take` columns always taken.
    """

    of: str
    by: tuple[str, ...]
    fill: tuple[str, ...] = ()
    take: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled figure outside the table: behind a label, under a heading, or in a column of a row of totals."""

    name: str
    after: tuple[str, ...] = ()
    under: str = ""
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table lies in the file."""

    rows: str = "order"
    stop: tuple[str, ...] = ()
    explanation_rows: int = 0
    empty: frozenset[str] = frozenset()
    decimal: str = "."
    inherit: Inherit | None = None
    leave_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_filled: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()

    def columns(self) -> Iterator[str]:
        """Every header the layout names."""
        yield from self.one_filled
        yield from self.leave_out
        if self.inherit is not None:
            yield from (self.inherit.of, *self.inherit.by, *self.inherit.fill, *self.inherit.take)


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """One import format: recognised by `signature`, read through `fields`.

    `sometimes` are columns that some of its layouts do not have, so that nobody misses them.
    """

    id: str
    version: int
    title: Mapping[str, str]
    kind: str
    platform: str
    zone: str
    currency: str
    signature: tuple[tuple[str, ...], ...]
    fields: tuple[FieldSpec, ...]
    layout: Layout = field(default_factory=Layout)
    absent: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()
    path: Path | None = None
    provider: str = ""
    facts: tuple[Fact, ...] = ()

    def columns(self) -> Iterator[str]:
        """Every header the format knows, with repetitions."""
        yield from self.known
        yield from self.sometimes
        yield from self.layout.columns()
        for alternatives in self.signature:
            yield from alternatives
        for spec in self.fields:
            for source in spec.sources:
                yield from source.columns
