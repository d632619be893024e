"""A piece of HTML as a laid-out document that can be measured and painted without a screen."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QImage,
    QPainter,
    QPalette,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from services import paths
from ui.paper.application import paper_font
from ui.paper.marks import MarkPainter
from ui.paper.pictures import picture_of
from ui.paper.size import units

_IMAGE = QTextFormat.ObjectTypes.ImageObject.value
_RULE = QTextFormat.Property.BlockTrailingHorizontalRulerWidth.value
_GROUND = QTextFormat.Property.BackgroundBrush.value
LOGO = "shop:logo"
_BODY_SIZE = round(units(9, "pt"))
_INK = QPalette(Qt.GlobalColor.black, Qt.GlobalColor.white)
for _role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
    _INK.setColor(_role, Qt.GlobalColor.black)


def _by_its_words(file: Path) -> Path:
    return Path(os.path.normpath(file))


def _lies_in(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders)


class PaperDocument(QTextDocument):
    """HTML laid out `width` layout units wide, in the fonts of all paper.

    Pictures come only from the template's own folder, the products' small ones, and the shop's logo: a template
    cannot read other files.
    """

    def __init__(self, html: str, width: float, folder: Path, logo: QImage | None = None) -> None:
        super().__init__()
        self._folder, self._logo = folder, logo
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(paper_font(_BODY_SIZE))
        self.setUseDesignMetrics(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)
        self._marks = MarkPainter(self)
        self.documentLayout().registerHandler(_IMAGE, self._marks)
        self.setTextWidth(width)
        self.setHtml(html)

    @property
    def height(self) -> float:
        """Height of the laid-out HTML, in layout units: none where nothing is in it, not an empty line's."""
        return 0.0 if self._is_blank() else float(self.size().height())

    def _is_blank(self) -> bool:
        """Whether there is nothing to see: a rule or a coloured bar is something, though no letter and no picture."""
        look = self.begin().blockFormat()
        return self.isEmpty() and not look.hasProperty(_RULE) and not look.hasProperty(_GROUND)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """The shop's logo, a product's small picture, or one beside the template; else an empty image."""
        if self._logo is not None and QUrl(name).toString() == LOGO:
            return self._logo
        allowed = [_by_its_words(folder) for folder in (self._folder, paths.cache_dir() / "thumbnails")]
        said = _by_its_words(self._folder / QUrl(name).path())
        is_image = kind == QTextDocument.ResourceType.ImageResource.value
        # By its words first: to follow a path is to ask for it, on Windows another computer too.
        if not is_image or not _lies_in(said, allowed):
            return QImage()
        file = said.resolve()
        return picture_of(file) if _lies_in(file, [folder.resolve() for folder in allowed]) else QImage()

    def paint(self, painter: QPainter, left: float, top: float, band: tuple[float, float] | None = None) -> None:
        """Paint the document, or only the `band` of it from one height to another, at a place of the page."""
        if self._is_blank():
            return
        first, last = band if band is not None else (0.0, self.height)
        area = QRectF(0, first, self.textWidth(), last - first)
        painter.save()
        painter.translate(left, top - first)
        painter.setClipRect(area)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = area
        # Paper is white in the dark theme too.
        context.palette = _INK
        self.documentLayout().draw(painter, context)
        painter.restore()
