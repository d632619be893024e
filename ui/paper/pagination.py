"""Where a long document may be cut into pages: never through a table row or a line of text."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextFrame, QTextTable


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal strip of a document, from `top` to `bottom`, in layout units."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        """How high the strip is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class PageBand:
    """What stands on one page: a strip of the document under the table heading it belongs to, if any."""

    content: Band
    heading: Band | None


class Flow:
    """The strips of a document that must stay whole, and the table headings that come again on every page."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._layout = document.documentLayout()
        self._headings: list[tuple[Band, float]] = []
        whole = sorted(self._whole(document.rootFrame()), key=lambda band: band.top)
        self._tops = [band.top for band in whole]
        self._bottoms = [band.bottom for band in whole]

    @property
    def whole(self) -> list[Band]:
        """The strips no page break goes through, from top to bottom."""
        return [Band(top, bottom) for top, bottom in zip(self._tops, self._bottoms, strict=True)]

    def pages(self, first_room: float, next_room: float) -> list[PageBand]:
        """The document cut into pages with room of this height; one empty page for an empty document."""
        pages: list[PageBand] = []
        at = 0.0
        while (start := self._next_start(at)) is not None:
            heading = self._heading_at(start)
            room = next_room if pages else first_room
            room -= heading.height if heading is not None else 0
            at = self._cut(start, start + room)
            pages.append(PageBand(Band(start, at), heading))
        return pages or [PageBand(Band(0, 0), None)]

    def _next_start(self, at: float) -> float | None:
        index = bisect_right(self._bottoms, at + 0.5)
        return max(at, self._tops[index]) if index < len(self._tops) else None

    def _heading_at(self, start: float) -> Band | None:
        for heading, end in self._headings:
            if heading.bottom <= start + 0.5 < end:
                return heading
        return None

    def _cut(self, start: float, limit: float) -> float:
        index = bisect_right(self._bottoms, limit) - 1
        if index >= 0 and self._bottoms[index] > start + 0.5:
            return self._bottoms[index]
        lines = [bottom for bottom in self._line_ends(start, limit) if bottom > start + 0.5]
        return lines[-1] if lines else limit

    def _line_ends(self, start: float, limit: float) -> list[float]:
        """Heights between `start` and `limit` that no line of text crosses, of a row too high for a page."""
        lines: list[Band] = []
        block = self._document.begin()
        while block.isValid():
            lines.extend(band for band in self._lines(block) if band.bottom > start and band.top < limit)
            block = block.next()
        lines.sort(key=lambda band: band.top)
        tops = [band.top for band in lines]
        ends: list[float] = []
        reach = 0.0
        for band in lines:
            reach = max(reach, band.bottom)
            following = bisect_left(tops, reach - 0.5)
            if reach <= limit and all(other.bottom <= reach + 0.5 for other in lines[:following]):
                ends.append(reach)
        return ends

    def _whole(self, frame: QTextFrame) -> Iterator[Band]:
        walk = frame.begin()
        while not walk.atEnd():
            inner = walk.currentFrame()
            if isinstance(inner, QTextTable):
                yield from self._rows(inner)
            elif inner is not None:
                yield from self._whole(inner)
            elif walk.currentBlock().text():
                yield from self._lines(walk.currentBlock())
            walk += 1

    def _lines(self, block: QTextBlock) -> Iterator[Band]:
        place: QRectF = self._layout.blockBoundingRect(block)
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number).rect()
            yield Band(place.top() + line.top(), place.top() + line.bottom())

    def _rows(self, table: QTextTable) -> list[Band]:
        tops = [top for row in range(table.rows()) if (top := self._row_top(table, row)) is not None]
        edges = [*tops, tops[0] + self._layout.frameBoundingRect(table).height()]
        rows = [Band(top, bottom) for top, bottom in itertools.pairwise(edges) if bottom > top + 0.5]
        headings = min(table.format().headerRowCount(), len(rows))
        if not headings:
            return rows
        heading = Band(rows[0].top, rows[headings - 1].bottom)
        self._headings.append((heading, edges[-1]))
        # The heading stays with the first row under it.
        kept = rows[: headings + 1]
        return [Band(kept[0].top, kept[-1].bottom), *rows[headings + 1 :]]

    def _row_top(self, table: QTextTable, row: int) -> float | None:
        """Where a row begins; None where every cell of it began in a row above."""
        tops = []
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            if cell.row() != row:
                continue
            style = cell.format().toTableCellFormat()
            padding = style.topPadding() or table.format().cellPadding()
            block = cell.firstCursorPosition().block()
            tops.append(self._layout.blockBoundingRect(block).top() - padding - style.topBorder())
        return min(tops, default=None)
