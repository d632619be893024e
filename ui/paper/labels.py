"""Labels of goods: one on each piece of a label printer's roll, or twenty-four on a sheet of A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtWidgets import QWidget

from services.errors import NothingSelected
from services.fulfilment.labels import ALL_FIELDS, Label, LabelField
from services.i18n import N_
from services.messages import message
from ui.paper.application import ensure_gui_application
from ui.paper.document import PaperDocument
from ui.paper.kinds import OtherPaper
from ui.paper.pagination import Flow
from ui.paper.paper_preview import PaperPreview
from ui.paper.pdf import write_pdf
from ui.paper.preview_bar import PaperBar
from ui.paper.size import page_layout, units
from ui.paper.template import PaperTemplate, in_units, load

_GAP = units(0.5)


class LabelSize(Enum):
    """Labels: key, name, page in mm, labels beside and below each other, one label in mm, its margins in mm."""

    ROLL_40X30 = ("40x30", N_("40 × 30 mm"), (40, 30), (1, 1), (40, 30), (2, 1.5))
    ROLL_60X40 = ("60x40", N_("60 × 40 mm"), (60, 40), (1, 1), (60, 40), (2.5, 2))
    A4 = ("a4", N_("A4, 3 × 8 labels"), (210, 297), (3, 8), (70, 37), (5, 3.5))

    def __init__(
        self,
        key: str,
        title: str,
        page: tuple[int, int],
        grid: tuple[int, int],
        label: tuple[int, int],
        margin: tuple[float, float],
    ) -> None:
        self.key, self.title = key, title
        self.page, self.grid, self.label = page, grid, label
        self.margin = (units(margin[0]), units(margin[1]))

    @property
    def extent(self) -> QSizeF:
        """Width and height of the page, in layout units."""
        return QSizeF(units(self.page[0]), units(self.page[1]))

    @property
    def inner(self) -> QSizeF:
        """Width and height of a label between its margins, in layout units."""
        width, height = self.label
        return QSizeF(units(width) - 2 * self.margin[0], units(height) - 2 * self.margin[1])

    @property
    def places(self) -> int:
        """How many labels a page has."""
        return self.grid[0] * self.grid[1]

    def corner(self, place: int) -> tuple[float, float]:
        """Where the inside of label `place` of a page begins: row by row, the labels in the middle of the page."""
        row, column = divmod(place, self.grid[0])
        left = (self.page[0] - self.grid[0] * self.label[0]) / 2
        top = (self.page[1] - self.grid[1] * self.label[1]) / 2
        return (
            units(left + column * self.label[0]) + self.margin[0],
            units(top + row * self.label[1]) + self.margin[1],
        )

    def page_layout(self) -> QPageLayout:
        """The page for Qt's paint devices, without margins."""
        return page_layout(self.key.upper(), *self.page)

    @classmethod
    def from_key(cls, key: str) -> LabelSize:
        """The size settings and the command line call `key`; KeyError where there is none."""
        return {size.key: size for size in cls}[key]


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """What the labels show, and how many places of the first page are used up already."""

    fields: frozenset[LabelField] = ALL_FIELDS
    skipped: int = 0
    template: str | None = None


PLAIN = LabelOptions()


class LabelArt:
    """One label laid out: words at the top, cut after a whole line, the symbol at the bottom."""

    def __init__(self, label: Label, size: LabelSize, options: LabelOptions, template: PaperTemplate) -> None:
        values = asdict(label) | {"size": size.key, "shows": {str(one) for one in options.fields}}
        style = template.render("style", values)
        self.bottom, self.words = (self._document(style, template, block, values, size) for block in ("footer", "body"))
        self.height = size.inner.height()
        room = self.height - self.bottom.height - (_GAP if self.bottom.height else 0)
        self.cut = Flow(self.words).pages(room, room)[0].content

    @staticmethod
    def _document(
        style: str, template: PaperTemplate, block: str, values: dict[str, object], size: LabelSize
    ) -> PaperDocument:
        html = template.render(block, values)
        text = in_units(f"{style}{html}") if html.strip() else ""
        return PaperDocument(text, size.inner.width(), template.path.parent)

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the label, its inside beginning at this place of the page."""
        self.words.paint(painter, left, top, (self.cut.top, self.cut.bottom))
        self.bottom.paint(painter, left, top + self.height - self.bottom.height)


class LabelSheet:
    """One page of labels; None leaves a place empty."""

    pages = 1

    def __init__(self, size: LabelSize, arts: Sequence[LabelArt | None]) -> None:
        self.paper = size
        self.arts = tuple(arts)

    def draw(self, painter: QPainter, _page: int) -> None:
        """Paint the labels of the page."""
        for place, art in enumerate(self.arts):
            if art is not None:
                art.draw(painter, *self.paper.corner(place))


def label_sheets(found: Sequence[Label], size: LabelSize, options: LabelOptions = PLAIN) -> Iterator[LabelSheet]:
    """The pages, one after the other; a label that comes several times is laid out once. NothingSelected for none."""
    if not found:
        raise NothingSelected(what=message(N_("there is no label to print")))
    ensure_gui_application()
    template = load(OtherPaper.LABEL, options.template)
    waiting: list[LabelArt | None] = [None] * (options.skipped % size.places)
    made: tuple[Label, LabelArt] | None = None
    for label in found:
        if made is None or made[0] != label:
            made = (label, LabelArt(label, size, options, template))
        waiting.append(made[1])
        if len(waiting) == size.places:
            yield LabelSheet(size, waiting)
            waiting = []
    if waiting:
        yield LabelSheet(size, waiting)


def render_labels(found: Sequence[Label], size: LabelSize, out: Path, options: LabelOptions = PLAIN) -> int:
    """Write the labels as a PDF and return its number of pages; the old file stays when that fails."""
    return write_pdf(label_sheets(found, size, options), size, out, out.stem)


class LabelPreview(PaperPreview):
    """Shows labels and prints or saves them; `show_labels` changes what is shown."""

    kind = OtherPaper.LABEL

    def __init__(self, size: LabelSize = LabelSize.ROLL_40X30, parent: QWidget | None = None) -> None:
        super().__init__(PaperBar(tuple(LabelSize), size), parent)
        self._labels: tuple[Label, ...] = ()
        self.options = PLAIN
        self.paper_bar.set_ready(False)

    @property
    def size_chosen(self) -> LabelSize:
        """The labels chosen."""
        return LabelSize.from_key(self.paper_bar.shape.key)

    def show_labels(self, found: Sequence[Label], options: LabelOptions) -> None:
        """Lay these labels out."""
        self._labels, self.options = tuple(found), options
        self.reload()

    def sheets(self) -> Iterator[LabelSheet]:
        """The pages of labels."""
        return label_sheets(self._labels, self.size_chosen, self.options)

    def suggested_name(self) -> str:
        """The file name for labels."""
        return "labels.pdf"
