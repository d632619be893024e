"""The row above a preview: paper, pages, zoom, print, save; and what a pick list or packing list adds to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services import i18n
from services.i18n import _
from services.types import PrintKind
from ui.paper import template
from ui.paper.printer_line import PrinterLine
from ui.paper.size import PICK_LIST_SIZES, PaperShape, PaperSize
from ui.paper.template import TemplateChoice
from ui.pause import Pause
from ui.theme import space
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.fields import Choice

_TOOLS = ("caret-left", "caret-right", "minus", "plus", "arrows-out-line-horizontal")


class PaperBar(QWidget):
    """The switches and buttons of any preview. It decides nothing; it tells what was asked for."""

    changed = Signal()
    print_wanted = Signal()
    save_wanted = Signal()
    zoom_in = Signal()
    zoom_out = Signal()
    zoom_fit = Signal()
    page_step = Signal(int)

    def __init__(self, sizes: Sequence[PaperShape], paper: PaperShape, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes = {size.key: size for size in sizes}
        self._papers = Choice(self)
        self._pages = QLabel(self)
        self._problem = QLabel(self)
        self._problem.setContentsMargins(space.M, 0, space.M, space.S)
        self.printer = PrinterLine(self)
        self._prints_at_once = self._is_ready = False
        self._print, self._save = PrimaryButton("", "printer", self), SecondaryButton("", "file-pdf", self)
        self._tools = [IconButton(name, name, self) for name in _TOOLS]
        for size in sizes:
            self._papers.addItem(size.title, size.key)
        self._papers.setCurrentIndex(self._papers.findData(paper.key))
        self._papers.setVisible(len(sizes) > 1)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._rested = Pause(self, QApplication.doubleClickInterval())
        self._rested.timeout.connect(self._end_rest)
        self.switches = QHBoxLayout()
        self._arrange()
        self._connect()
        forget = i18n.on_language_change(self.translate)
        self.destroyed.connect(lambda: forget())
        self.translate()

    @property
    def shape(self) -> PaperShape:
        """The paper chosen."""
        return self._sizes[str(self._papers.currentData())]

    def choose_paper(self, key: str) -> None:
        """Choose a paper from code."""
        self._papers.setCurrentIndex(self._papers.findData(key))

    def set_ready(self, ready: bool) -> None:
        """Allow printing once all pages are laid out."""
        self._is_ready = ready
        self._print.setEnabled(ready)
        self._save.setEnabled(ready)
        if not ready:
            self._problem.hide()

    def press_print(self) -> None:
        """Print as with the button: not before all pages are laid out."""
        self._print.click()

    def rest(self) -> None:
        """Take no second click of a double-click: nothing is asked before it is on paper."""
        self._print.setEnabled(False)
        self._rested.start()

    def show_printer(self, name: str, *, is_gone: bool = False) -> None:
        """The printer that is printed on at once; none for an empty name, asked for where it is gone."""
        self._prints_at_once = bool(name) and not is_gone
        self.printer.show_printer(name, is_gone=is_gone)
        self._word_print()

    def set_failed(self, sentence: str) -> None:
        """Say why there is nothing to print."""
        self.say(sentence)
        self._pages.clear()

    def say(self, sentence: str) -> None:
        """Say something of the papers here: the window behind cannot, as long as they lie on it."""
        self._problem.setText(sentence)
        self._problem.show()

    def say_too(self, sentence: str) -> None:
        """Say something more, below what is said of the same papers."""
        self.say("\n".join(filter(None, (self._problem.text(), sentence))))

    def hush(self) -> None:
        """What was said is of papers before these."""
        self._problem.clear()
        self._problem.hide()

    def show_page(self, page: int, pages: int) -> None:
        """Say which page is in sight."""
        self._pages.setText(_("Page {page} of {pages}").format(page=page, pages=pages) if pages else "")

    def translate(self) -> None:
        """Put all texts in the current language."""
        self._word_print()
        self.printer.translate()
        self._save.setText(_("Save as PDF…"))
        self._papers.setAccessibleName(_("Paper size"))
        texts = (_("Previous page"), _("Next page"), _("Zoom out"), _("Zoom in"), _("Fit width"))
        for button, name in zip(self._tools, texts, strict=True):
            button.set_name(name)
        self._save.updateGeometry()
        for index in range(self._papers.count()):
            self._papers.setItemText(index, _(self._sizes[str(self._papers.itemData(index))].title))

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(space.M, space.S, space.M, space.S)
        row.addWidget(self._papers)
        row.addLayout(self.switches)
        row.addStretch(1)
        back, forward, smaller, larger, fit = self._tools
        for tool in (back, self._pages, forward, smaller, larger, fit, self._save, self._print):
            row.addWidget(tool)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.printer)
        column.addWidget(self._problem)

    def _word_print(self) -> None:
        """Three dots where a dialog comes first."""
        self._print.setText(_("Print") if self._prints_at_once else _("Print…"))
        self._print.updateGeometry()

    @Slot()
    def _end_rest(self) -> None:
        self._print.setEnabled(self._is_ready)

    def _connect(self) -> None:
        self._papers.currentIndexChanged.connect(self._tell_changed)
        self._print.clicked.connect(self._tell_print)
        self._save.clicked.connect(self._tell_save)
        back, forward, smaller, larger, fit = self._tools
        back.clicked.connect(self._back)
        forward.clicked.connect(self._forward)
        smaller.clicked.connect(self.zoom_out)
        larger.clicked.connect(self.zoom_in)
        fit.clicked.connect(self.zoom_fit)

    def _tell_changed(self) -> None:
        self.changed.emit()

    def _tell_print(self) -> None:
        self.print_wanted.emit()

    def _tell_save(self) -> None:
        self.save_wanted.emit()

    def _back(self) -> None:
        self.page_step.emit(-1)

    def _forward(self) -> None:
        self.page_step.emit(1)


class PreviewBar(PaperBar):
    """The bar of pick lists and packing lists: which template, and `copy_wanted` to have one to change."""

    copy_wanted = Signal()

    def __init__(self, kind: PrintKind, paper: PaperSize, chosen: str | None, parent: QWidget | None) -> None:
        self._kind = kind
        self._templates, self._copy = Choice(), IconButton("copy", "copy")
        sizes = PICK_LIST_SIZES if kind is PrintKind.PICK_LIST else tuple(PaperSize)
        super().__init__(sizes, paper, parent)
        self._choices = list(template.choices(kind))
        for choice in self._choices:
            self._templates.addItem(choice.name, choice.name)
        self.choose_template(chosen)
        self.switches.addWidget(self._templates)
        self.switches.addWidget(self._copy)
        self._templates.currentIndexChanged.connect(self._tell_changed)
        self._copy.clicked.connect(self._tell_copy)
        self.translate()

    @property
    def paper(self) -> PaperSize:
        """The paper chosen."""
        return PaperSize.from_key(self.shape.key)

    @property
    def template(self) -> str | None:
        """The name of the template chosen."""
        chosen = self._templates.currentData()
        return str(chosen) if chosen is not None else None

    @property
    def is_own_template(self) -> bool:
        """Whether the template chosen is a file of the user's."""
        return any(choice.own for choice in self._choices if choice.name == self.template)

    def choose_template(self, name: str | None) -> None:
        """Choose a template, the standard one where there is none of that name, without a word."""
        with QSignalBlocker(self._templates):
            self._templates.setCurrentIndex(max(self._templates.findData(name), 0))

    def add_template(self, made: TemplateChoice) -> None:
        """Offer one more template and choose it."""
        self._choices.append(made)
        with QSignalBlocker(self._templates):
            self._templates.addItem(made.name, made.name)
        self.translate()
        self._templates.setCurrentIndex(self._templates.count() - 1)

    def translate(self) -> None:
        """Put all texts in the current language."""
        super().translate()
        self._templates.setAccessibleName(_("Template"))
        self._copy.set_name(_("Copy template to change it…"))
        for index in range(self._templates.count()):
            choice = self._choices[index]
            standard = choice.name == self._kind.value
            name = choice.name.removeprefix(f"{self._kind.value}-")
            mine = _("My template {name}").format(name=name)
            title = mine if not standard else _("My template") if choice.own else _("Standard template")
            self._templates.setItemText(index, title)

    def _tell_copy(self) -> None:
        self.copy_wanted.emit()
