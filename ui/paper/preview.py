"""The preview of pick lists and packing lists: what will be printed, on which paper, with what on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from services import clock, paths
from services.errors import AppError, TemplateProblem
from services.fulfilment.paper_fields import PackingChoices, PackingOptions
from services.fulfilment.papers import PackingList, PickList
from services.i18n import _
from services.messages import render
from services.types import PrintKind
from ui.paper import template
from ui.paper.field_panel import FieldPanel
from ui.paper.paper_preview import PaperDialog, PaperPreview
from ui.paper.preview_bar import PreviewBar
from ui.paper.render import STANDARD, packing_sheets, pick_list_sheets
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize


class PreviewPage(PaperPreview):
    """Shows a pick list or packing lists, and prints or saves them; `printed` carries the `PrintKind`.

    Packing lists have a column of switches beside them; `choices` says afterwards what was chosen there.
    A template of the user's that does not work is told, and the program's own takes its place.
    """

    def __init__(
        self,
        papers: PickList | Sequence[PackingList],
        paper: PaperSize = PaperSize.A4,
        options: PackingOptions = STANDARD,
        parent: QWidget | None = None,
        *,
        remembered: PackingChoices | None = None,
    ) -> None:
        self._papers = papers
        self._is_bundled = False
        self._print_kind = PrintKind.PICK_LIST if isinstance(papers, PickList) else PrintKind.PACKING_LIST
        self.kind = self._print_kind
        self.bar = PreviewBar(self._print_kind, paper, options.template, None)
        super().__init__(self.bar, parent)
        self.remembered = remembered if remembered is not None else self._as_printed(papers, options)
        self._by_paper = dict(self.remembered.by_paper)
        self._paper = paper
        self.fields: FieldPanel | None = None
        self.bar.copy_wanted.connect(self.copy_template)
        if not isinstance(papers, PickList):
            self.fields = FieldPanel(options, self.remembered, self)
            self.fields.changed.connect(self.reload)
            self.fields.problem.connect(self.problem)
            self.beside.addWidget(self.fields)
        self._shown = self.options
        self.reload()

    @property
    def options(self) -> PackingOptions:
        """What the switches say now."""
        chosen = self.fields.options if self.fields is not None else STANDARD
        return replace(chosen, template=self.bar.template)

    def choices(self) -> PackingChoices:
        """What was chosen for each paper, and the texts; `remembered` is what it was before."""
        if self.fields is None:
            return self.remembered
        return replace(
            self.remembered,
            by_paper=self._by_paper,
            thank_you=self.fields.thank_you.toPlainText().strip(),
            gift_text=self.fields.gift_text.toPlainText().strip(),
        )

    def sheets(self) -> Iterator[Sheet]:
        """The pick list, or a sheet a parcel with its enclosures; raises what `ui.paper.render` raises."""
        if isinstance(self._papers, PickList):
            return pick_list_sheets(self._papers, self.bar.paper, self.bar.template, bundled=self._is_bundled)
        chosen, logo = self.choices(), self.fields.logo if self.fields is not None else None
        lists = [replace(one, thank_you=chosen.thank_you, gift_text=chosen.gift_text) for one in self._papers]
        return packing_sheets(lists, self.bar.paper, self.options, logo=logo, bundled=self._is_bundled)

    def suggested_name(self) -> str:
        """The number of the pick list; of packing lists the kind of paper, the order where it is one, and the day."""
        if isinstance(self._papers, PickList):
            return f"{self._papers.number}.pdf"
        orders = [*self._papers[0].order_numbers[:1]] if len(self._papers) == 1 else []
        zones = [clock.business_day(clock.now(), one.zone).isoformat() for one in self._papers[:1]]
        return paths.fit_for_a_file(" ".join([_("Packing list"), *orders, *zones])) + ".pdf"

    def reload(self) -> None:
        """Lay everything out again; a template that did not work gets another chance."""
        self._is_bundled = False
        if self.fields is not None and self.bar.paper is not self._paper:
            self._paper = self.bar.paper
            self._shown = self._by_paper.get(self._paper.key, self.remembered.standard)
            self.fields.show_options(self._shown)
            self.bar.choose_template(self._shown.template)
        elif self.fields is not None and self.options != self._shown:
            self._shown = self._by_paper[self._paper.key] = self.options
        super().reload()

    def recovers_from(self, error: AppError) -> bool:
        """Show the program's own template where the user's is broken, and say what is wrong with it."""
        if not isinstance(error, TemplateProblem) or self._is_bundled or not self.bar.is_own_template:
            return False
        self._is_bundled = True
        super().reload()
        words = _("Your template “{file}” cannot be used: {reason}. The standard template is shown instead.")
        self.bar.say(words.format(**{name: _said(value) for name, value in error.params.items()}))
        return True

    def copy_template(self) -> None:
        """Put a copy of the template into the user's folder, choose it, and open it in the system's editor."""
        try:
            made = template.copy_to_change(self._print_kind, self.bar.template)
        except AppError as error:
            self.problem.emit(error)
            return
        self.bar.add_template(made)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.path)))

    @staticmethod
    def _as_printed(papers: PickList | Sequence[PackingList], options: PackingOptions) -> PackingChoices:
        """Where nothing is remembered, the texts that are on the papers already."""
        if isinstance(papers, PickList) or not papers:
            return PackingChoices(standard=options)
        return PackingChoices(standard=options, thank_you=papers[0].thank_you, gift_text=papers[0].gift_text)


class PreviewDialog(PaperDialog):
    """The preview of pick and packing lists in a window of its own."""

    page: PreviewPage

    def __init__(
        self,
        papers: PickList | Sequence[PackingList],
        paper: PaperSize = PaperSize.A4,
        options: PackingOptions = STANDARD,
        parent: QWidget | None = None,
        *,
        remembered: PackingChoices | None = None,
    ) -> None:
        super().__init__(PreviewPage(papers, paper, options, remembered=remembered), _("Print preview"), parent)
        if self.page.fields is not None:
            self.resize(1120, 720)


def _said(value: object) -> str:
    return render(value) if not isinstance(value, str | int) else str(value)  # type: ignore[arg-type]
