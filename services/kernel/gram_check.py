"""Whether an n-gram index leads to the rows whose texts hold the n-grams, and to no others."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from models.dialects import gram_sums
from services import text
from services.i18n import N_, NN_
from services.kernel.projections import ROWS_NAMED, Differs
from services.messages import Message, message, plural_message

_Naming = Callable[[Connection, Iterable[int]], tuple[str, ...]]

_WRONG = NN_(
    "The index that “{name}” are searched by misses some or finds others ({count} pair of characters).",
    "The index that “{name}” are searched by misses some or finds others ({count} pairs of characters).",
)


class GramCheck:
    """Sums up texts as their index should hold them; what it keeps grows with the n-grams and rows, not the texts."""

    def __init__(self) -> None:
        self._sums: dict[str, int] = {}
        self._ids = array("q")

    def add(self, row_id: int, searched: str) -> None:
        """This row is found by this text."""
        mark, sums = gram_sums.mark_of(row_id), self._sums
        self._ids.append(row_id)
        for gram in text.grams(searched).split():
            sums[gram] = sums.get(gram, 0) + mark

    def problems(
        self, connection: Connection, index: str, of: Message, naming: _Naming, suspects: Iterable[int] = ()
    ) -> list[Differs]:
        """Where the index does not hold what was added; empty when it does. `of`: what people search in it.

        `suspects` are rows of which something else is wrong: they are named where the sums do not tell which it is.
        """
        try:
            differing = self._differing(connection, index)
        except gram_sums.IndexUnreadable:
            return [Differs(message(N_("The index that “{name}” are searched by is damaged."), name=of))]
        if not differing:
            return []
        rows = naming(connection, self._rows_of(differing) or suspects)
        return [Differs(plural_message(_WRONG, len(differing), name=of), rows)]

    def _differing(self, connection: Connection, index: str) -> list[int]:
        """Of each n-gram that differs, by how much."""
        missing, differing = dict(self._sums), []
        for gram, found in gram_sums.sums(connection, index):
            wanted = missing.pop(gram, 0)
            if wanted != found:
                differing.append(abs(wanted - found))
        return [*missing.values(), *differing]

    def _rows_of(self, differing: Iterable[int]) -> list[int]:
        """The rows that are missed or found too often most: one by itself makes a difference of just its mark."""
        times = Counter(differing)
        found = {row_id: times[mark] for row_id in self._ids if (mark := gram_sums.mark_of(row_id)) in times}
        return [row_id for row_id, _count in Counter(found).most_common(ROWS_NAMED)]
