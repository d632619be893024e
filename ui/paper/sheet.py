"""One paper laid out: its pages, each with header and footer, ready to be painted anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from services.errors import TemplateProblem
from services.i18n import N_, _
from services.messages import message
from ui.paper.application import paper_font
from ui.paper.document import PaperDocument
from ui.paper.pagination import Flow, PageBand
from ui.paper.size import PaperShape, PaperSize, RollPiece, units
from ui.paper.template import PaperTemplate, in_units

_GAP = units(2)
_LEAST_ROOM = units(15)
_KEPT = 8  # headers and footers of a paper that are kept: of the first, the next and the last page
_REPRINT_TILT = -32
_REPRINT_SHARE = 0.8


class Pages(Protocol):
    """Anything laid out in pages that can be painted."""

    @property
    def paper(self) -> PaperShape:
        """The paper it is laid out for."""

    @property
    def pages(self) -> int:
        """How many pages it has."""

    def draw(self, painter: QPainter, page: int) -> None:
        """Paint page `page`, counted from 0, in layout units from the paper's top left corner."""


class Sheet:
    """A pick list or one parcel's packing list on paper of one size.

    `body` is all that flows from page to page, and `bands` are its cuts, one a page. An
    enclosure (a gift card, a return slip) is a block of the template that stands on pages of
    its own, without header and footer; where it says what the one `before` says, as gift cards
    do, it is not laid out again.
    """

    def __init__(
        self,
        template: PaperTemplate,
        values: Mapping[str, object],
        paper: PaperSize,
        reprint: bool,
        *,
        enclosure: str = "",
        before: Sheet | None = None,
        logo: QImage | None = None,
    ) -> None:
        self.size = paper
        self._template = template
        self._values = dict(values) | {"paper": paper.key, "logo": logo is not None}
        self._reprint, self._logo = reprint, logo
        self._blocks = ("", "") if enclosure else ("header", "footer")
        self._style = template.render("style", self._values)
        self._said: dict[tuple[str, int, int], str] = {}
        self._pieces: dict[str, PaperDocument] = {}
        self.html = self._html(template.render(enclosure or "body", self._values | {"page": 1, "pages": 1}))
        self.paper: PaperShape = paper
        self.body: PaperDocument
        self.bands: list[PageBand]
        if enclosure and before is not None and before.html == self.html:
            self.body, self.bands, self.paper = before.body, before.bands, before.paper
            return
        self.body = self._document(self.html)
        flow = Flow(self.body)
        # Most papers have one page: what further pages look like is laid out only where there are any, and then the
        # header may need more room to say so.
        room = self.room(1, 1)
        self.bands = flow.pages(room, room if self.body.height <= room else self.room(2, 2))
        if self.pages > 1:
            last = self.pages
            self.bands = flow.pages(self.room(1, last), self.room(last, last))
        if paper.is_roll and self.pages == 1:
            self.paper = self._piece_of_roll()

    @property
    def pages(self) -> int:
        """How many pages the paper has, at least 1."""
        return len(self.bands)

    def draw(self, painter: QPainter, page: int) -> None:
        """Paint page `page`, counted from 0, in layout units from the paper's top left corner."""
        left, paper = self.size.margin, self.paper
        if self._reprint:
            self._draw_reprint(painter, paper.extent)
        header, footer = (self.piece(block, page + 1, self.pages) for block in self._blocks)
        header.paint(painter, left, left)
        top = left + header.height + (_GAP if header.height else 0)
        band = self.bands[page]
        if band.heading is not None:
            self.body.paint(painter, left, top, (band.heading.top, band.heading.bottom))
            top += band.heading.height
        self.body.paint(painter, left, top, (band.content.top, band.content.bottom))
        footer.paint(painter, left, paper.extent.height() - left - footer.height)

    def room(self, page: int, pages: int) -> float:
        """Height left for the body between header and footer of a page."""
        taken = [self.piece(block, page, pages).height for block in self._blocks]
        room = self.size.inner_height - sum(height + _GAP for height in taken if height)
        if room < _LEAST_ROOM:
            raise TemplateProblem(
                file=self._template.path.name, reason=message(N_("header and footer leave no room on the page"))
            )
        return room

    def piece(self, block: str, page: int, pages: int) -> PaperDocument:
        """The ``header`` or ``footer`` of a page, counted from 1, laid out."""
        html = self._of_page(block, page, pages)
        if html not in self._pieces:
            if len(self._pieces) > _KEPT:
                self._pieces.clear()
            self._pieces[html] = self._document(html)
        return self._pieces[html]

    def _of_page(self, block: str, page: int, pages: int) -> str:
        """What the block says there: asked for when the page is measured, and again when it is drawn."""
        asked = (block, page, pages)
        if asked not in self._said:
            if len(self._said) > _KEPT:
                self._said.clear()
            self._said[asked] = self._html(self._template.render(block, self._values | {"page": page, "pages": pages}))
        return self._said[asked]

    def _piece_of_roll(self) -> RollPiece:
        taken = self.size.inner_height - self.room(1, 1) + self.bands[0].content.height
        return RollPiece(self.size, taken + 2 * self.size.margin)

    def _html(self, block: str) -> str:
        return in_units(f"{self._style}{block}") if block.strip() else ""

    def _document(self, html: str) -> PaperDocument:
        return PaperDocument(html, self.size.inner_width, self._template.path.parent, self._logo)

    def _draw_reprint(self, painter: QPainter, extent: QSizeF) -> None:
        """The word across the page, whatever the template says, so that a second copy is never taken for the first."""
        font = paper_font(round(units(40)))
        font.setBold(True)
        word = QPainterPath()
        word.addText(QPointF(0, 0), font, _("REPRINT"))
        size = word.boundingRect()
        scale = min(_REPRINT_SHARE * extent.width() / size.width(), 1.0)
        painter.save()
        painter.translate(extent.width() / 2, extent.height() / 2)
        painter.rotate(_REPRINT_TILT)
        painter.scale(scale, scale)
        painter.translate(-size.center())
        painter.setPen(QPen(QColor(Qt.GlobalColor.lightGray), units(0.5) / scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(word)
        painter.restore()
