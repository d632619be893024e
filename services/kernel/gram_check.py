"""Whether an n-gram index leads to the rows whose texts hold the n-grams, and to no others."""

from __future__ import annotations

from sqlalchemy import Connection

from models.dialects import gram_sums
from services import text
from services.i18n import N_
from services.messages import Message, message


class GramCheck:
    """Sums up texts as their index should hold them; what it keeps grows with the n-grams, not with the texts."""

    def __init__(self) -> None:
        self._sums: dict[str, int] = {}

    def add(self, row_id: int, searched: str) -> None:
        """This row is found by this text."""
        mark, sums = gram_sums.mark_of(row_id), self._sums
        for gram in text.grams(searched).split():
            sums[gram] = sums.get(gram, 0) + mark

    def problems(self, connection: Connection, index: str, of: Message) -> list[Message]:
        """Where the index does not hold what was added; empty when it does. `of`: what people search in it."""
        try:
            differing = self._differing(connection, index)
        except gram_sums.IndexUnreadable:
            return [message(N_("The index that “{name}” are searched by is damaged."), name=of)]
        if not differing:
            return []
        words = N_("The index that “{name}” are searched by misses some or finds others ({count} pairs of characters).")
        return [message(words, name=of, count=differing)]

    def _differing(self, connection: Connection, index: str) -> int:
        missing, wrong = len(self._sums), 0
        for gram, found in gram_sums.sums(connection, index):
            wanted = self._sums.get(gram)
            missing -= wanted is not None
            wrong += wanted != found
        return missing + wrong
