"""One after-sales case at the right: its four facts as steps, its files, and everything its platform says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import clock, formatting
from services.aftersales.queries import CaseDetail
from services.aftersales.views import CaseView
from services.aftersales.words import KIND_LABELS, STATE_LABELS
from services.i18n import N_, _
from ui.pages.aftersales.case_files import CaseFiles
from ui.pages.aftersales.case_steps import OPEN, CaseStep, Deed, steps_of
from ui.pages.aftersales.columns import STATE_TONES
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import icon
from ui.widgets.buttons import Button, IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_EDGES = 48  # what margins and scroll bar of the panel take; pixels
_Facts = tuple[tuple[str, str | None], ...]
_MENU = (
    ("edit", N_("Note and next step…"), "note-pencil"),
    ("kind", N_("Change the kind…"), "tag"),
    ("wait", N_("Waits for…"), "clock"),
    ("close", N_("Close the case"), "check-circle"),
    ("withdraw", N_("It was withdrawn"), "x-circle"),
    ("reopen", N_("Open it again"), "arrow-counter-clockwise"),
    ("attach", N_("Add photos or files…"), "paperclip"),
)


def menu_entries(view: CaseView) -> tuple[tuple[str, str, str], ...]:
    """What else can be done with a case: key, words in the language that is on, icon."""
    hidden = {"reopen"} if view.case.state in OPEN else {"close", "withdraw", "wait", "kind"}
    return tuple((key, _(words), name) for key, words, name in _MENU if key not in hidden)


class CasePanel(DetailPanel):
    """Shows one `CaseView`. `wanted` carries the key of what the person chose; `show_order` gets a number."""

    wanted = Signal(str)
    pasted = Signal()
    file_removed = Signal(int)

    def __init__(self, show_order: Callable[[str], object]) -> None:
        super().__init__()
        self._show_order = show_order
        self.files: CaseFiles | None = None
        self.shown: CaseDetail | None = None
        self.view: CaseView | None = None
        self.buttons: dict[str, Button] = {}
        self._zone = ""
        self._folder = Path()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.reply_button = SecondaryButton(_("Reply…"), "chat-circle-text")
        self.reply_button.clicked.connect(lambda _on=False: self.wanted.emit("reply"))
        self.order_button = SecondaryButton(_("Order"), "receipt")
        self.order_button.clicked.connect(lambda _on=False: self._to_order())
        self.more = IconButton("dots-three", _("More actions"))
        self.more.clicked.connect(lambda _on=False: self.open_more())
        for widget, stretch in ((self.reply_button, 0), (self.order_button, 1), (self.more, 0)):
            self.footer.addWidget(widget, stretch)

    def show_case(self, view: CaseView, zone: str, folder: Path) -> None:
        """Show this case; times are in `zone`, its files lie beside the shop file `folder`."""
        self.view, self.shown, self._zone, self._folder = view, view.case, zone, folder
        case = view.case
        about = " · ".join(filter(None, (_(KIND_LABELS[case.kind]), case.channel)))
        self.set_head(case.external_no, about, can_copy=True)
        self.set_status("")  # beside the number there is no room for "Waiting for the platform"
        self.clear_body()
        self.add(_state_line(case))
        self.buttons = {}
        self._add_deadline(case)
        for number, step in enumerate(steps_of(view, zone), start=1):
            self.add(_StepCard(number, step, self._offer))
        self.add_line()
        self.add(SectionTitle(_("Photos and files")))
        self.files = CaseFiles(view.files, folder)
        self.files.wanted.connect(partial(self.wanted.emit, "attach"))
        self.files.removed.connect(self.file_removed)
        self.add(self.files)
        self._add_rest(case)
        self.reply_button.setText(_("Reply…"))
        self.order_button.setText(_("Order"))
        self.order_button.setVisible(case.order_id is not None)

    def retranslate(self) -> None:
        super().retranslate()
        self.more.set_name(_("More actions"))
        if self.view is not None:
            self.show_case(self.view, self._zone, self._folder)

    def open_more(self) -> PassingMenu:
        """The menu of what else can be done with the case."""
        menu = PassingMenu(self)
        for key, words, name in menu_entries(self.view) if self.view is not None else ():
            menu.addAction(icon(name), words).triggered.connect(partial(self._chosen, key))
        menu.open_above(self.more)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
            return
        super().keyPressEvent(event)

    def _chosen(self, key: str, _on: bool = False) -> None:
        self.wanted.emit(key)

    def _offer(self, deed: Deed, button: Button) -> None:
        """A step shows a button: it says what was chosen."""
        self.buttons[deed.key] = button
        button.clicked.connect(partial(self._chosen, deed.key))

    def _add_deadline(self, case: CaseDetail) -> None:
        if case.deadline_at is not None and case.state in OPEN:
            is_late = case.deadline_at < clock.now()
            words = _("Late since {time}") if is_late else _("Until {time}")
            told = words.format(time=formatting.instant(case.deadline_at, self._zone))
            self.add(Text(told, "strong", "neg" if is_late else "text2"))
        if case.is_told_by_order:
            words = _("Told by the refund column of an order file. The platform's own case takes its place.")
            self.add(Text(words, "caption", "text2", wrap=True))
        if case.next_action:
            self.add(Text(_("Next: {step}").format(step=case.next_action), "body", wrap=True))

    def _add_rest(self, case: CaseDetail) -> None:
        self._add_facts(_("The case"), self._case_facts(case))
        self._add_facts(_("What the platform says"), self._platform_facts(case))
        if case.note:
            self.add_line()
            self.add(SectionTitle(_("Note")))
            self.add(Text(case.note, wrap=True))

    def _add_facts(self, title: str, facts: _Facts) -> None:
        told = [(name, value) for name, value in facts if value]
        if told and title:
            self.add_line()
            self.add(SectionTitle(title))
        for name, value in told:
            self.add(KeyValueRow(name, value))

    def _case_facts(self, case: CaseDetail) -> _Facts:
        others = ", ".join(self.view.others) if self.view is not None else ""
        return (
            (_("Order no."), case.order_no),
            (_("Other cases"), others or None),
            (_("Product"), case.title),
            (_("Variant"), case.variant),
            (_("Code"), case.code),
            (_("Asked at"), self._time(case.asked_at)),
            (_("Agreed at"), self._time(case.agreed_at)),
            (_("Refunded at"), self._time(case.refunded_at)),
            (_("Closed at"), self._time(case.closed_at)),
            (_("Return freight"), self._money(case.freight_minor)),
        )

    @staticmethod
    def _platform_facts(case: CaseDetail) -> _Facts:
        return (
            (_("Platform's kind"), case.kind_text),
            (_("Platform's state"), case.state_text),
            (_("Return state"), case.return_text),
            (_("Interception state"), case.intercept_text),
            (_("Who pays"), case.payer_text),
        )

    def _money(self, minor: int | None) -> str | None:
        return None if minor is None or self.shown is None else formatting.money(minor, self.shown.currency)

    def _time(self, at: datetime | None) -> str | None:
        return None if at is None else formatting.instant(at, self._zone)

    def _to_order(self) -> None:
        if self.shown is not None and self.shown.order_no is not None:
            self._show_order(self.shown.order_no)


def _state_line(case: CaseDetail) -> QWidget:
    """Whom the case waits for, as a pill of its own width."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, space.XS)
    pill = Pill()
    pill.set(_(STATE_LABELS[case.state]), STATE_TONES[case.state])
    row.addWidget(pill)
    row.addStretch(1)
    return line


def _rows(buttons: Iterable[Button]) -> Iterator[QHBoxLayout]:
    """Buttons beside one another as far as they fit in a narrow panel."""
    row, left = None, 0
    for button in buttons:
        wanted = button.sizeHint().width()
        if row is None or wanted > left:
            if row is not None:
                yield row
            row, left = QHBoxLayout(), current_theme().sizes["detail"] - _EDGES
            row.setSpacing(space.S)
            row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        row.addWidget(button)
        left -= wanted + row.spacing()
    if row is not None:
        yield row


class _StepCard(QWidget):
    """One fact: its title with a mark once it is settled, where it stands, and the buttons of what comes next."""

    def __init__(self, number: int, step: CaseStep, offer: Callable[[Deed, Button], None]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.S, 0, space.S)
        column.setSpacing(space.XS)
        settled = _("settled") if step.is_done else ""
        column.addWidget(SectionTitle(f"{number}  {_(step.title)}", settled, remark_tone="pos"))
        for line in step.told:
            column.addWidget(Text(line, "body", "text2", wrap=True))
        buttons = []
        for deed in step.deeds:
            button: Button = PrimaryButton(_(deed.words)) if deed.main else SecondaryButton(_(deed.words))
            offer(deed, button)
            buttons.append(button)
        for row in _rows(buttons):
            column.addLayout(row)
        if step.back is not None:
            back = LinkButton(_(step.back.words), "arrow-counter-clockwise")
            back.set_flush()
            offer(step.back, back)
            column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
