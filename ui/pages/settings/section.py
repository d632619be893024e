"""One section of the settings: a heading and rows of label, explanation and control."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from services import pinyin
from services.i18n import _
from services.kernel.tasks import Progress, Task
from ui.pause import Pause
from ui.shop_link import ShopLink
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.card import Card, Hairline
from ui.widgets.text import Text

CONTROL_WIDTH = 280


class Findable:
    """What a row or section is found by: its name and `words`, in English as well as in the language shown.

    Once more without spaces, for names that are written apart and typed together; by pinyin and its initials as
    everywhere, but for the explanation, of which any few letters are the initials. `words` are in English.
    """

    def __init__(self, name: str, words: str, explanation: str = "") -> None:
        self._name = f"{name} {_(words)}" if words else name
        plain = f"{self._name} {explanation} {words}".casefold()
        self._plain = f"{plain}\n{''.join(plain.split())}"

    def fits(self, typed: Iterable[str]) -> bool:
        """Whether all the typed words are in it; without pinyin as long as its tables are not read."""
        is_spelt = pinyin.is_loaded() and not self._name.isascii()
        spelt = pinyin.spellings(self._name) if is_spelt else ()
        return all(any(word in found for found in (self._plain, *spelt)) for word in typed)


class SettingRow(QWidget):
    """Label and explanation at the left, the control at the right; `set_problem` says what is wrong with it.

    `words` are other names the row is looked for by, in English.
    """

    def __init__(self, label: str, control: QWidget | None, explanation: str = "", words: str = "") -> None:
        super().__init__()
        self.label, self.control = label, control
        self.fits = Findable(label, words, explanation).fits
        self._explanation = explanation
        self.is_saving = self.has_problem = False
        self._task: Task | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(space.L, space.M, space.L, space.M)
        row.setSpacing(space.L)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        name = Text(label, "body")
        self.remark = Text(explanation, "caption", "text2", self, wrap=True)
        self.remark.setVisible(bool(explanation))
        column.addStretch()  # beside a high control the two stay together
        column.addWidget(name)
        column.addWidget(self.remark)
        column.addStretch()
        row.addLayout(column, 1)
        if control is not None:
            if not control.accessibleName():
                control.setAccessibleName(label)
            name.setBuddy(control)
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(control, QLineEdit):
            control.editingFinished.connect(partial(control.setModified, False))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_problem(self, reason: str) -> None:
        """Say why a value was not taken; an empty text takes it back."""
        self.has_problem = bool(reason)
        self.remark.set_tone("neg" if reason else "text2")
        self.remark.setText(f"\u26a0 {reason}" if reason else self._explanation)
        self.remark.setVisible(bool(reason or self._explanation))

    def set_explanation(self, words: str) -> None:
        """Explain the row in other words, as soon as nothing is wrong with it."""
        if words == self._explanation:
            return  # to lay a long page out again takes time
        self._explanation = words
        if not self.has_problem:
            self.set_problem("")

    def follow(self, link: ShopLink) -> Task:
        """A task for a change made in this row, which says how far it is when that takes long."""
        if self._task is None:
            link.progressed.connect(self._progressed)
        self._task = link.task()
        return self._task

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        if task is self._task and 0 < progress.done < progress.total:  # what is done at once says nothing
            self.remark.setText(doing_words(progress))
            self.remark.setVisible(True)


def doing_words(progress: Progress) -> str:
    """How far the work is that follows from a changed setting."""
    percent = min(100 * progress.done // progress.total, 100)
    return _("Computing again what follows from it: {percent} %").format(percent=percent)


class SectionLink(QAbstractButton):
    """The name of a section in the list at the left; a click goes there."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words)
        # As wide as the list has room for: beside the list's scroll bar that is less than without it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(0, current_theme().sizes["control"])

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        if self.underMouse() or self.isDown():
            painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], theme.color("hover"))
        painting.text(
            painter, self.rect().adjusted(10, 0, -8, 0), self.text(), theme.font("body"), theme.color("text2")
        )
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])


class Section(Card):
    """A titled group of rows that a search can thin out; `words` are other names it is looked for by, in English."""

    def __init__(self, key: str, title: str, words: str = "") -> None:
        super().__init__(padding=space.HAIRLINE, spacing=0)
        self.key, self.title = key, title
        self.fits = Findable(title, words).fits
        head = Text(title, "heading")
        head.setContentsMargins(space.L, space.M, space.L, space.S)
        self.body.addWidget(head)
        self.rows: list[SettingRow] = []
        self._is_thinned = False
        self._lines: list[Hairline] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._is_seen = False
        self._being_seen = Pause(self, 0)
        self._being_seen.timeout.connect(self.seen)

    @Slot()
    def seen(self) -> None:
        """The section came on the screen, the first time since its page was shown: what is asked for only then."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._is_seen = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_seen:
            self._is_seen = True
            self._being_seen.start()

    def add(self, row: SettingRow) -> SettingRow:
        """Put a row at the end."""
        line = Hairline()
        self.body.addWidget(line)
        self.body.addWidget(row)
        self.rows.append(row)
        self._lines.append(line)
        return row

    def add_wide(self, widget: QWidget) -> None:
        """Put something across the whole section at the end."""
        self.body.addWidget(widget)

    def is_in_hand(self) -> bool:
        """Whether something is typed, chosen, saved or refused in it: made anew now, that would be lost."""
        if any(row.is_saving or row.has_problem for row in self.rows):
            return True
        focus, popup = QApplication.focusWidget(), QApplication.activePopupWidget()
        if isinstance(focus, QLineEdit) and self.isAncestorOf(focus):
            return focus.isModified()
        if isinstance(focus, QPlainTextEdit) and self.isAncestorOf(focus):
            return focus.document().isModified()
        opener = popup.parentWidget() if popup is not None else None
        return opener is not None and self.isAncestorOf(opener)

    def thin_out(self, typed: str) -> bool:
        """Show only rows that speak of the typed words; whether anything is left."""
        words = typed.casefold().split()
        if not words and not self._is_thinned:  # each row that is shown by itself is laid out by itself
            self.setVisible(True)
            return True
        self._is_thinned = bool(words)
        whole = not words or self.fits(words)
        for line, row in zip(self._lines, self.rows, strict=True):
            row.setVisible(whole or row.fits(words))
            line.setVisible(not row.isHidden())
        shown = whole or any(not row.isHidden() for row in self.rows)
        self.setVisible(shown)
        return shown
