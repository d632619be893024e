"""The preview of pick lists and packing lists: what will be printed, on which paper, with what hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from services.fulfilment.papers import PackingList, PickList
from services.i18n import _
from services.types import PrintKind
from ui.paper.paper_preview import PaperPreview
from ui.paper.preview_bar import PreviewBar
from ui.paper.render import STANDARD, PackingOptions, packing_sheets, pick_list_sheets
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize


class PreviewPage(PaperPreview):
    """Shows a pick list or packing lists, and prints or saves them; `printed` carries the `PrintKind`."""

    def __init__(
        self,
        papers: PickList | Sequence[PackingList],
        paper: PaperSize = PaperSize.A4,
        options: PackingOptions = STANDARD,
        parent: QWidget | None = None,
    ) -> None:
        self._papers = papers
        self._options = options
        self.kind = PrintKind.PICK_LIST if isinstance(papers, PickList) else PrintKind.PACKING_LIST
        self.bar = PreviewBar(self.kind, paper, options, None)
        super().__init__(self.bar, parent)
        self.reload()

    @property
    def options(self) -> PackingOptions:
        """What the switches say now."""
        return replace(
            self._options,
            show_receiver=self.bar.shows_receiver,
            mask=self.bar.masks,
            template=self.bar.template,
        )

    def sheets(self) -> Iterator[Sheet]:
        """The pick list, or a sheet a parcel; raises what `ui.paper.render` raises."""
        if isinstance(self._papers, PickList):
            return pick_list_sheets(self._papers, self.bar.paper, self.bar.template)
        return packing_sheets(self._papers, self.bar.paper, self.options)

    def suggested_name(self) -> str:
        """The number of the pick list, or the kind of paper."""
        if isinstance(self._papers, PickList):
            return f"{self._papers.number}.pdf"
        return f"{PrintKind.PACKING_LIST.value}.pdf"


class PreviewDialog(QDialog):
    """The preview in a window of its own; `page` is the preview inside."""

    def __init__(
        self,
        papers: PickList | Sequence[PackingList],
        paper: PaperSize = PaperSize.A4,
        options: PackingOptions = STANDARD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.page = PreviewPage(papers, paper, options, self)
        self.setWindowTitle(_("Print preview"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.resize(980, 720)
